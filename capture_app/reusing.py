"""What of one record serves another: a field's value with the parties it names, or all but its facts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from capture_app.changes import FieldEdit
from capture_app.patching import Body
from forms.pointers import KEY, escape, get, is_row, join, tokens
from forms.record_type import Field, FieldType, Node, RecordType

REFERENCE = "organization_reference"
# What happened in one purchase and is no pattern for the next: its papers, its days, its payments, its numbers.
_FACT_GROUPS = frozenset(
    {
        "document",
        "milestone",
        "transaction",
        "amendment",
        "clarification_meeting",
        "period",
        "act_period",
        "complaint",
        "related_process",
        "progress_report",
        "estimate",
        "charge",
    }
)
_FACT_TYPES = frozenset({FieldType.DATE, FieldType.MOMENT})
_FACT_MEMBERS = frozenset(
    {
        "/tender/id",
        "/awards/*/id",
        "/contracts/*/id",
        "/contracts/*/awardID",
        "/planning/budget/id",
        "/tender/status",
        "/awards/*/status",
        "/contracts/*/status",
    }
)
_NAMES = frozenset({"buyer", "parties"})


def without_keys(value: Any) -> Any:
    """A value as new: the keys of the rows inside it are given again by the store."""
    if isinstance(value, dict):
        return {name: without_keys(item) for name, item in value.items() if name != KEY}
    if isinstance(value, list):
        return [without_keys(item) for item in value]
    return value


def value_like(source: Body, target: Body, path: str) -> Any:
    """The source's value at the place that a path of the target names: the same row by its number, else the first."""
    node: Any = source
    mirror: Any = target
    for token in tokens(path):
        if isinstance(node, list) and is_row(token):
            at = _row_number(mirror, token)
            mirror = mirror[at] if isinstance(mirror, list) and at < len(mirror) else None
            node = node[at] if at < len(node) else (node[0] if node else None)
        else:
            node = node.get(token) if isinstance(node, Mapping) else None
            mirror = mirror.get(token) if isinstance(mirror, Mapping) else None
    return without_keys(node)


def _row_number(rows: Any, token: str) -> int:
    """Where the row is; 0 where it cannot be told."""
    if not token.startswith("@"):
        return int(token) if token.isdigit() else 0
    found = (at for at, row in enumerate(rows if isinstance(rows, list) else ()) if row.get(KEY) == token[1:])
    return next(found, 0)


def borrowed(source: Body, target: Body, path: str, law: RecordType) -> tuple[FieldEdit, ...]:
    """The edits that give a field of the target the source's value, with the parties it names; none without one."""
    value = value_like(source, target, path)
    if value is None:
        return ()
    there = {str(row.get("id")) for row in target.get("parties") or () if isinstance(row, Mapping)}
    wanted = set(_references(value, law.node_at(path))) - there
    parties = [row for row in source.get("parties") or () if isinstance(row, Mapping) and str(row.get("id")) in wanted]
    added = tuple(FieldEdit(f"/parties/@{row[KEY]}", dict(row), "row_add") for row in parties if row.get(KEY))
    return (*added, FieldEdit(path, value))


def _references(value: Any, node: Node | None) -> Iterator[str]:
    """The ids of the parties that a value names."""
    if isinstance(value, list):
        for row in value:
            yield from _references(row, node)
    elif isinstance(value, Mapping):
        if _is_reference(node) and value.get("id"):
            yield str(value["id"])
        for name, member in value.items():
            yield from _references(member, _below(node, name))


def _is_reference(node: Node | None) -> bool:
    return node is not None and node.field is not None and node.field.group == REFERENCE


def _below(node: Node | None, name: str) -> Node | None:
    rows = node.child("*") if node is not None else None
    return ((rows.child(name) if rows else None) or node.child(name)) if node is not None else None


def pattern_body(body: Body, law: RecordType) -> Body:
    """What a new record may begin with: what is bought, how, by whom and with what, without the facts of this one."""
    kept = _object(body, law.tree, "")
    return {name: value for name, value in kept.items() if not name.startswith("_")}


def _object(value: Mapping[str, Any], node: Node | None, pattern: str) -> Body:
    result: Body = {}
    for name, member in value.items():
        below = node.child(name) if node is not None else None
        place = f"{pattern}/{escape(name)}"
        if name != "implementation" and not _is_fact(below.field if below else None, place):
            kept = _member(member, below, place)
            if kept not in (None, [], {}):
                result[name] = kept
    return result


def _member(value: Any, node: Node | None, pattern: str) -> Any:
    if isinstance(value, list):
        rows = node.child("*") if node is not None else None
        return [_object(row, rows, f"{pattern}/*") if isinstance(row, Mapping) else row for row in value]
    return _object(value, node, pattern) if isinstance(value, Mapping) else value


def _is_fact(field: Field | None, pattern: str) -> bool:
    if pattern in _FACT_MEMBERS:
        return True
    if field is None or tokens(pattern)[0] in _NAMES:
        return False
    return field.type in _FACT_TYPES or field.group in _FACT_GROUPS


def first_place(body: Body, pattern: str) -> str | None:
    """A pattern as a path in the first row of each array on the way; None where a row is missing."""
    way: list[str] = []
    for token in tokens(pattern):
        if token != "*":
            way.append(token)
            continue
        rows = get(body, join(way))
        if not isinstance(rows, list) or not rows or not rows[0].get(KEY):
            return None
        way.append(f"@{rows[0][KEY]}")
    return join(way)
