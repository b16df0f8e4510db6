"""Finding records among very many: the whole answer as numbers in order, then the rows that are looked at.

The numbers are SQLite's own row numbers, good while the program runs. One pass over the index of the list
gives them all; what is shown of each is read only for the rows on screen.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from capture_app.changes import Choice, ProcessSummary, RecordFilter
from capture_app.store.connection import Connection
from capture_app.store.listing import LIST, like, summary_of
from capture_app.store.spelling import unaccented
from forms.codes import alphabetical

# ruff: noqa: S608 - every piece of SQL here is a constant of ours; what people give travels as a parameter
AREA_ROLES = ("buyer", "procuringEntity", "requestingUnit", "contractingUnit", "responsibleUnit")
MOST_CHOICES = 500
ALL = -1
_EXACT = ("status", "stage", "method", "year")
_PROBLEMS = {"error": "r.errors > 0", "warning": "r.errors = 0 AND r.warnings > 0", "none": "r.errors + r.warnings = 0"}
_IN_AREA = "r.record_id IN (SELECT record_id FROM party WHERE party_key = ?)"
_MARKED = "r.record_id IN (SELECT record_id FROM mark)"


def numbers(connection: Connection, wanted: RecordFilter, most: int = ALL) -> array[int]:
    """The numbers of every record that fits (or of so many at most), the last saved first."""
    where, parameters = _where(wanted)
    sql = f"SELECT r.rowid FROM record r WHERE {where} ORDER BY r.saved_at DESC, r.record_id DESC LIMIT ?"
    return array("q", connection.column(sql, [*parameters, most]))


def _where(wanted: RecordFilter) -> tuple[str, list[Any]]:
    conditions, parameters = ["r.record_type = ?", "r.deleted_at IS NULL"], list[Any]([wanted.record_type])
    for condition, value in _asked(wanted):
        conditions.append(condition)
        parameters += [] if value is None else [value]
    return " AND ".join(conditions), parameters


def _asked(wanted: RecordFilter) -> Iterable[tuple[str, Any]]:
    """Each condition with its parameter; the words come last, as they cost most."""
    for name in _EXACT:
        if getattr(wanted, name) not in (None, ""):
            yield f"r.{name} = ?", getattr(wanted, name)
    if wanted.problems:
        yield _PROBLEMS[wanted.problems], None
    for sign, amount in ((">=", wanted.least), ("<=", wanted.most)):
        if amount is not None:
            yield f"CAST(r.amount AS REAL) {sign} ?", float(amount)
    if wanted.is_marked:
        yield _MARKED, None
    if wanted.area:
        yield _IN_AREA, wanted.area
    for word in unaccented(wanted.text).split():
        yield "r.search_text LIKE ? ESCAPE '\\'", like(word)


def rows(connection: Connection, wanted: Sequence[int]) -> tuple[ProcessSummary, ...]:
    """What the list shows of each number, in the order given; a record gone meanwhile is left out."""
    marks = ", ".join("?" * len(wanted))
    found = connection.rows(f"{LIST} WHERE r.rowid IN ({marks})", list(wanted))
    read = {row["number"]: summary_of(row) for row in found}
    return tuple(read[number] for number in wanted if number in read)


def named(connection: Connection, names: Sequence[str]) -> tuple[ProcessSummary, ...]:
    """What the list shows of records known by their ids, in the order given."""
    marks = ", ".join("?" * len(names))
    found = connection.rows(f"{LIST} WHERE r.record_id IN ({marks}) AND r.deleted_at IS NULL", list(names))
    read = {row["record_id"]: summary_of(row) for row in found}
    return tuple(read[name] for name in names if name in read)


def record_ids(connection: Connection, wanted: Sequence[int]) -> tuple[str, ...]:
    """The records behind numbers, in the order given."""
    sql = "SELECT record_id FROM record WHERE rowid = ?"
    found = (connection.value(sql, (number,)) for number in wanted)
    return tuple(str(name) for name in found if name is not None)


def mark(connection: Connection, names: Iterable[str], *, on: bool) -> None:
    """Put a person's mark on records, or take it away; it stays on this computer."""
    sql = "INSERT OR IGNORE INTO mark VALUES (?)" if on else "DELETE FROM mark WHERE record_id = ?"
    with connection.transaction():
        for name in names:
            connection.execute(sql, (name,))


def years(connection: Connection, record_type: str) -> tuple[int, ...]:
    """The years that records of a type have, the newest first."""
    sql = "SELECT DISTINCT year FROM record r WHERE record_type = ? AND deleted_at IS NULL AND year > 0"
    return tuple(sorted((int(row["year"]) for row in connection.rows(sql, (record_type,))), reverse=True))


def areas(connection: Connection) -> tuple[Choice, ...]:
    """Who asks and who buys, by name: the parties that have such a role in any record."""
    has_role = " OR ".join("roles LIKE ?" for _ in AREA_ROLES)
    sql = f"SELECT party_key, max(name) AS name FROM party WHERE {has_role} GROUP BY party_key"
    found = connection.rows(sql, [f"%{role}%" for role in AREA_ROLES])
    choices = (Choice(row["party_key"], row["name"] or row["party_key"]) for row in found)
    return tuple(sorted(choices, key=lambda choice: alphabetical(choice.text))[:MOST_CHOICES])
