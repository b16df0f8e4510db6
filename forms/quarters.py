"""The quarters of a year, by which offices report: which days they hold, and what of a record is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.members import objects, part, text

_ENDS = {1: ("01-01", "03-31"), 2: ("04-01", "06-30"), 3: ("07-01", "09-30"), 4: ("10-01", "12-31")}
_DAYS = (
    ("tender", "tenderPeriod", "startDate"),
    ("tender", "tenderPeriod", "endDate"),
)


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year, from 1 to 4."""

    year: int
    number: int

    @property
    def ends(self) -> tuple[str, str]:
        """Its first and its last day."""
        first, last = _ENDS[self.number]
        return f"{self.year}-{first}", f"{self.year}-{last}"

    def holds(self, day: str) -> bool:
        """Whether the day of a date or moment is in the quarter."""
        return day[:4] == str(self.year) and day[5:7].isdigit() and (int(day[5:7]) + 2) // 3 == self.number


def read_quarter(said: str) -> Quarter:
    """The quarter of a text such as ``2026-3``; ValueError for any other."""
    year, _, number = said.partition("-")
    if not (year.isdecimal() and year.isascii() and len(year) == 4 and number in map(str, _ENDS)):
        raise ValueError(said)
    return Quarter(int(year), int(number))


def is_of(body: Mapping[str, Any], quarter: Quarter) -> bool:
    """Whether something of the process happened in the quarter; one without any date belongs to each."""
    days = [text(part(body, *names[:-1]), names[-1]) for names in _DAYS]
    days += [text(row, "date") for row in objects(body, "awards")]
    days += [text(row, "dateSigned") for row in objects(body, "contracts")]
    known = [day for day in days if day]
    return not known or any(quarter.holds(day) for day in known)


def reported_in(body: Mapping[str, Any], quarter: Quarter) -> Mapping[str, Any] | None:
    """The process as it is reported in the quarter: with the contracts signed in it (or without a day yet); one
    without contracts where something of it happened then; None where nothing of it is of the quarter."""
    contracts = objects(body, "contracts")
    if not contracts:
        return body if is_of(body, quarter) else None
    kept = [row for row in contracts if not text(row, "dateSigned") or quarter.holds(text(row, "dateSigned"))]
    return {**body, "contracts": kept} if kept else None
