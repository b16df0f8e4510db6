"""All that is wrong with a body: types by the compiled schema, requirements and rules by one walk."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from forms.catalog import Catalog, load_catalog
from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.guides import guides_for
from forms.guides.guide import Guide
from forms.marks import does_not_apply
from forms.missing import missing_findings
from forms.order import in_order
from forms.pointers import tokens
from forms.presence import awake, looked_at
from forms.profiles import profiles
from forms.record_type import RecordType
from forms.rules import RULES
from forms.rules.registers import REGISTER_RULES
from forms.rules.rule import Rule
from forms.schema_check import MORE, body_findings, is_clean, is_full, or_unwritable, size_findings
from forms.sizes import LONGEST_NAME, Crowd, may_be_too_large
from forms.survey import Survey, survey

__all__ = ["Context", "Finding", "structure_findings", "validate"]


def validate(
    body: Mapping[str, Any], record_type: str, context: Context, catalog: Catalog | None = None
) -> tuple[Finding, ...]:
    """Every finding of the body, gravest first and then in the order of its places.

    One beyond the limits of size, or with a text that cannot be written, is told so and judged no further.
    """
    return or_unwritable(body, lambda: _judged(body, record_type, context, catalog))


def _judged(
    body: Mapping[str, Any], record_type: str, context: Context, catalog: Catalog | None
) -> tuple[Finding, ...]:
    law = catalog or load_catalog()
    record = law.record_types[record_type]
    findings, found = _structure(body, record, law)
    if found is None:
        return in_order(findings)
    missing, keys = missing_findings(found, context)
    findings = [*missing, *findings]
    is_register = record.register is not None
    if not is_register:
        findings.extend(_outlet_findings(found, context))
    findings.extend(_unknown_findings(found))
    for judge in _asked(record, found.marks & _looked_at(record)):
        findings.extend(judge.findings(found, context))
    return in_order(findings, keys)


@lru_cache(maxsize=256)
def _asked(record: RecordType, marks: int) -> tuple[Rule | Guide, ...]:
    """The rules and guides that have anything to look at in such a body."""
    return tuple(awake(_judges(record), marks))


@cache
def _looked_at(record: RecordType) -> int:
    """The marks that any of them looks at."""
    return looked_at(_judges(record))


def _judges(record: RecordType) -> tuple[Rule | Guide, ...]:
    return (*(RULES if record.register is None else REGISTER_RULES), *guides_for(record))


def structure_findings(body: Mapping[str, Any], record_type: str, catalog: Catalog | None = None) -> list[Finding]:
    """Only what :func:`validate` says of types and limits of size: whether it is a body of the law at all."""
    law = catalog or load_catalog()
    record = law.record_types[record_type]

    def judged() -> tuple[Finding, ...]:
        if is_clean(body, record, law) and not may_be_too_large(body):
            return ()
        return tuple(_structure(body, record, law)[0])

    return list(or_unwritable(body, judged))


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


def _outlet_findings(found: Survey, context: Context) -> Iterator[Finding]:
    """What the outlet of the profile asks for besides; a kind of its own."""
    profile = profiles()[context.requirements]
    told = {item.pointer for item in found.missing if item.level == "standard"} if profile.pointers else set()
    for pointer in profile.lacking(found.body):
        if pointer not in told and not does_not_apply(found.body, pointer):
            yield finding(pointer, f"required.{profile.id}", Level.WARNING)


def _unknown_findings(found: Survey) -> Iterator[Finding]:
    """One note for each member the law does not know, however often it returns."""
    for stand in found.unknown.values():
        pointer, count = stand.pointer_at(0), len(stand.values)
        code = "field.additional" if count == 1 else "field.additional_many"
        yield finding(pointer, code, Level.NOTE, name=tokens(pointer)[-1], count=count)
