"""Lists of registers that are recognised by their columns; what each column is stands in `mapping/shipped`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.registers import plan_for, read_register
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.office import Office
from capture_app.importers.tables.book import Book

NAMES = ("taxpayers_69b", "sanctioned", "suppliers")


def fits(name: str, book: Book, office: Office) -> bool:
    """Whether the book is a list of the register of this name."""
    return plan_for(name, book) is not None


def read_processes(name: str, book: Book, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """Its entries."""
    yield from read_register(name, book, office)


LISTS = tuple((name, partial(fits, name), partial(read_processes, name)) for name in NAMES)
