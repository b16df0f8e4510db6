"""Fills the form of a register in the real window, with keys alone, from the texts of a story."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from forms.pointers import get
from forms.record_type import Field, FieldType, RecordType
from ui.main_window import MainWindow

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
MOST_TABS = 220
MOST_SECTIONS = 12


class Filling:
    """`focus` gives the widget with the focus, `until` lets the program run, `write` types letters."""

    def __init__(
        self,
        window: MainWindow,
        focus: Callable[[], QWidget],
        until: Callable[[Callable[[], Any]], None],
        write: Callable[[str], None],
    ) -> None:
        self._window, self._focus, self._until, self._write = window, focus, until, write

    def begin(self, record: RecordType) -> None:
        """Otros registros, down to the register, and a new record of it."""
        window, page = self._window, self._window.registers
        QTest.keyClick(window, Qt.Key.Key_3, ALT)
        self._until(page.isVisible)
        kinds = page.kinds if page.kinds.isVisible() else page.kinds.folded
        self._tab_to(lambda: self._focus() is kinds)
        for key in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * MOST_SECTIONS):
            QTest.keyClick(kinds, key)
            if page.current == record.id:
                break
        assert page.current == record.id
        self._tab_to(lambda: self._focus() is page.new_button)
        QTest.keyClick(page.new_button, Qt.Key.Key_Space)
        self._until(lambda: window.process.binding is not None and window.process.binding.record.id == record.id)
        self._until(lambda: window.process.view.isAncestorOf(self._focus()))

    def fill(self, record: RecordType, title: str, typed: list[list[str]]) -> None:
        """Every text in the order of the form."""
        assert record.register is not None
        fields = [item.pointer for item in record.stages[0].fields]
        texts = [[record.register.row_title, title], *typed]
        for pointer, text in sorted(texts, key=lambda pair: fields.index(_root(record, pair[0]).pointer)):
            self._put(record, pointer, text)
        QTest.keyClick(self._focus(), Qt.Key.Key_Tab)

    def _put(self, record: RecordType, pointer: str, text: str) -> None:
        array, _, last = pointer.rpartition("/")
        if last == "-":
            field = _root(record, array)
            self._reach(lambda name: name.endswith(f": {field.label}"), QPushButton, add=True)
            QTest.keyClick(self._focus(), Qt.Key.Key_Space)
            for member in field.members:
                self._put_value(member, get(json.loads(text), member.relative), member.label)
            return
        field = _root(record, pointer)
        value = json.loads(text) if field.type is FieldType.COMPOSITE else text
        self._put_value(field, value, field.label)

    def _put_value(self, field: Field, value: Any, name: str) -> None:
        if value is None or not field.captured:
            return
        if field.type is FieldType.COMPOSITE:
            for member in field.members:
                self._put_value(member, get(value, member.relative), f"{name}: {member.label}")
        elif field.type is FieldType.BOOLEAN:
            self._reach(lambda shown: shown == f"{name}: Sí")
            self._write("s" if value in (True, "Sí", "sí") else "n")
        else:
            self._reach(lambda shown: shown == name)
            for text in _texts(value):
                self._write(text)
                if field.type is FieldType.CODES:
                    QTest.keyClick(self._focus(), Qt.Key.Key_Return)

    def _reach(self, wanted: Callable[[str], bool], kind: type[QWidget] = QWidget, add: bool = False) -> None:
        view = self._window.process.view
        for _ in range(MOST_SECTIONS):
            if any(wanted(item.accessibleName()) for item in view.findChildren(kind) if item.isVisible()):
                break
            QTest.keyClick(self._focus(), Qt.Key.Key_PageDown, CONTROL)

        def here() -> bool:
            found = self._focus()
            fits = isinstance(found, kind) and wanted(found.accessibleName()) and view.isAncestorOf(found)
            return fits and (not add or not found.accessibleName().startswith(("Quitar", "Duplicar")))

        self._tab_to(here)

    def _tab_to(self, here: Callable[[], bool]) -> None:
        passed = []
        for _ in range(MOST_TABS):
            if here():
                return
            passed.append(self._focus().accessibleName())
            QTest.keyClick(self._focus(), Qt.Key.Key_Tab)
        raise AssertionError(f"the keyboard does not get there; it passed {passed}")


def _root(record: RecordType, pointer: str) -> Field:
    found = record.field_at(pointer.removesuffix("/-"))
    assert found is not None, pointer
    return found


def _texts(value: Any) -> Iterator[str]:
    yield from (str(item) for item in value) if isinstance(value, list) else (str(value),)
