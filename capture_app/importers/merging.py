"""The foreign releases of one process as one body (decisions 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from capture_app.importers.edition_1_0 import upgraded
from capture_app.importers.foreign import Ledger, Merged
from capture_app.importers.normalise import Normaliser, pruned
from capture_app.importers.numbers import tamed
from capture_app.importers.office import is_register_code
from capture_app.ocds.record import compile_releases
from capture_app.ocds.release import RECORD_TYPE
from forms.catalog import Catalog
from forms.days import read_when
from forms.findings import Finding, Level
from forms.schema_check import size_findings
from forms.standard import INITIATION_TYPES

# Beyond these sizes nothing is merged; a text or a list that is too long is set aside alone.
REFUSED_SIZES = frozenset({"size.members", "size.name", "size.rows_in_all", "size.in_all"})
HEADER = ("ocid", "id", "date", "tag", "initiationType")
_PLAIN = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?$", re.ASCII)
_DAWN = datetime.min.replace(tzinfo=UTC)


class ReleaseTooLarge(Exception):
    """A process that is not taken for its size; ``finding`` says what is too large, and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def merge_foreign(
    releases: Sequence[Mapping[str, Any]], catalog: Catalog, known: Sequence[Mapping[str, Any]] = ()
) -> Merged:
    """Bring each release to the law's form, merge them by date, and take the header off.

    Those ``known`` from files before are merged too, and what there is to say of them has been said. Raises
    ReleasesDisagree where one has a list and another an object at a place the law does not know, ReleaseTooLarge
    where there is more than one process can be.
    """
    for release in releases:
        _refuse_too_large(release)
    ledger = Ledger()
    told = {id(release) for release in known}
    ready = [
        _normalised(release, catalog, Ledger() if id(release) in told else ledger)
        for release in in_order([*known, *releases])
    ]
    compiled = compile_releases(ready, catalog)
    body = pruned({name: member for name, member in compiled.items() if name not in HEADER})
    _refuse_too_large(body)
    return Merged(body, tuple(ledger.aside.values()), tuple(ledger.remarks.values()))


def merge_entries(
    entries: Sequence[Mapping[str, Any]], catalog: Catalog, record_type: str, known: Sequence[Mapping[str, Any]] = ()
) -> Merged:
    """Entries of a register as they came, each brought to the law's form: the later over the earlier.

    Entries kept by earlier versions of the program bear their own name as ``ocid``; it is no member of theirs.

    Of those ``known`` from files before, what there is to say has been said. Raises ReleaseTooLarge.
    """
    ledger = Ledger()
    body: dict[str, Any] = {}
    for told, group in ((Ledger(), known), (ledger, entries)):
        normaliser = Normaliser(catalog.record_types[record_type], catalog, told)
        for entry in group:
            _refuse_too_large(entry)
            is_named = is_register_code(str(entry.get("ocid", "")), record_type)
            members = {name: member for name, member in entry.items() if name != "ocid" or not is_named}
            body = _over(body, normaliser.normalise(tamed(members)))
    return Merged(pruned(body), tuple(ledger.aside.values()), tuple(ledger.remarks.values()))


def _over(body: Any, later: Any) -> Any:
    if isinstance(body, dict) and isinstance(later, dict):
        return {**body, **{name: _over(body.get(name), member) for name, member in later.items()}}
    return later


def _normalised(release: Mapping[str, Any], catalog: Catalog, ledger: Ledger) -> dict[str, Any]:
    header = _plain_header(release, ledger)
    members = {name: member for name, member in release.items() if name not in HEADER}
    normaliser = Normaliser(catalog.record_types[RECORD_TYPE], catalog, ledger)
    return {**normaliser.normalise(upgraded(members, ledger)), **header}


def _refuse_too_large(document: Mapping[str, Any]) -> None:
    found = next((item for item in size_findings(document) if item.code in REFUSED_SIZES), None)
    if found is not None:
        raise ReleaseTooLarge(found)


def in_order(releases: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The oldest first, by instant; of the same instant a compiled release last, the others as they came."""
    return sorted(releases, key=lambda release: (_instant(release.get("date")), _is_compiled(release)))


def _instant(date: Any) -> datetime:
    when = read_when(date) if isinstance(date, str) else None
    if when is None:
        return _without_offset(date) or _DAWN
    return when.instant or datetime.combine(when.day, datetime.min.time(), tzinfo=UTC)


def _without_offset(date: Any) -> datetime | None:
    """The instant of a date and hour that does not say its offset, as if it were universal time."""
    match = _PLAIN.match(date) if isinstance(date, str) else None
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}+00:00") if match else None
    except ValueError:
        return None


def _is_compiled(release: Mapping[str, Any]) -> bool:
    tags = release.get("tag")
    return isinstance(tags, list) and "compiled" in tags


def _plain_header(release: Mapping[str, Any], ledger: Ledger) -> dict[str, str]:
    """What merging needs of the header; a date that cannot be read is noted, it stays in the kept release."""
    date = release.get("date")
    if date is not None and (not isinstance(date, str) or read_when(date) is None):
        code = "release.date_no_offset" if _without_offset(date) else "release.date_unreadable"
        ledger.note("/date", code, Level.WARNING, date=str(date)[:40])
    begun = release.get("initiationType")
    if begun not in (None, "", *INITIATION_TYPES):
        ledger.keep("/initiationType", begun, "code.unknown")
    return {name: str(release.get(name) or "") for name in ("ocid", "id", "date")}
