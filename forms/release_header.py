"""What is wrong with the headers of releases as they came: what only a file tells, and no body keeps.

Of the releases that the portal mints nobody captures a header: tags are chosen from the content (B10), the date is
the portal's, later than the last one of its process and never ahead of it (B11).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from forms.days import read_when
from forms.findings import Finding, Level, finding
from forms.members import objects, part, text

Release = Mapping[str, Any]
REPEATED, IS_OCID = "release.repeated", "release.id_is_ocid"
AHEAD, CONTRADICTS = "release.date_ahead", "release.tag_contradicts"
CODES = frozenset({REPEATED, IS_OCID, AHEAD, CONTRADICTS})
_AHEAD = timedelta(days=1)
# What a release must have to bear a tag.
_CONTENT: Mapping[str, Callable[[Release], Any]] = MappingProxyType(
    {
        "planning": lambda release: release.get("planning"),
        "tender": lambda release: release.get("tender"),
        "award": lambda release: release.get("awards"),
        "contract": lambda release: release.get("contracts"),
        "implementation": lambda release: any(part(row, "implementation") for row in objects(release, "contracts")),
    }
)


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
    elif when is not None and when.day > today + _AHEAD:
        yield finding("/date", AHEAD, Level.ERROR, "B11", value=f"{when.day:%d/%m/%Y}")
    tags = release.get("tag")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str) and tag in _CONTENT and not _CONTENT[tag](release):
            yield finding("/tag", CONTRADICTS, Level.ERROR, "B10", tag=tag)
