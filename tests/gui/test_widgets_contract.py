"""One contract for every widget: it shows, says what is edited, keeps what cannot be read, and has a name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forms.catalog import Field
from tests.gui.conftest import TODAY
from ui.form.widget_table import WIDGETS, make_field, widget_for
from ui.form.widgets.base_field import BaseField, Edited, Organization, Surroundings, Typed

CITY = Organization("k1", "MX-RFC-MLA110217AB9", "Municipio de Laguna Azul", "MLA110217AB9", ("buyer",))


@dataclass(frozen=True)
class Case:
    """A field of the law, a value with what is shown for it, keys and the value they make, keys nobody can read."""

    pointer: str
    value: Any
    shown: str
    keys: str
    made: Any
    unreadable: str | None = None


CASES = {
    "text": Case("/tender/title", "Papel", "Papel", "Pluma", "Pluma"),
    "long_text": Case("/tender/description", "Dos\nlíneas", "Dos\nlíneas", "Una", "Una"),
    "widget:multiline": Case("/tender/awardCriteriaDetails", "El menor", "El menor", "Otro", "Otro"),
    "number": Case("/tender/items/*/quantity", Decimal("1250.5"), "1,250.5", "39 mil", 39000, "39 m"),
    "integer": Case("/tender/numberOfTenderers", 3, "3", "12", 12, "doce y medio"),
    "boolean": Case("/planning/hasQuotes", True, "Sí", "n", False),
    "date": Case("/awards/*/date", "2026-02-18", "18/02/2026", "030326", "2026-03-03", "45/45/2026"),
    "moment": Case(
        "/tender/tenderPeriod/endDate",
        "2026-04-08T10:00:00-05:00",
        "08/04/2026 10:00",
        "18/03/2026 10:00",
        "2026-03-18T10:00:00-05:00",
        "a mediodía de ayer quizá",
    ),
    "uri": Case("/planning/budget/uri", "https://a.mx/b", "https://a.mx/b", "https://c.mx/d", "https://c.mx/d"),
    "email": Case("/parties/*/contactPoint/email", "a@b.mx", "a@b.mx", "c@d.mx", "c@d.mx"),
    "code": Case("/tender/mainProcurementCategory", "goods", "Bienes", "obra", "works", "zzzz"),
    "codes": Case("/tender/submissionMethod", ["inPerson"], "", "electronica", None, None),
    "texts": Case("/tender/items/*/deliveryLocation/gazetteer/identifiers", ["23", "01"], "23\n01", "77", ["77"]),
    "any": Case("/tender/items/*/deliveryLocation/geometry/coordinates", [-88.3, 18.6], "[-88.3, 18.6]", "", None),
    "group:value": Case("/tender/value", {"amount": 100, "currency": "MXN"}, "100.00", "7", {"amount": 7}, "39 m"),
    "group:period": Case(
        "/tender/contractPeriod", {"startDate": "2026-02-01"}, "01/02/2026", "030326", {"startDate": "2026-03-03"}, "zz"
    ),
    "group:act_period": Case(
        "/tender/tenderPeriod",
        {"startDate": "2026-02-01T09:00:00-05:00"},
        "01/02/2026 09:00",
        "030326 09:00",
        {"startDate": "2026-03-03T09:00:00-05:00"},
        "zz",
    ),
    "group:organization_reference": Case(
        "/buyer", {"id": CITY.id, "name": CITY.name}, CITY.name, "laguna", {"id": CITY.id, "name": CITY.name}
    ),
    "group:classification": Case(
        "/tender/items/*/classification", {"scheme": "UNSPSC", "id": "44121701"}, "44121701", "COG", {"scheme": "COG"}
    ),
    "widget:product_codes": Case("/tender/items/*/classification/id", "44121701", "44121701", "1234", "1234"),
    "widget:spending_classifier": Case("/lines/*/budgetLine", "2111", "2111", "6141", "6141"),
    "widget:places": Case("/parties/*/address/locality", "Chetumal", "Chetumal", "Bacalar", "Bacalar"),
    "widget:public_bodies": Case("/chapters/*/unit", "Oficialía Mayor", "Oficialía Mayor", "Obras", "Obras"),
    "composite": Case(
        "/parties/*/address", {"streetAddress": "Ceiba 1"}, "Ceiba 1", "Zapote 2", {"streetAddress": "Zapote 2"}
    ),
}


@pytest.fixture
def around(catalog) -> Surroundings:
    return Surroundings(catalog, lambda: TODAY, lambda: (CITY,), lambda: "nuevallave", make_field)


def field_at(catalog, pointer: str) -> Field:
    found = next((item for law in catalog.record_types.values() if (item := law.field_at(pointer))), None)
    assert found is not None, pointer
    return found


@pytest.fixture
def make(qtbot, qapp, catalog, around):
    def made(case: Case) -> tuple[BaseField, list[Any]]:
        editor = make_field(field_at(catalog, case.pointer), around)
        qtbot.addWidget(editor)
        editor.resize(600, 200)
        editor.show()
        editor.activateWindow()
        qtbot.waitUntil(editor.isActiveWindow)
        payloads: list[Any] = []
        editor.changed.connect(payloads.append)
        return editor, payloads

    return made


def text_of(control: QWidget) -> str:
    for name in ("text", "toPlainText", "currentText"):
        if hasattr(control, name):
            return str(getattr(control, name)())
    return ""


def type_into(qtbot, editor: BaseField, keys: str) -> QWidget:
    editor.focus_first()
    control = editor.focusWidget()
    for name in ("selectAll",):
        if hasattr(control, name):
            getattr(control, name)()
    for letter in keys:
        if letter.isascii():
            qtbot.keyClick(control, letter)
        else:
            control.insert(letter)
            control.textEdited.emit(control.text())
    return control


def test_every_widget_has_its_case():
    assert set(CASES) | {"rows"} == set(WIDGETS)


@pytest.mark.parametrize("name", CASES)
def test_the_table_gives_the_widget(name, catalog):
    assert widget_for(field_at(catalog, CASES[name].pointer)) is WIDGETS[name]


@pytest.mark.parametrize("name", CASES)
def test_a_value_set_is_shown(name, make):
    editor, payloads = make(CASES[name])
    editor.show_value(CASES[name].value, {})
    shown = [text_of(control) for control in editor.inputs()]
    assert CASES[name].shown in shown
    assert not payloads


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.made is not None])
def test_keys_make_the_value(name, make, qtbot):
    case = CASES[name]
    editor, payloads = make(case)
    control = type_into(qtbot, editor, case.keys)
    if name == "group:organization_reference":
        qtbot.keyClick(control, Qt.Key.Key_Down)
        qtbot.keyClick(control, Qt.Key.Key_Up)
    qtbot.keyClick(control, Qt.Key.Key_Tab)
    editor.commit()
    last = [payload for payload in payloads if isinstance(payload, Edited)][-1].value
    if isinstance(case.made, dict):
        last = {member: value for member, value in last.items() if member in case.made}
    assert last == case.made


def test_several_codes_are_chips(make, qtbot):
    editor, payloads = make(CASES["codes"])
    editor.show_value(["inPerson"], {})
    control = type_into(qtbot, editor, "elec")
    qtbot.keyClick(control, Qt.Key.Key_Return)
    assert payloads[-1].value == ["inPerson", "electronicSubmission"]
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_Backspace)
    assert payloads[-1].value == ["inPerson"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.unreadable])
def test_what_cannot_be_read_is_kept_and_marked(name, make, qtbot):
    case = CASES[name]
    editor, payloads = make(case)
    problems: list[str] = []
    editor.problem.connect(problems.append)
    control = type_into(qtbot, editor, case.unreadable)
    qtbot.keyClick(control, Qt.Key.Key_Tab)
    editor.commit()
    assert isinstance(payloads[-1], Typed)
    assert payloads[-1].text == case.unreadable
    assert problems
    assert problems[-1]
    assert text_of(control) == case.unreadable
    editor.show_value(None, {payloads[-1].member: case.unreadable})
    assert text_of(control) == case.unreadable


@pytest.mark.parametrize("name", CASES)
def test_names_for_those_who_do_not_see(name, make):
    editor, _ = make(CASES[name])
    editor.set_name("Dato de prueba")
    controls = editor.inputs()
    assert controls
    assert all("Dato de prueba" in control.accessibleName() for control in controls)
    for control in editor.findChildren(QWidget):
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
            assert control.accessibleName(), control


@pytest.mark.parametrize("name", CASES)
def test_a_locked_widget_changes_nothing(name, make, qtbot):
    editor, payloads = make(CASES[name])
    editor.show_value(CASES[name].value, {})
    editor.set_read_only(True)
    for control in editor.inputs():
        control.setFocus()
        qtbot.keyClick(control, "9")
    assert not payloads


@pytest.mark.parametrize("name", [name for name in CASES if name not in ("boolean", "any", "codes")])
def test_a_refresh_never_comes_under_the_caret(name, make, qtbot):
    case = CASES[name]
    editor, _ = make(case)
    control = type_into(qtbot, editor, "9")
    editor.show_value(case.value, {})
    assert text_of(control) == "9"


def test_days_follow_from_the_dates(make, qtbot):
    editor, payloads = make(CASES["group:period"])
    type_into(qtbot, editor, "120226")
    editor.parts["/endDate"].focus_first()
    for letter in "170226":
        qtbot.keyClick(editor.focusWidget(), letter)
    assert payloads[-1].value == {"startDate": "2026-02-12", "endDate": "2026-02-17", "durationInDays": 5}


def test_the_rate_gives_the_other_amount(make, qtbot):
    editor, payloads = make(CASES["group:value"])
    type_into(qtbot, editor, "39150")
    editor._rate.setCurrentIndex(1)
    editor._rate.activated.emit(1)
    assert payloads[-1].value == {"amount": 39150, "netAmount": 33750, "currency": "MXN"}


def test_a_new_party_comes_with_its_reference(make, qtbot):
    editor, payloads = make(CASES["group:organization_reference"])
    control = type_into(qtbot, editor, "Tesoreria")
    qtbot.keyClick(control, Qt.Key.Key_Tab)
    last = payloads[-1]
    assert last.value == {"id": "nuevallave", "name": "Tesoreria"}
    assert last.also[0].path == "/parties/@nuevallave"
    assert last.also[0].new["roles"] == ["buyer"]
