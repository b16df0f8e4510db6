"""A warning is answered for once: the reason stays with its row, lapses with its value, and never leaves the office."""

from __future__ import annotations

import pytest

from capture_app.errors import BadInput
from capture_app.ocds.draft import draft_release
from capture_app.store.processes import Birth
from forms.justifications import open_findings
from forms.public_view import visible
from sync import canonical
from tests.unit.forms.bodies import sound

CODE, REASON = "personal.found", "Es el teléfono del almacén municipal, no de una persona."
AT = "/tender/documents/0/description"


@pytest.fixture
def warned(office) -> str:
    """A record with one warning on a row that can move."""
    record_id = office.processes.create(sound(), Birth()).record_id
    office.set(record_id, "/tender/documents/@documenta1/description", "Pedirlo al almacén, tel. 9831234567")
    return record_id


def kept(office, record_id):
    return [(item.pointer, reason) for item, reason in office.capture.open(record_id).justified]


def test_a_reason_is_kept_with_who_and_when(office, warned):
    before = office.capture.search()[0].problems["warning"]
    office.capture.justify(warned, AT, CODE, REASON)
    ((pointer, reason),) = kept(office, warned)
    assert (pointer, reason.reason, reason.by) == (AT, REASON, office.desk.settings.user)
    assert reason.at == office.desk.now()
    assert not reason.is_lapsed
    assert office.capture.search()[0].problems["warning"] == before - 1
    assert office.capture.history(warned)[-1].path.startswith("/_justified/")


def test_it_follows_its_row_and_lapses_with_its_value(office, warned):
    office.capture.justify(warned, AT, CODE, REASON)
    office.add(warned, "/tender/documents", {"title": "Otro documento de prueba"}, after="")
    ((pointer, reason),) = kept(office, warned)
    assert (pointer, reason.is_lapsed) == ("/tender/documents/1/description", False)
    office.set(warned, "/tender/documents/@documenta1/description", "Pedirlo al almacén, tel. 9837654321")
    ((_, reason),) = kept(office, warned)
    assert reason.is_lapsed
    view = office.capture.open(warned)
    assert CODE in {item.code for item in open_findings(view.body, view.findings)}


def test_it_is_undone_and_taken_back(office, warned):
    office.capture.justify(warned, AT, CODE, REASON)
    office.capture.undo(warned)
    assert kept(office, warned) == []
    office.capture.justify(warned, AT, CODE, REASON)
    office.capture.take_back_reason(warned, AT, CODE)
    assert kept(office, warned) == []
    assert "_justified" not in office.body(warned)


def test_a_second_code_at_the_same_place_has_its_own_reason(office, warned):
    office.capture.justify(warned, AT, CODE, REASON)
    body = office.body(warned)
    assert [entry["code"] for entry in body["_justified"]["/tender/documents/@documenta1/description"]] == [CODE]
    office.capture.justify(warned, AT, CODE, REASON + " Lo confirmó la directora.")
    assert [reason.reason for _, reason in kept(office, warned)] == [REASON + " Lo confirmó la directora."]


@pytest.mark.parametrize(
    ("pointer", "code", "reason"),
    [(AT, CODE, "corto"), (AT, CODE, " " * 40), ("/tender/title", CODE, REASON), (AT, "rfc.invalid", REASON)],
)
def test_what_cannot_be_justified_is_refused_and_nothing_changes(office, warned, pointer, code, reason):
    before = office.body(warned)
    with pytest.raises(BadInput):
        office.capture.justify(warned, pointer, code, reason)
    assert office.body(warned) == before


def test_an_error_is_corrected_not_justified(office, warned):
    office.set(warned, "/contracts/@contractaa/awardID", "A-9")
    error = next(item for item in office.capture.findings(warned) if item.level == "error")
    with pytest.raises(BadInput):
        office.capture.justify(warned, error.pointer, error.code, REASON)


def test_a_guide_is_answered_for_in_the_same_way(office, warned):
    office.set(warned, "/awards/@awardaaaaa/date", "2026-02-07")
    guides = [item for item in office.capture.findings(warned) if item.level == "guide"]
    assert guides
    office.capture.justify(warned, guides[0].pointer, guides[0].code, REASON)
    assert {(reason.code, reason.is_lapsed) for _, reason in kept(office, warned)} == {(guides[0].code, False)}


def test_it_leaves_in_no_release(office, warned):
    office.capture.justify(warned, AT, CODE, REASON)
    body = office.body(warned)
    for outlet in ("portal", "pnt", "pdn"):
        assert REASON not in canonical.encode(visible(body, outlet)).decode()
    release = draft_release("ocds-213czf-a", body, office.desk.clock.now(), public=False)
    assert REASON not in canonical.encode(release).decode()
