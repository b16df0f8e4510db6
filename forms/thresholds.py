"""Amounts, periods and percentages that a law or a budget decree fixes: dated rows, each with its state.

Only a row in force, approved by somebody, is a figure to judge by. A sample or an unverified one
makes whatever rests on it answer that it cannot be evaluated.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

THRESHOLDS = Path(__file__).resolve().parent / "thresholds.toml"
WITHOUT_TAX = "MXN sin IVA"


class Standing(StrEnum):
    """How far a row can be trusted; the words are those of the administrator's table."""

    IN_FORCE = "vigente"
    SAMPLE = "muestra"
    UNVERIFIED = "no verificado"


@dataclass(frozen=True, slots=True)
class Threshold:
    code: str
    value: Decimal
    unit: str
    state: Standing
    since: date | None = None
    until: date | None = None
    approved_by: str = ""

    @property
    def usable(self) -> bool:
        """Whether to judge by it: in force and approved by somebody who is named."""
        return self.state is Standing.IN_FORCE and bool(self.approved_by.strip())

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The table; of two rows for one day the one that began later is the row of that day."""

    rows: tuple[Threshold, ...] = ()

    def on(self, code: str, day: date) -> Threshold | None:
        """The row of the code for the day, usable or not."""
        held = [row for row in self.rows if row.code == code and row.holds_on(day)]
        return max(held, key=lambda row: row.since or date.min, default=None)

    def usable(self, code: str, day: date) -> Threshold | None:
        """The row of the code for the day if it can be judged by."""
        row = self.on(code, day)
        return row if row is not None and row.usable else None


def read_thresholds(entries: Iterable[Mapping[str, Any]]) -> Thresholds:
    """The table out of TOML entries; a state or a value that is none is refused."""
    return Thresholds(tuple(_read(entry) for entry in entries))


def _read(entry: Mapping[str, Any]) -> Threshold:
    return Threshold(
        code=entry["code"],
        value=Decimal(str(entry["value"])),
        unit=entry["unit"],
        state=Standing(entry["state"]),
        since=entry.get("from"),
        until=entry.get("until"),
        approved_by=entry.get("approved_by", ""),
    )


@cache
def load_thresholds(file: Path = THRESHOLDS) -> Thresholds:
    """The table that comes with the program: samples and unverified figures only."""
    return read_thresholds(tomllib.loads(file.read_text(encoding="utf-8"))["threshold"])
