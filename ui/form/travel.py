"""Back and forward through the edits of a record, asking where a value changed since."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from forms.record_type import kinds_of
from forms.words import label_at
from ui.dialogs.sure_dialog import SureDialog
from ui.form.binding import Blocked, RecordBinding, Saved

MOST_NAMED = 4


class Travel(QObject):
    """`arrived` brings the places that changed, `nothing` says there were none, `failed` what went wrong."""

    arrived = Signal(tuple)
    nothing = Signal()
    failed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._binding: RecordBinding | None = None

    def follow(self, binding: RecordBinding) -> None:
        self._binding = binding
        binding.moved.connect(self._moved)

    def _moved(self, result: Saved | Blocked | Exception) -> None:
        if isinstance(result, Blocked):
            self._ask_anyway(result)
        elif isinstance(result, Exception):
            self.failed.emit(result)
        elif not result.changes:
            self.nothing.emit()
        else:
            changed = (path for change in result.changes for path in change.paths)
            self.arrived.emit(tuple(path for path in changed if not path.startswith("/_")))

    def _ask_anyway(self, blocked: Blocked) -> None:
        """The value changed since: back to the old one only if the person says so."""
        if self._binding is None:
            return
        labels = [label_at(path, self._binding.record, kinds_of(self._binding.body)) for path in blocked.error.paths]
        names = ", ".join(f"«{label}»" for label in dict.fromkeys(labels[:MOST_NAMED]))
        dialog = SureDialog("undo", self._window, names=names)
        dialog.accepted.connect(lambda: self._anyway(blocked))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _anyway(self, blocked: Blocked) -> None:
        if self._binding is not None:
            self._binding.travel_anyway(blocked)
