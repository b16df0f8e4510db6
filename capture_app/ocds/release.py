"""An OCDS release from the body of a record: what is ours taken out, what the standard needs put in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capture_app.ocds.dates import DEFAULT_ZONE, widen_day
from forms.catalog import load_catalog
from forms.outlets import NOTHING_SAID, Outlet, Policies
from forms.public_view import visible
from forms.record_type import FieldType, Node, RecordType
from sync import canonical

RECORD_TYPE = "contracting_process"
LANGUAGE = "es"
INITIATION_TYPE = "tender"
REFERENCE_GROUP = "organization_reference"
END_NAMES = frozenset({"endDate", "maxExtentDate"})
KEY_LENGTH = 10
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_KEY_BYTES = 7
_KEY_PLACES = tuple(8 * _KEY_BYTES - 5 * (place + 1) for place in range(KEY_LENGTH))
_DAYS = frozenset({FieldType.DATE, FieldType.MOMENT})
_PLAIN_LISTS = frozenset({FieldType.CODES, FieldType.TEXTS})
_HEADER = ("ocid", "id", "date", "tag", "initiationType")


def contracting_process() -> RecordType:
    """The law of a contracting process."""
    return load_catalog().record_types[RECORD_TYPE]


def build_release(
    ocid: str,
    body: Mapping[str, Any],
    release_id: str,
    date: str,
    tags: Sequence[str],
    language: str = LANGUAGE,
    zone: str = DEFAULT_ZONE,
    public: bool = True,
    stages: Collection[str] | None = None,
    record: RecordType | None = None,
    policies: Policies = NOTHING_SAID,
    salt: str = "",
    outlet: str = Outlet.PORTAL,
) -> dict[str, Any]:
    """The release of a body. ``public`` leaves out what ``outlet`` may not see; ``stages`` (ids of the
    stepper) leaves out the other stages and, of the parties, who is known only from them."""
    law = record or contracting_process()
    seen_by = outlet if public else Outlet.OFFICE
    shown = visible(body, seen_by, policies, stages=stages, salt=salt, record=law)
    members = _Builder(law, zone).object_of(shown, law.tree)
    head = {
        "ocid": ocid,
        "id": release_id,
        "date": date,
        "tag": list(tags),
        "initiationType": INITIATION_TYPE,
        "language": language,
    }
    return {**head, **{name: member for name, member in members.items() if name not in _HEADER}}


def content_key(*parts: Any) -> str:
    """Ten base32 characters that follow from the content alone."""
    start = int.from_bytes(hashlib.sha256(canonical.encode(list(parts))).digest()[:_KEY_BYTES], "big")
    return "".join([_LETTERS[start >> place & 31] for place in _KEY_PLACES])


@dataclass
class _Builder:
    """One pass over a body along the law; it changes nothing of what it is given."""

    record: RecordType
    zone: str

    def object_of(self, value: Mapping[str, Any], node: Node | None) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for name, member in value.items():
            if name.startswith("_"):
                continue
            fresh = self._value_of(member, node.children.get(name) if node else None)
            if not _is_nothing(fresh):
                built[name] = fresh
        return built

    def _value_of(self, value: Any, node: Node | None) -> Any:
        if isinstance(value, Mapping):
            return self.object_of(value, node)
        if isinstance(value, list):
            return self._list_of(value, node)
        item = node.field if node else None
        if item is not None and item.type in _DAYS and isinstance(value, str):
            return widen_day(value, self.zone, item.name in END_NAMES)
        return value

    def _list_of(self, values: list[Any], node: Node | None) -> list[Any]:
        row = node.children.get("*") if node else None
        if node is None or row is None:
            plain = [self._value_of(value, None) for value in values]
            return list(dict.fromkeys(plain)) if _is_plain_list(node) else plain
        pairs = [(given, self._value_of(given, row)) for given in values]
        kept = [(given, built) for given, built in pairs if not _is_nothing(built)]
        if "id" not in row.children or (node.field and node.field.whole_list):
            return _without_repeats(built for _, built in kept)
        named = [_with_id(given, built) for given, built in kept]
        is_reference = node.field is not None and node.field.group == REFERENCE_GROUP
        return _joined_references(named) if is_reference else _with_unique_ids(kept, named)


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, (list, dict)) and not value)


def _is_plain_list(node: Node | None) -> bool:
    return node is not None and node.field is not None and node.field.type in _PLAIN_LISTS


def _with_id(given: Any, built: Any) -> Any:
    """The row with an id: its own, else its key, else one that follows from its content."""
    if not isinstance(built, dict) or "id" in built:
        return built
    return {"id": given.get("_key") or content_key(built), **built}


def _with_unique_ids(kept: Sequence[tuple[Any, Any]], named: Sequence[Any]) -> list[Any]:
    """The rows with each id once; a later row of the same id gets its key behind it, an equal one goes."""
    first: dict[str, Any] = {}
    rows = []
    for (given, _), row in zip(kept, named, strict=True):
        if not isinstance(row, dict):
            continue
        known = first.setdefault(str(row["id"]), row)
        if known is row:
            rows.append(row)
        elif canonical.encode(known) != canonical.encode(row):
            rows.append({**row, "id": f"{row['id']}-{given.get('_key') or content_key(row)}"})
    return rows


def _joined_references(rows: Sequence[Any]) -> list[Any]:
    """References with each party once, the first one completed by the later ones."""
    joined: dict[str, Any] = {}
    for row in rows:
        if isinstance(row, dict):
            joined[str(row["id"])] = {**row, **joined.get(str(row["id"]), {})}
    return list(joined.values())


def _without_repeats(values: Iterator[Any]) -> list[Any]:
    return list({canonical.encode(value): value for value in reversed(list(values))}.values())[::-1]
