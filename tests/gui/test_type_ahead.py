"""Codes and names found while typing, in another thread; what is typed may always stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from capture_app.changes import FieldEdit
from tests.office import opened
from ui.form.spot import Spot

ROW = {"_key": "aaaaaaaaaa", "id": "1", "description": "Bacheo"}
ITEM = "/tender/items/@aaaaaaaaaa"


@pytest.fixture
def at_code(desk, record):
    """The caret in the code of an item."""

    def go():
        desk.open(record.record_id)
        desk.page.binding.edit(FieldEdit("/tender/items/@aaaaaaaaaa", ROW, "row_add"))
        desk.saved()
        desk.page.go_to(f"{ITEM}/classification/id")
        desk.settle()
        return desk.focused

    return go


def offered(line) -> list[str]:
    return [item.text for item in line._offered]


def test_an_office_word_without_accents_leads_to_the_code_and_fills_its_title(at_code, desk, record):
    line = at_code()
    desk.type("lapicero")
    desk.qtbot.waitUntil(lambda: bool(offered(line)))
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    kept = desk.stored(record.record_id)["tender"]["items"][0]["classification"]
    assert kept["scheme"] == "UNSPSC"
    assert kept["id"].isdigit()
    assert kept["description"]


def test_a_code_that_is_not_in_the_catalogue_stands_as_it_was_typed(at_code, desk, record):
    at_code()
    desk.type("99999999")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    kept = desk.stored(record.record_id)["tender"]["items"][0]["classification"]
    assert kept["id"] == "99999999"


def test_typing_never_waits_for_the_catalogue(at_code, desk, record):
    line = at_code()
    desk.world.delay = 0.4
    desk.type("banqueta")
    assert line.text() == "banqueta"
    desk.world.delay = 0.0
    desk.qtbot.waitUntil(lambda: bool(offered(line)))


def test_what_comes_for_an_older_text_is_not_shown(at_code, desk):
    line = at_code()
    line.setText("papel")
    line.bring("pap", [], takes_first=True)
    assert offered(line) == []


def test_a_known_supplier_is_reused_whole_by_its_rfc(new_desk, folder):
    party = {
        "_key": "bbbbbbbbbb",
        "id": "P1",
        "name": "Papelería Inventada del Sureste",
        "roles": ["supplier"],
        "identifier": {"scheme": "MX-RFC", "id": "PIS150620KL1"},
        "address": {"locality": "Laguna Azul"},
    }
    with opened(folder) as app:
        app.capture.save_fields(app.capture.create("Antes").record_id, [FieldEdit("/parties", [party])])
        made = app.capture.create("Ahora")
        app.capture.save_fields(made.record_id, [FieldEdit("/awards/@cccccccccc", {"id": "A1"}, "row_add")])
    desk = new_desk()
    desk.open(made.record_id, "award", "")
    desk.page.go_to("/awards/@cccccccccc/suppliers")
    desk.settle()
    line = desk.focused
    desk.type("PIS150620KL1")
    desk.qtbot.waitUntil(lambda: any("del directorio" in text for text in offered(line)))
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    body = desk.stored(made.record_id)
    (copied,) = body["parties"]
    assert copied["name"] == "Papelería Inventada del Sureste"
    assert copied["address"] == {"locality": "Laguna Azul"}
    assert body["awards"][0]["suppliers"][0]["id"] == copied["id"]


def test_an_answer_that_comes_after_its_field_has_gone_is_nobodys(at_code, desk, record):
    line = at_code()
    desk.world.delay = 0.5
    desk.type("lapicero")
    desk.qtbot.waitUntil(lambda: not line._pause.isActive())
    desk.page.go(Spot("planning", ""))
    desk.qtbot.waitUntil(lambda: not isValid(line))
    assert desk.jobs.busy
    desk.settle()
