"""What a new release says about the one before: its tags, and what is no longer there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from capture_app.ocds.release import contracting_process
from forms.catalog import load_catalog
from forms.record_type import FieldType, Node, RecordType
from forms.standard import NOT_BARE, NOT_EMPTY, Place
from sync import canonical

STAGES = ("planning", "tender", "award", "contract", "implementation")
CANCELLED = "cancelled"
_ENDED = frozenset({"terminated", CANCELLED})
_KEPT_HEADER = frozenset({"ocid", "id", "date", "tag", "initiationType", "language"})
_PLAIN_LISTS = frozenset({FieldType.CODES, FieldType.TEXTS})


def choose_tags(release: Mapping[str, Any], last: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The tags of a release after the last compiled one: ``X`` for the first data of a stage, else what changed."""
    before = last or {}
    tags: list[str] = []
    for stage in STAGES:
        new, old = _part(release, stage), _part(before, stage)
        if new and not old:
            tags.append(stage)
        elif new and not _is_same(new, old):
            tags.extend(_CHANGES[stage](new, old))
    return tuple(dict.fromkeys(tags)) or (_nothing_new(release, last),)


def _part(release: Mapping[str, Any], stage: str) -> Any:
    if stage in ("planning", "tender"):
        return release.get(stage) or {}
    if stage == "award":
        return _by_id(release.get("awards"))
    contracts = _by_id(release.get("contracts"))
    if stage == "contract":
        return {key: {k: v for k, v in row.items() if k != "implementation"} for key, row in contracts.items()}
    return {key: row["implementation"] for key, row in contracts.items() if row.get("implementation")}


def _by_id(rows: Any) -> dict[str, Any]:
    return {str(row.get("id")): row for row in rows or () if isinstance(row, Mapping)}


def _is_same(new: Any, old: Any) -> bool:
    return canonical.encode(new) == canonical.encode(old)


def _planning_tags(new: Any, old: Any) -> Sequence[str]:
    return ("planningUpdate",)


def _tender_tags(new: Mapping[str, Any], old: Mapping[str, Any]) -> Sequence[str]:
    if new.get("status") == CANCELLED and old.get("status") != CANCELLED:
        return ("tenderCancellation",)
    return ("tenderAmendment",) if _has_grown(new, old, "amendments") else ("tenderUpdate",)


def _award_tags(new: Mapping[str, Any], old: Mapping[str, Any]) -> Sequence[str]:
    tags = ["award"] if set(new) - set(old) else []
    for key in set(new) & set(old):
        if new[key].get("status") == CANCELLED != old[key].get("status"):
            tags.append("awardCancellation")
        elif not _is_same(new[key], old[key]):
            tags.append("awardUpdate")
    return sorted(tags) or ["awardUpdate"]


def _contract_tags(new: Mapping[str, Any], old: Mapping[str, Any]) -> Sequence[str]:
    tags = ["contract"] if set(new) - set(old) else []
    for key in set(new) & set(old):
        if new[key].get("status") in _ENDED and old[key].get("status") not in _ENDED:
            tags.append("contractTermination")
        elif _has_grown(new[key], old[key], "amendments"):
            tags.append("contractAmendment")
        elif not _is_same(new[key], old[key]):
            tags.append("contractUpdate")
    return sorted(tags) or ["contractUpdate"]


def _implementation_tags(new: Any, old: Any) -> Sequence[str]:
    return ("implementationUpdate",)


_CHANGES = {
    "planning": _planning_tags,
    "tender": _tender_tags,
    "award": _award_tags,
    "contract": _contract_tags,
    "implementation": _implementation_tags,
}


def _has_grown(new: Mapping[str, Any], old: Mapping[str, Any], name: str) -> bool:
    return len(new.get(name) or ()) > len(old.get(name) or ())


def _nothing_new(release: Mapping[str, Any], last: Mapping[str, Any] | None) -> str:
    """The tag when only general data or parties changed, or there is nothing yet."""
    present = [stage for stage in STAGES if _part(release, stage)]
    if last is None or not present:
        return "planning" if last is None else "planningUpdate"
    return f"{present[-1]}Update"


def with_removals(
    release: Mapping[str, Any], last: Mapping[str, Any], record: RecordType | None = None
) -> dict[str, Any]:
    """The release saying explicitly what the last compiled release had and it has not (decisions 15).

    Scalars and lists of plain values become null, whole lists of objects ``[]``; ids and what the standard demands
    stay; a row that is gone is withdrawn: a stub with its id, cancelled where its status can say so.
    """
    eraser = _Eraser()
    kept = {name: member for name, member in last.items() if name not in _KEPT_HEADER}
    return {**release, **eraser.object_of(release, kept, (record or contracting_process()).tree, ("", ""))}


class _Eraser:
    """Walks the last state beside the new one along the law; a place is a group and the pointer in it."""

    def object_of(self, new: Mapping[str, Any], old: Mapping[str, Any], node: Node | None, at: Place) -> dict[str, Any]:
        result = dict(new)
        for name, was in old.items():
            child = node.children.get(name) if node else None
            if name == "id" or was is None:
                continue
            fresh = self._value_of(new.get(name), was, child, (at[0], f"{at[1]}/{name}"))
            if fresh is not _UNCHANGED:
                result[name] = fresh
        return result

    def _value_of(self, new: Any, old: Any, node: Node | None, place: Place) -> Any:
        if isinstance(old, Mapping):
            return self._member_of(new, old, node, node.inside(place) if node else place)
        if isinstance(old, list):
            return self._list_of(new, old, node, place)
        if new is not None or (node and node.field and node.field.is_demanded):
            return _UNCHANGED if new is not None else old
        return None

    def _member_of(self, new: Any, old: Mapping[str, Any], node: Node | None, inside: Place) -> Any:
        if new is None:
            identity = {"id": old["id"]} if "id" in old else {}
            return {**identity, **self.object_of({}, old, node, inside)}
        return self.object_of(new, old, node, inside) if isinstance(new, Mapping) else _UNCHANGED

    def _list_of(self, new: Any, old: list[Any], node: Node | None, place: Place) -> Any:
        row = node.children.get("*") if node else None
        by_id = row is not None and "id" in row.children and not (node and node.field and node.field.whole_list)
        if not by_id:
            return _nothing_in(node, place) if new is None else _UNCHANGED
        now, before = _by_id(new), _by_id(old)
        inside = node.inside(place) if node else place
        rows = [self.object_of(fresh, before.get(key, {}), row, inside) for key, fresh in now.items()]
        stubs = [self._stub(was, row, inside) for key, was in before.items() if key not in now]
        return [*rows, *stubs]

    def _stub(self, was: Mapping[str, Any], row: Node | None, inside: Place) -> dict[str, Any]:
        stub = {"id": was.get("id"), **self.object_of({}, was, row, inside)}
        status = row.children.get("status") if row else None
        if status is not None and status.field is not None and _knows(status.field.codelist, CANCELLED):
            stub["status"] = CANCELLED
        return stub


_UNCHANGED: Any = object()


def _nothing_in(node: Node | None, place: Place) -> Any:
    """What says that a whole list is gone: of plain values null, for some may not be empty; of others ``[]``, or one
    row with nothing in it where no empty list is taken; as it was where not even that is."""
    item = node.field if node else None
    if item is not None and item.type in _PLAIN_LISTS:
        return None
    if item is not None and item.min:
        return _UNCHANGED
    if node is None or place not in NOT_EMPTY:
        return []
    return _UNCHANGED if node.inside(place)[0] in NOT_BARE else [{}]


def _knows(codelist: str | None, code: str) -> bool:
    known = load_catalog().codelists.get(codelist or "")
    return known is not None and code in known.by_code
