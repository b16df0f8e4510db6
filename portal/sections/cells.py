"""Fields of the law as cells of a page: labels and words from forms, nothing decided here but the shape."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from forms.catalog import Catalog, Field, FieldType
from forms.formats import display, unsaid
from forms.moments import AWARD, CONTRACT, OPENING
from forms.pointers import get

MOST_ROWS = 500
DEEPEST = 4
LONG_LINE = 70
SAFE_SCHEMES = ("https://", "http://")
RESERVED_WORDS = MappingProxyType(
    {
        OPENING: "Reservado hasta la apertura",
        AWARD: "Reservado hasta el fallo o adjudicación",
        CONTRACT: "Reservado hasta la firma del contrato",
    }
)
_WIDE = (FieldType.LONG_TEXT, FieldType.ROWS)
_RIGHT = (FieldType.NUMBER, FieldType.INTEGER)


@dataclass(frozen=True)
class Cell:
    """One value. kind: ``text long link table missing``; ``notes`` are further members of a composite."""

    label: str
    kind: str
    text: str = ""
    help: str = ""
    address: str = ""
    is_right: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    table: Table | None = None

    @property
    def is_wide(self) -> bool:
        return self.kind in ("long", "table") or len(self.text) > LONG_LINE


@dataclass(frozen=True)
class Row:
    """The cells of the table's columns, and the rest of the row for whoever opens it."""

    cells: tuple[Cell, ...]
    details: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Table:
    """``columns`` are labels and whether they stand to the right."""

    columns: tuple[tuple[str, bool], ...]
    rows: tuple[Row, ...] = field(default=())
    left_out: int = 0


def cell_of(item: Field, value: Any, law: Catalog, depth: int = 0) -> Cell | None:
    """The cell of a field's value; None for nothing to show."""
    if item.type is FieldType.ROWS:
        table = table_of(item, value, law, depth)
        return Cell(item.label, "table", help=item.help, table=table) if table.rows else None
    text = display(item, value, law)
    if not text:
        return None
    if item.type is FieldType.URI and isinstance(value, str) and value.lower().startswith(SAFE_SCHEMES):
        return Cell(item.label, "link", text, item.help, address=value)
    if item.type is FieldType.LONG_TEXT:
        return Cell(item.label, "long", text, item.help)
    notes = tuple(unsaid(item, _shown_members(item), value, text, law)) if item.type is FieldType.COMPOSITE else ()
    return Cell(item.label, "text", text, item.help, is_right=_is_right(item), notes=notes)


def missing_cell(item: Field, reached: Collection[str]) -> Cell:
    """What is asked for and not published: not captured, or reserved until an act that has not been captured."""
    waits = item.public_after is not None and item.public_after not in reached
    text = RESERVED_WORDS[item.public_after or ""] if waits else "Sin dato"
    return Cell(item.label, "missing", text, item.help)


def _is_right(item: Field) -> bool:
    return item.type in _RIGHT or item.group == "value"


def _shown_members(item: Field) -> Iterator[Field]:
    return (member for member in item.members if member.is_told and member.visibility != "personal")


def table_of(item: Field, value: Any, law: Catalog, depth: int = 0) -> Table:
    """The rows of a list: its columns in the table, every other member below each row."""
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    members = {member.relative: member for member in _shown_members(item)}
    columns = [members[relative] for relative in item.columns if relative in members]
    columns = columns or [member for member in members.values() if member.type is not FieldType.ROWS][:3]
    used = [column for column in columns if any(get(row, column.relative) is not None for row in rows)]
    others = [member for member in members.values() if member not in used]
    built = tuple(_row(row, used, others, law, depth) for row in rows[:MOST_ROWS])
    kept = tuple(row for row in built if row.details or any(cell.text for cell in row.cells))
    return Table(tuple((column.label, _is_right(column)) for column in used), kept, max(0, len(rows) - MOST_ROWS))


def _row(row: Mapping[str, Any], columns: list[Field], others: list[Field], law: Catalog, depth: int) -> Row:
    cells = tuple(_column_cell(column, get(row, column.relative), law) for column in columns)
    if depth >= DEEPEST:
        return Row(cells)
    details = (cell_of(member, get(row, member.relative), law, depth + 1) for member in others)
    return Row(cells, tuple(cell for cell in details if cell is not None))


def _column_cell(column: Field, value: Any, law: Catalog) -> Cell:
    if column.type is FieldType.ROWS:
        return Cell(column.label, "text", display(column, value, law))
    return cell_of(column, value, law) or Cell(column.label, "text", is_right=_is_right(column))
