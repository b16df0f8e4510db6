"""What the office's profile asks for and is not there, as findings: worded once for each field of the law."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.marks import ABSENT, does_not_apply
from forms.order import ends_of_key, sort_key, way
from forms.plans import LAYOUTS, Need
from forms.profiles import profiles
from forms.record_type import RecordType
from forms.survey import Lack, Survey

MOST_MISSING = 1000
_LEVELS: Mapping[str, tuple[str, Level]] = {
    "standard": ("required.missing", Level.ERROR),
    "profile": ("required.expected", Level.WARNING),
    "recommended": ("required.recommended", Level.NOTE),
}


class Told(NamedTuple):
    """How it is told that a need lacks, and what its key in the order begins and ends with (forms.order).

    An id that the standard requires (`is_id`) is told in a way of its own.
    """

    need: Need
    tail: str
    code: str
    level: Level
    blocks: str | None
    is_id: bool
    begins: str
    ends: str


def missing_findings(found: Survey, context: Context) -> tuple[list[Finding], list[str]]:
    """What the office's profile asks for and nobody but a person can say, and the key of each finding in the order
    (forms.order); registers have one profile.

    One for each member; beyond a thousand, the first of each field says it for all. What the office says does not
    apply is not asked for again; what the standard requires still is.
    """
    levels = profiles()[context.requirements].levels if found.record.register is None else None
    told = [(lack, needs) for lack in found.lacks if (needs := _asked(lack.needs, levels))]
    if ABSENT in found.body:
        told = [
            (lack.without(_said_not_to_apply(one.need, lack, found)), (one,)) for lack, all_ in told for one in all_
        ]
    if sum(lack.count * len(needs) for lack, needs in told) > MOST_MISSING:
        told = list(_first_of_each(told))
    findings, keys = list[Finding](), list[str]()
    for lack, needs in told:
        pointers = lack.pointers
        ways = list(map(way, pointers))
        for need, tail, code, level, blocks, is_id, begins, ends in needs:
            if is_id:
                ids = list(_missing_ids(need, lack, found.record))
                findings += ids
                keys += map(sort_key, ids)
            else:
                findings += [Finding(pointer + tail, code, level, (), blocks) for pointer in pointers]
                keys += [f"{begins}{start}{ends}" for start in ways]
    return findings, keys


@lru_cache(maxsize=LAYOUTS)
def _asked(needs: tuple[Need, ...], levels: frozenset[str] | None) -> tuple[Told, ...]:
    """How each of the needs is told that a profile of these levels asks for; None: that of a register."""
    is_register = levels is None
    asked = (need for need in needs if levels is None or (need.level in levels and not need.field.derived))
    return tuple(_told(need, is_register) for need in asked)


@cache
def _told(need: Need, is_register: bool) -> Told:
    code, level = _LEVELS[need.level]
    code = "required.register" if level is Level.WARNING and is_register else code
    is_error = level is Level.ERROR
    blocks = ("B04" if need.field.pointer.count("/") > 1 else "B02") if is_error else None
    is_id = is_error and need.field.name == "id"
    return Told(need, need.tail, code, level, blocks, is_id, *ends_of_key(level, need.tail, code))


def _said_not_to_apply(need: Need, lack: Lack, found: Survey) -> set[int]:
    if need.level == "standard":
        return set()
    return {row for row, pointer in lack.places() if does_not_apply(found.body, pointer + need.tail)}


def _first_of_each(told: Iterable[tuple[Lack, tuple[Told, ...]]]) -> Iterator[tuple[Lack, tuple[Told, ...]]]:
    """The first member of each field, among rows that have a `_key` and among those that have none."""
    met = set[tuple[str, bool]]()
    for lack, needs in told:
        for first in lack.firsts():
            is_keyed = lack.is_keyed(first)
            fresh = tuple(one for one in needs if (one.need.field.pointer, is_keyed) not in met)
            met.update((one.need.field.pointer, is_keyed) for one in fresh)
            if fresh:
                yield Lack((), lack.column, [first], lack.keyed), fresh


def _missing_ids(need: Need, lack: Lack, record: RecordType) -> Iterator[Finding]:
    """Where the row has a `_key`, publication writes that; only awards and contracts want a number."""
    wants_number = record.field_at(need.field.pointer.removesuffix("/id")) is None
    for row, pointer in lack.places():
        if not lack.is_keyed(row):
            yield finding(pointer + need.tail, "id.missing", Level.ERROR, "B04")
        elif wants_number:
            yield finding(pointer + need.tail, "id.expected", Level.WARNING)
