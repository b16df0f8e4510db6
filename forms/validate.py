"""All that is wrong with a body: types by the compiled schema, requirements and rules by one walk."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, groupby
from typing import Any

from forms.catalog import Catalog, load_catalog
from forms.context import Context
from forms.findings import LEVEL_ORDER, Finding, Level, finding
from forms.guides import guides_for
from forms.guides.guide import Guide
from forms.marks import ABSENT, does_not_apply
from forms.plans import Need
from forms.pointers import is_index, tokens
from forms.presence import awake
from forms.profiles import profiles
from forms.record_type import RecordType
from forms.rules import RULES
from forms.rules.registers import REGISTER_RULES
from forms.rules.rule import Rule
from forms.schema_check import MORE, body_findings, is_clean, is_full, size_findings, unwritable_findings
from forms.sizes import LONGEST_NAME, Crowd, may_be_too_large
from forms.survey import Lack, Survey, survey

__all__ = ["Context", "Finding", "structure_findings", "validate"]
_MISSING_LEVELS: Mapping[str, tuple[str, Level]] = {
    "standard": ("required.missing", Level.ERROR),
    "profile": ("required.expected", Level.WARNING),
    "recommended": ("required.recommended", Level.NOTE),
}
_DIGITS = 6
MOST_MISSING = 1000
_RANKS: Mapping[Level, int] = {level: rank for rank, level in enumerate(LEVEL_ORDER)}


def validate(
    body: Mapping[str, Any], record_type: str, context: Context, catalog: Catalog | None = None
) -> tuple[Finding, ...]:
    """Every finding of the body, gravest first and then in the order of its places.

    One beyond the limits of size, or with a text that cannot be written, is told so and judged no further.
    """
    try:
        return _judged(body, record_type, context, catalog)
    except UnicodeEncodeError:
        found = tuple(unwritable_findings(body))
        if not found:
            raise
        return found


def _judged(
    body: Mapping[str, Any], record_type: str, context: Context, catalog: Catalog | None
) -> tuple[Finding, ...]:
    law = catalog or load_catalog()
    record = law.record_types[record_type]
    findings, found = _structure(body, record, law)
    if found is None:
        return tuple(sorted(findings, key=_sort_key))
    findings.extend(_missing_findings(found, context))
    is_register = record.register is not None
    if not is_register:
        findings.extend(_outlet_findings(found, context))
    findings.extend(_unknown_findings(found))
    for judge in _asked(record, frozenset(found.marks)):
        findings.extend(judge.findings(found, context))
    return tuple(sorted(findings, key=_sort_key))


@lru_cache(maxsize=256)
def _asked(record: RecordType, marks: frozenset[str]) -> tuple[Rule | Guide, ...]:
    """The rules and guides that have anything to look at in such a body."""
    rules = RULES if record.register is None else REGISTER_RULES
    return (*awake(rules, marks), *awake(guides_for(record), marks))


def structure_findings(body: Mapping[str, Any], record_type: str, catalog: Catalog | None = None) -> list[Finding]:
    """Only what :func:`validate` says of types and limits of size: whether it is a body of the law at all."""
    law = catalog or load_catalog()
    record = law.record_types[record_type]
    if is_clean(body, record, law) and not may_be_too_large(body):
        return []
    return _structure(body, record, law)[0]


def _structure(body: Mapping[str, Any], record: RecordType, law: Catalog) -> tuple[list[Finding], Survey | None]:
    """(what is wrong with types and sizes, the survey of the body).

    No survey of one beyond the limits, nor of one with more errors than are told: these come first.
    """
    clean = is_clean(body, record, law)
    if not clean and (too_large := list(size_findings(body))):
        return too_large, None
    findings = [] if clean else list(body_findings(body, record, law))
    if any(item.code == MORE[0] for item in findings):
        return findings, None
    found = survey(body, record, clean or is_full(body), Crowd() if clean else None)
    if _may_be_too_large(found) and (too_large := list(size_findings(body))):
        return too_large, None
    return findings, found


def _may_be_too_large(found: Survey) -> bool:
    if found.crowd is not None and found.crowd.may_be_too_large:
        return True
    return any(len(pattern) > LONGEST_NAME for pattern in found.unknown)


def _sort_key(item: Finding) -> str:
    """One text, which sorts faster than a tuple; nothing in it is less than what parts it."""
    key = f"{_RANKS[item.level]}{_way(item.pointer)}\0{item.code}"
    return key if not item.parameters else "\0".join((key, *chain.from_iterable(item.parameters)))


@lru_cache(maxsize=16384)
def _way(pointer: str) -> str:
    """The pointer in a form that sorts rows by their number, and what a place holds right after it."""
    return "\1".join([token.zfill(_DIGITS) if is_index(token) else token for token in pointer.split("/")])


def _outlet_findings(found: Survey, context: Context) -> Iterator[Finding]:
    """What the outlet of the profile asks for besides; a kind of its own."""
    profile = profiles()[context.requirements]
    told = {item.pointer for item in found.missing if item.level == "standard"} if profile.pointers else set()
    for pointer in profile.lacking(found.body):
        if pointer not in told and not does_not_apply(found.body, pointer):
            yield finding(pointer, f"required.{profile.id}", Level.WARNING)


def _missing_findings(found: Survey, context: Context) -> Iterator[Finding]:
    """What the office's profile asks for and nobody but a person can say; registers have one profile.

    One for each member; beyond a thousand, the first of each field says it for all. What the office says does not
    apply is not asked for again; what the standard requires still is.
    """
    is_register = found.record.register is not None
    levels = profiles()[context.requirements].levels
    told = [
        (need, lack)
        for lack in found.lacks
        for need in lack.needs
        if is_register or (need.level in levels and not need.field.derived)
    ]
    if ABSENT in found.body:
        told = [(need, lack.without(_said_not_to_apply(need, lack, found))) for need, lack in told]
    if sum(lack.count for _, lack in told) > MOST_MISSING:
        told = list(_first_of_each(told))
    for need, lack in told:
        yield from _of_need(need, lack, found.record)


def _said_not_to_apply(need: Need, lack: Lack, found: Survey) -> set[int]:
    if need.level == "standard":
        return set()
    return {row for row, pointer in lack.places() if does_not_apply(found.body, pointer + need.tail)}


def _first_of_each(told: Iterable[tuple[Need, Lack]]) -> Iterator[tuple[Need, Lack]]:
    """The first member of each field, among rows that have a `_key` and among those that have none."""
    met = set[tuple[str, bool]]()
    for lack, needs in groupby(told, key=lambda pair: pair[1]):
        firsts = [(lack.is_keyed(first), Lack((), lack.column, [first])) for first in lack.firsts()]
        for need, _ in needs:
            for is_keyed, first in firsts:
                if (need.field.pointer, is_keyed) not in met:
                    met.add((need.field.pointer, is_keyed))
                    yield need, first


def _of_need(need: Need, lack: Lack, record: RecordType) -> Iterable[Finding]:
    code, level, blocks = _told_as(need, record.register is not None)
    if level is Level.ERROR and need.field.name == "id":
        return _missing_ids(need, lack, record)
    return [Finding(pointer + need.tail, code, level, (), blocks) for pointer in lack.pointers]


@cache
def _told_as(need: Need, is_register: bool) -> tuple[str, Level, str | None]:
    code, level = _MISSING_LEVELS[need.level]
    if level is Level.ERROR:
        return code, level, "B04" if need.field.pointer.count("/") > 1 else "B02"
    return "required.register" if level is Level.WARNING and is_register else code, level, None


def _missing_ids(need: Need, lack: Lack, record: RecordType) -> Iterator[Finding]:
    """Where the row has a `_key`, publication writes that; only awards and contracts want a number."""
    wants_number = record.field_at(need.field.pointer.removesuffix("/id")) is None
    for row, pointer in lack.places():
        if not lack.is_keyed(row):
            yield finding(pointer + need.tail, "id.missing", Level.ERROR, "B04")
        elif wants_number:
            yield finding(pointer + need.tail, "id.expected", Level.WARNING)


def _unknown_findings(found: Survey) -> Iterator[Finding]:
    """One note for each member the law does not know, however often it returns."""
    for stand in found.unknown.values():
        pointer, count = stand.pointers[0], len(stand.values)
        code = "field.additional" if count == 1 else "field.additional_many"
        yield finding(pointer, code, Level.NOTE, name=tokens(pointer)[-1], count=count)
