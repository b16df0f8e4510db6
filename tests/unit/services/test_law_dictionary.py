"""The data dictionary: everything that can be captured stands in it, once, safely."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import jsonschema
import msgspec
import pytest
from openpyxl import load_workbook

from capture_app.services.law_entries import chapters
from capture_app.services.law_files import dictionary_files, schema_files
from capture_app.services.law_page import page
from capture_app.services.law_workbook import workbook
from capture_app.services.training import told_cases
from forms.catalog import Catalog, Field, load_catalog
from forms.record_type import RecordType
from forms.schema_check import release_findings
from sync import canonical

LAW = load_catalog()
TYPES = tuple(LAW.record_types)


class Reader(HTMLParser):
    """The pointers, the anchors and links, and every tag of a page."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.anchors.append(value or "")
            elif name in ("href", "src"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data + "\n"


def captured(record: RecordType) -> list[Field]:
    def open_ones(item: Field) -> list[Field]:
        return [item, *(found for inner in item.members for found in open_ones(inner))] if item.captured else []

    return [found for stage in record.stages for item in stage.fields for found in open_ones(item)]


@pytest.mark.parametrize("name", TYPES)
def test_every_captured_field_stands_once_in_page_and_workbook(name: str) -> None:
    record = LAW.record_types[name]
    wanted = [item.pointer for item in captured(record)]
    lines = Reader(page(record, LAW)).words.split("\n")
    book = load_workbook(io.BytesIO(workbook(record, LAW)))
    column = [row[3].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert column == wanted
    assert [line for line in lines if line in set(wanted)] == wanted
    assert [entry.pointer for chapter in chapters(record, LAW) for entry in chapter.entries] == wanted


@pytest.mark.parametrize("name", TYPES)
def test_the_page_needs_nothing_from_elsewhere(name: str) -> None:
    reader = Reader(page(LAW.record_types[name], LAW))
    assert not reader.tags & {"script", "link", "img", "iframe", "object"}
    assert all(link.startswith("#") for link in reader.links)
    assert {link[1:] for link in reader.links} <= set(reader.anchors)
    assert len(set(reader.anchors)) == len(reader.anchors)


def test_the_page_says_lists_requirements_and_who_sees_it() -> None:
    words = Reader(page(LAW.record_types["contracting_process"], LAW)).words
    for said in ("Licitación pública", "Obligatorio: sin él no se publica", "Lo pide el estándar mexicano", "Público"):
        assert said in words
    assert "Ejemplo: " in words
    assert not re.search(r"dictionary\.|\bNone\b", words)


@pytest.fixture
def dangerous() -> Iterator[Catalog]:
    """A law whose words would be formulas and markup."""
    record = LAW.record_types["contracting_process"]
    item = next(found for found in captured(record) if not found.members)
    words = {"label": '=HYPERLINK("http://x")', "help": "<script>alert(1)</script>", "example": "+1-2"}
    before = {name: getattr(item, name) for name in words}
    _say(item, words)
    yield LAW
    _say(item, before)


def _say(item: Field, words: dict[str, str]) -> None:
    for name, value in words.items():
        msgspec.structs.force_setattr(item, name, value)


def test_no_cell_is_a_formula(dangerous: Catalog) -> None:
    book = load_workbook(io.BytesIO(workbook(dangerous.record_types["contracting_process"], dangerous)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    risky = [cell for cell in cells if str(cell.value)[0] in "=+-@"]
    assert '=HYPERLINK("http://x")' in {cell.value for cell in risky}
    assert all(cell.quotePrefix for cell in risky)


def test_no_word_is_markup(dangerous: Catalog) -> None:
    content = page(dangerous.record_types["contracting_process"], dangerous)
    assert b"<script>" not in content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_the_same_law_gives_the_same_bytes() -> None:
    assert dictionary_files(LAW) == dictionary_files(LAW)


def test_the_files_of_each_record_type() -> None:
    names = set(dictionary_files(LAW))
    assert names == {f"{name}.{end}" for name in TYPES for end in ("html", "xlsx", "csv")} | {"codelists.csv"}
    schemas = schema_files(LAW)
    stored = {f"{name}.{profile}.schema.json" for name in TYPES for profile in ("draft", "published")}
    assert set(schemas) == stored | {"contracting_process.release.schema.json"}
    for content in schemas.values():
        assert json.loads(content)["description"]
        jsonschema.Draft202012Validator.check_schema(json.loads(content))


def test_the_schema_of_a_release_judges_releases_as_the_program_does() -> None:
    schema = json.loads(schema_files(LAW)["contracting_process.release.schema.json"])
    judge = jsonschema.Draft202012Validator(schema)
    release = told_cases()[0]
    assert release_findings(release) == ()
    assert judge.is_valid(json.loads(canonical.encode(release)))
    assert not judge.is_valid({name: value for name, value in release.items() if name != "ocid"})
