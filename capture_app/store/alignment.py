"""Rows that come from a file take the keys of the rows already here that have their `id`."""

from __future__ import annotations

from typing import Any

from capture_app.patching import Body
from forms.pointers import KEY

_ENOUGH = 0.5


def aligned(body: Body, present: Body, *, loosely: bool = False) -> Body:
    """The body with the keys of the present one wherever a row names itself by the same id.

    ``loosely``, for records whose rows have no id: a row is also the one here that says mostly the same.
    """
    aligned_body: Body = _aligned(body, present, loosely)
    return aligned_body


def _aligned(value: Any, present: Any, loosely: bool) -> Any:
    if isinstance(value, dict) and isinstance(present, dict):
        return {name: _aligned(member, present.get(name), loosely) for name, member in value.items()}
    if isinstance(value, list) and isinstance(present, list):
        return _rows(value, present, loosely)
    return value


def _rows(rows: list[Any], present: list[Any], loosely: bool) -> list[Any]:
    known = [row for row in present if isinstance(row, dict) and row.get(KEY)]
    keys = {row[KEY] for row in known}
    by_id: dict[str, Any] = {}
    for row in known:
        by_id.setdefault(str(row.get("id") or row[KEY]), row)
    taken = {row.get(KEY) for row in rows if isinstance(row, dict)} & keys
    result = []
    for row in rows:
        same = None if not isinstance(row, dict) or row.get(KEY) in keys else by_id.get(str(row.get("id") or ""))
        if same is None and loosely and isinstance(row, dict) and row.get(KEY) not in keys:
            same = _likest(row, [other for other in known if other[KEY] not in taken])
        if same is not None and same[KEY] not in taken:
            taken.add(same[KEY])
            row = {**row, KEY: same[KEY]}
        twin = same or next((other for other in known if isinstance(row, dict) and other[KEY] == row.get(KEY)), None)
        result.append(_aligned(row, twin, loosely))
    return result


def _likest(row: Body, others: list[Body]) -> Body | None:
    """The row here that agrees with this one in most of what both say, at least in half of it; the first of equals."""
    if not others or "id" in row:
        return None
    best = max(others, key=lambda other: _agreement(row, other))
    return best if _agreement(row, best) >= _ENOUGH else None


def _agreement(row: Body, other: Body) -> float:
    common = (row.keys() & other.keys()) - {KEY}
    plain = [name for name in common if not isinstance(row[name], list)]
    return sum(row[name] == other[name] for name in plain) / len(plain) if plain else 0.0


def grounded(base: Any, body: Any, present: Any) -> Any:
    """The base of a merge with the rows that the file and the record have both made, bare: then what differs in
    them is merged member by member, and no row that is here already is added again."""
    if isinstance(body, dict) and isinstance(present, dict):
        ground = dict(base) if isinstance(base, dict) else {}
        for name in body.keys() & present.keys():
            fresh = grounded(ground.get(name), body[name], present[name])
            if fresh is not None:
                ground[name] = fresh
        return ground or base
    if isinstance(body, list) and isinstance(present, list):
        return _ground_rows(base if isinstance(base, list) else [], body, present) or base
    return base


def _ground_rows(base: list[Any], body: list[Any], present: list[Any]) -> list[Any]:
    known = {row[KEY]: row for row in base if isinstance(row, dict) and KEY in row}
    here = {row[KEY]: row for row in present if isinstance(row, dict) and KEY in row}
    for row in body:
        key = row.get(KEY) if isinstance(row, dict) else None
        if key in here:
            bare = {KEY: key, **({"id": row["id"]} if "id" in row and "id" in here[key] else {})}
            known[key] = grounded(known.get(key, bare), row, here[key])
    return list(known.values())
