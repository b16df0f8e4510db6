"""What is done with the field in hand from the keyboard: a note, no value and why, the value of before, a pin."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from capture_app.changes import Changes, FieldEdit
from forms.marks import Absence, absence_at, absence_path, note_path, notes_at
from ui.dialogs.absence_dialog import AbsenceDialog
from ui.dialogs.notes_dialog import NotesDialog
from ui.form.binding import RecordBinding, Saved
from ui.form.grid import RowsBlock
from ui.form.repeat import RepeatBlock
from ui.form.row import FieldRow
from ui.jobs import Jobs
from ui.pins import Pins, write_pins
from ui.times import OfficeTimes
from ui.words import count, say

InHand = FieldRow | RowsBlock | None


def add_note(app: Any, record_id: str, path: str, text: str) -> Saved:
    done: Changes = app.reuse.add_note(record_id, path, text)
    return Saved((done,), app.capture.open(record_id))


def repeat_field(app: Any, record_id: str, path: str) -> Saved:
    done: Changes | None = app.reuse.ditto(record_id, path)
    return Saved((done,) if done else (), app.capture.open(record_id))


def carry_pins(app: Any, record_id: str, pins: tuple[str, ...]) -> Saved:
    done: Changes | None = app.reuse.carry(record_id, pins)
    return Saved((done,) if done else (), app.capture.open(record_id))


def usual_fields(app: Any, record_id: str) -> frozenset[str]:
    """A task of the store lane: the fields that the record before has."""
    return frozenset(app.reuse.usual_fields(record_id))


class FieldActs(QObject):
    """Works on whatever field `in_hand` gives; `told` brings what there is to say."""

    told = Signal(str)
    pinned = Signal()

    def __init__(
        self,
        jobs: Jobs,
        data_dir: Path,
        pins: Pins,
        times: OfficeTimes,
        in_hand: Callable[[], InHand],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._data_dir, self._times = jobs, data_dir, times
        self.pins = pins
        self._in_hand = in_hand
        self._window = parent
        self._binding: RecordBinding | None = None

    def follow(self, binding: RecordBinding) -> None:
        self._binding = binding
        self.usual: frozenset[str] = frozenset()
        binding.ask(usual_fields, done=self._know_usual)

    def _know_usual(self, found: frozenset[str]) -> None:
        self.usual = found

    def deeds(self) -> dict[str, Callable[[], None]]:
        return {
            "note": self.note,
            "absent": self.absent,
            "ditto": self.ditto,
            "pin": self.pin,
            "fill_down": self.fill_down,
        }

    def _with_field(self, act: Callable[[RecordBinding, FieldRow | RowsBlock], None]) -> None:
        row = self._in_hand()
        if self._binding is None or row is None:
            self.told.emit(say("field.none_in_hand"))
            return
        if isinstance(row, FieldRow):
            row.editor.commit()
        self._binding.flush()
        act(self._binding, row)

    # ---- notes ----

    def note(self) -> None:
        self._with_field(self._open_notes)

    def _open_notes(self, binding: RecordBinding, row: FieldRow | RowsBlock) -> None:
        dialog = NotesDialog(row.field.label, notes_at(binding.body, row.path), self._times, self._window)
        dialog.written.connect(lambda text: binding.perform(add_note, row.path, text))
        dialog.settled.connect(lambda: binding.edit(FieldEdit(note_path(row.path))))
        dialog.open()
        dialog.text.setFocus()

    # ---- no value, and why ----

    def absent(self) -> None:
        self._with_field(self._ask_why)

    def _ask_why(self, binding: RecordBinding, row: FieldRow | RowsBlock) -> None:
        now = absence_at(binding.body, row.path)
        if binding.value(row.path) is not None:
            self.told.emit(say("absent.has_value", label=row.field.label))
            return
        dialog = AbsenceDialog(row.field.label, now, self._window)
        dialog.decided.connect(partial(self._say_absent, binding, row.path))
        dialog.open()
        dialog.reason.setFocus()

    @staticmethod
    def _say_absent(binding: RecordBinding, path: str, absence: Absence | None) -> None:
        binding.edit(FieldEdit(absence_path(path), absence.value if absence else None))
        binding.flush()

    # ---- the value of before ----

    def ditto(self) -> None:
        self._with_field(
            lambda binding, row: binding.perform(repeat_field, row.path, done=partial(self._repeated, row.field.label))
        )

    def _repeated(self, label: str, saved: Saved) -> None:
        if not saved.changes:
            self.told.emit(say("ditto.nothing", label=label))

    def fill_down(self) -> None:
        self._with_field(self._fill)

    def _fill(self, _binding: RecordBinding, row: FieldRow | RowsBlock) -> None:
        block: QWidget | None = row
        while block is not None and not isinstance(block, RepeatBlock):
            block = block.parentWidget()
        path = row.current_cell() if isinstance(row, RepeatBlock) else row.path
        filled = block.fill_down(path) if isinstance(block, RepeatBlock) and path else 0
        self.told.emit(count("fill.done", filled) if filled else say("fill.nothing"))

    # ---- pins ----

    def pin(self) -> None:
        self._with_field(self._toggle_pin)

    def _toggle_pin(self, _binding: RecordBinding, row: FieldRow | RowsBlock) -> None:
        pinned = self.pins.toggle(row.field.pointer)
        self._jobs.store(write_pins, self._data_dir, self.pins.patterns)
        self.told.emit(say("pin.on" if pinned else "pin.off", label=row.field.label))
        self.pinned.emit()

    def carry(self) -> None:
        """What is pinned comes into a row that was added."""
        if self._binding is not None and self.pins.patterns:
            self._binding.perform(carry_pins, self.pins.patterns)
