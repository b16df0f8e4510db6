"""The formats that can be imported: one module and one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from capture_app.importers import (
    budget,
    compranet,
    invoices,
    mapped,
    ocds,
    pnt,
    register_documents,
    registers,
    template,
)
from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.office import Office
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book
from capture_app.importers.tables.reader import is_table, opened_book
from forms.findings import Level

AUTO = "auto"
Found = ForeignProcess | RowProblem


@dataclass(frozen=True, slots=True)
class Importer:
    """A format: whether a file looks like it, and the processes in it."""

    name: str
    accepts: Callable[[Path], bool]
    read: Callable[..., Iterator[Found]]
    needs_office: bool = False


@dataclass(frozen=True, slots=True)
class TableImporter:
    """A format of tables: whether an opened book is one, and the processes in it."""

    name: str
    fits: Callable[[Book, Office], bool]
    read: Callable[[Book, Office], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file being read: the name of its format, and what is found in it."""

    format: str
    found: Iterator[Found]


IMPORTERS: tuple[Importer, ...] = (
    *(Importer(name, accepts, read, needs_office=True) for name, accepts, read in register_documents.FORMATS),
    Importer(ocds.NAME, ocds.accepts, ocds.read_processes),
    Importer(invoices.NAME, invoices.accepts, invoices.read_processes, needs_office=True),
)
TABLES: tuple[TableImporter, ...] = (
    TableImporter(template.NAME, template.fits, template.read_processes),
    TableImporter(compranet.NAME, compranet.fits, compranet.read_processes),
    TableImporter(pnt.NAME, pnt.fits, pnt.read_processes),
    TableImporter(budget.NAME, budget.fits, budget.read_processes),
    *(TableImporter(name, fits, read) for name, fits, read in registers.LISTS),
)


def format_names() -> tuple[str, ...]:
    """What may be given as a format, beside ``mapping:`` and the name of a saved one."""
    return (AUTO, *(item.name for item in IMPORTERS), *(item.name for item in TABLES))


def importer_for(file: Path, name: str = AUTO) -> Importer:
    """The importer of a file that is read without knowing the office; FileRefused where there is none."""
    return _chosen(file, name, [item for item in IMPORTERS if not item.needs_office])


def _chosen(file: Path, name: str, importers: Sequence[Importer]) -> Importer:
    found = next((item for item in importers if item.name == name or (name == AUTO and item.accepts(file))), None)
    if found is None:
        raise FileRefused("unknown_format", file)
    return found


@contextmanager
def opened_source(file: Path, name: str, office: Office) -> Iterator[Source]:
    """The file in the format of the name, or with ``auto`` in the first that it fits."""
    if _is_read_as_table(file, name):
        with opened_book(file, office.limits, office.cancelled) as book:
            yield _source_of(book, name, office)
    else:
        importer = _chosen(file, name, IMPORTERS)
        yield Source(importer.name, importer.read(file, office) if importer.needs_office else importer.read(file))


def known_format(file: Path, book: Book | None, office: Office) -> str:
    """The name of the format that a file, opened as a book where it is a table, has; "" for an unknown table."""
    if book is None:
        return _chosen(file, AUTO, IMPORTERS).name
    table = next((item for item in TABLES if item.fits(book, office)), None)
    return table.name if table else mapped.fitting(book, office) or ""


def _is_read_as_table(file: Path, name: str) -> bool:
    if name != AUTO:
        return mapped.is_name(name) or any(item.name == name for item in TABLES)
    return is_table(file) and not any(item.accepts(file) for item in IMPORTERS)


def _source_of(book: Book, name: str, office: Office) -> Source:
    known = known_format(book.file, book, office) if name == AUTO else name
    if not known:
        raise FileRefused("unmapped_table", book.file)
    if mapped.is_name(known):
        found = mapped.read_processes(book, office, known)
    else:
        found = next(item for item in TABLES if item.name == known).read(book, office)
    return Source(known, chain(_blank_cells(book), found))


def _blank_cells(book: Book) -> Iterator[RowProblem]:
    """What the book has that came as blank: nothing goes missing without a word."""
    for kind, number in book.notes.items():
        if kind in ("formulas", "errors") and number:
            yield RowProblem(f"book.{kind}", Level.WARNING, 0, parameters=(("number", f"{number:,}"),))
