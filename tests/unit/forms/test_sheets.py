"""The linked tables of a record: every field once, names that spreadsheets and flatten-tool take."""

from __future__ import annotations

import pytest

from forms.catalog import load_catalog
from forms.record_type import FieldType
from forms.sheets import LONGEST_NAME, MAIN, layout_of

RECORDS = load_catalog().record_types


@pytest.fixture(scope="module")
def layout():
    return layout_of(RECORDS["contracting_process"])


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_every_leaf_of_the_law_is_in_exactly_one_sheet(name):
    record = RECORDS[name]
    shown = [column.pattern for sheet in layout_of(record).sheets for column in sheet.columns]
    assert len(shown) == len(set(shown))
    leaves = {item.pointer for item in record.walk() if item.type not in (FieldType.COMPOSITE, FieldType.ROWS)}
    assert set(shown) == {pointer for pointer in leaves if not pointer.endswith("/_key")}


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_names_of_sheets_and_files_are_those_that_spreadsheets_take(name):
    sheets = layout_of(RECORDS[name]).sheets
    assert len({sheet.name.casefold() for sheet in sheets}) == len(sheets) == len({sheet.file for sheet in sheets})
    for sheet in sheets:
        assert 0 < len(sheet.name) <= LONGEST_NAME
        assert not set("[]:*?/\\'") & set(sheet.name)
        assert sheet.file.isascii()


def test_a_row_of_a_list_names_every_row_it_stands_in(layout):
    sheet = layout.by_pattern["/contracts/*/items/*"]
    assert [column.name for column in sheet.links] == ["ocid", "id", "contracts/0/id"]
    assert "contracts/0/items/0/id" in sheet.by_name
    assert sheet.by_name["contracts/0/items/0/quantity"].title == "Cantidad"


def test_a_part_of_a_composite_says_of_what_it_is(layout):
    column = layout.by_pattern["/contracts/*"].by_name["contracts/0/value/netAmount"]
    assert column.title == "Monto del contrato: Monto sin impuestos"
    assert layout.by_pattern[MAIN].by_name["tender/procurementMethod"].codelist == "procurementMethod"


def test_a_list_that_the_law_does_not_know_has_a_sheet_too(layout):
    sheet = layout.sheet("/tender/lots/*/some:thing/*")
    assert sheet.name == "tender lots some thing"
    assert [column.name for column in sheet.links] == ["ocid", "id", "tender/lots/0/id"]
