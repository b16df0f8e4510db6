"""The rows of a table read by a plan: values by target, and what is wrong with each cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from capture_app.importers.mapping.plan import ColumnPlan, Plan
from capture_app.importers.mapping.several import may_be_several, names_somebody, said_of
from capture_app.importers.mapping.targets import actor_of, target_field
from capture_app.importers.office import Office
from capture_app.importers.tables.book import Cell, Row
from capture_app.importers.tables.heads import Column, Table, is_blank, plain_title
from capture_app.importers.tables.readings import CellReader, How, Unreadable, as_text, find_how, is_nothing, told_order
from forms.findings import Level
from forms.record_type import FieldType, RecordType

TIMES = "times"
_AMOUNTS = ("/amount", "/netAmount")
_UNITS = {"millones": 1_000_000, "mdp": 1_000_000, "miles": 1000}
_DAYS = frozenset({FieldType.DATE, FieldType.MOMENT})
_ASKED = _DAYS | {FieldType.NUMBER, FieldType.INTEGER}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is said of one row, or of one cell of it where ``column`` is named.

    ``row`` is the row itself where it stays out and must be corrected.
    """

    code: str
    level: Level
    number: int
    column: str = ""
    pointer: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    row: Row | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A column whose texts can be read in two ways: what a person must answer, once; or one in other units.

    ``code`` says besides how it is read until somebody answers.
    """

    column: str
    kind: str
    samples: tuple[str, ...]
    is_comma: bool = False

    @property
    def code(self) -> str:
        return f"{self.kind}_read" if self.is_comma else self.kind


@dataclass(frozen=True)
class _Filled:
    column: Column
    pointer: str
    reader: CellReader


@dataclass
class RowReader:
    """A plan laid over the columns of one table."""

    plan: Plan
    table: Table
    office: Office
    questions: list[Question] = field(default_factory=list)
    _filled: list[_Filled] = field(default_factory=list)
    _found_texts: dict[int, set[str]] | None = None
    _orders: set[str] | None = None
    _named: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        record = self.office.catalog.record_types[self.plan.record_type]
        found = [(column, plan) for column in self.table.columns for plan in self.plan.of(column.title)]
        for column, plan in found:
            for pointer in plan.pointers:
                item = target_field(pointer, record)
                if item is None:
                    continue
                how = self._in_units(column, pointer, self._how(column, plan, item.type))
                reader = CellReader(item, how, self.office.catalog, self.office.today, self.office.zone, plan.codes)
                self._filled.append(_Filled(column, pointer, reader))
        self._named = tuple(item.column.index for item in self._filled if names_somebody(item.pointer))

    @property
    def pointers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.pointer for item in self._filled))

    def columns_of(self, pointer: str) -> tuple[Column, ...]:
        return tuple(item.column for item in self._filled if item.pointer == pointer)

    def text_of(self, row: Row, pointer: str) -> str:
        """The text of the first cell that fills a target."""
        cells = (row.cell(column.index) for column in self.columns_of(pointer))
        return next((text for cell in cells if not is_nothing(text := as_text(cell))), "")

    def read(self, row: Row, known: Mapping[tuple[int, str], Cell]) -> tuple[dict[str, Any], list[RowProblem]]:
        """The values of a row by target, without cells that say again what is ``known`` of its process."""
        values: dict[str, Any] = {}
        several, problems = self._several(row)
        for item in self._filled:
            cell = row.cell(item.column.index)
            if is_blank(cell) or known.get((item.column.index, item.pointer)) == cell:
                continue
            try:
                parts = several.get(item.pointer)
                value = tuple(map(item.reader.read, parts)) if parts else item.reader.read(cell)
            except Unreadable as unread:
                if not self.plan.is_lenient:
                    problems.append(self._problem(row, item, unread))
                value = as_text(cell) if self.plan.is_lenient else None
            if value is not None and item.pointer not in values:
                values[item.pointer] = value
        return values, problems

    def _several(self, row: Row) -> tuple[Mapping[str, tuple[str, ...]], list[RowProblem]]:
        """The organizations of the cells that name several, and the cells of which it cannot be told."""
        if not any(may_be_several(row.cell(index)) for index in self._named):
            return {}, []
        cells = {item.pointer: row.cell(item.column.index) for item in self._filled if actor_of(item.pointer)}
        several, doubtful = said_of(cells)
        titles = [(self.columns_of(pointer)[0].title, pointer) for pointer in doubtful]
        return several, [RowProblem("cell.several", Level.WARNING, row.number, *place) for place in titles]

    def _problem(self, row: Row, item: _Filled, unread: Unreadable) -> RowProblem:
        title, message = item.column.title, unread.message
        return RowProblem("cell.unreadable", Level.ERROR, row.number, title, item.pointer, (), row, message)

    def _how(self, column: Column, plan: ColumnPlan, kind: FieldType) -> How:
        if kind not in _ASKED:
            return How()
        zero = self.table.book.day_zero
        how = find_how(self._texts().get(column.index, ()), kind, zero)
        if not how.is_sure and kind in _DAYS and (order := self._order_of_others()):
            how = replace(how, day_order=order, is_sure=True)
        if plan.day_order or plan.decimal_comma is not None:
            comma = how.decimal_comma if plan.decimal_comma is None else plan.decimal_comma
            return How(plan.day_order or how.day_order, comma, day_zero=zero)
        if not how.is_sure:
            kind_of = "day_order" if kind in _DAYS else "decimal_comma"
            self._ask(column, kind_of, is_comma=how.decimal_comma)
        return how

    def _order_of_others(self) -> str:
        """The order in which all other columns of days write them, "" where none tells or two differ."""
        if self._orders is None:
            self._orders = {order for texts in self._texts().values() if (order := told_order(texts))}
        return next(iter(self._orders)) if len(self._orders) == 1 else ""

    def _in_units(self, column: Column, pointer: str, how: How) -> How:
        """How the column is read where its title says that its amounts are thousands or millions; that is told."""
        words = plain_title(column.title).split()
        times = next((times for word, times in _UNITS.items() if word in words), 1)
        if times == 1 or not pointer.endswith(_AMOUNTS):
            return how
        if all(question.column != column.title for question in self.questions):
            self.questions.append(Question(column.title, TIMES, (f"{times:,}",)))
        return replace(how, times=times)

    def _texts(self) -> dict[int, set[str]]:
        """The texts of the columns that may be read in two ways, found in one walk over the table."""
        if self._found_texts is None:
            record = self.office.catalog.record_types[self.plan.record_type]
            asked = [column.index for column in self.table.columns if self._may_ask(column, record)]
            self._found_texts = {index: set() for index in asked}
            for row in self.table.rows():
                for index in asked:
                    cell = row.cell(index)
                    if type(cell) is str:
                        self._found_texts[index].add(cell)
        return self._found_texts

    def _may_ask(self, column: Column, record: RecordType) -> bool:
        fields = (target_field(pointer, record) for plan in self.plan.of(column.title) for pointer in plan.pointers)
        return any(item is not None and item.type in _ASKED for item in fields)

    def _ask(self, column: Column, kind: str, *, is_comma: bool) -> None:
        if all(question.column != column.title for question in self.questions):
            texts = [as_text(cell) for cell in self.table.sample(column.index) if isinstance(cell, str)]
            self.questions.append(Question(column.title, kind, tuple(dict.fromkeys(texts))[:5], is_comma))


def worst(problems: Iterable[RowProblem]) -> bool:
    """Whether any of them keeps its row out."""
    return any(problem.level == Level.ERROR for problem in problems)


def content_of(row: Row) -> bytes:
    """The content of a row as bytes, for finding rows repeated whole."""
    return repr(_trimmed(row.cells)).encode()


def _trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(cell.strip() if isinstance(cell, str) else cell for cell in cells)
