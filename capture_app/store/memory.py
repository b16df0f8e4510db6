"""The office's own history, read off all bodies and indexed by day: a second home of no value (decisions 6)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from capture_app.patching import Body
from capture_app.store.connection import Connection, Row
from forms.history import PastAward
from forms.thresholds import Thresholds
from forms.traces import SANCTIONED, listings, past_awards

# Kept in the order of the days, whole: a question about two months reads their pages and no others.
PAST_AWARD = (
    "CREATE TABLE past_award (awarded_on TEXT, record_id TEXT, number INTEGER, ocid TEXT, supplier_id TEXT,"
    " amount TEXT, method TEXT, classes TEXT, PRIMARY KEY (awarded_on, record_id, number)) WITHOUT ROWID"
)
_AWARDS = (
    "SELECT ocid, supplier_id, awarded_on, amount, method, classes FROM past_award WHERE awarded_on BETWEEN ? AND ?"
)
_LISTED = "SELECT 1 FROM listing WHERE register = ? AND taxpayer = ? AND since <= ? AND until >= ? LIMIT 1"
_ANY = "SELECT 1 FROM listing WHERE register = ? LIMIT 1"
ALWAYS, FOREVER = "0000-01-01", "9999-12-31"


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
        key = (award.awarded_on.isoformat(), record_id, number)
        row = (ocid, award.supplier_id, format(award.amount, "f"), award.method, _joined(award.classes))
        write("INSERT INTO past_award VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*key, *row))
    for found in listings(body, record_type):
        days = (found.since.isoformat() if found.since else ALWAYS, found.until.isoformat() if found.until else FOREVER)
        write("INSERT INTO listing VALUES (?, ?, ?, ?, ?)", (record_id, found.register, found.taxpayer, *days))


@dataclass(frozen=True)
class OfficeHistory:
    """What this office has captured (forms.history.History). That somebody is nowhere in the register of suppliers
    is only known where the office says that its register is whole (`register.suppliers`)."""

    connection: Connection
    thresholds: Thresholds

    def awards(
        self, since: date, until: date, suppliers: Collection[str] = (), classes: Collection[str] = ()
    ) -> tuple[PastAward, ...] | None:
        wanted = ["supplier_id = ?"] * len(suppliers) + ["classes LIKE ?"] * len(classes)
        sql = f"{_AWARDS} AND ({' OR '.join(wanted)})" if wanted else _AWARDS
        parameters = (since.isoformat(), until.isoformat(), *suppliers, *(f"% {code}%" for code in classes))
        return tuple(map(_award, self.connection.each(sql, parameters)))

    def is_listed(self, register: str, taxpayer: str, day: date) -> bool | None:
        on = day.isoformat()
        if self.connection.value(_LISTED, (register, taxpayer, on, on)):
            return True
        if register == SANCTIONED:
            return False if self.connection.value(_ANY, (register,)) else None
        return False if self.thresholds.usable(f"register.{register}", day) else None


def _award(row: Row) -> PastAward:
    return PastAward(
        row["ocid"],
        row["supplier_id"],
        date.fromisoformat(row["awarded_on"]),
        Decimal(row["amount"]),
        row["method"],
        tuple(row["classes"].split()),
    )


def _joined(codes: Collection[str]) -> str:
    """The codes with a space before each, so that the beginning of each can be asked for."""
    return "".join(f" {code}" for code in codes)
