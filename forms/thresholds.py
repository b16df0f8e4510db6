"""What a law, its rules or a budget decree fix (amounts, periods, percentages, authorities, formats, texts
in force): dated rows, each with its state.

Only a row in force, approved by somebody, is one to judge by. A sample or an unverified one makes
whatever rests on it answer that it cannot be evaluated. The rows of an administrator take the place of
those that come with the program: of a code that has a row of theirs for a day, the shipped ones say nothing.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
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
    """One dated row: a figure (`value` in `unit`), or words (`text`) where it is no figure."""

    code: str
    value: Decimal
    unit: str
    state: Standing
    since: date | None = None
    until: date | None = None
    approved_by: str = ""
    text: str = ""
    source: str = ""

    @property
    def usable(self) -> bool:
        """Whether to judge by it: in force and approved by somebody who is named."""
        return self.state is Standing.IN_FORCE and bool(self.approved_by.strip())

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The table; of two rows for one day the one that began later is the row of that day.

    `own` are the administrator's, which hold over `rows`.
    """

    rows: tuple[Threshold, ...] = ()
    own: tuple[Threshold, ...] = ()
    codes_in_force: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())
    _by_code: Mapping[str, tuple[tuple[Threshold, ...], ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        both = (self.own, self.rows)
        codes = {row.code for rows in both for row in rows}
        found = {code: tuple(tuple(row for row in rows if row.code == code) for rows in both) for code in codes}
        object.__setattr__(self, "_by_code", MappingProxyType(found))
        in_force = frozenset(row.code for rows in both for row in rows if row.usable)
        object.__setattr__(self, "codes_in_force", in_force)

    def on(self, code: str, day: date) -> Threshold | None:
        """The row of the code for the day, usable or not."""
        for rows in self._by_code.get(code, ()):
            held = [row for row in rows if row.holds_on(day)]
            if held:
                return max(held, key=lambda row: row.since or date.min)
        return None

    def usable(self, code: str, day: date) -> Threshold | None:
        """The row of the code for the day if it can be judged by."""
        if code not in self.codes_in_force:
            return None
        row = self.on(code, day)
        return row if row is not None and row.usable else None

    def with_own(self, own: Iterable[Threshold]) -> "Thresholds":
        """The same table under an administrator's rows."""
        return Thresholds(self.rows, tuple(own))


def read_thresholds(entries: Iterable[Mapping[str, Any]]) -> Thresholds:
    """The table out of TOML entries; a state or a value that is none is refused."""
    return Thresholds(tuple(_read(entry) for entry in entries))


def _read(entry: Mapping[str, Any]) -> Threshold:
    return Threshold(
        code=entry["code"],
        value=Decimal(str(entry.get("value", 0))),
        unit=entry.get("unit", ""),
        state=Standing(entry["state"]),
        since=entry.get("from"),
        until=entry.get("until"),
        approved_by=entry.get("approved_by", ""),
        text=entry.get("text", ""),
        source=entry.get("source", ""),
    )


@cache
def load_thresholds(file: Path = THRESHOLDS) -> Thresholds:
    """The table that comes with the program: samples and unverified figures only."""
    return read_thresholds(tomllib.loads(file.read_text(encoding="utf-8"))["threshold"])
