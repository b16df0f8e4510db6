"""Civil days and moments as OCDS writes them: RFC 3339 with the office's offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "America/Cancun"
_CIVIL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_SECOND = time(0, 0, 0)
_LAST_SECOND = time(23, 59, 59)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The named time zone."""
    return ZoneInfo(name)


def widen_day(text: str, zone: str = DEFAULT_ZONE, end_of_day: bool = False) -> str:
    """A civil day as the first (or last) second of that day in the zone; any other text as it came."""
    if not _CIVIL_DAY.fullmatch(text):
        return text
    try:
        day = datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 - a civil day has no zone until it is widened
    except ValueError:
        return text
    second = _LAST_SECOND if end_of_day else _FIRST_SECOND
    return datetime.combine(day.date(), second, tzinfo=zone_of(zone)).isoformat()


def utc_text(moment: datetime) -> str:
    """An aware moment in UTC with fixed precision, so that the order of the texts is the order in time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
