"""The rows of a format: values as the platform takes them, why a cell is empty, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from capture_app.exporters.pnt.definition import (
    CATALOGUE,
    DATE,
    LINK,
    MONEY,
    NOTE,
    TABLE,
    PntField,
    PntFormat,
    Source,
    catalogue_index,
    words_of,
)
from capture_app.exporters.pnt.view import DIRECT, METHODS, UNITS, WORKS, View, kind_of, views_of
from capture_app.words import say
from forms.acts.matrix import load_matrix
from forms.acts.papers import main_type
from forms.acts.required import DECLARED, SAID
from forms.catalog import load_catalog
from forms.marks import NOT_APPLICABLE, absences
from forms.members import part, rows, text
from forms.pointers import KEY, pattern_of, tokens

_DAY = len("2026-01-01")
# What the view calls by a name of its own, by its place in the law: there the office says why there is nothing.
_OWNERS = {
    "contract": "contracts/*",
    "award": "awards/*",
    "suppliers": "parties/*",
    "number": "tender/id",
    "reasons": "tender/procurementMethodRationale",
    "subject": "tender/description",
    "amountInPesos": "contracts/*/value",
    "maxAmount": "tender/value",
    "quotes": "planning/requestsForQuotes/*/quotes",
    "invited": "planning/requestsForQuotes/*/invitedSuppliers",
    "tenderers": "tender/tenderers",
    "attendees": "tender/clarificationMeetings",
    "officials": "tender/clarificationMeetings",
    "financing": "planning/budget/budgetBreakdown",
    "amendments": "contracts/*/amendments",
    **{name: f"planning/{name}" for name in UNITS},
}
_UNDONE = {"unsuccessful": "unsuccessful", "cancelled": "cancelled", "withdrawn": "cancelled"}


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell that is empty without a reason: of which process and contract, in which column."""

    ocid: str
    contract: str
    column: str
    is_required: bool


@dataclass
class PntRow:
    """One row: values by the number of the column, rows of linked tables, and what is missing."""

    values: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)


def belongs(body: Mapping[str, Any], format: PntFormat) -> bool:
    """Whether the format is for this kind of procedure, as its own catalogue of procedures says."""
    routing = next((item for item in format.fields if item.source is not None and item.source.routes), None)
    if routing is None or not routing.catalogue:
        return True
    return words_of(kind_of(part(body, "tender"))) in {words_of(listed) for _, listed in routing.catalogue}


def unrouted(ocid: str, body: Mapping[str, Any], format: PntFormat) -> Iterator[Missing]:
    """The kind of procedure, missing in a process that no format is known to be for."""
    kind = kind_of(part(body, "tender"))
    if kind not in (*METHODS.values(), DIRECT):
        columns = [item.label for item in format.fields if item.source is not None and item.source.routes]
        yield from (Missing(ocid, "", column, True) for column in columns)


def rows_of(ocid: str, body: Mapping[str, Any], format: PntFormat, defaults: Mapping[str, Any]) -> Iterator[PntRow]:
    """One row a contract, one for a procedure that has none."""
    for view in views_of(body, defaults):
        yield _Filler(ocid, body, view).row(format)


class _Filler:
    """Fills one row; the reasons gather for its note."""

    def __init__(self, ocid: str, body: Mapping[str, Any], view: View) -> None:
        self._ocid, self._body, self._view = ocid, body, view
        self._reasons: dict[str, list[str]] = {}
        self._more: list[str] = []

    def row(self, format: PntFormat) -> PntRow:
        made = PntRow()
        for item in format.fields:
            if item.kind != NOTE:
                self._fill(item, made)
        for item in format.fields:
            if item.kind == NOTE:
                made.values[item.id] = self._note(item)
        return made

    def _fill(self, item: PntField, made: PntRow) -> None:
        if item.kind == TABLE:
            linked = self._table(item)
            if linked:
                made.tables[item.id] = linked
                return
        else:
            value = self._value(item, self._found(item.source, self._view))
            if value is not None:
                made.values[item.id] = value
                return
        reason = self._reason(item)
        if reason:
            self._reasons.setdefault(reason, []).append(item.label)
        elif item.source is not None:
            contract = text(self._view["contract"], "id")
            made.missing.append(Missing(self._ocid, contract, item.label, item.source.required))

    def _table(self, item: PntField) -> list[dict[str, Any]]:
        found = self._found(item.source, self._view)
        found_rows = [
            {column.id: self._value(column, self._found(column.source, row)) for column in item.columns}
            for row in found
        ]
        kept = [{name: value for name, value in row.items() if value is not None} for row in found_rows]
        return [row for row in kept if row]

    def _found(self, source: Source | None, start: Any) -> list[Any]:
        """The values at a source's path, none of them nothing."""
        places = [start] if source is not None else []
        for token in tokens(source.path) if source is not None else ():
            name, _, wanted = token.partition("?")
            places = [value for place in places for value in _step(place, name, wanted)]
        return [value for value in places if value is not None and value != "" and value != {}]

    def _value(self, item: PntField, found: Sequence[Any]) -> Any:
        source = item.source
        if source is None:
            return None
        if source.how == "any":
            found = [bool(found)] if self._view["contract"] else []
        if not found:
            return None
        if item.kind == CATALOGUE and item.catalogue:
            return self._index(item, source, found)
        return self._plain(item, source, found)

    def _index(self, item: PntField, source: Source, found: Sequence[Any]) -> int | None:
        said = _as_text(found[0])
        index = catalogue_index(item, [source.meanings.get(said, said), _title(source, said), said])
        listed = dict(item.catalogue)
        if index is not None and "especificar" in listed[index]:
            self._more.append(say("pnt.note.other", column=item.label, said=_title(source, said)))
        return index

    def _plain(self, item: PntField, source: Source, found: Sequence[Any]) -> Any:
        if item.kind == DATE:
            return _date(found[0])
        if item.kind == MONEY or source.how == "sum":
            numbers = [value for value in found if isinstance(value, (int, Decimal))]
            return (sum(numbers) if source.how == "sum" else numbers[0]) if numbers else None
        if item.kind == LINK:
            self._more += [say("pnt.note.link", column=item.label, link=link) for link in found[1:]]
            return str(found[0])
        said = [source.meanings.get(_as_text(value), _title(source, _as_text(value))) for value in found]
        return "; ".join(dict.fromkeys(said))

    def _reason(self, item: PntField) -> str:
        """Why the cell is empty: what the office said, what has not happened, what this procedure does not have."""
        source = item.source
        if source is None:
            return say("pnt.reason.unknown")
        return self._said(source) or self._not_reached(source) or self._not_here(source)

    def _said(self, source: Source) -> str:
        place = _law_pattern(source.path)
        for path, absence in absences(self._body):
            if absence.kind == NOT_APPLICABLE and self._is_own(path) and _covers(pattern_of(path), place):
                return say("pnt.reason.not_applicable", reason=absence.reason) if absence.reason else ""
        return self._said_of_paper(source)

    def _said_of_paper(self, source: Source) -> str:
        """What the office said of a document that is not in the record as a file."""
        wanted = {main_type(code) for code in source.path.partition("documentType=")[2].partition("/")[0].split("|")}
        acts = {row.id for row in load_matrix() if row.document_type and main_type(row.document_type) in wanted}
        said = next((row for _, row in rows(self._body, "", DECLARED) if text(row, "act") in acts), None)
        if said is None or text(said, "state") not in SAID:
            return ""
        return say(f"pnt.reason.{text(said, 'state')}", reason=text(said, "reason"))

    def _is_own(self, path: str) -> bool:
        """Whether a path that goes through a contract goes through this one."""
        parts = tokens(path)
        if len(parts) < 2 or parts[0] != "contracts" or not parts[1].startswith("@"):
            return True
        return bool(parts[1][1:] == self._view["contract"].get(KEY))

    def _not_reached(self, source: Source) -> str:
        first, *rest = tokens(source.path)
        undone = _UNDONE.get(text(part(self._body, "tender"), "status"))
        if first in _OF_CONTRACT and not self._view["contract"]:
            return say(f"pnt.reason.{undone or 'no_contract'}")
        if first in ("award", "suppliers") and not self._view["award"]:
            return say(f"pnt.reason.{undone or 'no_award'}")
        if (
            first == "contract"
            and rest[:1] == ["implementation"]
            and not part(self._view["contract"], "implementation")
        ):
            return say("pnt.reason.no_implementation")
        return ""

    def _not_here(self, source: Source) -> str:
        if source.only == "works" and self._view["category"] not in WORKS and self._view["category"]:
            return say("pnt.reason.no_works")
        if source.path == "/contract/value/netAmount":
            return ""
        names = [person for person in self._view["suppliers"] if person["givenName"]]
        if source.path in _PERSONS and self._view["suppliers"] and not names:
            return say("pnt.reason.company")
        if source.path == "/suppliers/legalName" and names:
            return say("pnt.reason.person")
        if source.path == "/exchangeRate" and text(part(self._view["contract"], "value"), "currency") in ("", "MXN"):
            return say("pnt.reason.pesos")
        return source.none

    def _note(self, item: PntField) -> str | None:
        own = self._found(item.source, self._view)
        reasons = [f"{reason}: {', '.join(columns)}." for reason, columns in self._reasons.items()]
        said = [*(str(value) for value in own), *reasons, *self._more]
        return " ".join(said) or None


_PERSONS = frozenset({"/suppliers/givenName", "/suppliers/patronymicName", "/suppliers/matronymicName"})
_OF_CONTRACT = frozenset({"contract", "amendments", "amountInPesos", "exchangeRate"})


def _step(place: Any, name: str, wanted: str) -> Iterator[Any]:
    """The member of an object, or of every object of a list; of a list, the rows that are wanted."""
    holders = place if isinstance(place, list) else [place]
    for holder in holders:
        value = holder.get(name) if isinstance(holder, Mapping) else None
        members = value if isinstance(value, list) else [value]
        if wanted:
            key, _, codes = wanted.partition("=")
            members = [row for row in members if isinstance(row, Mapping) and row.get(key) in codes.split("|")]
        yield from members


def _law_pattern(path: str) -> str:
    """The place of the law that a source walks, as a pattern without filters."""
    first, *rest = [token.partition("?")[0] for token in tokens(path)]
    if first == "process":
        return "/" + "/".join(rest)
    if first == "report":
        return "/_pnt/" + "/".join(rest)
    return "/" + "/".join([_OWNERS.get(first, first), *rest])


def _covers(absent: str, place: str) -> bool:
    """Whether what was said of a place says it of this one: rows of lists make no difference."""
    above, below = ([part for part in tokens(path) if part != "*"] for path in (absent, place))
    return below[: len(above)] == above


def _title(source: Source, said: str) -> str:
    codelist = load_catalog().codelists.get(source.codelist)
    return codelist.title_of(said) if codelist else said


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _date(value: Any) -> str | None:
    """A day as the platform writes it, from the civil day of the text."""
    day = str(value)[:_DAY].split("-")
    return "/".join(reversed(day)) if len(day) == 3 else None
