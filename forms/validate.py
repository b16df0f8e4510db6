"""All that is wrong with a body: types by the compiled schema, requirements and rules by one walk."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from forms.catalog import Catalog, load_catalog
from forms.context import Context
from forms.findings import LEVEL_ORDER, Finding, Level, finding
from forms.guides import guides_for
from forms.marks import ABSENT, does_not_apply
from forms.pointers import is_index, tokens
from forms.profiles import profiles
from forms.record_type import RecordType
from forms.rules import RULES
from forms.rules.registers import REGISTER_RULES
from forms.schema_check import body_findings, is_clean, is_full, size_findings, unwritable_findings
from forms.sizes import LONGEST_NAME, crowd_in
from forms.survey import MOST_MISSING, Missing, Survey, survey

__all__ = ["Context", "Finding", "structure_findings", "validate"]
_MISSING_LEVELS: Mapping[str, tuple[str, Level]] = {
    "standard": ("required.missing", Level.ERROR),
    "profile": ("required.expected", Level.WARNING),
    "recommended": ("required.recommended", Level.NOTE),
}
_DIGITS = 6
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
    if record.register is None:
        findings.extend(_outlet_findings(found, context))
    findings.extend(_unknown_findings(found))
    is_register = record.register is not None
    for rule in REGISTER_RULES if is_register else RULES:
        findings.extend(rule.findings(found, context))
    for guide in guides_for(record):
        findings.extend(guide.findings(found, context))
    return tuple(sorted(findings, key=_sort_key))


def structure_findings(body: Mapping[str, Any], record_type: str, catalog: Catalog | None = None) -> list[Finding]:
    """Only what :func:`validate` says of types and limits of size: whether it is a body of the law at all."""
    law = catalog or load_catalog()
    return _structure(body, law.record_types[record_type], law)[0]


def _structure(body: Mapping[str, Any], record: RecordType, law: Catalog) -> tuple[list[Finding], Survey | None]:
    """(what is wrong with types and sizes, the survey of the body); no survey of one beyond the limits."""
    clean = is_clean(body, record, law)
    if (not clean or crowd_in(body)) and (too_large := list(size_findings(body))):
        return too_large, None
    findings = [] if clean else list(body_findings(body, record, law))
    found = survey(body, record, clean or is_full(body))
    if any(len(pattern) > LONGEST_NAME for pattern in found.unknown) and (too_large := list(size_findings(body))):
        return too_large, None
    return findings, found


def _sort_key(item: Finding) -> tuple[int, str, str, Any]:
    return _RANKS[item.level], _way(item.pointer), item.code, item.parameters


@lru_cache(maxsize=16384)
def _way(pointer: str) -> str:
    """The pointer in a form that sorts rows by their number, and what a place holds right after it."""
    return "\0".join([token.zfill(_DIGITS) if is_index(token) else token for token in pointer.split("/")])


def _asked(found: Survey, context: Context) -> list[Missing]:
    """What the office's profile asks for and nobody but a person can say; registers have one profile."""
    if found.record.register is not None:
        return found.missing
    levels = profiles()[context.requirements].levels
    return [item for item in found.missing if item.level in levels and not item.field.derived]


def _outlet_findings(found: Survey, context: Context) -> Iterator[Finding]:
    """What the outlet of the profile asks for besides; a kind of its own."""
    profile = profiles()[context.requirements]
    told = {item.pointer for item in found.missing if item.level == "standard"} if profile.pointers else set()
    for pointer in profile.lacking(found.body):
        if pointer not in told and not does_not_apply(found.body, pointer):
            yield finding(pointer, f"required.{profile.id}", Level.WARNING)


def _missing_findings(found: Survey, context: Context) -> Iterator[Finding]:
    """One for each member; beyond a thousand, the first of each field says it for all.

    What the office says does not apply is not asked for again; what the standard requires still is.
    """
    told = _asked(found, context)
    if ABSENT in found.body:
        told = [item for item in told if item.level == "standard" or not does_not_apply(found.body, item.pointer)]
    if len(told) > MOST_MISSING:
        told = list({(item.field.pointer, item.keyed): item for item in reversed(told)}.values())
    for missing in told:
        code, level = _MISSING_LEVELS[missing.level]
        if found.record.register is not None and level is Level.WARNING:
            code = "required.register"
        if missing.field.name == "id" and level is Level.ERROR:
            yield from _missing_id(missing, found.record)
        else:
            blocks = ("B04" if missing.pointer.count("/") > 1 else "B02") if level is Level.ERROR else None
            yield finding(missing.pointer, code, level, blocks)


def _missing_id(missing: Missing, record: RecordType) -> Iterator[Finding]:
    """Where the row has a `_key`, publication writes that; only awards and contracts want a number."""
    if not missing.keyed:
        yield finding(missing.pointer, "id.missing", Level.ERROR, "B04")
    elif record.field_at(missing.field.pointer.removesuffix("/id")) is None:
        yield finding(missing.pointer, "id.expected", Level.WARNING)


def _unknown_findings(found: Survey) -> Iterator[Finding]:
    """One note for each member the law does not know, however often it returns."""
    for places in found.unknown.values():
        name = tokens(places[0].pointer)[-1]
        code = "field.additional" if len(places) == 1 else "field.additional_many"
        yield finding(places[0].pointer, code, Level.NOTE, name=name, count=len(places))
