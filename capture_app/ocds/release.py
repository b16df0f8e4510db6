"""An OCDS release from the body of a record: what is ours taken out, what the standard needs put in."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capture_app.ocds.dates import DEFAULT_ZONE, widen_day
from capture_app.ocds.reserve import PARTIES, Reserve
from forms.catalog import load_catalog
from forms.record_type import Field, FieldType, Node, RecordType, Stage
from sync import canonical

RECORD_TYPE = "contracting_process"
LANGUAGE = "es"
INITIATION_TYPE = "tender"
REFERENCE_GROUP = "organization_reference"
END_NAMES = frozenset({"endDate", "maxExtentDate"})
KEY_LENGTH = 10
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
) -> dict[str, Any]:
    """The release of a body. ``public`` leaves out what the law does not publish; ``stages`` (ids of the
    stepper) leaves out the other stages and, of the parties, who is known only from them."""
    law = record or contracting_process()
    reserve = Reserve(body, stages=stages) if public else None
    builder = _Builder(law, zone, reserve, None if stages is None else frozenset(stages))
    members = builder.release_of(body)
    head = {
        "ocid": ocid,
        "id": release_id,
        "date": date,
        "tag": list(tags),
        "initiationType": INITIATION_TYPE,
        "language": language,
    }
    return {**head, **{name: member for name, member in members.items() if name not in _HEADER}}


def is_demanded(item: Field) -> bool:
    """Whether the standard asks for the member wherever its object stands."""
    return item.required == "standard" and not item.required_when and not item.visible_when


def content_key(*parts: Any) -> str:
    """Ten base32 characters that follow from the content alone."""
    digest = hashlib.sha256(canonical.encode(list(parts))).digest()
    return b32encode(digest).decode().lower()[:KEY_LENGTH]


@dataclass
class _Builder:
    """One pass over a body along the law; it changes nothing of what it is given."""

    record: RecordType
    zone: str
    reserve: Reserve | None
    stages: frozenset[str] | None

    def release_of(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The members of a body, the parties last: whether one is public may follow from who names it."""
        others = {name: member for name, member in body.items() if name != PARTIES}
        built = self.object_of(others, self.record.tree, None)
        if PARTIES not in body:
            return built
        if self.reserve is not None:
            self.reserve.show(built, self.record.tree)
        return {**built, **self.object_of({PARTIES: body[PARTIES]}, self.record.tree, None)}

    def object_of(self, value: Mapping[str, Any], node: Node | None, stage: Stage | None) -> dict[str, Any]:
        stage = (node.stage if node else None) or stage
        built: dict[str, Any] = {}
        for name, member in value.items():
            child = node.children.get(name) if node else None
            if name.startswith("_") or self._is_left_out(member, child, stage):
                continue
            fresh = self._value_of(member, child, stage)
            if not _is_nothing(fresh):
                built[name] = fresh
        return {} if self._is_skeleton(built, node, stage) else built

    def _value_of(self, value: Any, node: Node | None, stage: Stage | None) -> Any:
        if isinstance(value, Mapping):
            return self.object_of(value, node, stage)
        if isinstance(value, list):
            return self._list_of(value, node, stage)
        item = node.field if node else None
        if item is not None and item.type in _DAYS and isinstance(value, str):
            return widen_day(value, self.zone, item.name in END_NAMES)
        return value

    def _list_of(self, values: list[Any], node: Node | None, stage: Stage | None) -> list[Any]:
        row = node.children.get("*") if node else None
        values = [value for value in values if not self._is_withheld(value, node)]
        if node is None or row is None:
            plain = [self._value_of(value, None, stage) for value in values]
            return list(dict.fromkeys(plain)) if _is_plain_list(node) else plain
        pairs = [(given, self._value_of(given, row, node.stage or stage)) for given in values]
        kept = [(given, built) for given, built in pairs if not _is_nothing(built)]
        if "id" not in row.children or (node.field and node.field.whole_list):
            return _without_repeats(built for _, built in kept)
        named = [_with_id(given, built) for given, built in kept]
        is_reference = node.field is not None and node.field.group == REFERENCE_GROUP
        return _joined_references(named) if is_reference else _with_unique_ids(kept, named)

    def _is_withheld(self, value: Any, node: Node | None) -> bool:
        """Whether a member of a list waits for its act: a row by its codes, a code by itself."""
        if self.reserve is None or node is None:
            return False
        row = node.children.get("*")
        is_held = self.reserve.holds_code(value, node) if row is None else self.reserve.holds_row(value, row)
        if is_held:
            self.reserve.withhold([value], node)
        return is_held

    def _is_left_out(self, member: Any, child: Node | None, stage: Stage | None) -> bool:
        item = child.field if child else None
        if item is not None and self._is_hidden(item, self.reserve):
            if self.reserve is not None and self.reserve.holds(item.public_after):
                self.reserve.withhold(member, child)
            return True
        if self._is_selected((child.stage if child else None) or stage):
            return False
        is_leaf = child is None or (item is not None and item.type is not FieldType.ROWS)
        return is_leaf and not (item is not None and is_demanded(item))

    def _is_hidden(self, item: Field, reserve: Reserve | None) -> bool:
        """Whether the law keeps the member from the public, always or until its act; the office sees all."""
        if reserve is None:
            return False
        return item.visibility != "public" or reserve.holds(item.public_after)

    def _is_selected(self, stage: Stage | None) -> bool:
        return self.stages is None or stage is None or stage.within is not None or stage.id in self.stages

    def _is_skeleton(self, built: Mapping[str, Any], node: Node | None, stage: Stage | None) -> bool:
        """Whether, in a stage that is not published, nothing but what the standard demands is left."""
        if node is None or self._is_selected(stage):
            return False
        demanded = {name for name, child in node.children.items() if child.field and is_demanded(child.field)}
        return demanded.issuperset(built)


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
