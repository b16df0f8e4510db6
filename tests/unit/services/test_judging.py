"""What a file's own headers say wrong is told when it is judged, as what the standard refuses in it."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from capture_app.services.judging import Judged, judge_file
from capture_app.services.training import told_cases
from forms.catalog import load_catalog
from forms.findings import Level
from forms.grade import number_of
from forms.release_header import header_findings

TODAY = date(2026, 3, 20)
CASE = told_cases()[2]
WITHOUT_BODY = {name: CASE[name] for name in ("ocid", "id", "date", "tag", "initiationType")}


PAID_LATER = {"implementation": {"transactions": [{"date": "2026-03-05T00:00:00-05:00"}]}}


def told_before(**content: Any) -> dict[str, Any]:
    """A release of the first of March with content of its own."""
    return {**WITHOUT_BODY, "date": "2026-03-01T10:00:00Z", "tag": ["tenderUpdate"], "tender": {"id": "T"}, **content}


def judged(folder: Path, *releases: dict[str, Any]) -> list[Judged]:
    file = folder / "entregas.json"
    file.write_text(json.dumps({"releases": releases}, default=float), encoding="utf-8")
    return [item for item in judge_file(file, load_catalog()) if item.level == Level.ERROR]


def with_header(**members: Any) -> dict[str, Any]:
    release = {**copy.deepcopy(CASE), **members}
    return {name: value for name, value in release.items() if value is not None}


def test_a_sound_release_has_nothing_wrong(tmp_path: Path) -> None:
    assert [*header_findings([CASE, CASE], TODAY)] == []
    assert judged(tmp_path, with_header()) == []


@pytest.mark.parametrize(
    ("release", "pointer", "code", "number"),
    [
        ({**CASE, "id": CASE["ocid"]}, "/id", "release.id_is_ocid", "W16"),
        ({**CASE, "date": "2026-03-22T00:00:00Z"}, "/date", "release.date_ahead", "B11"),
        ({**CASE, "date": "2026-03-01"}, "/date", "date.impossible", "B08"),
        ({**CASE, "date": "1989-12-31T23:59:59Z"}, "/date", "date.out_of_range", "B08"),
        ({**WITHOUT_BODY, "tag": ["award"]}, "/tag", "release.tag_contradicts", "B10"),
        ({**WITHOUT_BODY, "tag": ["implementation"], "contracts": [{}]}, "/tag", "release.tag_contradicts", "B10"),
        ({**WITHOUT_BODY, "tag": ["awardUpdate"]}, "/tag", "release.tag_contradicts", "B10"),
        ({**WITHOUT_BODY, "tag": ["contractTermination"], "awards": [{}]}, "/tag", "release.tag_contradicts", "B10"),
        (told_before(awards=[{"date": "2026-03-02"}]), "/date", "release.date_before", "W01"),
        (told_before(contracts=[{"dateSigned": "2026-03-01T10:00:01Z"}]), "/date", "release.date_before", "W01"),
        (told_before(contracts=[PAID_LATER]), "/date", "release.date_before", "W01"),
        (told_before(tender={"documents": [{"datePublished": "2026-03-05"}]}), "/date", "release.date_before", "W01"),
    ],
)
def test_each_contradiction(release: dict[str, Any], pointer: str, code: str, number: str) -> None:
    assert [(item.pointer, item.code, number_of(item)) for item in header_findings([release], TODAY)] == [
        (pointer, code, number)
    ]


def test_tomorrow_is_no_mistake_of_a_clock_and_updates_may_follow_what_others_published() -> None:
    assert [*header_findings([{**CASE, "date": "2026-03-21T23:00:00Z", "tag": ["awardUpdate"]}], TODAY)] == []


def test_what_a_release_plans_or_happened_on_its_day_is_no_contradiction() -> None:
    plans = {"tenderPeriod": {"endDate": "2026-04-01"}, "milestones": [{"dueDate": "2026-05-01"}]}
    content = {"tender": plans, "awards": [{"date": "2026-03-01"}], "contracts": [{"dateSigned": "mañana"}]}
    assert [*header_findings([told_before(**content)], TODAY)] == []


def test_one_identifier_for_two_contents(tmp_path: Path) -> None:
    other = with_header(language="en")
    assert [(item.pointer, item.code) for item in judged(tmp_path, with_header(), other)] == [
        ("/id", "release.repeated")
    ]
    assert judged(tmp_path, with_header(), with_header()) == []


@pytest.mark.parametrize("name", ["id", "date", "tag", "initiationType"])
def test_a_header_that_lacks_something_is_told(tmp_path: Path, name: str) -> None:
    (found,) = judged(tmp_path, with_header(**{name: None}))
    assert (found.pointer, found.code) == (f"/{name}", "required.missing")
    assert f"({name})" in found.message


def test_what_an_import_would_mend_is_told_of_the_file(tmp_path: Path) -> None:
    release = with_header(tag=["contrato"])
    release["parties"][0]["address"] = {"postalCode": 77930}
    found = {(item.pointer, item.code) for item in judged(tmp_path, release)}
    assert found == {("/tag/0", "code.unknown"), ("/parties/0/address/postalCode", "type.wrong")}
