"""Taking data and sheets out: what, for whom, of which records and where to; progress, and a way to stop."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from capture_app.services.outputs import RECORD, RECORDS, Asked, Output, Written, outputs, write_output
from ui.dialogs.acuse_dialog import AcuseDialog
from ui.error_text import explain
from ui.form.attachment import open_file
from ui.inputs.ending import Ending, push
from ui.jobs import Cancel, Jobs
from ui.screen import fit
from ui.words import count, say

Choose = Callable[[QWidget, str, str], str]
NAME = "contrataciones"


def write_asked(app: Any, asked: Asked, progress: Callable[[object], None], cancelled: Callable[[], bool]) -> Written:
    return write_output(app.exporting, app.printing, asked, lambda done, total: progress((done, total)), cancelled)


def keep_contents(app: Any, contents: Mapping[str, tuple[str, ...]]) -> None:
    """Runs in the store lane."""
    app.platform_uploads.wrote(contents)


def choose_file(parent: QWidget, name: str, suffix: str) -> str:
    found, _ = QFileDialog.getSaveFileName(parent, say("export.choose_title"), name, f"*{suffix}")
    return found


class _Relay(QObject):
    """Brings the lane's progress to the main thread."""

    told = Signal(object)


class ExportDialog(QDialog):
    """`record_id` is that of the open record, "" where none is: its own sheets stand first.

    `chosen` are those chosen in a list of `record_type`, and then only what can be taken out of several is offered.
    """

    def __init__(
        self,
        jobs: Jobs,
        record_id: str,
        today: date,
        parent: QWidget | None = None,
        choose: Choose = choose_file,
        chosen: tuple[str, ...] = (),
        record_type: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("export.window"))
        fit(self, 560, 470)
        self._jobs, self._record_id, self._choose = jobs, record_id, choose
        self._few = chosen or ((record_id,) if record_id else ())
        self._cancel: Cancel | None = None
        self._written: Path | None = None
        self._open = open_file
        self._is_leaving = False
        self._groups: dict[QRadioButton, tuple[QWidget, QWidget]] = {}
        self._relay = _Relay()
        self._relay.told.connect(self._tell)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(22, 18, 22, 16)
        self._layout.setSpacing(8)
        self.format = QComboBox(self)
        for output in sorted(outputs(), key=lambda one: bool(record_id) and one.scope != RECORD):
            if not chosen or (output.scope == RECORDS and output.record_type == record_type):
                self.format.addItem(output.title, output)
        self._add("export.format", self.format)
        self.public, self.office = self._radios("export.for", "export.public", "export.office")
        self.all, self.open_one = self._radios("export.of", "export.all", "export.open")
        if chosen:
            self.open_one.setText(count("export.chosen", len(chosen)))
            self.open_one.setAccessibleName(f"{say('export.of')}: {self.open_one.text()}")
        self.open_one.setChecked(bool(self._few))
        self.quarter = QLineEdit(f"{today.year}-{(today.month + 2) // 3}", self)
        self._quarter_label = self._add("export.quarter", self.quarter)
        self._add_place()
        self._add_result()
        self._layout.addStretch(1)
        choices = ("export.close", self._leave), ("acuse.open", self._ask_acuse), ("export.go", self._begin)
        ending = Ending(self, *choices)
        self.close_button, (self.acuse, self.go) = ending.out, ending.acts
        self._layout.addLayout(ending)
        self._today = today
        self.format.currentIndexChanged.connect(lambda _: self._show_choice())
        self.path.textChanged.connect(lambda _: self._show_ready())
        self._show_choice()

    # ---- building ----

    def _label(self, key: str) -> QLabel:
        label = QLabel(say(key), self)
        label.setObjectName("fieldLabel")
        self._layout.addWidget(label)
        return label

    def _add(self, key: str, widget: QWidget) -> QLabel:
        label = self._label(key)
        label.setBuddy(widget)
        widget.setAccessibleName(say(key))
        self._layout.addWidget(widget)
        return label

    def _radios(self, key: str, *choices: str) -> tuple[QRadioButton, QRadioButton]:
        label, group = self._label(key), QWidget(self)
        layout = QVBoxLayout(group)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        first, second = (QRadioButton(say(choice), group) for choice in choices)
        self._groups[first] = (label, group)
        for button in (first, second):
            button.setAccessibleName(f"{say(key)}: {button.text()}")
            layout.addWidget(button)
        first.setChecked(True)
        self._layout.addWidget(group)
        return first, second

    def _add_place(self) -> None:
        self.path = QLineEdit(self)
        self.choose = push(("export.choose", self._choose_place), self)
        label = self._label("export.where")
        label.setBuddy(self.path)
        self.path.setAccessibleName(say("export.where"))
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        line.addWidget(self.choose)
        self._layout.addLayout(line)

    def _add_result(self) -> None:
        self.bar, self.said, self.remarks = QProgressBar(self), QLabel(self), QListWidget(self)
        self.bar.setAccessibleName(say("export.progress"))
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.setAccessibleName(say("export.progress"))
        self.remarks.setAccessibleName(say("export.remarks"))
        self.remarks.setWordWrap(True)
        self.remarks.setMinimumHeight(90)
        self.remarks.hide()
        self.look = push(("export.look", self._look), self)
        self.look.setProperty("kind", "small")
        self.look.hide()
        for widget in (self.bar, self.said):
            self._layout.addWidget(widget)
        self._layout.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(self.remarks, 10)

    # ---- choosing ----

    @property
    def output(self) -> Output:
        """What is chosen."""
        chosen: Output = self.format.currentData()
        return chosen

    def _show_choice(self) -> None:
        output = self.output
        self._show_group(self.public, output.is_data)
        self._show_group(self.all, output.scope == RECORDS and bool(self._few))
        self.quarter.setVisible(output.asks_quarter)
        self._quarter_label.setVisible(output.asks_quarter)
        self.acuse.setVisible(output.asks_quarter and output.scope == RECORDS)
        before = Path(self.path.text())
        if before.suffix and before.suffix != output.suffix:
            self.path.setText(str(before.with_suffix(output.suffix)))
        self._show_ready()

    def _show_group(self, first: QRadioButton, is_shown: bool) -> None:
        for widget in self._groups[first]:
            widget.setVisible(is_shown)

    def _show_ready(self) -> None:
        lacks_record = self.output.scope == RECORD and not self._record_id
        if lacks_record:
            self.said.setText(say("export.no_record"))
        elif self.said.text() == say("export.no_record"):
            self.said.clear()
        self.go.setEnabled(self._cancel is None and not lacks_record)
        self.acuse.setEnabled(self._cancel is None)

    def _choose_place(self) -> None:
        name = self.output.name if self.output.scope == RECORD else NAME
        found = self._choose(self, f"{name}{self.output.suffix}", self.output.suffix)
        if found:
            self.path.setText(found)

    # ---- working ----

    def asked(self) -> Asked:
        """What the dialog says now."""
        output = self.output
        is_one = output.scope == RECORD or (output.scope == RECORDS and self.open_one.isChecked())
        records = self._few if is_one else ()
        audience = "office" if output.is_data and self.office.isChecked() else "public"
        quarter = self.quarter.text().strip() if output.asks_quarter else ""
        return Asked(output.name, Path(self.path.text().strip()), records, audience, quarter)

    def _begin(self) -> None:
        """Where to is asked for where it was not said."""
        if not self.path.text().strip():
            self._choose_place()
        if not self.path.text().strip():
            return
        self._cancel = Cancel()
        self.remarks.hide()
        self.look.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.said.setText(say("export.begin"))
        self.close_button.setText(say("export.stop"))
        self._show_ready()
        self._jobs.net(
            write_asked, self.asked(), self._relay.told.emit, self._cancel, done=self._done, failed=self._fail
        )

    def _tell(self, told: tuple[int, int]) -> None:
        done, total = told
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.said.setText(say("export.working", done=f"{done:,}", total=f"{total:,}"))

    def _rest(self) -> None:
        self._cancel = None
        self.bar.hide()
        self.close_button.setText(say("export.close"))
        self._show_ready()
        if self._is_leaving:
            super().reject()

    def _done(self, written: Written) -> None:
        self._rest()
        told = [path for path in written.paths[:3] if path not in written.said]
        self.said.setText("\n".join([written.said, *told]))
        self.remarks.clear()
        self.remarks.addItems(list(written.remarks))
        self.remarks.setVisible(bool(written.remarks))
        self._written = Path(written.paths[0]) if len(written.paths) == 1 else None
        self.look.setVisible(self._written is not None)
        if written.contents:
            self._jobs.store(keep_contents, written.contents, failed=self._fail)

    def _look(self) -> None:
        """What was written, in the system's own program: from there it goes to paper."""
        if self._written is not None:
            self._open(self._written)

    def _ask_acuse(self) -> None:
        """The platform's acuse of the file just saved, or of another."""
        asked = self.asked()
        file = self.path.text().strip() if asked.out.is_file() else ""
        dialog = AcuseDialog(self._jobs, file, (asked.name, asked.quarter), self._today, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.noted.connect(self.said.setText)
        dialog.open()

    def _fail(self, error: Exception) -> None:
        self._rest()
        told = explain(error)
        self.said.setText(told.whole)

    def _leave(self) -> None:
        """Close; while something is being written, stop it first and stay to say so."""
        if self._cancel is None:
            super().reject()
            return
        self.said.setText(say("export.stopping"))
        self._cancel.ask()

    def reject(self) -> None:
        """Escape and the window's cross: stop what is being written and close when it has stopped."""
        self._is_leaving = self._cancel is not None
        self._leave()
