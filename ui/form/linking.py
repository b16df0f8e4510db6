"""A register's record that names its contracting process: what that one says of its blank fields, for one button."""

from typing import Any

from PySide6.QtCore import QObject

from capture_app.services.reuse import Filled, Linked
from forms.links import link_of
from ui.form.banner import Banner
from ui.form.binding import RecordBinding, Saved
from ui.words import say

MOST_NAMED = 4


def look_up_link(app: Any, record_id: str) -> Linked | None:
    found: Linked | None = app.reuse.linked(record_id)
    return found


def fill_from_link(app: Any, record_id: str) -> Saved:
    filled: Filled | None = app.reuse.fill_from_link(record_id)
    return Saved((filled.changes,) if filled else (), app.capture.open(record_id))


class Linking(QObject):
    """Asks once for each process named while the record is open."""

    def __init__(self, notice: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._notice = notice
        self._binding: RecordBinding | None = None
        self._asked = ""
        self._offered: Linked | None = None
        notice.acted.connect(self._act)

    def follow(self, binding: RecordBinding) -> None:
        self._binding, self._asked = binding, ""
        if binding.record.register is not None and binding.record.register.link is not None:
            binding.view_changed.connect(lambda _view: self._look())
            self._look()

    def _look(self) -> None:
        binding = self._binding
        ocid = link_of(binding.view.body, binding.record) if binding is not None else ""
        if binding is not None and ocid and ocid != self._asked:
            binding.ask(look_up_link, done=self._offer)
        self._asked = ocid

    def _offer(self, found: Linked | None) -> None:
        self._offered = found
        if found is not None:
            text = say("linked.offer", folio=found.folio, fields=_listed(found))
            self._notice.say(text, say("linked.fill"), tone="note")

    def _act(self) -> None:
        if self._binding is not None and self._notice.button.text() == say("linked.fill"):
            self._binding.perform(fill_from_link, done=self._filled)

    def _filled(self, saved: Saved) -> None:
        found, self._offered = self._offered, None
        if found is not None and saved.changes:
            self._notice.say(say("linked.filled", folio=found.folio, fields=_listed(found)), tone="note")


def _listed(found: Linked) -> str:
    labels = [item.label for item, _ in found.values]
    more = len(labels) - MOST_NAMED
    return ", ".join(labels[:MOST_NAMED]) + (say("linked.more", n=more) if more > 0 else "")
