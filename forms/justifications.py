"""Why a warning or a point to look at stands as it is, said once by a person and kept with the record.

Kept in the body under `_justified` (path → list of `{code, reason, by, at, of}`), so it travels with the record;
the `_` keeps it out of every outlet. Rows stand in the path by their key, so a reason follows its row when rows
move. `of` seals what the reason was given for: once that changes the reason has lapsed, and it is asked again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from forms.findings import Finding, Level
from forms.pointers import KEY, escape, get, to_path

JUSTIFIED = "_justified"
CAN_BE = frozenset({Level.WARNING, Level.GUIDE})
SHORTEST_REASON, LONGEST_REASON = 10, 1000
_SEAL_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Justification:
    """The reason given for the findings of a code at a path (rows by key), by whom and when (ISO 8601, UTC).

    `is_lapsed`: what it was given for has changed since.
    """

    path: str
    code: str
    reason: str
    by: str
    at: str
    is_lapsed: bool = False


def justification_path(path: str) -> str:
    """Where the reasons for the findings at a path stand."""
    return f"/{JUSTIFIED}/{escape(path)}"


def seal_of(body: Any, finding: Finding) -> str:
    """What a reason is given for: the value at the place; of an object or a list what it says itself, rows apart;
    of the record, or of what is not there, what the finding says."""
    value = get(body, finding.pointer) if finding.pointer else None
    said = [_own(value), list(finding.parameters) if value is None else []]
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()[:_SEAL_LENGTH]


def _own(value: Any) -> Any:
    """The value with numbers as text; of an object its own plain members, of a list the keys of its rows."""
    if isinstance(value, Mapping):
        plain = {name: member for name, member in value.items() if not name.startswith("_")}
        return {name: _own(member) for name, member in plain.items() if not isinstance(member, list)}
    if isinstance(value, list):
        return [row.get(KEY) if isinstance(row, Mapping) else _own(row) for row in value]
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return format(Decimal(str(value)).normalize(), "f")
    return value


def with_reason(body: Any, finding: Finding, reason: str, by: str, at: str) -> tuple[str, list[dict[str, str]]]:
    """The edit that keeps a reason: its path and the list that then stands there."""
    path = to_path(body, finding.pointer)
    said = {"code": finding.code, "reason": reason, "by": by, "at": at, "of": seal_of(body, finding)}
    return justification_path(path), [*_others(body, path, finding.code), said]


def without_reason(body: Any, finding_path: str, code: str) -> tuple[str, list[dict[str, str]] | None]:
    """The edit that takes a reason back."""
    return justification_path(finding_path), _others(body, finding_path, code) or None


def _others(body: Any, path: str, code: str) -> list[dict[str, str]]:
    return [dict(entry) for entry in _entries(body, path) if entry.get("code") != code]


def _entries(body: Any, path: str) -> list[Mapping[str, Any]]:
    kept = body.get(JUSTIFIED) if isinstance(body, Mapping) else None
    found = kept.get(path) if isinstance(kept, Mapping) else None
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def justification_of(body: Any, finding: Finding) -> Justification | None:
    """The reason kept for a finding, lapsed or not; None where there is none."""
    if finding.level not in CAN_BE or not (isinstance(body, Mapping) and body.get(JUSTIFIED)):
        return None
    path = to_path(body, finding.pointer)
    entry = next((entry for entry in _entries(body, path) if entry.get("code") == finding.code), None)
    if entry is None:
        return None
    reason, by, at = (str(entry.get(name, "")) for name in ("reason", "by", "at"))
    return Justification(path, finding.code, reason, by, at, entry.get("of") != seal_of(body, finding))


def justified(body: Any, findings: Iterable[Finding]) -> Iterator[tuple[Finding, Justification]]:
    """The findings for which a reason is kept, each with it."""
    for item in findings:
        kept = justification_of(body, item)
        if kept is not None:
            yield item, kept


def open_findings(body: Any, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that nobody has answered for: errors and notes, and what has no reason that holds."""
    found = tuple(findings)
    kept = {item for item, reason in justified(body, found) if not reason.is_lapsed}
    return tuple(item for item in found if item not in kept) if kept else found
