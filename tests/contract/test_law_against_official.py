"""The law held to the official Mexican schema: every member, type, list and requirement."""

import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from forms.catalog import Field, FieldType, RecordType, load_catalog

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SCHEMA = SHARED / "data" / "ocds-1.1.5" / "edca_mx_release_schema_patched.json"
FIELDS = SHARED / "facts" / "edca_mx_fields.csv"

pytestmark = pytest.mark.skipif(
    not (SCHEMA.is_file() and FIELDS.is_file()),
    reason="the official schema and the table of fields are not beside the repository (../shared)",
)

HEADER = frozenset({"/id", "/date", "/tag", "/ocid", "/initiationType"})
OUTSIDE_THE_BODY = ("releasePackage.", "(db) ")
# Members that Mexican capture tools write and no extension declares: end of pattern, who writes it.
TOOL_MEMBERS = {
    "/budgetBreakdown/*/origin": "INAI capture tool",
    "/budgetBreakdown/*/fundType": "INAI capture tool",
    "/budgetLines/*/origin": "S6 capture tool",
}
# Members of extensions that the patched schema lacks: beginning of the pattern, the extension that declares it.
EXTENSION_MEMBERS = {
    "/tender/bidOpening": "open-contracting-extensions/ocds_bidOpening_extension",
    "/tender/legalBasis": "open-contracting-extensions/ocds_legalBasis_extension",
    "/tender/subcontractingTerms": "open-contracting-extensions/ocds_subcontracting_extension",
    "/awards/*/hasSubcontracting": "open-contracting-extensions/ocds_subcontracting_extension",
    "/awards/*/subcontracting": "open-contracting-extensions/ocds_subcontracting_extension",
    "/planning/project": "open-contracting-extensions/ocds_project_extension",
    "/contracts/*/riskAllocation": "open-contracting-extensions/ocds_riskAllocation_extension",
    "/contracts/*/finance": "open-contracting-extensions/ocds_finance_extension",
    "/contracts/*/implementation/tariffs": "open-contracting-extensions/ocds_tariffs_extension",
    "/tender/properties": "docs/extensions/qroo_property",
    "/contracts/*/property": "docs/extensions/qroo_property",
    "/tender/advertising": "docs/extensions/qroo_advertising",
    "/planning/partnership": "docs/extensions/qroo_partnership",
    "/contracts/*/partnership": "docs/extensions/qroo_partnership",
    "/complaints": "docs/extensions/qroo_complaints",
    "/contracts/*/amounts": "docs/extensions/qroo_execution",
    "/contracts/*/contractType": "docs/extensions/qroo_execution",
    "/contracts/*/terminationType": "docs/extensions/qroo_execution",
    "/contracts/*/implementation/estimates": "docs/extensions/qroo_execution",
    "/contracts/*/implementation/progress": "docs/extensions/qroo_execution",
    "/contracts/*/implementation/charges": "docs/extensions/qroo_execution",
}
EXTENSION_ENDINGS = {"/documents/*/redaction": "docs/extensions/qroo_redaction"}
JSON_TYPES = {
    FieldType.NUMBER: "number",
    FieldType.INTEGER: "integer",
    FieldType.BOOLEAN: "boolean",
    FieldType.CODES: "array",
    FieldType.TEXTS: "array",
    FieldType.COMPOSITE: "object",
    FieldType.ROWS: "array",
}


@cache
def official() -> Mapping[str, dict[str, Any]]:
    """Every member of the release by pattern, references resolved, header left out."""
    root = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return {pattern: member for pattern, member in members(root, root, "") if pattern not in HEADER}


def members(node: dict[str, Any], root: dict[str, Any], base: str) -> Iterator[tuple[str, dict[str, Any]]]:
    required = set(node.get("required", ()))
    for name, raw in node.get("properties", {}).items():
        member = {**resolve(raw, root), "needed": name in required}
        yield f"{base}/{name}", member
        yield from members(member, root, f"{base}/{name}")
        yield from members(resolve(member.get("items", {}), root), root, f"{base}/{name}/*")


def resolve(node: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref")
    return {**root["definitions"][reference.rpartition("/")[2]], **node} if reference else node


def official_types(member: dict[str, Any]) -> set[str]:
    types = member.get("type", "object")
    return ({types} if isinstance(types, str) else set(types)) - {"null"}


def enum_of(member: dict[str, Any]) -> set[str]:
    return set(member.get("enum") or member.get("items", {}).get("enum") or ()) - {None}


@cache
def record() -> RecordType:
    return load_catalog().record_types["contracting_process"]


@cache
def law() -> Mapping[str, Field]:
    return {item.pointer: item for item in record().walk()}


def declared_elsewhere(pointer: str) -> bool:
    """Whether the member belongs to an extension of the table, or to ourselves (`_pnt`)."""
    named = any(pointer == start or pointer.startswith(f"{start}/") for start in EXTENSION_MEMBERS)
    return named or "/_" in pointer or any(f"{end}/" in f"{pointer}/" for end in EXTENSION_ENDINGS)


@cache
def judged() -> Mapping[str, Field]:
    """The part of the law that the patched schema speaks of."""
    return {pointer: item for pointer, item in law().items() if not declared_elsewhere(pointer)}


@cache
def captured() -> frozenset[str]:
    """Patterns a person can fill: captured, in captured owners only."""
    found = (pointer for stage in record().stages for item in stage.fields for pointer in open_ones(item))
    return frozenset(found)


def open_ones(item: Field) -> Iterator[str]:
    if item.captured:
        yield item.pointer
        for inner in item.members:
            yield from open_ones(inner)


def same_type(item: Field, types: set[str]) -> bool:
    """Whether what the law stores is what the standard writes; ids as text after repair."""
    if item.type is FieldType.ANY:
        return types == {item.json} if item.json else len(types) > 2
    kind = JSON_TYPES.get(item.type, "string")
    return kind in types and types <= {kind, "string", "integer"}


def test_every_official_member_is_in_the_law_with_its_type() -> None:
    repeats = {stage.repeat for stage in record().stages}
    wrong = []
    for pattern, member in official().items():
        item = law().get(pattern)
        if item is None:
            is_container = record().node_at(pattern) is not None and "properties" in member
            known = pattern in repeats or is_container
        else:
            known = same_type(item, official_types(member))
        wrong += [] if known else [(pattern, item and item.type, official_types(member))]
    assert wrong == []


def test_every_member_of_the_law_is_official_or_named() -> None:
    strange = [
        pointer
        for pointer in judged()
        if pointer not in official() and not any(pointer.endswith(end) for end in TOOL_MEMBERS)
    ]
    assert strange == []


def test_each_named_tool_member_is_still_in_the_law() -> None:
    assert [end for end in TOOL_MEMBERS if not any(pointer.endswith(end) for pointer in law())] == []


def test_each_extension_of_the_table_is_captured_and_not_official() -> None:
    assert [start for start in EXTENSION_MEMBERS if record().node_at(start) is None or start in official()] == []
    folders = {name for name in EXTENSION_MEMBERS.values() if name.startswith("docs/")}
    assert [name for name in sorted(folders) if not (ROOT / name / "extension.json").is_file()] == []


def test_closed_lists_have_exactly_the_official_codes() -> None:
    codelists = load_catalog().codelists
    wrong = []
    for pointer, item in judged().items():
        enum = enum_of(official().get(pointer, {}))
        codelist = codelists[item.codelist] if item.codelist else None
        codes = {code.code for code in codelist.codes} if codelist and not codelist.open else set()
        wrong += [(pointer, item.codelist, sorted(enum ^ codes)[:9])] if enum != codes else []
    assert wrong == []


def test_the_standard_level_is_what_the_official_schema_requires() -> None:
    needed = {pattern for pattern, member in official().items() if member["needed"]}
    standard = {pointer for pointer, item in judged().items() if item.required == "standard"}
    assert needed ^ standard == set()


def test_whole_lists_are_those_the_standard_merges_whole() -> None:
    whole = {pattern for pattern, member in official().items() if member.get("wholeListMerge")}
    ours = {pointer for pointer, item in judged().items() if item.type is FieldType.ROWS and item.whole_list}
    assert ours ^ whole == set()


def table_rows(*levels: str) -> Iterator[tuple[str, str]]:
    """Path and pattern of the table's rows of these levels that belong to the body."""
    with FIELDS.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["required"] in levels]
    for row in rows:
        path = row["json_path"]
        pattern = "/" + path.removesuffix("[]").replace("[]", ".*").replace(".", "/")
        if not path.startswith(OUTSIDE_THE_BODY) and pattern not in HEADER:
            yield path, pattern


def test_every_required_row_of_the_mexican_table_is_captured() -> None:
    rows = list(table_rows("required"))
    assert len(rows) > 90
    assert [path for path, pattern in rows if pattern not in captured()] == []


def test_every_row_one_tool_asks_for_is_captured() -> None:
    rows = table_rows("required-by-one-tool", "recommended")
    assert [path for path, pattern in rows if pattern not in captured()] == []


def test_what_both_tools_require_is_asked_for() -> None:
    """Deliberate exceptions: the link, written at publication; a second surname not all people have."""
    lenient = ("/url", "/matronymicName")
    silent = [
        path
        for path, pattern in table_rows("required")
        if law()[pattern].required not in ("standard", "profile") and not pattern.endswith(lenient)
    ]
    assert silent == []
