"""What waits for this office today: what a reviewer gave back, and the days that come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from capture_app.changes import ProcessSummary, RecordFilter
from capture_app.patching import Body
from capture_app.store import finding, records
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.given_back import GivenBack, came_with, given_back
from capture_app.store.noting import last_note
from capture_app.store.publication import NEVER, publication_state
from forms.days import read_when
from forms.marks import note_path
from forms.pointers import expand
from forms.progress import title_place
from forms.thresholds import Thresholds
from sync.canonical import decode

AHEAD, OVERDUE = timedelta(days=30), timedelta(days=90)
PUBLICATION = "publication.longest"
QUARTER_AHEAD = timedelta(days=20)
MOST_READ = 2000
MOST_SHOWN = 8
STAGES = ("contract", "implementation")
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True, slots=True)
class Returned:
    """A record that was given back, and what its reviewer wrote."""

    row: ProcessSummary
    note: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that comes: `kind` in `quarter contract guarantee publication`, the last told for a while after it has
    passed as `published_late`; a quarter has no record."""

    kind: str
    day: date
    what: str = ""
    row: ProcessSummary | None = None


class AgendaService:
    """Reads; writes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def returned(self) -> tuple[Returned, ...]:
        """Drafts whose last act of review gave them back, here or at another computer, the last first."""
        found = {item.record_id: item for item in given_back(self._desk.connection)[:MOST_SHOWN]}
        shown = finding.named(self._desk.connection, tuple(found))
        return tuple(Returned(row, self._why(found[row.id])) for row in shown)

    def _why(self, item: GivenBack) -> str:
        """The note of an act of here; of one of elsewhere what it left on the record."""
        if item.kind == "return":
            return _note_of(item.act)
        desk = self._desk
        record = records.load(desk.connection, item.record_id)
        place = title_place(desk.law(record.record_type))
        if item.entry and not came_with(desk.connection, item.entry, note_path(place)):
            return ""
        return last_note(record, place, but=desk.settings.user)

    def deadlines(self) -> tuple[Deadline, ...]:
        """The quarter, contracts and guarantees that end within thirty days, and by when a signed contract is to be
        published where the office has approved how long that may take; the nearest first.

        Reads the bodies of the two thousand records under contract saved last: for the lane that may take long.
        """
        today = self._desk.clock.today(self._desk.settings.zone)
        found = [*_quarter(today), *self._ends(today)]
        return tuple(sorted(found, key=lambda item: item.day)[:MOST_SHOWN])

    def _ends(self, today: date) -> Iterator[Deadline]:
        connection = self._desk.connection
        numbers = [
            number
            for stage in STAGES
            for number in finding.numbers(connection, RecordFilter(record_type=CONTRACTING_PROCESS, stage=stage))
        ][:MOST_READ]
        thresholds = self._desk.thresholds()
        for name in finding.record_ids(connection, numbers):
            body = records.load(connection, name).body
            days = list(_days_in(body, today))
            if publication_state(connection, name) == NEVER:
                days += _to_publish(body, today, thresholds)
            if days:
                (row,) = finding.named(connection, (name,)) or (None,)
                yield from (Deadline(kind, day, what, row) for kind, day, what in days)


def _quarter(today: date) -> Iterator[Deadline]:
    ends = (date(today.year, month, day) for month, day in QUARTER_ENDS)
    yield from (Deadline("quarter", end) for end in ends if today <= end <= today + QUARTER_AHEAD)


def _days_in(body: Body, today: date) -> Iterator[tuple[str, date, str]]:
    """Each contract and each guarantee that ends soon; one that is over or cancelled is not waited for."""
    for _, contract in expand(body, "/contracts/*"):
        if not isinstance(contract, Mapping) or contract.get("status") in ("terminated", "cancelled"):
            continue
        title = str(contract.get("title") or contract.get("id") or "")
        for kind, pattern in (("contract", "/period/endDate"), ("guarantee", "/guarantees/*/period/endDate")):
            for _, said in expand(contract, pattern):
                when = read_when(said)
                if when is not None and today <= when.day <= today + AHEAD:
                    yield kind, when.day, title


def _to_publish(body: Body, today: date, thresholds: Thresholds) -> Iterator[tuple[str, date, str]]:
    """By when each signed contract is to be public, with the row in force on the day of its signature."""
    for _, contract in expand(body, "/contracts/*"):
        signed = read_when(contract.get("dateSigned")) if isinstance(contract, Mapping) else None
        longest = thresholds.usable(PUBLICATION, signed.day) if signed is not None else None
        if signed is None or longest is None:
            continue
        day = signed.day + timedelta(days=int(longest.value))
        if today - OVERDUE <= day <= today + AHEAD:
            kind = "publication" if day >= today else "published_late"
            yield kind, day, str(contract.get("title") or contract.get("id") or "")


def _note_of(act: Any) -> str:
    found = decode(act) if act else {}
    return str(found.get("note") or "") if isinstance(found, dict) else ""
