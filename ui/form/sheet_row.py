"""A new record from a row copied from a spreadsheet: headings by the labels of the form, cells read as typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from capture_app.changes import FieldEdit
from forms.catalog import Catalog, Field, FieldType, RecordType
from forms.codes import fold
from forms.formats import Unreadable, read_typed
from forms.marks import typed_path
from forms.pointers import KEY, join, tokens

NOT_IN_A_CELL = (FieldType.ROWS, FieldType.ANY)


@dataclass(frozen=True)
class SheetRow:
    """The edits of the row; texts that cannot be read are kept as typed; `unknown` are headings of no field."""

    edits: tuple[FieldEdit, ...]
    unread: int
    unknown: tuple[str, ...]


def read_sheet(text: str, record: RecordType, catalog: Catalog, today: date, keys: dict[str, str]) -> SheetRow | None:
    """The first row under the headings; None where the text is not headings with a row under them.

    `keys` gives the key of the row to be made in each array a stage repeats over.
    """
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    known = {fold(item.label): item for item in fields_of(record)}
    if len(lines) < 2 or not any(fold(cell) in known for cell in lines[0]):
        return None
    pairs = [(head, cell) for head, cell in zip(lines[0], lines[1], strict=False) if cell.strip()]
    edits: list[FieldEdit] = []
    unread = 0
    for item, cell in ((known[fold(head)], cell) for head, cell in pairs if fold(head) in known):
        path = _place(item.pointer, keys, edits)
        try:
            edits.append(FieldEdit(path, read_typed(item, cell, today, catalog)))
        except Unreadable:
            unread += 1
            edits.append(FieldEdit(typed_path(path), cell.strip()))
    return SheetRow(tuple(edits), unread, tuple(head for head, _ in pairs if fold(head) not in known))


def fields_of(record: RecordType) -> Iterator[Field]:
    """The fields a cell can hold: of the record and of the first row of each stage, the first of a label alone."""
    seen: set[str] = set()
    for stage in record.stages:
        for item in stage.fields:
            if item.captured and item.type not in NOT_IN_A_CELL and fold(item.label) not in seen:
                seen.add(fold(item.label))
                yield item


def _place(pattern: str, keys: dict[str, str], edits: Sequence[FieldEdit]) -> str:
    """The pattern in the row of its stage, made first where it is not there yet."""
    parts = tokens(pattern)
    if "*" not in parts:
        return pattern
    at = parts.index("*")
    array = join(parts[:at])
    row = f"{array}/@{keys[array]}"
    if not any(edit.path == row for edit in edits) and isinstance(edits, list):
        edits.append(FieldEdit(row, {KEY: keys[array]}, "row_add"))
    return row + join(parts[at + 1 :])
