"""All findings of a body: places, levels, blocking numbers; odd bodies never hurt."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.catalog import load_catalog, read_catalog
from forms.context import Context
from forms.findings import Finding, Level, count_levels, has_errors, worst
from forms.pointers import get, parent, tokens
from forms.schema_check import release_findings
from forms.validate import validate
from forms.words import describe
from tests.unit.forms.bodies import CONTEXT, OCID, PUBLISHED, TODAY, changed, sound
from tests.unit.forms.law import write_law

PROCESS = "contracting_process"


def check(body: Any, context: Context = CONTEXT) -> tuple[Finding, ...]:
    return validate(body, PROCESS, context)


def codes(findings: tuple[Finding, ...], *wanted: str) -> dict[str, str]:
    return {item.pointer: item.code for item in findings if not wanted or item.code in wanted}


def test_the_sound_body_has_no_error() -> None:
    findings = check(sound(), PUBLISHED)
    assert not has_errors(findings)
    assert worst(findings) in (Level.WARNING, Level.NOTE)


@pytest.mark.parametrize(
    ("path", "value", "code", "blocks", "parameters"),
    [
        ("/tender/title", 5, "type.wrong", "B05", {"value": "5", "expected": "text"}),
        ("/tender/value/amount", "39", "type.wrong", "B05", {"value": "39", "expected": "number"}),
        ("/tender/numberOfTenderers", Decimal("1.5"), "type.wrong", "B05", {"value": "1.5", "expected": "integer"}),
        ("/tender/items", {"id": "1"}, "type.wrong", "B05", {"value": "…", "expected": "rows"}),
        ("/tender/value", [1], "type.wrong", "B05", {"value": "…", "expected": "object"}),
        ("/tender", "x", "type.wrong", "B05", {"value": "x", "expected": "object"}),
        ("/awards", "x", "type.wrong", "B05", {"value": "x", "expected": "rows"}),
        ("/tender/status", "finished", "code.unknown", "B06", {"value": "finished", "codelist": "tenderStatus"}),
        ("/awards/0/status", 7, "type.wrong", "B05", {"value": "7", "expected": "code"}),
    ],
)
def test_types_and_codes(path: str, value: object, code: str, blocks: str, parameters: dict[str, str]) -> None:
    found = [item for item in check(changed((path, value))) if item.pointer == path and item.level is Level.ERROR]
    assert [(item.code, item.blocks, item.params) for item in found] == [(code, blocks, parameters)]


def test_decimals_and_whole_numbers_are_numbers() -> None:
    body = changed(("/tender/value/amount", Decimal("39150.25")), ("/tender/numberOfTenderers", 1))
    assert not has_errors(check(body))


def test_missing_members_point_at_the_member(tmp_path: Path) -> None:
    law = read_catalog(write_law(tmp_path))
    body = {
        "tender": {"items": [{}, {"_key": "k"}], "value": {"amount": 1}},
        "awards": [{}, {"_key": "k", "title": "x"}],
    }
    findings = [item for item in validate(body, "small", CONTEXT, law) if item.code.startswith(("required", "id."))]
    assert [(item.pointer, item.code, item.level.value, item.blocks) for item in findings] == [
        ("/tender/id", "id.missing", "error", "B04"),
        ("/tender/items/0/id", "id.missing", "error", "B04"),
        ("/awards/0/title", "required.expected", "warning", None),
        ("/awards/1/detail/on", "required.expected", "warning", None),
        ("/tender/method", "required.expected", "warning", None),
        ("/tender/items/0/unit/value", "required.recommended", "note", None),
        ("/tender/items/1/unit/value", "required.recommended", "note", None),
        ("/tender/value/currency", "required.recommended", "note", None),
    ]


def test_nothing_is_asked_of_what_does_not_exist(tmp_path: Path) -> None:
    assert validate({}, "small", CONTEXT, read_catalog(write_law(tmp_path))) == ()


def test_empty_counts_as_missing(tmp_path: Path) -> None:
    law = read_catalog(write_law(tmp_path))
    findings = validate({"tender": {"id": "", "method": "open", "rounds": 1}}, "small", CONTEXT, law)
    assert [item.pointer for item in findings] == ["/tender/id"]


def test_a_row_with_key_needs_no_id_but_a_contract_wants_its_number() -> None:
    body = changed(("/contracts/0/id", None), ("/tender/documents/0/id", None), ("/contracts/0/awardID", None))
    found = codes(check(body), "id.missing", "id.expected", "required.missing")
    assert found == {"/contracts/0/id": "id.expected", "/contracts/0/awardID": "required.missing"}


def test_unknown_members_are_noted_once() -> None:
    rows = [{"id": str(number), "localTax": 1, "_local": 1} for number in range(3)]
    body = changed(("/tender/items", rows), ("/somethingElse", {"a": 1}))
    found = [item for item in check(body) if item.code.startswith("field.additional")]
    assert [(item.pointer, item.code, item.params) for item in found] == [
        ("/somethingElse", "field.additional", {"name": "somethingElse", "count": "1"}),
        ("/tender/items/0/localTax", "field.additional_many", {"name": "localTax", "count": "3"}),
    ]


def test_gravest_first_then_by_place() -> None:
    rows = [{"id": "1", "quantity": 0} for _ in range(11)]
    findings = check(changed(("/tender/items", rows), ("/buyer/id", "nobody")))
    ranks = [["error", "warning", "note", "guide"].index(item.level.value) for item in findings]
    assert ranks == sorted(ranks)
    quantities = [item.pointer for item in findings if item.code == "quantity.not_positive"]
    assert quantities == [f"/tender/items/{number}/quantity" for number in range(11)]
    assert sum(count_levels(findings).values()) == len(findings)


def test_findings_are_values() -> None:
    assert check(sound()) == check(sound())
    assert len(set(check(sound()))) == len(check(sound()))


odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["2026-02-30", "0000-00-00", "2026-03-03T10:00:00-05:00", "9999-12-31", "ocds-", "direct", "*"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "_key", "amount", "startDate", "x/y", "1", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(node: Any, base: str = "") -> list[str]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for name, child in children for found in (f"{base}/{name}", *places(child, f"{base}/{name}"))]


PLACES = places({**sound(), "_typed": {"/tender/title": "x"}})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), odd), min_size=1, max_size=5))
def test_mutations_never_raise_and_are_described(mutations: list[tuple[str, Any]]) -> None:
    body: Any = {**sound(), "_typed": {"/tender/title": "x"}}
    for pointer, value in mutations:
        owner, name = get(body, parent(pointer)), tokens(pointer)[-1]
        if isinstance(owner, dict):
            owner[name] = copy.deepcopy(value)
        elif isinstance(owner, list) and name.isdigit() and int(name) < len(owner):
            owner[int(name)] = copy.deepcopy(value)
    for item in check(body, PUBLISHED):
        assert describe(item)


@settings(max_examples=100, deadline=None)
@given(odd)
def test_anything_at_all_is_judged(body: Any) -> None:
    check(body)


def clean(node: Any) -> Any:
    """Without null, "", [] and {}, as a stored body is."""
    if isinstance(node, dict):
        node = {name: clean(value) for name, value in node.items()}
        return {name: value for name, value in node.items() if value not in (None, "", [], {})}
    if isinstance(node, list):
        return [row for row in (clean(row) for row in node) if row not in (None, "", [], {})]
    return node


def test_real_records_of_jalisco_have_no_error(shared: Path) -> None:
    files = sorted((shared / "data" / "samples" / "jalisco" / "records").glob("*.json"))
    assert len(files) == 10
    for file in files:
        release = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)["records"][0]["compiledRelease"]
        body = clean({name: value for name, value in release.items() if name not in ("id", "date", "tag", "ocid")})
        context = Context(TODAY, release["ocid"], prefixes=("ocds-xs1qbl",), profile="published")
        assert [item for item in check(body, context) if item.level is Level.ERROR] == [], file.name


def test_unknown_record_type() -> None:
    with pytest.raises(KeyError):
        validate({}, "recipe", CONTEXT, load_catalog())


@pytest.mark.parametrize("name", ["ocid", "id", "date", "tag", "initiationType"])
def test_a_release_without_its_header_is_no_release(name: str) -> None:
    header = {"ocid": OCID, "id": "1", "date": "2026-03-20T12:00:00Z", "tag": ["tender"], "initiationType": "tender"}
    release = {**header, "language": "es", "tender": {"id": "MLA-AD-2026-014"}}
    assert release_findings(release) == ()
    del release[name]
    found = [(item.pointer, item.code, item.level, item.blocks) for item in release_findings(release)]
    assert found == [(f"/{name}", "required.missing", Level.ERROR, "B02")]
