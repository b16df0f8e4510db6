"""The difference of two bodies in units of the law (decisions 8 and 9): what is journalled and what is sent."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from capture_app.changes import FieldEdit
from forms.pointers import KEY, escape
from forms.record_type import Field, FieldType, Node, RecordType
from sync.canonical import short_hash
from sync.rows import FOLIO_PATH as FOLIO_PATH
from sync.rows import PathError as PathError
from sync.rows import apply_item

Body = dict[str, Any]
Patch = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field or row that differs. For rows, `after_*` name the row before it ("@key", "" = first)."""

    kind: str
    path: str
    old: Any = None
    new: Any = None
    after_old: str = ""
    after_new: str = ""


def with_edit(body: Body, edit: FieldEdit) -> Body:
    """The body as it is shown while the store has not confirmed the edit; PathError where it cannot be."""
    return apply_item(body, edit.kind, edit.path, edit.new, edit.after)


def difference(old: Body, new: Body, record_type: RecordType) -> Patch:
    """The patch that leads from `old` to `new`: list of [kind, path, value, was]."""
    return as_patch(changes_between(old, new, record_type))


def changes_between(old: Body, new: Body, record_type: RecordType) -> tuple[Change, ...]:
    """The same with both values and places, in the order in which they apply."""
    return tuple(_object_changes(old, new, "", record_type.tree))


def as_patch(changes: Sequence[Change]) -> Patch:
    return [_item(change) for change in changes]


def _item(change: Change) -> list[Any]:
    if change.kind == "row_move":
        return ["row_move", change.path, change.after_new, change.after_old]
    return [change.kind, change.path, change.new, short_hash(change.old)]


def inverse(change: Change) -> Change:
    """The change that takes this one back."""
    kinds = {"row_add": "row_remove", "row_remove": "row_add"}
    kind = kinds.get(change.kind, change.kind)
    return Change(kind, change.path, change.new, change.old, change.after_new, change.after_old)


def personal_paths(patch: Patch, record_type: RecordType) -> frozenset[str]:
    """The paths of the patch whose values are personal data and travel apart (decisions 17)."""
    sets = (item[1] for item in patch if item[0] == "set")
    return frozenset(path for path in sets if _is_personal_unit(record_type.unit_at(path)))


def _is_personal_unit(unit: Field | None) -> bool:
    return unit is not None and any(item.visibility == "personal" for item in unit.walk())


def _object_changes(old: Any, new: Any, path: str, node: Node | None) -> Iterator[Change]:
    """Changes between two objects that are not values of their own, member by member."""
    for name in sorted({*old, *new} - {KEY}):
        before, after = old.get(name), new.get(name)
        if before != after or type(before) is not type(after):
            yield from _member_changes(before, after, f"{path}/{escape(name)}", node.child(name) if node else None)


def _member_changes(old: Any, new: Any, path: str, node: Node | None) -> Iterator[Change]:
    if _holds_rows(node) and _are_rows(old) and _are_rows(new):
        yield from _row_changes(old or [], new or [], path, node)
    elif _is_way(node, path) and _is_object(old) and _is_object(new):
        yield from _object_changes(old or {}, new or {}, path, node)
    elif old is None or new is None or short_hash(old) != short_hash(new):
        yield Change("set", path, old, new)


def _holds_rows(node: Node | None) -> bool:
    """Whether rows of the member are edited one by one: a list of the law, or of the rows a stage is shown for."""
    if node is None:
        return False
    if node.field is None:
        return "*" in node.children
    return node.field.type is FieldType.ROWS and not node.field.whole_list


def _is_way(node: Node | None, path: str) -> bool:
    """Whether the member is only a way to fields: an object of the law, or one of ours such as `_typed`."""
    if node is None:
        return path.startswith("/_")
    return node.field is None and "*" not in node.children


def _is_object(value: Any) -> bool:
    return value is None or isinstance(value, dict)


def _are_rows(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, list) and all(isinstance(row, dict) and row.get(KEY) for row in value)


def _row_changes(old: list[Body], new: list[Body], path: str, node: Node | None) -> Iterator[Change]:
    before = {row[KEY]: row for row in old}
    after = {row[KEY]: row for row in new}
    inner = node.child("*") if node else None
    order = [row[KEY] for row in old]
    yield from _removals(order, before, after, path)
    yield from _additions(order, before, new, path, inner)
    for key in order:
        if key in before and before[key] != after[key]:
            yield from _object_changes(before[key], after[key], f"{path}/@{key}", inner)
    yield from _moves(order, [row[KEY] for row in new], path)


def _removals(order: list[str], before: dict[str, Body], after: dict[str, Body], path: str) -> Iterator[Change]:
    for key in [key for key in order if key not in after]:
        yield Change("row_remove", f"{path}/@{key}", before[key], None, _name_before(order, key))
        order.remove(key)


def _additions(
    order: list[str], before: dict[str, Body], new: list[Body], path: str, node: Node | None
) -> Iterator[Change]:
    for row in new:
        key = row[KEY]
        if key not in before:
            public = _without_personal(row, node)
            last = f"@{order[-1]}" if order else ""
            yield Change("row_add", f"{path}/@{key}", None, public, "", last)
            order.append(key)
            if public != row:
                yield from _object_changes(public, row, f"{path}/@{key}", node)


def _moves(order: list[str], wanted: list[str], path: str) -> Iterator[Change]:
    """The fewest moves that bring `order` into the `wanted` order."""
    if order == wanted:
        return
    places = {key: place for place, key in enumerate(wanted)}
    stay = {wanted[place] for place in _longest_rising([places[key] for key in order])}
    for place, key in enumerate(wanted):
        if key not in stay:
            was = _name_before(order, key)
            order.remove(key)
            order.insert(order.index(wanted[place - 1]) + 1 if place else 0, key)
            yield Change("row_move", f"{path}/@{key}", None, None, was, _name_before(order, key))


def _name_before(order: list[str], key: str) -> str:
    place = order.index(key)
    return f"@{order[place - 1]}" if place else ""


def _longest_rising(numbers: list[int]) -> list[int]:
    """A longest rising subsequence of different numbers."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(tails, number)
        before[number] = tails[place - 1] if place else None
        tails[place : place + 1] = [number]
    chain: list[int] = []
    number_or_none = tails[-1] if tails else None
    while number_or_none is not None:
        chain.append(number_or_none)
        number_or_none = before[number_or_none]
    return chain[::-1]


def _without_personal(value: Any, node: Node | None) -> Any:
    """A row without the units that hold personal data, at any depth."""
    if node is None:
        return value
    if isinstance(value, list):
        return [_without_personal(row, node.child("*")) for row in value]
    if not isinstance(value, dict) or (node.field is not None and node.field.type is FieldType.COMPOSITE):
        return value
    kept = {name: _public_member(member, node.child(name)) for name, member in value.items()}
    return {name: member for name, member in kept.items() if member is not None}


def _public_member(value: Any, node: Node | None) -> Any:
    if node is None:
        return value
    field = node.field
    if field is not None and (field.type is not FieldType.ROWS or field.whole_list):
        return None if _is_personal_unit(field) else value
    return _without_personal(value, node)
