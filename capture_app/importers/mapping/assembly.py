"""The rows of one process put together: each value at its place, each array row under its own id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from capture_app.importers.mapping.organizations import identity_of, settle
from capture_app.importers.mapping.plan import CONTRACTING_PROCESS, ROWS_OF, Plan
from capture_app.importers.mapping.several import first_of, others_of
from capture_app.importers.mapping.targets import actor_of

AWARDS, CONTRACTS = "/awards/*", "/contracts/*"
DEFAULT_CURRENCY = "MXN"
_AMOUNTS = ("amount", "netAmount")


@lru_cache(maxsize=4096)
def split_pattern(pointer: str) -> tuple[str, tuple[str, ...]]:
    """The innermost array of a target ("" for none) and the members below its row."""
    array, star, tail = pointer.rpartition("/*/")
    return (f"{array}/*", tuple(tail.split("/"))) if star else ("", tuple(pointer.split("/")[1:]))


@dataclass
class Assembly:
    """One release growing row by row."""

    plan: Plan
    key: str
    release: dict[str, Any] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    _rows: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, values: Mapping[str, Any]) -> None:
        """Lay the values of one row of the table into the release; the first value of a place stays."""
        first = first_of(values)
        row = _TableRow(self, first)
        for pointer, value in first.items():
            if pointer.startswith("/"):
                row.put(pointer, value)
        for pointer, value in self.plan.constants:
            array, _ = split_pattern(pointer)
            if not array or row.has(array):
                row.put(pointer, value)
        row.link()
        for array, others in others_of(values).items():
            for other in others:
                row.beside(array, other)

    def finished(self) -> dict[str, Any]:
        """The release with its organizations among the parties and a currency in every amount."""
        if self.plan.record_type == CONTRACTING_PROCESS:
            settle(self.release)
        _give_currency(self.release, DEFAULT_CURRENCY)
        return self.release


@dataclass
class _TableRow:
    """One row of the table while it is laid down: the array rows it has met."""

    assembly: Assembly
    values: Mapping[str, Any]
    _met: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, pointer: str, value: Any) -> None:
        array, members = split_pattern(pointer)
        holder = self.at(array)
        for name in members[:-1]:
            holder = holder.setdefault(name, {})
        if holder.setdefault(members[-1], value) != value and array and not actor_of(pointer):
            self.assembly.lost.append(pointer)

    def has(self, array: str) -> bool:
        return array in self._met

    def at(self, array: str) -> dict[str, Any]:
        """The array row that this row of the table speaks of, made when it is met first."""
        if not array:
            return self.assembly.release
        known = self._met.get(array)
        if known is None:
            above, members = split_pattern(array.removesuffix("/*"))
            holder = self.at(above)
            for name in members[:-1]:
                holder = holder.setdefault(name, {})
            known = self._met[array] = self._row_of(array, holder.setdefault(members[-1], []))
        return known

    def _row_of(self, array: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
        name = self._name_of(array, rows)
        place = (id(rows), name)
        if array == ROWS_OF[self.assembly.plan.grain] and place in self.assembly._rows:
            self.assembly.repeated.append(name)
            name = next(
                fresh for n in range(2, len(rows) + 3) if (id(rows), fresh := f"{name}-{n}") not in self.assembly._rows
            )
            place = (id(rows), name)
        known = self.assembly._rows.get(place)
        if known is None:
            known = self.assembly._rows[place] = {} if self._is_nameless(array) else {"id": name}
            rows.append(known)
        return known

    def _is_nameless(self, array: str) -> bool:
        """Whether rows of the array have no id of their own: organizations, and rows of registers."""
        return bool(actor_of(f"{array}/")) or self.assembly.plan.record_type != CONTRACTING_PROCESS

    def _name_of(self, array: str, rows: list[dict[str, Any]]) -> str:
        own = self.values.get(f"{array}/id")
        if own not in (None, ""):
            return str(own)
        if actor_of(f"{array}/"):
            return identity_of(self._organization(array))
        if array == ROWS_OF[self.assembly.plan.grain]:
            return str(len(rows) + 1) if array != CONTRACTS else f"{self.assembly.key}-{len(rows) + 1}"
        if array == AWARDS:
            return str(self.at(CONTRACTS)["id"]) if self._speaks_of(CONTRACTS) else self.assembly.key
        return self.assembly.key if array == CONTRACTS else "1"

    def _speaks_of(self, array: str) -> bool:
        return any(pointer.startswith(f"{array}/") for pointer in self.values)

    def _organization(self, array: str) -> dict[str, Any]:
        get = self.values.get
        members = ("id", "legalName", "givenName", "patronymicName", "matronymicName")
        identifier = {name: get(f"{array}/identifier/{name}") for name in members}
        return {"name": get(f"{array}/name"), "identifier": identifier}

    def beside(self, array: str, values: Mapping[str, Any]) -> None:
        """Another row of an array that this row of the table speaks of."""
        self._met.pop(array, None)
        rest = {pointer: value for pointer, value in self.values.items() if not pointer.startswith(f"{array}/")}
        self.values = {**rest, **values}
        for pointer, value in values.items():
            self.put(pointer, value)

    def link(self) -> None:
        """A contract of this row comes from the award of this row."""
        award, contract = self._met.get(AWARDS), self._met.get(CONTRACTS)
        if award is not None and contract is not None:
            contract.setdefault("awardID", award["id"])


def _give_currency(value: Any, currency: str) -> None:
    """Give every amount without a currency the office's."""
    if isinstance(value, list):
        for member in value:
            _give_currency(member, currency)
    elif isinstance(value, dict):
        if any(name in value for name in _AMOUNTS) and not isinstance(value.get("amount"), dict):
            value.setdefault("currency", currency)
        for member in value.values():
            _give_currency(member, currency)
