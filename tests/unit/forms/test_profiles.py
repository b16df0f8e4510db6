"""Requirement profiles: each asks for its own, under its own kind of finding, and none hides what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.findings import Level
from forms.profiles import profiles
from forms.validate import validate
from tests.unit.forms.bodies import CONTEXT, changed

PROCESS = "contracting_process"


def codes(profile: str, body: Any = None) -> set[tuple[str, str]]:
    found = validate(changed() if body is None else body, PROCESS, replace(CONTEXT, requirements=profile))
    return {(item.pointer, item.code) for item in found}


def kinds(profile: str, body: Any = None) -> set[str]:
    return {code for _, code in codes(profile, body) if code.startswith(("required.", "id."))}


def test_the_least_asks_only_for_what_the_standard_cannot_do_without() -> None:
    assert kinds("ocds") <= {"required.missing", "id.missing"}
    assert {"required.expected", "required.recommended"} <= kinds("full")


def test_the_outlet_has_a_kind_of_its_own() -> None:
    assert "required.pnt" in kinds("pnt")
    assert "required.pnt" not in kinds("full") | kinds("ocds")
    assert ("/_pnt/fiscalYear", "required.pnt") in codes("pnt")
    assert ("/_pnt/fiscalYear", "required.pnt") not in codes("pnt", changed(("/_pnt/fiscalYear", 2026)))


def test_rows_are_asked_one_by_one_and_only_where_they_are() -> None:
    assert ("/contracts/0/surveillanceMechanisms", "required.pnt") in codes("pnt")
    assert not any(place.startswith("/contracts") for place, code in codes("pnt", {"tender": {"id": "T"}}))
    assert codes("pnt", {}) == codes("ocds", {})


@pytest.mark.parametrize("profile", ["ocds", "full", "pnt"])
def test_no_profile_hides_or_adds_what_is_wrong(profile: str) -> None:
    wrong = changed(("/awards/0/date", "2026-02-30"), ("/tender/status", "nada"), ("/contracts/0/id", None))
    blocking = {item for item in validate(wrong, PROCESS, CONTEXT) if item.level is Level.ERROR}
    found = set(validate(wrong, PROCESS, replace(CONTEXT, requirements=profile)))
    assert {item for item in found if item.level is Level.ERROR} == blocking
    rules = {item for item in found if not item.code.startswith("required.")}
    assert rules == {item for item in validate(wrong, PROCESS, CONTEXT) if not item.code.startswith("required.")}


def test_what_the_office_says_does_not_apply_is_not_asked_for() -> None:
    body = changed(("/_absent", {"/_pnt/fiscalYear": ["not_applicable", "no se informa"]}))
    assert ("/_pnt/fiscalYear", "required.pnt") not in codes("pnt", body)


def test_every_place_of_a_profile_is_a_field_of_the_law() -> None:
    record = load_catalog().record_types[PROCESS]
    assert [place for item in profiles().values() for place in item.pointers if record.field_at(place) is None] == []


def test_nobody_is_asked_for_what_the_facts_tell() -> None:
    body = changed(("/tender/status", None), ("/contracts/0/status", None))
    asked = {place for place, code in codes("full", body) if code.startswith("required.")}
    assert asked & {"/tender/status", "/contracts/0/status"} == set()
