"""A table read by a plan as processes: rows of one number together, rows repeated whole left out by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.assembly import Assembly
from capture_app.importers.mapping.plan import CONTRACTING_PROCESS, OCID, ROWS_OF, Grain, Plan
from capture_app.importers.mapping.rows import RowProblem, RowReader, content_of, worst
from capture_app.importers.office import Office, register_code
from capture_app.importers.tables.book import Row
from capture_app.importers.tables.heads import Skipped, Table, is_blank, plain_title
from capture_app.importers.tables.torn import torn_of
from forms.findings import Level

LONGEST_KEY = 200
FEWEST_COLUMNS = 3
# What stands where there is no number: not the number of a process, however many rows have it.
_NO_NUMBER = frozenset(
    ("s n", "sn", "sin numero", "sin no", "sin num", "sin contrato", "sin folio", "s c", "s f", "pendiente", "no tiene")
) | frozenset(("por asignar", "por licitar", "por definir", "en tramite", "en proceso", "ninguno", "x", "xx", "xxx"))


@dataclass
class _Index:
    """What a first walk over the table finds: the last row of each process, and rows that are not taken."""

    last: dict[str, int] = field(default_factory=dict)
    key_of: dict[int, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def processes_of(table: Table, plan: Plan, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """Every row becomes part of a process or is spoken of."""
    reader = RowReader(plan, table, office)
    for question in reader.questions:
        samples = (("samples", ", ".join(question.samples)),)
        code = f"column.{question.code}"
        yield RowProblem(code, Level.WARNING, table.header_rows[-1], question.column, "", samples)
    index = _index(table, reader)
    yield from index.problems
    groups: dict[str, _Group] = {}
    for row in table.rows():
        key = index.key_of.get(row.number)
        if key is None:
            continue
        group = groups.get(key) or groups.setdefault(key, _Group(key, reader, Assembly(plan, key)))
        group.add(row)
        if index.last[key] == row.number:
            yield groups.pop(key).process(table, office)


def _index(table: Table, reader: RowReader) -> _Index:
    index, seen = _Index(), dict[bytes, int]()
    before = ""
    for row in table.everything():
        if isinstance(row, Skipped):
            level = Level.WARNING if row.kind == "table" else Level.NOTE
            index.problems.append(RowProblem(f"row.{row.kind}", level, row.number))
            continue
        torn = torn_of(row, table)
        if torn:
            titles = (("titles", str(len(table.columns))),)
            index.problems.append(RowProblem(torn, Level.ERROR, row.number, parameters=titles, row=row))
            continue
        content = hashlib.blake2b(content_of(row), digest_size=16).digest()
        first = seen.setdefault(content, row.number)
        if first != row.number:
            index.problems.append(
                RowProblem("row.repeated", Level.WARNING, row.number, parameters=(("first", str(first)),))
            )
            continue
        key = _key_of(row, reader, before)
        if not key:
            index.problems.append(RowProblem("row.key_missing", Level.ERROR, row.number, row=row))
            continue
        before = key
        if _is_lone(row, table, reader.plan):
            index.problems.append(RowProblem("row.note", Level.NOTE, row.number))
            continue
        index.last[key], index.key_of[row.number] = row.number, key
    return index


def _is_lone(row: Row, table: Table, plan: Plan) -> bool:
    """Whether a row says nothing but words where the number stands: the name of a part of the table, or of a page."""
    if len(table.columns) <= FEWEST_COLUMNS or plan.record_type != CONTRACTING_PROCESS:
        return False
    filled = [cell for cell in row.cells if not is_blank(cell)]
    said = filled[0] if len(filled) == 1 else None
    return isinstance(said, str) and (" " in said.strip() or not any(map(str.isdigit, said)))


def _key_of(row: Row, reader: RowReader, before: str) -> str:
    """The number of the process a row belongs to; in lists of items or payments a blank one is that above."""
    for pointer in reader.plan.keys:
        text = reader.text_of(row, pointer)
        if text and plain_title(text) not in _NO_NUMBER:
            return text[:LONGEST_KEY] if text.isprintable() else ""
    if any(reader.text_of(row, pointer) for pointer in reader.plan.keys):
        return ""
    return before if reader.plan.grain in (Grain.ITEM, Grain.PAYMENT) else ""


@dataclass
class _Group:
    """The rows of one process while they are read."""

    key: str
    reader: RowReader
    assembly: Assembly
    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    _known: dict[tuple[int, str], object] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        values, problems = self.reader.read(row, self._known)  # type: ignore[arg-type]
        self.problems.extend(problems)
        self._tell_differences(row, values)
        self.assembly.add(values)
        self._tell_lost(row)

    def _tell_differences(self, row: Row, values: dict[str, object]) -> None:
        """A value of the whole process that another of its rows writes otherwise is told, once a column."""
        plain = {pointer: value for pointer, value in values.items() if "*" not in pointer and pointer != OCID}
        for pointer, value in plain.items():
            for column in self.reader.columns_of(pointer):
                self._known.setdefault((column.index, pointer), row.cell(column.index))
            if len(self.rows) > 1 and _held(self.assembly.release, pointer) not in (None, value):
                title = next((column.title for column in self.reader.columns_of(pointer)), "")
                self.problems.append(RowProblem("cell.differs", Level.WARNING, row.number, title, pointer))

    def _tell_lost(self, row: Row) -> None:
        """A value of a contract or an item for which another row has said another."""
        for pointer in self.assembly.lost:
            title = next((column.title for column in self.reader.columns_of(pointer)), "")
            if title:
                self.problems.append(RowProblem("cell.differs", Level.WARNING, row.number, title, pointer))
        self.assembly.lost.clear()

    def process(self, table: Table, office: Office) -> ForeignProcess:
        plan = self.reader.plan
        place = _place(table, self.rows)
        told = self.reader.text_of(self.rows[0], OCID)
        ocid = told or _name_of(f"{plan.key_prefix}{self.key}", plan, office)
        repeated = [
            RowProblem("row.same_number", Level.WARNING, self.rows[0].number, parameters=(("id", name),))
            for name in dict.fromkeys(self.assembly.repeated)
            if ROWS_OF[plan.grain]
        ]
        problems = (*self.problems, *repeated)
        refusal = "rows" if worst(problems) else ""
        named = {"ocid": ocid} if plan.record_type == CONTRACTING_PROCESS else {}
        releases = () if refusal else ({**self.assembly.finished(), **named},)
        folio = "" if told or plan.record_type != CONTRACTING_PROCESS else self.key
        return ForeignProcess(ocid, place, releases, refusal, problems, tuple(self.rows), folio, plan.record_type)


def _name_of(key: str, plan: Plan, office: Office) -> str:
    """The public name of what a row makes; an entry of a register that is here already keeps its year."""
    if plan.record_type == CONTRACTING_PROCESS:
        return office.ocid_of(key)
    return register_code(office, plan.record_type, key)


def _held(release: object, pointer: str) -> object:
    for name in pointer.split("/")[1:]:
        if not isinstance(release, dict):
            return None
        release = release.get(name)
    return release


def _place(table: Table, rows: list[Row]) -> str:
    sheet = f"{table.sheet.name}, " if table.sheet.name else ""
    numbers = [str(row.number) for row in rows]
    shown = numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    return f"{sheet}{shown}"
