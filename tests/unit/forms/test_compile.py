"""The compiled schemas."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ocdsmerge import Merger
from ocdsmerge.rules import get_merge_rules

from forms.catalog import Catalog, load_catalog, read_catalog
from forms.compile import PROFILES, compile_schema, release_schema, schema_hash
from forms.survey import survey
from tests.unit.forms.bodies import sound
from tests.unit.forms.law import write_law

PROCESS = "contracting_process"


@pytest.fixture
def small(tmp_path: Path) -> Catalog:
    return read_catalog(write_law(tmp_path))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_real_schema_is_valid_and_small(profile: str) -> None:
    schema = compile_schema(PROCESS, load_catalog(), profile)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert len(json.dumps(schema)) < 100_000


def errors(schema: dict[str, Any], body: object) -> set[str]:
    found = jsonschema.Draft202012Validator(schema).iter_errors(body)
    return {"/".join(str(part) for part in error.absolute_path) + f" {error.validator}" for error in found}


def test_types_codes_and_open_objects(small: Catalog) -> None:
    schema = compile_schema("small", small, "draft")
    good = {
        "tender": {"method": "other", "value": {"amount": 1.5, "currency": "MXN", "rates": [1]}, "more": [1]},
        "awards": [{"_key": "aaaaaaaaaa", "detail": {"on": "2026-01-01"}}],
        "_typed": {"/awards/@aaaaaaaaaa/detail/on": "hoy no"},
        "_pnt": {"x": 1},
    }
    assert errors(schema, good) == set()
    bad = {
        "tender": {"value": {"amount": "1", "currency": "EUR"}, "items": {}, "notes": ["a", 1], "rounds": 1.5},
        "awards": [[]],
        "_typed": {"/x": 1},
    }
    assert errors(schema, bad) == {
        "tender/value/amount type",
        "tender/value/currency enum",
        "tender/items type",
        "tender/notes/1 type",
        "tender/rounds type",
        "awards/0 type",
        "_typed//x type",
    }


def test_published_adds_what_the_standard_requires(small: Catalog) -> None:
    body: dict[str, Any] = {"tender": {"items": [{}]}}
    assert errors(compile_schema("small", small, "draft"), body) == set()
    assert errors(compile_schema("small", small, "published"), body) == {"tender required", "tender/items/0 required"}


def strip_ids(node: object) -> object:
    if isinstance(node, dict):
        return {name: strip_ids(value) for name, value in node.items() if name not in ("id", "awardID", "_key")}
    return [strip_ids(row) for row in node] if isinstance(node, list) else node


def test_the_walk_agrees_with_the_published_schema() -> None:
    """What the survey calls missing by the standard is what the schema calls required."""
    body = strip_ids(copy.deepcopy(sound()))
    schema = compile_schema(PROCESS, load_catalog(), "published")
    required = [
        error for error in jsonschema.Draft202012Validator(schema).iter_errors(body) if error.validator == "required"
    ]
    by_schema = {
        "/".join(["", *map(str, error.absolute_path), str(name)])
        for error in required
        for name in error.validator_value
        if name not in error.instance
    }
    found = survey(body, load_catalog().record_types[PROCESS])
    assert {missing.pointer for missing in found.missing if missing.level == "standard"} == by_schema
    assert "/contracts/0/awardID" in by_schema


def test_hash_changes_with_the_law(small: Catalog, tmp_path: Path) -> None:
    assert schema_hash("small", small) == schema_hash("small", small)
    assert schema_hash("small", small) != schema_hash("small", small, "published")
    assert len(schema_hash(PROCESS, load_catalog())) == 64


def test_release_schema_carries_the_rules_of_merging(small: Catalog) -> None:
    rules = get_merge_rules(release_schema("small", small))
    assert rules == {
        ("id",): "omitWhenMerged",
        ("date",): "omitWhenMerged",
        ("tag",): "omitWhenMerged",
        ("tender", "items", "places"): "wholeListMerge",
        ("tender", "items", "unit", "value", "rates"): "wholeListMerge",
        ("tender", "value", "rates"): "wholeListMerge",
        ("tender", "notes"): "wholeListMerge",
        ("awards",): "wholeListMerge",
    }


def test_releases_merge_by_id_with_the_real_law() -> None:
    merger = Merger(release_schema(PROCESS, load_catalog()))
    head = {"ocid": "ocds-213czf-1", "tag": ["award"]}
    compiled = merger.create_compiled_release(
        [
            {
                **head,
                "id": "1",
                "date": "2026-01-01T00:00:00Z",
                "awards": [{"id": "A", "title": "a", "status": "pending"}],
            },
            {
                **head,
                "id": "2",
                "date": "2026-02-01T00:00:00Z",
                "awards": [{"id": "A", "status": "active"}, {"id": "B"}],
            },
        ]
    )
    assert compiled["awards"] == [{"id": "A", "title": "a", "status": "active"}, {"id": "B"}]
    assert "roles" not in compiled


def test_merge_rules_are_those_of_the_official_schema(shared: Path) -> None:
    official = shared / "data" / "ocds-1.1.5" / "edca_mx_release_schema_patched.json"
    theirs = get_merge_rules(json.loads(official.read_text(encoding="utf-8")))
    ours = get_merge_rules(release_schema(PROCESS, load_catalog()))
    assert {way: rule for way, rule in ours.items() if way in theirs} == theirs
    of_extensions = {"/".join(way[:2]) for way in ours if way not in theirs}
    local = (
        "complaints/complainant complaints/reviewBody complaints/documents contracts/amounts contracts/implementation"
        " contracts/property contracts/partnership contracts/finance planning/partnership planning/project"
        " tender/advertising tender/properties"
    )
    assert of_extensions <= {"awards/subcontracting", "tender/bidOpening", "tender/legalBasis", "_acts", *local.split()}


def test_an_unknown_profile_is_refused(small: Catalog) -> None:
    with pytest.raises(ValueError, match="unknown profile"):
        compile_schema("small", small, "final")
