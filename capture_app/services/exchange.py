"""Sending and receiving, and where everything is, in four words whose counts add up (decisions 21)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import msgspec

from capture_app.errors import Refused
from capture_app.ids import read_stamp
from capture_app.services.queue_file import QueueFile, write_queue
from capture_app.store import meta, receipts, records, uploads
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from capture_app.store.folios import Leased, leased
from capture_app.store.reserve import Reserve
from capture_app.store.restoring import REPORT
from capture_app.words import count, say
from forms.findings import Finding, Level
from forms.words import describe_in, verdict
from sync.canonical import decode
from sync.report import ExchangeReport
from sync.wire import ATTENTION_STATES, CLOSED_STATES, Result

__all__ = ["WORDS", "Courier", "ExchangeItem", "ExchangeReport", "ExchangeService", "ExchangeStatus"]

HERE = "here"
SENDING = "sending"
AT_PORTAL = "at_portal"
ATTENTION = "attention"
WORDS = {
    "pending": HERE,
    "sealed": HERE,
    "sent": SENDING,
    **dict.fromkeys(CLOSED_STATES, AT_PORTAL),
    **dict.fromkeys(ATTENTION_STATES, ATTENTION),
}
COUNTED = ("sent", "acked", "duplicate", "merged", "conflict", "rejected", "held", "pending")
MOST_ITEMS = 500
TOLD_FOR = timedelta(days=1)
NO_FILES = (0, 0, 0)
NO_FOLIOS = Leased()


class Courier(Protocol):
    """Who carries operations to the portal and brings back what is there; the engine of `sync` is one."""

    def exchange(
        self, progress: Callable[[Any], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> ExchangeReport:
        """Send everything that waits and take everything new; never raises for trouble on the way."""

    def change_key(self) -> None:
        """Sign with another key from now on. CaptureError."""


@dataclass(frozen=True, slots=True)
class ExchangeItem:
    """One operation as a line of the screen; `word` is one of the four."""

    record_id: str
    ocid: str
    folio: str
    title: str
    what: str
    state: str
    word: str
    detail: str
    when: datetime
    receipt_no: str
    next_step: str


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Files linked to records: how many the portal has whole, how many are not here any more, of how many."""

    done: int = 0
    lost: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class ExchangeStatus:
    """Where every operation is. here + sending + at_portal + attention = total. `missing` are records of other
    computers that the portal has lost or set back. `disk_is_full`: what is typed goes into the room kept for it.
    `rebuilt` says for a day that the database was found damaged and put together again."""

    sent: int
    acked: int
    duplicate: int
    merged: int
    conflict: int
    rejected: int
    held: int
    pending: int
    here: int
    sending: int
    at_portal: int
    attention: int
    total: int
    items: tuple[ExchangeItem, ...]
    last_receipt_at: datetime | None
    last_receipt_no: str
    portal_url: str
    enrolled: bool
    missing: int = 0
    files: FileCounts = FileCounts()
    folios: Leased = NO_FOLIOS
    disk_is_full: bool = False
    rebuilt: str = ""


class ExchangeService:
    """The office's post."""

    def __init__(self, desk: Desk, courier: Courier | None) -> None:
        self._desk = desk
        self._courier = courier

    def send(
        self, progress: Callable[[Any], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> ExchangeReport:
        """One exchange with the portal; Refused where this computer is not enrolled. What clashed with its news counts
        as a conflict."""
        courier, before = self._known(), receipts.clash_count(self._desk.connection)
        report = courier.exchange(progress, cancelled)
        clashed = max(0, receipts.clash_count(self._desk.connection) - before)
        return replace(report, conflict=report.conflict + clashed)

    def change_key(self) -> None:
        """This computer signs with another key from now on. CaptureError where the portal did not hear of it."""
        self._known().change_key()

    def _known(self) -> Courier:
        if self._courier is None:
            raise Refused(say("exchange.not_enrolled"), (), say("exchange.safe"), say("exchange.not_enrolled.action"))
        return self._courier

    def write_queue(self, path: Path) -> QueueFile:
        """Everything that is not safe at the portal, in a file; CaptureError where it cannot be written."""
        return write_queue(self._desk, path)

    def status(self, limit: int = MOST_ITEMS) -> ExchangeStatus:
        """Counts of every operation, and the newest of them, those that need a person first; all of one moment, also
        while an exchange goes on in another thread."""
        with self._desk.connection.snapshot():
            return self._status(limit)

    def _status(self, limit: int) -> ExchangeStatus:
        states = receipts.state_counts(self._desk.connection)
        words = {word: sum(n for state, n in states.items() if WORDS[state] == word) for word in set(WORDS.values())}
        last = receipts.last(self._desk.connection)
        files = uploads.progress(self._desk.connection)
        settings = self._desk.settings
        return ExchangeStatus(
            **_by_state(states),
            here=words[HERE],
            sending=words[SENDING],
            at_portal=words[AT_PORTAL],
            attention=words[ATTENTION],
            total=sum(states.values()),
            items=tuple(
                self._item(row, files.get(row["record_id"], NO_FILES))
                for row in receipts.latest_operations(self._desk.connection, limit)
            ),
            last_receipt_at=read_stamp(last["taken_at"]) if last else None,
            last_receipt_no=last["receipt_no"] if last else "",
            portal_url=settings.portal_url,
            enrolled=settings.enrolled,
            missing=meta.get_number(self._desk.connection, meta.MISSING),
            folios=leased(self._desk),
            files=FileCounts(*map(sum, zip(*files.values(), strict=True))),
            rebuilt=self._rebuilt(),
            disk_is_full=Reserve(self._desk.connection.path.parent).is_needed,
        )

    def _rebuilt(self) -> str:
        found = json.loads(meta.get(self._desk.connection, REPORT, "{}"))
        if not found or self._desk.clock.now() - read_stamp(found["at"]) > TOLD_FOR:
            return ""
        kept = say("rebuilt.unsent", file=found["unsent"]) if found["unsent"] else ""
        return " ".join(filter(None, (say("rebuilt.done", file=found["aside"]), kept)))

    def _item(self, row: Row, files: tuple[int, int, int]) -> ExchangeItem:
        state = row["state"]
        return ExchangeItem(
            record_id=row["record_id"],
            ocid=row["ocid"],
            folio=row["folio"] or "",
            title=row["title"] or "",
            what=self._what(row),
            state=state,
            word=say(f"state.{WORDS[state]}"),
            detail=" ".join(filter(None, (self._detail(row), self._files(files)))),
            when=read_stamp(row["answered_at"] or row["at"]),
            receipt_no=row["receipt_no"] or "",
            next_step=say(f"next.{state}"),
        )

    def _what(self, row: Row) -> str:
        """What the operation did; of a register's record, which register it belongs to."""
        law = self._desk.catalog.record_types.get(row["record_type"])
        is_register = law is not None and law.register is not None
        if row["kind"] == "create" and is_register:
            done = say("what.create_entry")
        else:
            counted = row["kind"] in ("patch", "clash")
            done = count(f"what.{row['kind']}", row["changed"]) if counted else say(f"what.{row['kind']}")
        return say("what.in_register", done=done, register=law.title) if law and is_register else done

    @staticmethod
    def _files(files: tuple[int, int, int]) -> str:
        """Files have a line of their own: a change is at the portal while its file is on the way."""
        done, lost, total = files
        said = [say("files.lost", lost=lost)] if lost else []
        return " ".join([say("files.done", done=done, total=total), *said]) if total else ""

    def _detail(self, row: Row) -> str:
        """Why an operation needs a person: its rule, then its first findings."""
        if WORDS[row["state"]] != ATTENTION:
            return ""
        result = msgspec.convert(decode(row["result"]), Result) if row["result"] else Result(code=row["state"])
        findings = [
            Finding(item.pointer, item.code, Level(item.level), tuple(item.parameters.items()))
            for item in result.findings[:3]
        ]
        clashed = say("detail.clash") if row["state"] == "conflict" and not result.rule else ""
        said = [clashed, verdict(result.rule), *(self._said(item, row["record_id"]) for item in findings)]
        return " ".join(part for part in said if part)

    def _said(self, item: Finding, record_id: str) -> str:
        """In the words of the record's type and kind."""
        record = records.load(self._desk.connection, record_id)
        return describe_in(record.body, item, self._desk.catalog, record.record_type)


def _by_state(states: dict[str, int]) -> dict[str, int]:
    """The counts of the command line: every answer that needs a person and is neither conflict nor held is rejected."""
    counts = {name: states.get(name, 0) for name in COUNTED}
    others = sum(n for state, n in states.items() if WORDS[state] == ATTENTION and state not in ("conflict", "held"))
    here = sum(n for state, n in states.items() if WORDS[state] == HERE)
    return {**counts, "rejected": others, "pending": here}
