"""A practised clerk keys direct awards of thirty fields, one after another, and never touches the mouse."""

from __future__ import annotations

import os
import sys
from statistics import median
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from forms.pointers import pattern_of
from tests.gui.keystroke_level import KeyCounter, Tally
from ui.form.spot import Spot

# 100 records in parts, each at a window of its own, so that they can share the processors.
PARTS, RECORDS = (5, 20) if os.environ.get("CAPTURA_PROVE") else (1, 3)
TARGET_S = 100.0
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CARRIED = (
    ("/buyer", "Municipio de Laguna Azul"),
    ("/planning/requestingUnits", "Desarrollo Social"),
    ("/planning/contractingUnits", "Recursos Materiales"),
    ("/planning/responsibleUnits", "Almacen"),
    ("/tender/procurementMethod", "direct"),
    ("/tender/procurementMethodDetails", "adjudicacion"),
    ("/tender/procurementMethodRationale", "Por monto, articulo de la ley estatal"),
    ("/tender/mainProcurementCategory", "goods"),
    ("/tender/additionalProcurementCategories", "goodsAcq"),
    ("/tender/status", "complete"),
    ("/tender/procuringEntity", "Municipio de Laguna Azul"),
    ("/tender/awardCriteria", "price"),
)
TYPED = (
    ("text", "/tender/title", "Papeleria y consumibles {n}"),
    ("text", "/tender/description", "Hojas, toner y carpetas"),
    ("code", "/tender/value", "48000"),
    ("text", "/planning/rationale", "Reposicion del trimestre"),
    ("code", "/planning/budget/id", "SP-{n}"),
    ("code", "/planning/budget/amount", "48000"),
    ("text", "/planning/budget/description", "Recursos propios de 2026"),
    ("code", "/awards/id", "AD-{n}"),
    ("code", "/awards/status", "active"),
    ("date", "/awards/date", "180226"),
    ("text", "/awards/rationale", "Precio mas bajo de tres"),
    ("text", "/awards/suppliers", "Papeleria Inventada"),
    ("code", "/awards/value", "39150"),
    ("code", "/contracts/id", "P-{n}"),
    ("text", "/contracts/title", "Pedido de papeleria {n}"),
    ("date", "/contracts/dateSigned", "200226"),
    ("code", "/contracts/value", "39150"),
)


class Clerk:
    """Goes to each field the shortest way the keyboard has, and writes."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk

    @property
    def page(self) -> Any:
        return self.desk.page

    def new(self) -> None:
        before = self.page.record_id
        self.desk.key(Qt.Key.Key_N, CTRL)
        self.desk.qtbot.waitUntil(lambda: self.page.record_id not in ("", before), timeout=20_000)
        self.desk.settle()

    def path_of(self, pointer: str) -> str:
        """The pointer in the row on screen of its stage."""
        for array in ("/awards", "/contracts"):
            if pointer.startswith(f"{array}/"):
                rows = self.page.binding.value(array)
                return f"{array}/@{rows[0]['_key']}{pointer.removeprefix(array)}"
        return pointer

    def reach(self, pointer: str) -> None:
        """By the keyboard's way to a field by its name; used while the first record is set up."""
        self.page.go_to(self.path_of(pointer))

    def write(self, pointer: str, text: str) -> None:
        self.reach(pointer)
        self.desk.type(text)
        self.desk.key(Qt.Key.Key_Return)
        self.desk.settle()

    def pin(self, pointer: str) -> None:
        self.reach(pointer)
        self.desk.key(Qt.Key.Key_D, CTRL | SHIFT)
        self.desk.settle()

    def set_up(self) -> None:
        """The first record, field by field, what goes on to the others pinned."""
        self.new()
        for pointer, text in CARRIED:
            self.write(pointer, text)
            self.pin(pointer)
        for _, pointer, text in TYPED:
            for array, step in (("/awards", "award"), ("/contracts", "contract")):
                if pointer.startswith(f"{array}/") and not self.page.binding.value(array):
                    self.page.go(Spot(step, ""))
                    self.desk.key(Qt.Key.Key_Return)
            self.write(pointer, text.format(n="inicial"))
        self.desk.saved()

    def fill(self, number: int) -> list[tuple[str, str]]:
        """F7 from blank to blank, Enter where a row is to be added; what was thought of."""
        texts = {pointer: (kind, text.format(n=number)) for kind, pointer, text in TYPED}
        thought = []
        for _ in range(3 * len(TYPED)):
            row = self.page.where.row_in_hand(QApplication.focusWidget())
            pointer = pattern_of(row.path).replace("/*", "") if row is not None else ""
            if pointer in texts:
                thought.append(texts.pop(pointer))
                self.desk.type(thought[-1][1])
            elif row is None:
                self.desk.key(Qt.Key.Key_Return)
            if not texts:
                return thought
            self.desk.key(Qt.Key.Key_F7)
        raise AssertionError(f"the keyboard does not reach {sorted(texts)}")


@pytest.mark.parametrize("part", range(PARTS))
def test_thirty_fields_a_record_by_the_keyboard_alone(desk, qapp, capsys, part):
    clerk, counter = Clerk(desk), KeyCounter()
    clerk.set_up()
    tallies = []
    qapp.installEventFilter(counter)
    for number in range(part * RECORDS, (part + 1) * RECORDS):
        counter.tally = Tally()
        clerk.new()
        counter.tally.fields = clerk.fill(number)
        desk.key(Qt.Key.Key_Return)
        desk.saved()
        tallies.append(counter.tally)
        assert_filled(desk, number)
    qapp.removeEventFilter(counter)
    assert sum(tally.pointer for tally in tallies) == 0
    report(tallies, capsys)
    assert median(tally.by_keys for tally in tallies) <= TARGET_S


def assert_filled(desk: Any, number: int) -> None:
    body = desk.stored(desk.page.record_id)
    assert body["tender"]["title"] == f"Papeleria y consumibles {number}"
    assert body["tender"]["procurementMethod"] == "direct"
    assert body["tender"]["id"], "a direct award has its folio for a number, and nobody types it"
    assert body["buyer"]["name"] == "Municipio de Laguna Azul"
    assert body["awards"][0]["suppliers"][0]["name"] == "Papeleria Inventada"
    assert body["contracts"][0]["dateSigned"] == "2026-02-20"
    assert body["contracts"][0]["value"]["amount"] == 39150
    assert "_typed" not in body


def report(tallies: list[Tally], capsys: Any) -> None:
    keys = median(tally.keys for tally in tallies)
    by_keys, by_mouse = (
        median(values) for values in ([t.by_keys for t in tallies], [t.by_mouse(len(CARRIED)) for t in tallies])
    )
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(tallies)} direct awards, 30 fields ({len(CARRIED)} carried, one given): median {keys:.0f} keys, "
            f"{by_keys:.0f} s by keyboard, {by_mouse:.0f} s led by the mouse\n"
        )
