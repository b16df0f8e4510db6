"""What the office says of a field that has no value: kept, counted as known, never in a release."""

from __future__ import annotations

from typing import Any

from capture_app.ocds.release import build_release
from forms.findings import Finding
from forms.marks import Absence, absence_at, absences, does_not_apply, is_known_absent, notes_at, settled
from forms.progress import progress
from forms.validate import validate
from tests.unit.forms.bodies import CONTEXT, OCID, changed, sound

PROCESS = "contracting_process"
FIELD = "/tender/description"


def with_absence(value: list[str]) -> dict[str, Any]:
    return {**changed((FIELD, None)), "_absent": {FIELD: value}}


def missing(body: dict[str, Any]) -> list[Finding]:
    return [item for item in validate(body, PROCESS, CONTEXT) if item.pointer == FIELD]


def tender_filled(body: dict[str, Any]) -> int:
    found = {item.stage_id: item for item in progress(body, PROCESS, ())}
    return found["tender"].filled


def test_what_does_not_apply_is_not_asked_for_again() -> None:
    assert missing(changed((FIELD, None)))
    assert missing(with_absence(["pending"]))
    assert missing(with_absence(["not_applicable", "compra sin anexo"])) == []


def test_both_answers_count_as_known_and_blank_does_not() -> None:
    blank = tender_filled(changed((FIELD, None)))
    assert tender_filled(with_absence(["pending"])) == blank + 1
    assert tender_filled(with_absence(["not_applicable", "no hubo"])) == blank + 1
    assert tender_filled(sound()) == blank + 1


def test_rows_are_addressed_by_their_key() -> None:
    body = {"awards": [{"_key": "k1"}], "_absent": {"/awards/@k1/date": ["not_applicable", "no consta"]}}
    assert does_not_apply(body, "/awards/0/date")
    assert is_known_absent(body, "/awards/0/date")
    assert not is_known_absent(body, "/awards/0/title")


def test_what_the_standard_requires_is_required_all_the_same() -> None:
    body = {**changed(("/tender/id", None)), "_absent": {"/tender/id": ["not_applicable", "sin número"]}}
    assert [item.code for item in validate(body, PROCESS, CONTEXT) if item.pointer == "/tender/id"]


def test_a_value_takes_the_place_of_the_absence() -> None:
    body = with_absence(["pending"])
    assert absence_at(body, FIELD) == Absence("pending")
    assert list(absences(settled(body, FIELD))) == []
    assert list(absences(settled(body, "/tender/title"))) == [(FIELD, Absence("pending"))]
    assert list(absences(settled(body, "/tender"))) == []


def test_nonsense_is_read_as_nothing() -> None:
    for value in (None, "pending", [], ["perhaps"], {"kind": "pending"}):
        assert absence_at({"_absent": {FIELD: value}}, FIELD) is None
    assert notes_at({"_notes": {FIELD: "suelta"}}, FIELD) == []


def test_the_office_marks_are_in_no_release() -> None:
    note = {"_key": "n1", "by": "Ana", "at": "2026-03-20T15:00:00Z", "text": "Falta la firma"}
    body = {**with_absence(["not_applicable", "compra menor"]), "_notes": {FIELD: [note]}}
    assert not [item for item in validate(body, PROCESS, CONTEXT) if item.pointer.startswith("/_")]
    released = str(build_release(OCID, body, "id-1", "2026-03-20T00:00:00.000Z", ("tender",)))
    assert "Papel bond" in released
    assert "compra menor" not in released
    assert "Falta la firma" not in released
