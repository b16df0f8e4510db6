"""What is wrong with the headers of releases as they came: what only a file tells, and no body keeps.

Of the releases that the portal mints nobody captures a header: tags are chosen from the content (B10), the date is
the portal's, later than the last one of its process and never ahead of it (B11).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from forms.days import When, read_when
from forms.findings import Finding, Level, finding
from forms.members import objects, part, text
from forms.rules.dates import FIRST_YEAR, LAST_YEAR

Release = Mapping[str, Any]
REPEATED, IS_OCID = "release.repeated", "release.id_is_ocid"
AHEAD, CONTRADICTS, BEFORE = "release.date_ahead", "release.tag_contradicts", "release.date_before"
CODES = frozenset({REPEATED, IS_OCID, AHEAD, CONTRADICTS, BEFORE})
_AHEAD = timedelta(days=1)
# What a release must have to bear a tag; what came before one of the later tags may have been published elsewhere.
_CONTENT: Mapping[str, Callable[[Release], Any]] = MappingProxyType(
    {
        "planning": lambda release: release.get("planning"),
        "tender": lambda release: release.get("tender"),
        "award": lambda release: release.get("awards"),
        "contract": lambda release: release.get("contracts"),
        "implementation": lambda release: any(part(row, "implementation") for row in objects(release, "contracts")),
    }
)
_LATER = re.compile(r"(planning|tender|award|contract|implementation)(?:Update|Amendment|Cancellation|Termination)?")
_HAPPENED = frozenset({"dateSigned", "dateMet", "datePublished", "dateModified"})
_OF_ACTS = frozenset({"awards", "amendments", "transactions"})  # lists whose `date` is that of an act
_DEEPEST = 12


def header_findings(releases: Sequence[Release], today: date) -> Iterator[Finding]:
    """What contradicts itself in the headers of the releases of one process, the members' types aside."""
    seen: dict[str, Release] = {}
    for release in releases:
        yield from _of_release(release, today)
        name = text(release, "id")
        if name and seen.setdefault(name, release) != release:
            yield finding("/id", REPEATED, Level.ERROR, "B07", id=name)


def _of_release(release: Release, today: date) -> Iterator[Finding]:
    name, dated = text(release, "id"), text(release, "date")
    if name and name == release.get("ocid"):
        yield finding("/id", IS_OCID, Level.WARNING, id=name)
    when = read_when(dated)
    if dated and (when is None or when.instant is None):
        yield finding("/date", "date.impossible", Level.ERROR, "B08", value=dated)
    elif when is not None and when.day.year < FIRST_YEAR:
        limits = {"year": when.day.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        yield finding("/date", "date.out_of_range", Level.ERROR, "B08", **limits)
    elif when is not None and when.day > today + _AHEAD:
        yield finding("/date", AHEAD, Level.ERROR, "B11", value=f"{when.day:%d/%m/%Y}")
    elif when is not None and (last := _last_fact(release)) is not None and when.before(last):
        yield finding("/date", BEFORE, Level.WARNING, value=f"{when.day:%d/%m/%Y}", last=f"{last.day:%d/%m/%Y}")
    tags = release.get("tag")
    for tag in tags if isinstance(tags, list) else ():
        stage = _LATER.fullmatch(tag) if isinstance(tag, str) else None
        if stage and not _CONTENT[stage.group(1)](release):
            yield finding("/tag", CONTRADICTS, Level.ERROR, "B10", tag=tag)


def _last_fact(release: Release) -> When | None:
    """The latest day of what a release says has happened: awards, signatures, payments, changes, papers."""
    found = [when for said in _facts(release, "", 0) if (when := read_when(said))]
    return max(found, key=lambda when: when.day, default=None)


def _facts(node: Any, name: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for row in node:
            yield from _facts(row, name, depth + 1)
    elif isinstance(node, Mapping):
        for member, value in node.items():
            if isinstance(value, str):
                if member in _HAPPENED or (member == "date" and name in _OF_ACTS):
                    yield value
            else:
                yield from _facts(value, member, depth + 1)
