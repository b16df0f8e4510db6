"""Releases as linked tables: rows go to a file beside as they come, columns are known when all have come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, NamedTuple

import msgspec

from capture_app.exporters.cells import joined
from forms.pointers import escape
from forms.sheets import MAIN, Column, Layout, Names, Sheet, column_name

LONGEST_FILE = 120
IN_MEMORY = 256 * 1024
_TOGETHER = 100
_ENCODE_LINES = msgspec.json.Encoder(decimal_format="number").encode_lines
_DECODE = msgspec.json.Decoder(list[Any], float_hook=Decimal).decode
NOTHING = ""
_OBJECTS = {dict}
Row = list[Any]


class Shown(NamedTuple):
    """A column that has something, and where in a row its value is."""

    slot: int
    column: Column


class Table:
    """The rows of one sheet. A row is kept with its values at their slots, as wide as it was known then; those that
    link it come first."""

    def __init__(self, sheet: Sheet, file: SpooledTemporaryFile[bytes]) -> None:
        self.sheet = sheet
        self.count = 0
        self.slots: dict[str, int] = {}
        self.plan = _Plan(column_name(sheet.pattern[1:]) + "/" if sheet.pattern else "", self)
        for column in sheet.links:
            self.slot_of(column.name)
        self._file = file
        self._waiting: list[Row] = []

    def slot_of(self, name: str) -> int:
        """Where the column's values stand in a row."""
        return self.slots.setdefault(name, len(self.slots))

    def blank(self) -> Row:
        """A row with nothing in it yet."""
        return [NOTHING] * len(self.slots)

    def add(self, row: Row) -> None:
        """Keep a row."""
        self._waiting.append(row)
        self.count += 1
        if len(self._waiting) == _TOGETHER:
            self._keep()

    def columns(self) -> list[Shown]:
        """The columns that have something: those that link, those of the law in its order, then the others."""
        order = {name: place for place, name in enumerate(self.sheet.by_name)}
        names = sorted(self.slots, key=lambda name: order.get(name, len(order)))
        known = self.sheet.by_name
        return [Shown(self.slots[name], known.get(name) or Column(name, name, f"/{name}")) for name in names]

    def rows(self) -> Iterator[Row]:
        """Every row, its values at their slots, ``NOTHING`` where it has none."""
        width = len(self.slots)
        for line in self.lines():
            row = _DECODE(line)
            yield row if len(row) == width else row + [NOTHING] * (width - len(row))

    def lines(self) -> Iterator[bytes]:
        """Every row as it is kept: a JSON list of its values, those at its end that it has not left out."""
        self._keep()
        self._file.seek(0)
        yield from self._file

    def _keep(self) -> None:
        self._file.write(_ENCODE_LINES(self._waiting))
        self._waiting.clear()


class _Plan:
    """Where the members of one object go; filled as they are met."""

    def __init__(self, prefix: str, table: Table) -> None:
        self.prefix = prefix
        self.table = table
        self.slots: dict[str, int] = {}
        self.objects: dict[str, _Plan] = {}
        self.lists: dict[str, Table] = {}

    def put(self, name: str, value: Any, row: Row) -> None:
        """Put a value at the slot of a member; it is given one where it is met for the first time."""
        found = self.slots.get(name)
        if found is None:
            found = self.slots[name] = self.table.slot_of(self.prefix + escape(name))
        row.extend([NOTHING] * (found + 1 - len(row)))
        row[found] = value

    def object(self, name: str) -> _Plan:
        found = self.objects[name] = _Plan(f"{self.prefix}{escape(name)}/", self.table)
        return found


class Tables:
    """Every table of an export; a context that takes its files away."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._files = ExitStack()
        self._tables: dict[str, Table] = {}
        self._main = self._table(MAIN)

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def add(self, release: Mapping[str, Any]) -> None:
        """Take the rows of a release."""
        row = self._main.blank()
        self._object(release, self._main.plan, row, [release.get(name, NOTHING) for name in self._layout.root])
        self._main.add(row)

    def filled(self) -> list[Table]:
        """The tables that have rows, in the order of the layout."""
        order = {sheet.pattern: place for place, sheet in enumerate(self._layout.sheets)}
        found = [table for table in self._tables.values() if table.count]
        found.sort(key=lambda table: order.get(table.sheet.pattern, len(order)))
        names, files = Names(), Names(LONGEST_FILE)
        for table in found:
            sheet = table.sheet
            table.sheet = replace(sheet, name=names.give(sheet.name), file=files.give(sheet.file))
        return found

    def _table(self, pattern: str) -> Table:
        if pattern not in self._tables:
            file = self._files.enter_context(SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the stack closes it
            self._tables[pattern] = Table(self._layout.sheet(pattern), file)
        return self._tables[pattern]

    def _object(self, value: Mapping[str, Any], plan: _Plan, row: Row, links: Sequence[Any]) -> None:
        slots, objects = plan.slots, plan.objects
        for name, member in value.items():
            kind = member.__class__
            if kind is dict:
                self._object(member, objects.get(name) or plan.object(name), row, links)
            elif kind is list:
                self._list(name, member, plan, row, links)
            elif member is not None:
                try:
                    row[slots[name]] = member
                except LookupError:
                    plan.put(name, member, row)

    def _list(self, name: str, values: Row, plan: _Plan, row: Row, links: Sequence[Any]) -> None:
        if not values:
            return
        if values[0].__class__ is not dict or (len(values) > 1 and set(map(type, values)) - _OBJECTS):
            plan.put(name, joined(values), row)
        else:
            table = plan.lists.get(name) or self._list_table(name, plan)
            for value in values:
                self._row(value, table, links)

    def _list_table(self, name: str, plan: _Plan) -> Table:
        above = plan.table.sheet.pattern
        inside = plan.prefix[len(column_name(above[1:])) + 1 :] if above else plan.prefix
        found = plan.lists[name] = self._table(f"{above}/{inside}{escape(name)}/*")
        return found

    def _row(self, value: Mapping[str, Any], table: Table, links: Sequence[Any]) -> None:
        row, own = table.blank(), value.get("id", NOTHING)
        row[: len(links)] = links
        self._object(value, table.plan, row, [*links, NOTHING if own is None else own])
        table.add(row)
