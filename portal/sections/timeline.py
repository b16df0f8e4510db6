"""Key dates in order, with a line drawn to scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.catalog import Field
from forms.days import read_when
from forms.formats import show_day
from forms.pointers import expand, get
from portal.sections.process_view import ProcessView

WIDTH, MARGIN, LEAST_GAP = 1000, 24, 34
MOST_DATES = 24
KEY_DATES = (
    "/planning/requestsForQuotes/*/period/startDate",
    "/tender/tenderPeriod/startDate",
    "/tender/clarificationMeetings/*/date",
    "/tender/tenderPeriod/endDate",
    "/awards/*/date",
    "/contracts/*/dateSigned",
    "/contracts/*/period/startDate",
    "/contracts/*/amendments/*/date",
    "/contracts/*/period/endDate",
    "/contracts/*/implementation/transactions/*/date",
)
NAMED = ("/planning/milestones/*", "/tender/milestones/*", "/contracts/*/milestones/*")
NAMED_DATES = ("dateMet", "dueDate")
VAGUE = frozenset({"fecha", "de", "del", "inicio", "término", "y", "hora", "firma"})


@dataclass(frozen=True)
class Moment:
    """One dot: ``x`` on a line 1000 wide."""

    number: int
    day: date
    shown: str
    words: str
    x: float


@dataclass(frozen=True)
class Timeline:
    """The earliest dates; ``left_out`` are how many later ones find no place."""

    moments: tuple[Moment, ...]
    width: int = WIDTH
    left_out: int = 0


def build(view: ProcessView) -> Timeline | None:
    """None with fewer than two dates: there is no line to draw."""
    every = sorted(dict.fromkeys((*_key_dates(view), *_milestones(view))))
    found = every[:MOST_DATES]
    if len(found) < 2:
        return None
    places = _places([day for day, _, _ in found])
    moments = [
        Moment(number, day, shown, words, x)
        for number, ((day, words, shown), x) in enumerate(zip(found, places, strict=True), 1)
    ]
    return Timeline(tuple(moments), left_out=len(every) - len(found))


def _key_dates(view: ProcessView) -> Iterator[tuple[date, str, str]]:
    for pattern in KEY_DATES:
        for _, value in expand(view.release, pattern):
            when = read_when(value)
            if when is not None:
                yield when.day, _label(view, pattern), show_day(value)


def _milestones(view: ProcessView) -> Iterator[tuple[date, str, str]]:
    for pattern in NAMED:
        for pointer, row in expand(view.release, pattern):
            value = next((row[name] for name in NAMED_DATES if isinstance(row, dict) and row.get(name)), None)
            when, title = read_when(value), get(view.release, f"{pointer}/title")
            if when is not None and title:
                yield when.day, str(title), show_day(value)


def _label(view: ProcessView, pattern: str) -> str:
    """The label of the date; with that of what it is a date of, where alone it would not say."""
    known = view.record.field_at(pattern)
    if known is None:
        return ""
    item = known.under(*view.kinds)
    if not set(item.label.lower().split()) <= VAGUE:
        return item.label
    owner = _owner_label(view, pattern, item)
    return f"{owner}: {item.label.lower()}" if owner else item.label


def _owner_label(view: ProcessView, pattern: str, item: Field) -> str:
    unit = view.record.unit_at(pattern)
    owner = unit if unit is not None and unit.pointer != item.pointer else _list_of(view, pattern)
    stage = view.record.stage_of(pattern)
    if owner is not None:
        return owner.under(*view.kinds).label
    return (stage.row_label_for(*view.kinds) if stage else None) or ""


def _list_of(view: ProcessView, pattern: str) -> Field | None:
    base, star, _ = pattern.rpartition("/*")
    return view.record.field_at(base) if star else None


def _places(days: list[date]) -> list[float]:
    """Positions to scale, pushed apart just enough to keep every dot legible."""
    span = (days[-1] - days[0]).days or 1
    usable = WIDTH - 2 * MARGIN
    gap = min(LEAST_GAP, usable / (len(days) - 1))
    places = [float(MARGIN) + usable * (day - days[0]).days / span for day in days]
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + gap)
    limit = float(WIDTH - MARGIN)
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - gap
    return [round(place, 1) for place in places]
