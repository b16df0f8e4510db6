"""The office's own history, read off all bodies and indexed by day: a second home of no value (decisions 6)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from capture_app.patching import Body
from capture_app.store import records
from capture_app.store.connection import Connection
from forms.history import PastAward
from forms.thresholds import Thresholds
from forms.traces import (
    award_columns,
    award_of,
    class_beginning,
    is_worth_narrowing,
    listing_columns,
    listings,
    past_awards,
    standing,
)

# Kept in the order of the days, whole: a question about two months reads their pages and no others.
PAST_AWARD = (
    "CREATE TABLE past_award (awarded_on TEXT, record_id TEXT, number INTEGER, ocid TEXT, supplier_id TEXT,"
    " amount TEXT, method TEXT, classes TEXT, PRIMARY KEY (awarded_on, record_id, number)) WITHOUT ROWID"
)
_REMEMBER = (
    "INSERT INTO past_award (record_id, number, ocid, supplier_id, awarded_on, amount, method, classes)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_AWARDS = (
    "SELECT ocid, supplier_id, awarded_on, amount, method, classes FROM past_award WHERE awarded_on BETWEEN ? AND ?"
)
_LISTED = "SELECT 1 FROM listing WHERE register = ? AND taxpayer = ? AND since <= ? AND until >= ? LIMIT 1"
_ANY = "SELECT 1 FROM listing WHERE register = ? LIMIT 1"


Write = Callable[[str, tuple[str | int, ...]], object]


def refresh(connection: Connection, record_id: str, record_type: str, ocid: str, body: Body) -> None:
    """Read a record's traces again, inside the transaction that changes it."""
    forget(connection, record_id)
    remember(connection.execute, record_id, record_type, ocid, body)


def forget(connection: Connection, record_id: str) -> None:
    """Take away the traces of a record, as one that was deleted."""
    connection.execute("DELETE FROM past_award WHERE record_id = ?", (record_id,))
    connection.execute("DELETE FROM listing WHERE record_id = ?", (record_id,))


def remember(write: Write, record_id: str, record_type: str, ocid: str, body: Body) -> None:
    """Write the traces of a record that has none yet."""
    for number, award in enumerate(past_awards(body, ocid)):
        write(_REMEMBER, (record_id, number, *award_columns(award)))
    for found in listings(body, record_type):
        write("INSERT INTO listing VALUES (?, ?, ?, ?, ?)", (record_id, *listing_columns(found)))


@dataclass(frozen=True)
class OfficeHistory:
    """What this office has captured (forms.history.History)."""

    connection: Connection
    thresholds: Thresholds

    def process(self, ocid: str) -> Body | None:
        found = records.named(self.connection, ocid, "contracting_process")
        return found.body if found is not None else None

    def awards(
        self, since: date, until: date, suppliers: Collection[str] = (), classes: Collection[str] = ()
    ) -> tuple[PastAward, ...] | None:
        if not is_worth_narrowing(suppliers, classes):
            suppliers = classes = ()
        wanted = ["supplier_id = ?"] * len(suppliers) + ["classes LIKE ?"] * len(classes)
        sql = f"{_AWARDS} AND ({' OR '.join(wanted)})" if wanted else _AWARDS
        parameters = (
            since.isoformat(),
            until.isoformat(),
            *suppliers,
            *(f"%{class_beginning(code)}%" for code in classes),
        )
        return tuple(map(award_of, self.connection.each(sql, parameters)))

    def is_listed(self, register: str, taxpayer: str, day: date) -> bool | None:
        on = day.isoformat()
        is_there = bool(self.connection.value(_LISTED, (register, taxpayer, on, on)))
        return standing(
            register, day, self.thresholds, is_there, lambda: bool(self.connection.value(_ANY, (register,)))
        )
