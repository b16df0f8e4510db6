"""Identifiers: the ocid and the ids of rows."""

import re
from collections.abc import Iterator

from forms.columns import Column
from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.members import text
from forms.rules.rule import Verdicts
from forms.survey import Survey

_CONTENT = ("planning", "tender", "awards", "contracts", "bids")
_OCID = re.compile(r"(ocds-[a-z0-9]{6})-.+", re.DOTALL)


def _ocid_finding(code: str, context: Context) -> Finding:
    level = Level.ERROR if context.profile == "published" else Level.NOTE
    return finding("", code, level, "B03", ocid=context.ocid, prefixes=", ".join(context.prefixes))


def ocid_malformed(survey: Survey, context: Context) -> Verdicts:
    if context.ocid:
        yield None if _OCID.fullmatch(context.ocid) else _ocid_finding("ocid.malformed", context)


def ocid_prefix_unknown(survey: Survey, context: Context) -> Verdicts:
    match = _OCID.fullmatch(context.ocid)
    if match and context.prefixes:
        known = match.group(1) in context.prefixes
        yield None if known else _ocid_finding("ocid.prefix_unknown", context)


def process_empty(survey: Survey, context: Context) -> Verdicts:
    """A page that says nothing would be an answer; a draft may be empty for as long as it takes."""
    if context.profile == "published":
        has_content = any(name in survey.body for name in _CONTENT)
        yield None if has_content else finding("", "process.empty", Level.ERROR)


def id_repeated(survey: Survey, context: Context) -> Verdicts:
    """Two rows of one list with the same id would be merged into one by every reader."""
    for column in survey.lists:
        names = column.texts("id")
        if len(names) < len(column.values):
            yield from _repeated(column)
        if any(names):
            yield None


def _repeated(column: Column) -> Iterator[Finding]:
    names = [text(row, "id") for row in column.values]
    named = [one for one in zip(names, column.list_of(), range(len(names)), strict=True) if one[0]]
    if len({one[:2] for one in named}) == len(named):
        return
    seen = set[tuple[str, int]]()
    for name, number, index in named:
        if (name, number) in seen:
            yield finding(f"{column.pointers[index]}/id", "id.repeated", Level.ERROR, "B07", id=name)
        seen.add((name, number))
