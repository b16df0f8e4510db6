"""Our extensions say what the law captures, and what they add passes the official schemas, package and record."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from capture_app.ocds.draft import draft_release
from capture_app.ocds.package import EXTENSIONS, PackageHead, Publisher, record_package, release_package
from capture_app.ocds.record import build_record
from capture_app.ocds.soundness import defects
from forms.catalog import FieldType, load_catalog
from sync import canonical
from tests.contract.official_schemas import PATCHED, RECORD_PACKAGE, RELEASE, RELEASE_PACKAGE, Official
from tests.unit.forms.test_execution_rules import completed

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "extensions"
# Of each extension, the objects that it adds to and where these stand.
PLACES: dict[str, dict[str, str]] = {
    "qroo_execution": {"Contract": "/contracts/*", "Implementation": "/contracts/*/implementation"},
    "qroo_complaints": {"": ""},
    "qroo_property": {"Tender": "/tender", "Contract": "/contracts/*"},
    "qroo_advertising": {"Tender": "/tender"},
    "qroo_partnership": {"Planning": "/planning", "Contract": "/contracts/*"},
    "qroo_redaction": {"Document": "/tender/documents/*"},
}
TYPES = {FieldType.NUMBER: "number", FieldType.INTEGER: "integer", FieldType.ROWS: "array"}
COMPLAINT = {
    "id": "INC-004",
    "date": "2025-04-17",
    "challengedAct": "award",
    "status": "rejected",
    "complainant": {"id": "MX-RFC-UOD200716J20", "name": "Urbanizadora y Obras Demo"},
    "documents": [{"id": "res", "documentType": "complaints", "title": "Resolución"}],
}


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((FOLDER / name / "release-schema.json").read_text(encoding="utf-8"))
    return schema


def members(schema: dict[str, Any], node: dict[str, Any], base: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every member that the extension itself defines, by pattern."""
    for name, member in node.get("properties", {}).items():
        yield f"{base}/{name}", member
        inner, below = (member["items"], f"{base}/{name}/*") if "items" in member else (member, f"{base}/{name}")
        defined = schema["definitions"].get(inner.get("$ref", "").rpartition("/")[2])
        if defined is not None:
            yield from members(schema, defined, below)


def declared(name: str) -> dict[str, dict[str, Any]]:
    schema, found = schema_of(name), dict[str, dict[str, Any]]()
    for owner, base in PLACES[name].items():
        found.update(members(schema, schema["definitions"][owner] if owner else schema, base))
    return found


@pytest.mark.parametrize("name", PLACES)
def test_each_member_of_the_extension_is_captured_with_its_type_and_codes(name: str) -> None:
    law = load_catalog()
    record = law.record_types["contracting_process"]
    for pattern, member in declared(name).items():
        item = record.field_at(pattern)
        if item is None:
            assert record.node_at(pattern) is not None, pattern
            continue
        assert item.is_told, pattern
        if "type" in member:
            assert TYPES.get(item.type, "string") in member["type"], pattern
        if "enum" in member:
            codes = {code.code for code in law.codelists[item.codelist or ""].codes}
            assert codes == set(member["enum"]) - {None}, pattern


@pytest.mark.parametrize("name", PLACES)
def test_each_field_captured_there_is_declared(name: str) -> None:
    known = declared(name)
    record = load_catalog().record_types["contracting_process"]
    source = f"Extensión local {name}"
    mine = [item.pointer for item in record.walk() if item.source.startswith(source)]
    assert mine
    everywhere = [pointer for pointer in mine if not pointer.endswith("/documents/*/redaction")]
    assert [pointer for pointer in everywhere if pointer not in known] == []


def test_every_extension_is_named_in_packages_once() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(PLACES)
    assert all(f"urn:captura:extension:{name}" in EXTENSIONS for name in PLACES)
    assert not [name for name in EXTENSIONS if not FormatChecker().conforms(name, "uri")]


def with_extensions(official: Path) -> dict[str, Any]:
    """The patched official schema with our extensions merged into it."""
    schema = json.loads((official / PATCHED).read_text(encoding="utf-8"))
    for name in PLACES:
        added = copy.deepcopy(schema_of(name))
        schema["properties"].update(added.get("properties", {}))
        for owner, definition in added["definitions"].items():
            target = schema["definitions"].setdefault(owner, {"type": "object", "properties": {}})
            target["properties"] = {**target.get("properties", {}), **definition["properties"]}
            if "required" in definition:
                target["required"] = definition["required"]
    return dict(schema)


def exported() -> dict[str, Any]:
    body = {**completed(), "complaints": [COMPLAINT]}
    return draft_release("ocds-213czf-lp", body, datetime(2026, 1, 5, tzinfo=UTC))


def test_what_is_exported_passes_the_official_schemas_and_our_own(shared: Path) -> None:
    folder = shared / "data" / "ocds-1.1.5"
    official, release = Official(folder), exported()
    head = PackageHead("urn:captura:X:y", Publisher("Municipio inventado"), release["date"])
    written = json.loads(canonical.encode(release))
    assert written["contracts"][0]["implementation"]["estimates"][5]["net"]["amount"] == 345920
    assert defects(release) == ()
    assert official.errors(RELEASE, written) == []
    assert official.errors(PATCHED, written) == []
    package = release_package([release], head)
    assert official.errors(RELEASE_PACKAGE, json.loads(canonical.encode(package))) == []
    record = record_package([build_record(release["ocid"], [release])], head)
    assert official.errors(RECORD_PACKAGE, json.loads(canonical.encode(record))) == []
    ours = Draft4Validator(with_extensions(folder), format_checker=FormatChecker(["date-time", "uri"]))
    assert [error.message for error in ours.iter_errors(written)] == []


def test_our_schema_refuses_what_is_wrong(shared: Path) -> None:
    ours = Draft4Validator(with_extensions(shared / "data" / "ocds-1.1.5"))
    release = json.loads(canonical.encode(exported()))
    release["contracts"][0]["contractType"] = "a precio fijo"
    del release["contracts"][0]["implementation"]["estimates"][0]["id"]
    places = {"/".join(map(str, error.absolute_path)) for error in ours.iter_errors(release)}
    assert places == {"contracts/0/contractType", "contracts/0/implementation/estimates/0"}
