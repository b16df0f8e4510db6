"""CompraNet's yearly lists of contracts: a table whose plan is data, recognised by its titles."""

from __future__ import annotations

from collections.abc import Iterator

from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.plan import Plan
from capture_app.importers.mapping.processes import processes_of
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.mapping.stored import retitled, shipped_plan, unread_columns
from capture_app.importers.office import Office
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book
from capture_app.importers.tables.heads import Table, tables_of

NAME = "compranet"
ENOUGH = 8
_NEEDED = ("/contracts/*/value/amount",)


def fits(book: Book, office: Office) -> bool:
    """Whether a book has enough of CompraNet's columns."""
    return any(met >= ENOUGH and _is_whole(plan) for _, plan, met in _plans(book))


def _plans(book: Book) -> Iterator[tuple[Table, Plan, int]]:
    plan, names = shipped_plan(NAME)
    for table in tables_of(book):
        fitted, met = retitled(plan, names, [column.title for column in table.columns])
        yield table, fitted, met


def _is_whole(plan: Plan) -> bool:
    pointers = {pointer for column in plan.columns for pointer in column.pointers}
    return bool(pointers & set(plan.keys)) and pointers.issuperset(_NEEDED)


def read_processes(book: Book, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """The procedures of a list, each with its contracts."""
    table, plan, met = max(_plans(book), key=lambda item: item[2], default=(None, None, 0))
    if table is None or plan is None or not met:
        raise FileRefused("not_compranet", book.file)
    if not _is_whole(plan):
        raise FileRefused("compranet_columns", book.file)
    yield from unread_columns(table, shipped_plan(NAME)[1])
    yield from processes_of(table, plan, office)
