"""The tables that the import already knows: another name for one, or forget it."""

from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from ui.dialogs.name_dialog import LONGEST
from ui.error_text import explain
from ui.jobs import Jobs
from ui.screen import fit
from ui.words import say


def known_tables(app: Any) -> tuple[str, ...]:
    names: tuple[str, ...] = app.mapping.names()
    return names


def rename_table(app: Any, name: str, fresh: str) -> tuple[tuple[str, ...], str]:
    """The names there are then, and the one it has now."""
    now = app.mapping.rename(name, fresh)
    return known_tables(app), now


def forget_table(app: Any, name: str) -> tuple[str, ...]:
    app.mapping.forget(name)
    return known_tables(app)


class MappingsDialog(QDialog):
    """To forget is asked twice: the button says so after the first time."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("tables.title"))
        self._jobs = jobs
        self._asked = False
        self.help = QLabel(say("tables.reading"), self)
        self.help.setObjectName("muted")
        self.list = QListWidget(self)
        self.list.setObjectName("choices")
        self.list.setAccessibleName(say("tables.title"))
        self.name = QLineEdit(self)
        self.name.setMaxLength(LONGEST)
        self.name.setAccessibleName(say("tables.name"))
        self.said = QLabel(self)
        for label in (self.help, self.said):
            label.setWordWrap(True)
        keys = ("export.close", "tables.forget", "tables.rename")
        self.close_button, self.forget, self.rename = (self._button(key) for key in keys)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _: self._chosen())
        self.name.textChanged.connect(lambda _: self._show_ready())
        self.close_button.clicked.connect(self.accept)
        self.forget.clicked.connect(lambda _=False: self._forget())
        self.rename.clicked.connect(lambda _=False: self._rename())
        self._chosen()
        fit(self, 520, 420)
        jobs.store(known_tables, done=self._arrive, failed=self._fail)

    def _button(self, key: str) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setAccessibleName(say(key))
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        self._label = QLabel(say("tables.name"), self)
        self._label.setObjectName("fieldLabel")
        self._label.setBuddy(self.name)
        naming, last = QHBoxLayout(), QHBoxLayout()
        naming.addWidget(self.name, 1)
        naming.addWidget(self.rename)
        last.addWidget(self.close_button)
        last.addStretch(1)
        last.addWidget(self.forget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(8)
        layout.addWidget(self.help)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._label)
        layout.addLayout(naming)
        layout.addWidget(self.said)
        layout.addStretch(0)
        layout.addLayout(last)

    @property
    def current(self) -> str:
        """The table chosen, "" where none is."""
        item = self.list.currentItem()
        return item.text() if item is not None else ""

    def _arrive(self, names: tuple[str, ...]) -> None:
        self._show(names)
        (self.list if names else self.close_button).setFocus()

    def _show(self, names: tuple[str, ...], chosen: str = "") -> None:
        self.help.setText(say("tables.help" if names else "tables.none"))
        for widget in (self.list, self._label, self.name, self.rename, self.forget):
            widget.setVisible(bool(names))
        self.list.clear()
        self.list.addItems(list(names))
        if names:
            self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self._chosen()

    def _chosen(self) -> None:
        """Another table: its name in the box, and nothing asked of it yet."""
        self._ask(False)
        self.name.setText(self.current)
        self._show_ready()

    def _show_ready(self) -> None:
        fresh = self.name.text().strip()
        self.name.setEnabled(bool(self.current))
        self.forget.setEnabled(bool(self.current))
        self.rename.setEnabled(bool(self.current and fresh) and fresh != self.current)

    def _ask(self, asked: bool) -> None:
        self._asked = asked
        self.forget.setText(say("tables.forget_sure" if asked else "tables.forget"))
        self.forget.setAccessibleName(self.forget.text())

    def _forget(self) -> None:
        name = self.current
        if not self._asked:
            self._ask(True)
            self.said.setText(say("tables.ask", name=name))
            return

        def done(names: tuple[str, ...]) -> None:
            self._show(names)
            self.said.setText(say("tables.forgotten", name=name))

        self._wait()
        self._jobs.store(forget_table, name, done=done, failed=self._fail)

    def _rename(self) -> None:
        before = self.current

        def done(found: tuple[tuple[str, ...], str]) -> None:
            names, now = found
            self._show(names, now)
            self.said.setText(say("tables.renamed", before=before, now=now))

        self._wait()
        self._jobs.store(rename_table, before, self.name.text().strip(), done=done, failed=self._fail)

    def _wait(self) -> None:
        for button in (self.forget, self.rename):
            button.setEnabled(False)

    def _fail(self, error: Exception) -> None:
        self.said.setText(explain(error).whole)
        self._ask(False)
        self._show_ready()
