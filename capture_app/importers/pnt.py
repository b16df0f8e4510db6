"""Workbooks of the transparency platform as downloaded: the report, its linked tables, indices of catalogues."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from capture_app.exporters.pnt.definition import PntFormat, own_format, words_of
from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.assembly import CONTRACTS
from capture_app.importers.mapping.organizations import identity_of, settle
from capture_app.importers.mapping.plan import ColumnPlan, Plan
from capture_app.importers.mapping.processes import processes_of
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.mapping.stored import SHIPPED, retitled, shipped_plan, unread_columns
from capture_app.importers.office import Office
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book, Row, Sheet
from capture_app.importers.tables.heads import Column, Table, is_blank, plain_title, tables_of
from capture_app.importers.tables.readings import CellReader, How, Unreadable, as_text, is_nothing
from forms.codes import fold
from forms.findings import Level
from forms.record_type import Field, FieldType

NAME = "pnt"
ENOUGH = 10
MOST_SHOWN = 5
_TABLE = re.compile(r"tabla_(\d+)", re.IGNORECASE)
_DAY = Field("/date", "date", FieldType.DATE, "/date")
_AMOUNT = Field("/amount", "amount", FieldType.NUMBER, "/amount")


def fits(book: Book, office: Office) -> bool:
    """Whether a sheet has enough of the columns of the platform's formats."""
    return any(met >= ENOUGH for _, _, met in _plans(book))


def _plans(book: Book) -> Iterator[tuple[Table, Plan, int]]:
    plan, names = shipped_plan(NAME)
    for table in tables_of(book):
        if _TABLE.fullmatch(table.sheet.name):
            continue
        fitted, met = retitled(plan, names, [_label(column) for column in table.columns])
        yield table, fitted, met


def _label(column: Column) -> str:
    """The words of a column without the name of its linked table."""
    return _TABLE.sub("", column.title).strip()


def read_processes(book: Book, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """The procedures of a report, each with its contracts and what the linked tables say of it."""
    table, plan, met = max(_plans(book), key=lambda item: item[2], default=(None, None, 0))
    if table is None or plan is None or met < ENOUGH // 2:
        raise FileRefused("not_pnt", book.file)
    known = replace(plan, columns=tuple(_with_indices(column, table) for column in plan.columns))
    linked = [_Linked(book, column, entry, office) for column, entry in _linked_columns(table)]
    missing = [link.column.title for link in linked if link.sheet is None and link.is_named_by(table)]
    for title in missing:
        yield RowProblem("sheet.linked_missing", Level.WARNING, 0, " ".join(title.split()))
    yield from _unread(table)
    yield from _unmatched(table, [link for link in linked if link.sheet is not None])
    for found in processes_of(table, known, office):
        yield _completed(found, linked) if isinstance(found, ForeignProcess) and found.releases else found


def _unread(table: Table) -> list[RowProblem]:
    """What is said of columns that no edition of the formats has."""
    labels = {item.label for name in ("a", "b") for item in own_format(name).fields}
    labels.update(title for entry in _data()["linked"] for title in entry["titles"])
    bare = replace(table, columns=tuple(replace(column, title=_label(column)) for column in table.columns))
    return unread_columns(bare, shipped_plan(NAME)[1], {plain_title(_TABLE.sub("", label)) for label in labels})


def _with_indices(column: ColumnPlan, table: Table) -> ColumnPlan:
    """The column with the numbers of its catalogue beside the words: a workbook may have either."""
    if not column.codes:
        return column
    formats = sorted((own_format(name) for name in ("a", "b")), key=lambda item: -_shared(item, table))
    catalogues = [item.catalogue for item in formats[0].fields if words_of(item.label) == words_of(column.title)]
    numbers = {
        str(index): column.codes[fold(said)]
        for catalogue in catalogues
        for index, said in catalogue
        if fold(said) in column.codes
    }
    return replace(column, codes={**column.codes, **numbers})


def _shared(format: PntFormat, table: Table) -> int:
    titles = {words_of(_label(column)) for column in table.columns}
    return len(titles & {words_of(item.label) for item in format.fields})


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((SHIPPED / f"{NAME}.toml").read_text(encoding="utf-8"))


def _linked_columns(table: Table) -> Iterator[tuple[Column, Mapping[str, Any]]]:
    for column in table.columns:
        said = plain_title(_label(column))
        entry = next((e for e in _data()["linked"] if said in [plain_title(title) for title in e["titles"]]), None)
        if entry is not None:
            yield column, entry


@dataclass
class _Linked:
    """One linked table: its rows by the number that the report gives."""

    book: Book
    column: Column
    entry: Mapping[str, Any]
    office: Office

    def __post_init__(self) -> None:
        match = _TABLE.search(self.column.title)
        name = match[0].casefold() if match else ""
        self.sheet = next((sheet for sheet in self.book.sheets if sheet.name.strip().casefold() == name), None)
        self.rows: dict[str, list[dict[str, Any]]] = _rows_of(self.sheet, self.office) if self.sheet else {}

    def is_named_by(self, table: Table) -> bool:
        """Whether a row of the report gives a number of this table."""
        return any(not is_nothing(as_text(cell)) for cell in table.sample(self.column.index))

    def rows_for(self, row: Row) -> Sequence[dict[str, Any]]:
        return self.rows.get(as_text(row.cell(self.column.index)), ())


def _rows_of(sheet: Sheet, office: Office) -> dict[str, list[dict[str, Any]]]:
    """The rows of a linked table by their number; its header is the row that begins with ID."""
    members: dict[int, str] = {}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sheet.rows():
        if as_text(row.cell(0)).strip().casefold() == "id":
            members = dict(_members(row))
        elif members and not is_blank(row.cell(0)):
            found.setdefault(as_text(row.cell(0)), []).append(_linked_row(row, members, office))
    return found


def _members(head: Row) -> Iterator[tuple[int, str]]:
    for index, cell in enumerate(head.cells[1:], 1):
        said = plain_title(as_text(cell))
        entries = (e for e in _data()["linked_column"] if said in [plain_title(title) for title in e["titles"]])
        yield from ((index, entry["member"]) for entry in entries)


def _linked_row(row: Row, members: Mapping[int, str], office: Office) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for index, member in members.items():
        if not is_blank(row.cell(index)):
            holder, names = result, member.split("/")[1:]
            for name in names[:-1]:
                holder = holder.setdefault(name, {})
            holder[names[-1]] = _value(row, index, names[-1], office)
    identifier = result.get("identifier", {})
    people = [identifier.get(name) for name in ("givenName", "patronymicName", "matronymicName")]
    name = identifier.get("legalName") or " ".join(part for part in people if part)
    return {"name": name, **result} if name else result


def _value(row: Row, index: int, name: str, office: Office) -> Any:
    kind = {"date": _DAY, "amount": _AMOUNT}.get(name)
    text = as_text(row.cell(index))
    if kind is None:
        return text
    try:
        return CellReader(kind, How(), office.catalog, office.today, office.zone).read(row.cell(index))
    except Unreadable:
        return text


def _unmatched(table: Table, linked: Sequence[_Linked]) -> Iterator[RowProblem]:
    """Of each linked table the numbers that no row of the report says, and those said of which it has no rows."""
    said: list[dict[str, int]] = [{} for _ in linked]
    for row in table.rows() if linked else ():
        for link, numbers in zip(linked, said, strict=True):
            numbers.setdefault(as_text(row.cell(link.column.index)), row.number)
    for link, numbers in zip(linked, said, strict=True):
        absent = [number for number in numbers if number not in link.rows and number != "0" and not is_nothing(number)]
        yield from _mismatch("sheet.linked_orphan", link, [number for number in link.rows if number not in numbers], 0)
        yield from _mismatch("sheet.linked_absent", link, absent, numbers[absent[0]] if absent else 0)


def _mismatch(code: str, link: _Linked, numbers: list[str], row: int) -> Iterator[RowProblem]:
    if numbers and link.sheet is not None:
        shown = ", ".join(numbers[:MOST_SHOWN]) + (" …" if len(numbers) > MOST_SHOWN else "")
        yield RowProblem(code, Level.WARNING, row, link.sheet.name, parameters=(("samples", shown),))


def _completed(process: ForeignProcess, linked: Sequence[_Linked]) -> ForeignProcess:
    """The process with the rows of the linked tables in their places."""
    release = dict(process.releases[0])
    for row in process.rows:
        for link in linked:
            for number, member in enumerate(link.rows_for(row), 1):
                _place(release, link.entry, dict(member), number, row)
    settle(release)
    return replace(process, releases=(release,))


def _place(release: dict[str, Any], entry: Mapping[str, Any], member: dict[str, Any], number: int, row: Row) -> None:
    array, role = entry.get("array", ""), entry.get("role", "")
    if array.startswith("/contracts/"):
        contract = _contract_of(release, row)
        if contract is not None:
            contract.setdefault("amendments", []).append({"id": str(number), **member})
    elif array == "/tender/tenderers":
        release.setdefault("tender", {}).setdefault("tenderers", []).append(member)
    elif array:
        requests = release.setdefault("planning", {}).setdefault("requestsForQuotes", [{"id": "1", "quotes": []}])
        value = {**member.pop("value", {}), "currency": "MXN"}
        quote = {"id": str(number), "issuingSupplier": member, "value": value if "amount" in value else {}}
        requests[0]["quotes"].append({name: part for name, part in quote.items() if part})
    elif identity_of(member):
        _add_party(release, member, role)


def _add_party(release: dict[str, Any], member: dict[str, Any], role: str) -> None:
    """Someone who only took part: a party with its role."""
    identity = identity_of(member)
    parties = release.setdefault("parties", [])
    party = next((party for party in parties if party.get("id") == identity), None)
    if party is None:
        party = {"id": identity, **member, "roles": []}
        parties.append(party)
    if role not in party["roles"]:
        party["roles"].append(role)


def _contract_of(release: Mapping[str, Any], row: Row) -> dict[str, Any] | None:
    """The contract of the report's row: the one whose number stands in it, else the only one."""
    texts = {as_text(cell) for cell in row.cells}
    contracts: list[dict[str, Any]] = release.get(CONTRACTS.split("/")[1], [])
    named = [contract for contract in contracts if str(contract.get("id")) in texts]
    return next(iter(named or contracts), None)
