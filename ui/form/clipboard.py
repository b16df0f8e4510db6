"""Rows copied from a spreadsheet, read by the same rules as what is typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.catalog import Field, FieldType
from forms.codes import fold
from forms.formats import Unreadable, read_typed
from forms.pointers import KEY
from ui.form.widgets.base_field import Surroundings
from ui.form.widgets.composite_field import with_member

MOST_ROWS = 5000


@dataclass
class PastedRow:
    """The members that were read, and the texts (by member) that were not."""

    value: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def read_table(text: str, columns: Sequence[Field], relatives: Sequence[str], around: Surroundings) -> list[PastedRow]:
    """One row for each line with something in it; a first line of headings is left out.

    `relatives` says where in a row each column stands.
    """
    lines = [line.split("\t") for line in text.splitlines() if line.strip()][:MOST_ROWS]
    if lines and _are_headings(lines[0], columns):
        lines = lines[1:]
    return [_read_row(cells, columns, relatives, around) for cells in lines]


def _are_headings(cells: Sequence[str], columns: Sequence[Field]) -> bool:
    labels = {fold(column.label) for column in columns}
    return any(fold(cell) in labels for cell in cells)


def _read_row(
    cells: Sequence[str], columns: Sequence[Field], relatives: Sequence[str], around: Surroundings
) -> PastedRow:
    row = PastedRow()
    for column, relative, cell in zip(columns, relatives, cells, strict=False):
        if not cell.strip():
            continue
        try:
            read = _read_cell(column, cell, around)
        except Unreadable:
            row.unread[relative] = cell.strip()
            continue
        row.value = with_member(row.value, relative, read) or {}
    return row


def _read_cell(column: Field, cell: str, around: Surroundings) -> Any:
    """The value of a cell; the amount in the place of a list of amounts is that of its one row."""
    amount = column.member("/amount") if column.type is FieldType.ROWS else None
    read = read_typed(amount or column, cell, around.today(), around.catalog)
    return [{KEY: around.mint(), "amount": read}] if amount is not None else read
