"""Tables of the registers: sanctioned suppliers, the tax authority's 69-B list, supplier registers."""

from __future__ import annotations

from collections.abc import Iterator

from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.plan import Plan
from capture_app.importers.mapping.processes import processes_of
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.mapping.stored import retitled, shipped_plan
from capture_app.importers.office import Office
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book
from capture_app.importers.tables.heads import Table, tables_of


def plan_for(name: str, book: Book) -> tuple[Table, Plan, int] | None:
    """The table of the book with most columns of a shipped plan, None where it lacks one that is needed."""
    plan, names = shipped_plan(name)
    told = [(table, [column.title for column in table.columns]) for table in tables_of(book)]
    fitted = [(table, *retitled(plan, names, titles)) for table, titles in told if plan.is_told(titles)]
    best = max(fitted, key=lambda item: item[2], default=None)
    if best is None or best[2] < min(len(plan.columns), 3):
        return None
    pointers = {pointer for column in best[1].columns for pointer in column.pointers}
    return best if set(plan.keys) & pointers else None


def read_register(name: str, book: Book, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """An entry for each row of a register's table."""
    found = plan_for(name, book)
    if found is None:
        raise FileRefused("register_columns", book.file)
    table, plan, _ = found
    yield from processes_of(table, plan, office)
