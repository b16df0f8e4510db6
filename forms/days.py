"""Civil days and moments as the record stores them. A day never moves: no zone conversion here."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class When:
    """A date as written: its civil day, and the instant when it has an hour and an offset."""

    day: date
    instant: datetime | None = None

    def before(self, other: "When") -> bool:
        """Earlier than the other: by instants when both have one, else by the days as written."""
        if self.instant is not None and other.instant is not None:
            return self.instant < other.instant
        return self.day < other.day


@lru_cache(maxsize=8192)
def read_when(text: object) -> When | None:
    """`2026-03-03` or RFC 3339 with seconds and offset; None for anything else."""
    if not isinstance(text, str):
        return None
    if _DAY.fullmatch(text):
        day = _read_day(text)
        return None if day is None else When(day)
    match = _MOMENT.fullmatch(text)
    return None if match is None else _read_moment(*match.groups())


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_moment(day: str, hour: str, fraction: str | None, offset: str) -> When | None:
    zone = "+00:00" if offset in "Zz" else offset
    digits = (fraction or "")[:7]
    try:
        instant = datetime.fromisoformat(f"{day}T{hour}{digits.ljust(7, '0') if digits else ''}{zone}")
    except ValueError:
        return None
    return When(instant.date(), instant)
