"""What a person reads when the world failed: what happened, what is safe, what to do."""

from dataclasses import dataclass

from capture_app.errors import CaptureError
from ui.words import say


@dataclass(frozen=True)
class ErrorText:
    happened: str
    safe: str
    action: str

    @property
    def told(self) -> str:
        """Without what is safe, where nothing was to be changed."""
        return f"{self.happened} {self.action}".strip()

    @property
    def whole(self) -> str:
        return " ".join(part for part in (self.happened, self.safe, self.action) if part)


def explain(error: Exception) -> ErrorText:
    """The three sentences of an error that was expected; plain words for one that is our bug."""
    happened = error.message_es if isinstance(error, CaptureError) else getattr(error, "message_es", "")
    if happened:
        return ErrorText(str(happened), str(getattr(error, "safe_es", "")), str(getattr(error, "action_es", "")))
    return ErrorText(say("error.bug", kind=type(error).__name__), say("error.bug_safe"), say("error.bug_action"))


def is_expected(error: Exception) -> bool:
    return bool(getattr(error, "message_es", ""))
