"""Between the full form of a record and the questions of its procedure."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from capture_app.changes import FieldEdit, ProcessView
from forms.guided_mode import script_for, scripts
from ui.form.banner import Banner
from ui.form.binding import RecordBinding
from ui.form.spot import Spot
from ui.guided.guided_view import GuidedView
from ui.words import say


class Page(Protocol):
    """What the page of a record lets its modes do."""

    binding: RecordBinding | None
    notice: Banner
    spot: Spot

    @property
    def is_register(self) -> bool: ...

    def flush(self) -> None: ...

    def clear_form(self) -> None: ...

    def show_mode(self, guided: bool) -> None: ...

    def go(self, spot: Spot, focus: bool = True) -> None: ...

    def show_findings(self, view: ProcessView) -> None: ...


class Mode(QObject):
    """`script` is that of the questions shown, "" in the full form; `changed` tells which it is now."""

    changed = Signal(bool)

    def __init__(self, page: Page, guided: GuidedView) -> None:
        super().__init__(guided)
        self.script = ""
        self._page = page
        self._guided = guided

    def switch(self) -> None:
        """From the full form to the questions of the procedure, or back."""
        binding = self._page.binding
        if self.script or binding is None:
            self.leave(focus=True)
            return
        script = None if self._page.is_register else script_for(binding.body)
        if script is None:
            self._page.notice.say(say("guided.none"), tone="note")
        else:
            self.ask(script.id)

    def ask(self, script_id: str, question: str = "", path: str = "") -> None:
        """Show the questions of a script, from one of them on, the caret at a place of it."""
        script, binding = scripts().get(script_id), self._page.binding
        if binding is None or script is None:
            return
        if not binding.value("/tender/procurementMethod"):
            binding.edit(*(FieldEdit(path, value) for path, value in script.starts.items()))
        self._page.flush()
        self.script = script_id
        self._page.clear_form()
        self._page.show_mode(guided=True)
        self.changed.emit(True)
        self._guided.show_record(binding, script, question)
        self._page.show_findings(binding.view)
        if path:
            self._guided.go_to(path)

    def leave(self, focus: bool = False) -> None:
        if not self.script:
            return
        self.script = ""
        self._guided.forget()
        self._page.show_mode(guided=False)
        self.changed.emit(False)
        if self._page.binding is not None:
            self._page.go(self._page.spot, focus)
