"""What the standard takes and had better be otherwise: codes of one's own, members of before, telephones."""

import re
from typing import Any

from forms.catalog import load_catalog
from forms.context import Context
from forms.findings import Level, finding
from forms.members import text
from forms.plans import OPEN_CODE
from forms.pointers import expand
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.survey import Survey

LEAST_DIGITS, MOST_DIGITS = 7, 15
_NOT_DIGIT = re.compile(r"\D")
_EXTENSION = re.compile(r"(?:ext|x)\b.*", re.IGNORECASE | re.DOTALL)
# What OCDS 1.1 calls deprecated, and what to write instead where that is another member.
_DEPRECATED = (
    "/tender/amendment",
    "/awards/*/amendment",
    "/contracts/*/amendment",
    "/planning/budget/source",
    "/contracts/*/implementation/transactions/*/amount",
    "/contracts/*/implementation/transactions/*/providerOrganization",
    "/contracts/*/implementation/transactions/*/receiverOrganization",
)


@looks_at(OPEN_CODE)
def code_additional(survey: Survey, context: Context) -> Verdicts:
    """A code of an open list that the list has not got, once for each place of the law."""
    lists = load_catalog().codelists
    for column in survey.columns(OPEN_CODE):
        codelist = lists[column.field.codelist or ""] if column.field else None
        others = _said(column.values) - codelist.by_code.keys() if codelist else set()
        yield from (None,) if not others else ()
        for code in sorted(others):
            at, named = column.pointer_at(_first(column.values, code)), codelist.name if codelist else ""
            yield finding(at, "code.additional", Level.NOTE, value=code, codelist=named)


def _first(values: list[Any], code: str) -> int:
    """The number of the first value that is the code or has it."""
    if code in values:
        return values.index(code)
    return next(index for index, value in enumerate(values) if isinstance(value, list) and code in value)


def _said(values: list[Any]) -> set[str]:
    """The codes of these values, each of which is a code or a list of codes."""
    try:
        found = set(values)
    except TypeError:
        found = {code for value in values for code in (value if isinstance(value, list) else (value,)) if _is(code)}
    return set(filter(_is, found))


def _is(code: Any) -> bool:
    return isinstance(code, str) and code != ""


@looks_at(" ".join(_DEPRECATED))
def field_deprecated(survey: Survey, context: Context) -> Verdicts:
    """A member that the standard keeps for old files alone; the first of each."""
    for pattern in _DEPRECATED:
        if survey.has(pattern):
            for pointer, _ in list(expand(survey.body, pattern))[:1]:
                yield finding(pointer, "field.deprecated", Level.NOTE)


@looks_at("contact_point/telephone")
def telephone_malformed(survey: Survey, context: Context) -> Verdicts:
    for place in survey.of("contact_point"):
        said = text(place.value, "telephone")
        digits = len(_NOT_DIGIT.sub("", _EXTENSION.sub("", said)))
        if said:
            is_well = LEAST_DIGITS <= digits <= MOST_DIGITS
            yield (
                None
                if is_well
                else finding(f"{place.pointer}/telephone", "telephone.malformed", Level.NOTE, value=said)
            )
