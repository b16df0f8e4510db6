"""Any table, by a mapping that somebody of the office saved once; recognised again by its titles."""

from __future__ import annotations

from collections.abc import Iterator

from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.plan import Plan
from capture_app.importers.mapping.processes import processes_of
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.office import Office
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book
from capture_app.importers.tables.heads import Table, plain_title, tables_of

PREFIX = "mapping:"


def is_name(name: str) -> bool:
    return name.startswith(PREFIX)


def read_processes(book: Book, office: Office, name: str) -> Iterator[ForeignProcess | RowProblem]:
    """The processes of the sheets that the mapping fits."""
    plan = office.plans.get(name.removeprefix(PREFIX))
    if plan is None:
        raise FileRefused("unknown_mapping", book.file, name=name.removeprefix(PREFIX))
    fitting = [table for table in tables_of(book) if plan.fits(titles_of(table))]
    if not fitting:
        raise FileRefused("mapping_columns", book.file, name=plan.name, missing=_missing(book, plan))
    for table in fitting:
        yield from processes_of(table, plan, office)


def fitting(book: Book, office: Office) -> str | None:
    """The saved mapping whose columns the book has; the one with most columns first."""
    titles = [titles_of(table) for table in tables_of(book)]
    plans = sorted(office.plans.values(), key=lambda plan: -len(plan.titles))
    found = next((plan for plan in plans if any(plan.fits(given) for given in titles)), None)
    return f"{PREFIX}{found.name}" if found else None


def titles_of(table: Table) -> frozenset[str]:
    return frozenset(plain_title(column.title) for column in table.columns)


def _missing(book: Book, plan: Plan) -> str:
    given = frozenset[str]().union(*(titles_of(table) for table in tables_of(book)))
    wanted = [column.title for column in plan.columns if column.pointers and plain_title(column.title) not in given]
    return ", ".join(dict.fromkeys(wanted))
