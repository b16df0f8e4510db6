"""A foreign release along the law: rows get their keys, values their types, the rest is set aside or noted.

The walk knows no field by name; the law's tree says what belongs where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from capture_app.importers.foreign import Ledger
from capture_app.importers.numbers import fits, is_number
from capture_app.importers.values import Reading, is_known_code, leads_upward, read_exact, read_value
from capture_app.ocds.release import content_key
from forms.catalog import Catalog
from forms.pointers import KEY, escape
from forms.record_type import Field, FieldType, Node, RecordType
from forms.sizes import LONGEST_TEXT, MOST_ROWS, most_rows
from sync import canonical

_LISTS = frozenset({FieldType.CODES, FieldType.TEXTS})
_NOTHING: Any = object()


@dataclass
class Normaliser:
    """Reads releases of one process; what there is to say about them gathers in the ledger."""

    record: RecordType
    catalog: Catalog
    ledger: Ledger = field(default_factory=Ledger)

    def normalise(self, release: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of the release in which every member that the law knows has the law's type.

        Nulls and empty values stay: in a later release they take something away.
        """
        return self._object(release, self.record.tree, "", "")

    def _object(self, value: Mapping[str, Any], node: Node | None, owner: str, path: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name, member in value.items():
            place = f"{path}/{escape(name)}"
            child = node.children.get(name) if node else None
            if (name.startswith("_") and child is None) or leads_upward(name):
                self.ledger.keep(place, member, "member.reserved")
                continue
            if node is not None and child is None:
                self.ledger.note_pattern(place, "field.additional")
            fresh = self._member(member, child, owner, place)
            if fresh is not _NOTHING:
                result[name] = fresh
        return result

    def _member(self, value: Any, node: Node | None, owner: str, path: str) -> Any:
        if value is None or value == "" or (isinstance(value, str) and node and not value.strip()):
            return None if value is None else ""
        if node is None:
            return self._unknown(value, path)
        row = node.children.get("*")
        if row is not None:
            return self._rows(value, node, row, path)
        if node.field is None or node.field.type is FieldType.COMPOSITE:
            if not isinstance(value, Mapping):
                return self._aside(path, value, "type.object_expected")
            return self._object(value, node, (node.field.group if node.field else None) or owner, path)
        return self._scalar(value, node.field, owner, path)

    def _scalar(self, value: Any, item: Field, owner: str, path: str) -> Any:
        if item.type is FieldType.ANY:
            wanted = {"array": list, "object": Mapping}.get(item.json or "", object)
            return self._unknown(value, path) if isinstance(value, wanted) else self._aside(path, value, "type.wrong")
        found = self._settled(path, value, read_value(value, item, owner, self.catalog))
        return found if found is _NOTHING or item.type not in _LISTS else self._plain_list(found, item, owner, path)

    def _plain_list(self, values: list[Any], item: Field, owner: str, path: str) -> list[Any]:
        single = Field(item.pointer, item.name, FieldType.TEXT, item.relative)
        kept: dict[str, None] = {}
        for index, value in enumerate(values):
            place, reading = f"{path}/{index}", read_value(value, single, owner, self.catalog)
            if not reading.reason and not is_known_code(reading.value, item, self.catalog):
                reading = Reading(reason="code.unknown")
            if reading.value in kept:
                self.ledger.note(place, "value.repeated", was=reading.value)
            elif (found := self._settled(place, value, reading)) is not _NOTHING and found:
                kept[found] = None
        return list(kept)

    def _rows(self, values: Any, node: Node, row: Node, path: str) -> Any:
        if not isinstance(values, list):
            return self._aside(path, values, "type.list_expected")
        if len(values) > most_rows(path):
            return self._aside(path, values, "rows.too_many")
        owner = (node.field.group if node.field else None) or ""
        keyed = self._keyed(values, path)
        if "id" in row.children and not (node.field and node.field.whole_list):
            self._note_ids(keyed, path)
        result = []
        for given, key in keyed:
            fresh = self._object(given, row, owner, f"{path}/@{key}")
            if any(not _is_nothing(member) for member in fresh.values()):
                result.append({**fresh, KEY: key})
        return result

    def _keyed(self, values: list[Any], path: str) -> list[tuple[Mapping[str, Any], str]]:
        """The rows with their keys; what is no object is set aside, an exact repetition with its id left out."""
        counts: dict[bytes, int] = {}
        contents: set[bytes] = set()
        result = []
        for index, row in enumerate(values):
            if not isinstance(row, Mapping):
                if row is not None:
                    self._aside(f"{path}/{index}", row, "type.object_expected")
                continue
            own = row.get("id")
            has_id = isinstance(own, str) or is_number(own)
            content = canonical.encode(row)
            if has_id and content in contents:
                self.ledger.note(f"{path}/{index}", "row.repeated")
                continue
            contents.add(content)
            identity = canonical.encode(str(own)) if has_id else content
            counts[identity] = counts.get(identity, 0) + 1
            result.append((row, content_key(path, str(own) if has_id else row, counts[identity])))
        return result

    def _note_ids(self, keyed: list[tuple[Mapping[str, Any], str]], path: str) -> None:
        """Rows that will get an id when they go out: those without one, and the later ones of an id that is there."""
        seen: set[str] = set()
        for row, key in keyed:
            own = row.get("id")
            if own is None or str(own).strip() == "":
                self.ledger.note_pattern(f"{path}/@{key}", "row.no_id")
            elif str(own) in seen:
                self.ledger.note(f"{path}/@{key}", "row.same_id", id=own)
            else:
                seen.add(str(own))

    def _unknown(self, value: Any, path: str) -> Any:
        """A member that the law does not know stays in its place, if anyone can carry it."""
        if isinstance(value, Mapping):
            return self._object(value, None, "", path)
        if isinstance(value, list):
            return self._unknown_list(value, path)
        if is_number(value):
            return self._settled(path, value, read_exact(value))
        reason = _why_not(value)
        return self._aside(path, value, reason) if reason else value

    def _settled(self, path: str, value: Any, reading: Reading) -> Any:
        """What a value was read as; what was done to it is noted, what was not understood is set aside."""
        if reading.reason:
            return self._aside(path, value, reading.reason)
        if reading.repair:
            self.ledger.note(path, reading.repair, was=value if isinstance(value, (str, Decimal)) else "")
        return reading.value

    def _unknown_list(self, values: list[Any], path: str) -> Any:
        if len(values) > MOST_ROWS:
            return self._aside(path, values, "rows.too_many")
        if not values or not all(isinstance(value, Mapping) for value in values):
            reason = next(filter(None, map(_why_not_deep, values)), "")
            return self._aside(path, values, reason) if reason else _with_keys(values, path)
        return [
            {**self._object(_with_plain_id(row, self, f"{path}/@{key}"), None, "", f"{path}/@{key}"), KEY: key}
            for row, key in self._keyed(values, path)
        ]

    def _aside(self, path: str, value: Any, reason: str) -> Any:
        self.ledger.keep(path, value, reason)
        return _NOTHING


def _with_plain_id(row: Mapping[str, Any], reader: Normaliser, path: str) -> Mapping[str, Any]:
    """The row without an id that is no text or number: nothing could be merged by it."""
    own = row.get("id", "")
    if isinstance(own, str) or is_number(own):
        return row
    if own is not None:
        reader.ledger.keep(f"{path}/id", own, "type.wrong")
    return {name: member for name, member in row.items() if name != "id"}


def _with_keys(value: Any, path: str) -> Any:
    """A list of mixed values in which each object has a key."""
    if isinstance(value, Mapping):
        return {name: _with_keys(member, f"{path}/{escape(name)}") for name, member in value.items()}
    if not isinstance(value, list):
        return value
    members = [_with_keys(member, f"{path}/{index}") for index, member in enumerate(value)]
    return [
        {**member, KEY: content_key(path, index, member)} if isinstance(member, dict) else member
        for index, member in enumerate(members)
    ]


def _why_not(value: Any) -> str:
    """Why a plain value cannot be carried, "" when it can."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            return "text.too_long"
        return "text.leads_upward" if leads_upward(value) and "://" not in value else ""
    return "number.limits" if is_number(value) and not fits(value) else ""


def _why_not_deep(value: Any) -> str:
    if isinstance(value, Mapping):
        reserved = any(name.startswith("_") or leads_upward(name) for name in value)
        return "member.reserved" if reserved else next(filter(None, map(_why_not_deep, value.values())), "")
    if isinstance(value, list):
        return next(filter(None, map(_why_not_deep, value)), "")
    return _why_not(value)


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, (list, dict)) and not value)


def pruned(value: Any) -> Any:
    """A copy without nulls, empty texts, empty lists, empty objects, and rows that are only a key."""
    if isinstance(value, dict):
        members = {name: pruned(member) for name, member in value.items()}
        kept = {name: member for name, member in members.items() if not _is_nothing(member)}
        return {} if set(kept) == {KEY} else kept
    if isinstance(value, list):
        return [member for member in map(pruned, value) if not _is_nothing(member)]
    return value
