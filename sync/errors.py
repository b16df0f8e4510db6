"""What can go wrong between a desktop and its portal, as errors with a code; the words are in messages/es.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


class SyncError(Exception):
    """An expected failure; nothing on this computer changed because of it."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    @property
    def message(self) -> str:
        """What happened, what is safe, what to do, in Spanish."""
        return words(self.code, **self.parameters)


class TransportFailed(SyncError):
    """No whole answer came: no link, a cut, a stall, a server that fell. Trying again is safe."""


class ReplyRefused(TransportFailed):
    """Bytes came that cannot be proved to be the portal's answer to this request."""


class CaptivePortal(SyncError):
    """Somebody between us and the portal answered: a network that wants a login, a filter."""


class TlsFailed(SyncError):
    """The other side could not prove who it is."""


class WrongAddress(SyncError):
    """An address that is no portal, or that may not be used."""


class RetryLater(SyncError):
    """The portal is there and asks for a pause of ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__("retry_later", seconds=str(round(seconds)))
        self.seconds = seconds


class Refused(SyncError):
    """The portal refused the whole request; the code is the portal's (``unknown_device`` …)."""


class AnswerUnproved(SyncError):
    """A genuine answer that does not fit what was sent: receipt, office, epoch or record hash differ."""


class LocalDamage(SyncError):
    """What was about to be sent is not what was sealed."""


@cache
def _texts() -> dict[str, str]:
    raw = resources.files("sync").joinpath("messages", "es.toml").read_text(encoding="utf-8")
    texts: dict[str, str] = tomllib.loads(raw)
    return texts


def words(code: str, **parameters: str) -> str:
    """The Spanish words of a code; one that is not known gets the general text with the code in it."""
    texts = _texts()
    return texts.get(code, texts["unknown"]).format_map({"code": code, **parameters})


def words_at_portal(code: str) -> str:
    """The words of a refusal for whoever administers the portal, who brought what was refused."""
    return words(f"taken_{code}" if f"taken_{code}" in _texts() else code)
