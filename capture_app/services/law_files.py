"""The law as files for others: JSON Schema, and a data dictionary of all that can be captured."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from capture_app.services.law_page import page
from capture_app.services.law_workbook import workbook
from capture_app.words import say
from forms.catalog import Catalog
from forms.compile import PROFILES, compile_schema, file_schema
from forms.record_type import Field, RecordType, Stage
from sync import canonical

FIELD_COLUMNS = (
    "stage",
    "section",
    "pointer",
    "label",
    "type",
    "group",
    "required",
    "required_when",
    "codelist",
    "visibility",
    "help",
    "example",
    "source",
)
RELEASE = "release"
CODE_COLUMNS = ("codelist", "title", "open", "code", "code_title", "description")


def schema_files(catalog: Catalog) -> dict[str, bytes]:
    """The schema of each record type as it is stored, for drafts and for what is published; and that of a release
    as OCDS files have it, of the record type that goes into them."""
    records = catalog.record_types
    found = {
        f"{name}.{profile}": compile_schema(record, catalog, profile)
        for name, record in records.items()
        for profile in PROFILES
    }
    found |= {f"{name}.{RELEASE}": file_schema(name, catalog) for name in records if records[name].register is None}
    return {f"{name}.schema.json": _pretty(_described(name, schema)) for name, schema in found.items()}


def _described(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with what it is for."""
    return {"$schema": schema["$schema"], "description": say(f"schema.{name.rpartition('.')[2]}"), **schema}


def dictionary_files(catalog: Catalog) -> dict[str, bytes]:
    """For each record type a page, a workbook and a table of its fields; and one table of all the codes."""
    records = catalog.record_types.items()
    pages = {f"{name}.html": page(record, catalog) for name, record in records}
    books = {f"{name}.xlsx": workbook(record, catalog) for name, record in records}
    tables = {f"{name}.csv": _fields_table(record) for name, record in records}
    return {**pages, **books, **tables, "codelists.csv": _codes_table(catalog)}


def _pretty(value: Any) -> bytes:
    return msgspec.json.format(canonical.encode(value), indent=2) + b"\n"


def _fields_table(record: RecordType) -> bytes:
    rows = (_row(stage, section, item) for stage in record.stages for section, item in _fields(stage))
    return _csv(FIELD_COLUMNS, rows)


def _fields(stage: Stage) -> Iterable[tuple[str, Field]]:
    """Every captured field of a stage, members after their owner, with its section."""
    for section in stage.sections:
        for owner in section.fields:
            yield from ((section.title, item) for item in owner.walk() if item.captured)


def _row(stage: Stage, section: str, item: Field) -> list[str]:
    values = {"stage": stage.title, "section": section}
    return [str(values.get(name) or getattr(item, name, None) or "") for name in FIELD_COLUMNS]


def _codes_table(catalog: Catalog) -> bytes:
    rows = (
        [name, codelist.title, "sí" if codelist.open else "no", code.code, code.title, code.description]
        for name, codelist in sorted(catalog.codelists.items())
        for code in codelist.codes
    )
    return _csv(CODE_COLUMNS, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
