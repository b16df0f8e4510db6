"""Ours refuses what the official schema refuses, at the same places, and nothing that it accepts.

Two checks are held to it: that of a release as a file, which must name exactly the same places, and that of
a stored body, which knows neither nulls nor empty values nor rows twice. Both sides see canonical bytes.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from capture_app.importers.normalise import pruned
from capture_app.importers.registry import importer_for
from forms.catalog import FieldType, load_catalog
from forms.compile import compile_schema, file_schema
from forms.context import Context
from forms.findings import Finding, Level
from forms.pointers import join, pattern_of
from forms.schema_check import CODES, Judge, body_findings, release_findings
from forms.standard import INTEGER_TOO
from forms.validate import validate
from sync import canonical
from tests.contract.mutations import full_release, mutated
from tests.contract.test_law_against_official import official as official_members

PROCESS = "contracting_process"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SCHEMA = SHARED / "data" / "ocds-1.1.5" / "edca_mx_release_schema_patched.json"
SAMPLES = SHARED / "data" / "samples"
HEADER = ("ocid", "id", "date", "tag", "initiationType")
SCHEMA_KINDS = frozenset(code for code, _ in CODES.values()) | {"id.missing"}
FULL = 12  # how many times among the samples, so that damage falls on rare members too
PROVE = bool(os.environ.get("CAPTURA_PROVE"))
EXAMPLES = 5000 if PROVE else 300

pytestmark = pytest.mark.skipif(not SCHEMA.is_file(), reason="the official schema is not beside the repository")

Release = dict[str, Any]


@cache
def official() -> jsonschema.Draft4Validator:
    """The judge of the standard, formats aside; it reads plain JSON."""
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@cache
def releases() -> tuple[tuple[str, Release], ...]:
    files = [path for path in sorted(SAMPLES.rglob("*.json")) if path.is_file()]
    read = ((file.name, process) for file in files for process in importer_for(file).read(file))
    samples = [(name, dict(release)) for name, process in read for release in process.releases]
    full = full_release(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return (*samples, *[("every member of the standard", full)] * FULL)


@cache
def member_names() -> tuple[str, ...]:
    found = {item.name for item in load_catalog().record_types[PROCESS].walk()}
    return (*sorted(name for name in found if name.isalpha()), "otroDato", "x_libre")


def plain(document: Any) -> Any:
    """The document as its canonical bytes say it, exact: what is stored, and what both sides judge."""
    return msgspec.json.decode(canonical.encode(_without_floats(document)), type=Any)


def exact(document: Any) -> Any:
    return json.loads(canonical.encode(_without_floats(document)), parse_float=Decimal)


def _without_floats(document: Any) -> Any:
    return json.loads(json.dumps(document, default=float), parse_float=Decimal)


def places_of(judge: Any, document: Any) -> set[tuple[str, str]]:
    """(pointer, keyword) of what the reference implementation finds, the missing member named."""
    found = set[tuple[str, str]]()
    for error in judge.iter_errors(document):
        here = join(list(error.absolute_path))
        if error.validator != "required":
            found.add((here, error.validator))
        else:
            missing = [name for name in error.validator_value if name not in error.instance]
            found.update((here + join([name]), "required") for name in missing)
    return found


def coded(places: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(pointer, _code(pointer, keyword)) for pointer, keyword in places}


def _code(pointer: str, keyword: str) -> str:
    is_row_id = keyword == "required" and pointer.endswith("/id") and pointer.count("/") > 1
    return "id.missing" if is_row_id else CODES[keyword][0]


@cache
def local_patterns() -> frozenset[str]:
    """Members of the law that the standard does not know: what they hold is ours to judge, not the standard's."""
    known = set(official_members())
    return frozenset(item.pointer for item in load_catalog().record_types[PROCESS].walk() if item.pointer not in known)


def is_local(pointer: str) -> bool:
    parts = pattern_of(pointer).split("/")
    return any("/".join(parts[:depth]) in local_patterns() for depth in range(2, len(parts) + 1))


def schema_kind(findings: Iterator[Finding] | tuple[Finding, ...]) -> set[tuple[str, str]]:
    errors = [item for item in findings if item.code in SCHEMA_KINDS and item.level is Level.ERROR]
    assert all(item.blocks for item in errors)
    return {(item.pointer, item.code) for item in errors if not is_local(item.pointer)}


def pointers(places: set[tuple[str, str]]) -> set[str]:
    return {pointer for pointer, _ in places}


def assert_files_agree(release: Release) -> bool:
    """The release check and the official schema name the same places; returns whether there were any."""
    theirs = places_of(official(), plain(release))
    ours = schema_kind(release_findings(exact(release)))
    assert pointers(ours) == pointers(theirs), _differences(ours, theirs)
    return bool(theirs)


def assert_bodies_agree(release: Release) -> bool:
    """The same of the stored form: nothing empty, ids as text, the header in its columns."""
    stored = _with_text_ids(pruned(exact(release)))
    theirs = {
        (pointer, keyword)
        for pointer, keyword in places_of(official(), plain(stored))
        if keyword != "uniqueItems" and pointer.split("/")[1] not in HEADER
    }
    body = {name: member for name, member in stored.items() if name not in HEADER}
    ours = schema_kind(validate(body, PROCESS, Context(date(2026, 3, 20), profile="published")))
    assert pointers(ours) == pointers(theirs), _differences(ours, theirs)
    return bool(theirs)


def _differences(ours: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> str:
    mine, official_ones = pointers(ours), pointers(theirs)
    only_ours = sorted(item for item in ours if item[0] not in official_ones)
    return f"only ours: {only_ours[:5]}; only the standard's: {sorted(x for x in theirs if x[0] not in mine)[:5]}"


@cache
def _text_ids() -> frozenset[str]:
    """Patterns where the standard takes an integer and the body keeps its text."""
    law = load_catalog().record_types[PROCESS]
    owned = {(item.group or "", inner.relative) for item in law.walk() for inner in item.members}
    assert {place for place in INTEGER_TOO if place[0]} <= owned
    found = set[str]()
    for item in law.walk():
        found.update(inner.pointer for inner in item.members if (item.group or "", inner.relative) in INTEGER_TOO)
        if ("", item.pointer) in INTEGER_TOO and item.type is not FieldType.ANY:
            found.add(item.pointer)
    return frozenset(found)


def _with_text_ids(node: Any, path: str = "") -> Any:
    if isinstance(node, dict):
        return {name: _with_text_ids(value, f"{path}{join([name])}") for name, value in node.items()}
    if isinstance(node, list):
        return [_with_text_ids(value, f"{path}/{index}") for index, value in enumerate(node)]
    is_integer = isinstance(node, int) and not isinstance(node, bool)
    return str(node) if is_integer and pattern_of(path) in _text_ids() else node


def engines_agree(schema: Mapping[str, Any], judge: Judge, document: Any) -> None:
    """The same (pointer, keyword) from the reference and from the fast implementation."""
    fast = set[tuple[str, str]]()
    for error in judge.iter_errors(document):
        last = join([error.kind.property]) if error.kind.name == "required" else ""
        fast.add((join(list(error.instance_path)) + last, error.kind.name))
    assert coded(fast) == coded(places_of(reference(schema), document))


def _is_whole(checker: object, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return value == int(value)


EXACT_TYPES = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole)
EXACT = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=EXACT_TYPES)


def reference(schema: Mapping[str, Any]) -> Any:
    return EXACT(schema)


@cache
def schemas() -> tuple[tuple[dict[str, Any], Judge], ...]:
    law = load_catalog()
    compiled = [compile_schema(PROCESS, law, profile) for profile in ("draft", "published")]
    return tuple((schema, Judge(schema)) for schema in (*compiled, file_schema(PROCESS, law)))


def damaged(number: int, most: int = 4) -> Release:
    chance = random.Random(number)
    _, release = chance.choice(releases())
    return mutated(release, chance, member_names(), most)


many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
numbers = st.integers(min_value=0, max_value=2**48)


@pytest.mark.parametrize("index", range(len(releases()) if SCHEMA.is_file() else 0))
def test_every_sample_is_judged_alike(index: int) -> None:
    _, release = releases()[index]
    assert_files_agree(release)
    assert_bodies_agree(release)


@seed(20261121)
@many
@given(numbers)
def test_damaged_releases_are_judged_alike(number: int) -> None:
    assert_files_agree(damaged(number))


@seed(20261122)
@many
@given(numbers)
def test_damaged_bodies_are_judged_alike(number: int) -> None:
    assert_bodies_agree(damaged(number))


def test_the_damage_is_real() -> None:
    """The proofs above would prove nothing if the releases were all refused, or none."""
    judged = [any(official().iter_errors(plain(damaged(number, most=1)))) for number in range(60)]
    assert 5 < sum(judged) < 60


def test_the_damage_is_of_every_kind() -> None:
    found = {keyword for number in range(400) for _, keyword in places_of(official(), plain(damaged(number)))}
    assert found >= {"type", "enum", "required", "uniqueItems", "minItems", "minLength"}


@seed(20261123)
@settings(many, max_examples=EXAMPLES if PROVE else 100)
@given(numbers)
def test_both_implementations_find_the_same(number: int) -> None:
    """With numbers exact and with integers written 3.0, which the canonical form would have mended."""
    release = damaged(number)
    for schema, judge in schemas():
        engines_agree(schema, judge, release)
        engines_agree(schema, judge, _without_floats(release))


@pytest.mark.parametrize("value", [3, 3.0, Decimal("3.0"), Decimal(3), 3.5, Decimal("3.5"), True, "3", None, [3]])
@pytest.mark.parametrize("member", ["numberOfTenderers", "title"])
def test_numbers_in_every_writing(value: Any, member: str) -> None:
    for schema, judge in schemas():
        engines_agree(schema, judge, {"tender": {"id": "1", member: value}})


def test_a_body_check_is_the_same_by_the_reference() -> None:
    """What the fast one says of a body, told as findings, is what the reference says."""
    law = load_catalog()
    schema = compile_schema(PROCESS, law, "draft")
    for number in range(40):
        body = damaged(number)
        ours = {(item.pointer, item.code) for item in body_findings(body, law.record_types[PROCESS], law)}
        assert ours == coded(places_of(reference(schema), body)) - _enumerated(schema, body)


def _enumerated(schema: Mapping[str, Any], body: Any) -> set[tuple[str, str]]:
    """Values of a wrong type are outside any list too: said once, as a type."""
    found = places_of(reference(schema), body)
    return {(at, "code.unknown") for at, keyword in found if keyword == "type"}
