"""Rows copied from a spreadsheet, read by the same rules as what is typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.catalog import Field
from forms.codes import fold
from forms.formats import Unreadable, read_typed
from ui.form.widgets.base_field import Surroundings
from ui.form.widgets.composite_field import with_member

MOST_ROWS = 5000


@dataclass
class PastedRow:
    """The members that were read, and the texts (by member) that were not."""

    value: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def read_table(text: str, columns: Sequence[Field], around: Surroundings) -> list[PastedRow]:
    """One row for each line with something in it; a first line of headings is left out."""
    lines = [line.split("\t") for line in text.splitlines() if line.strip()][:MOST_ROWS]
    if lines and _are_headings(lines[0], columns):
        lines = lines[1:]
    return [_read_row(cells, columns, around) for cells in lines]


def _are_headings(cells: Sequence[str], columns: Sequence[Field]) -> bool:
    labels = {fold(column.label) for column in columns}
    return any(fold(cell) in labels for cell in cells)


def _read_row(cells: Sequence[str], columns: Sequence[Field], around: Surroundings) -> PastedRow:
    row = PastedRow()
    for column, cell in zip(columns, cells, strict=False):
        if not cell.strip():
            continue
        try:
            read = read_typed(column, cell, around.today(), around.catalog)
        except Unreadable:
            row.unread[column.relative] = cell.strip()
            continue
        row.value = with_member(row.value, column.relative, read) or {}
    return row
