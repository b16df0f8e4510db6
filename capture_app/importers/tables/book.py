"""A table of a foreign file as every importer sees it: frozen, rows read from the spool as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from capture_app.importers.reading import Cancelled, FileRefused, never
from capture_app.importers.tables.day_zero import DAY_ZERO
from capture_app.importers.tables.wire import CellDate, read_frames

Cell = str | int | float | bool | CellDate | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the number it has in the file, and its cells without the blank ones at its end."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``merged`` are ranges (first row, first column, last row, last column), from zero."""

    name: str
    is_hidden: bool
    merged: tuple[tuple[int, int, int, int], ...]
    spool: Path
    offset: int
    first_row: int = 1
    first_column: int = 0
    file: Path = Path()
    cancelled: Cancelled = field(default=never, compare=False)

    def rows(self) -> Iterator[Row]:
        """Rows with something in them, from the first on; may be walked as often as wanted.

        FileRefused, once nobody wants the file any more.
        """
        number = self.first_row
        blank = (None,) * self.first_column
        with self.spool.open("rb") as stream:
            stream.seek(self.offset)
            for _, frame in read_frames(stream):
                if frame[0] != "rows":
                    return
                if self.cancelled():
                    raise FileRefused("cancelled", self.file)
                numbers = frame[2] if len(frame) > 2 else range(number, number + len(frame[1]))
                for place, cells in zip(numbers, frame[1], strict=True):
                    if cells:
                        yield Row(place, (*blank, *cells))
                number += len(frame[1])


@dataclass(frozen=True, slots=True)
class Book:
    """A file of one or more tables."""

    file: Path
    kind: str
    day_zero: date
    notes: Mapping[str, Any]
    sheets: tuple[Sheet, ...]

    @property
    def shown(self) -> tuple[Sheet, ...]:
        """The sheets a person sees; hidden ones are never data somebody meant to hand over."""
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden)

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def read_book(file: Path, spool: Path, cancelled: Cancelled = never) -> Book:
    """The book whose frames stand in the spool; its rows are read while it is not ``cancelled``."""
    sheets: list[Sheet] = []
    head: list[Any] = ["book", "", "", {}]
    with spool.open("rb") as stream:
        for after, frame in read_frames(stream):
            if frame[0] == "book":
                head = frame
            elif frame[0] == "sheet":
                merged = tuple((a, b, c, d) for a, b, c, d in frame[3])
                place = (spool, after, frame[4], frame[5], file, cancelled)
                sheets.append(Sheet(frame[1], frame[2], merged, *place))
    zero = date.fromisoformat(head[2]) if head[2] else DAY_ZERO
    return Book(file, head[1], zero, head[3], tuple(sheets))
