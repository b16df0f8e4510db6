"""The strip over a record: what the portal has otherwise, what an import could not read, what others noted on it."""

from typing import Any

from capture_app.changes import ProcessView
from forms.marks import noted_by_others
from ui.form.banner import Banner
from ui.words import count, say


class RecordNotice:
    """Says the most pressing of the three again only where one of them changed: the strip has other words too."""

    def __init__(self, strip: Banner, user: str) -> None:
        self._strip, self._user = strip, user
        self._told: tuple[Any, ...] = ()

    def begin(self, view: ProcessView) -> None:
        """Another record is on the page."""
        self._strip.hide()
        self._told = self._news(view)
        self._tell(view)

    def follow(self, view: ProcessView) -> None:
        """The same record, looked at again."""
        if self._news(view) != self._told:
            self._told = self._news(view)
            self._tell(view)

    def _news(self, view: ProcessView) -> tuple[Any, ...]:
        return view.aside, view.conflicts, self._noted(view)

    def _noted(self, view: ProcessView) -> tuple[str, ...]:
        """Of a record that is approved nobody waits any more for what was noted."""
        return noted_by_others(view.body, self._user) if view.status != "approved" else ()

    def _tell(self, view: ProcessView) -> None:
        noted = self._noted(view)
        if view.conflicts:
            self._strip.say(count("conflict.notice", len(view.conflicts)), say("conflict.open"), tone="warning")
        elif view.aside:
            self._strip.say(count("aside.notice", len(view.aside)), say("aside.open"), tone="note")
        elif noted:
            self._strip.say(count("noted.notice", len(noted)), say("noted.open"), tone="note")
        else:
            self._forget()

    def _forget(self) -> None:
        """What was told of any of the three goes; other words of the strip stay."""
        for offered in ("conflict.open", "aside.open", "noted.open"):
            self._strip.forget(say(offered))
