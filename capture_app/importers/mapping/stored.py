"""Plans as data: TOML shipped with the program, JSON saved by an office."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from capture_app.importers.mapping.plan import ColumnPlan, Grain, Plan
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.tables.heads import Table, plain_title
from forms.codes import fold
from forms.findings import Level

SHIPPED = Path(__file__).resolve().parent / "shipped"
_READER = msgspec.json.Decoder(Plan)


@cache
def shipped_plan(name: str) -> tuple[Plan, Mapping[str, tuple[str, ...]]]:
    """A plan of the program and, by the title of each of its columns, all the titles it goes under."""
    data = tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
    head = data["plan"]
    columns = tuple(_column(entry) for entry in data["column"])
    plan = Plan(
        name=name,
        columns=columns,
        grain=Grain(head["grain"]),
        keys=tuple(head["keys"]),
        constants=tuple((entry["pointer"], entry["value"]) for entry in data.get("constant", [])),
        is_lenient=bool(head.get("lenient", False)),
        record_type=head.get("record_type", "contracting_process"),
        key_prefix=head.get("key_prefix", ""),
        told_by=tuple(head.get("told_by", ())),
        told_against=tuple(head.get("told_against", ())),
    )
    return plan, {entry["titles"][0]: tuple(entry["titles"]) for entry in data["column"]}


def _column(entry: Mapping[str, Any]) -> ColumnPlan:
    return ColumnPlan(
        title=entry["titles"][0],
        pointers=tuple(entry.get("pointers", ())),
        day_order=entry.get("day_order", ""),
        decimal_comma=entry.get("decimal_comma"),
        codes={fold(word): value for word, value in entry.get("codes", {}).items()},
    )


def retitled(plan: Plan, names: Mapping[str, tuple[str, ...]], titles: list[str]) -> tuple[Plan, int]:
    """The plan under the titles a table really has, and how many of its columns the table has."""
    by_plain = {plain_title(title): title for title in reversed(titles)}
    columns, met = [], 0
    for column in plan.columns:
        found = next(
            (by_plain[plain_title(name)] for name in names[column.title] if plain_title(name) in by_plain), None
        )
        met += found is not None
        if found is not None:
            columns.append(replace(column, title=found))
    return replace(plan, columns=tuple(columns)), met


def unread_columns(
    table: Table, names: Mapping[str, tuple[str, ...]], others: Collection[str] = ()
) -> list[RowProblem]:
    """The columns with data of which a shipped plan knows nothing: renamed, doubled, or of somebody's own.

    `others` are titles besides (plain) that its format has and that are read elsewhere or meant to be left out.
    """
    known = {plain_title(title) for titles in names.values() for title in titles}.union(others)
    odd = (column for column in table.columns if plain_title(column.title) not in known)
    head = table.header_rows[-1]
    unread = (column.title for column in odd if table.sample(column.index, 1))
    return [RowProblem("column.unread", Level.WARNING, head, " ".join(title.split())) for title in unread]


def encode_plan(plan: Plan) -> str:
    return msgspec.json.encode(plan).decode()


def decode_plan(text: str) -> Plan:
    return _READER.decode(text)
