"""Rows that come from a file take the keys of the rows already here that have their `id`."""

from __future__ import annotations

from typing import Any

from capture_app.patching import Body
from forms.pointers import KEY


def aligned(body: Body, present: Body) -> Body:
    """The body with the keys of the present one wherever a row names itself by the same id."""
    aligned_body: Body = _aligned(body, present)
    return aligned_body


def _aligned(value: Any, present: Any) -> Any:
    if isinstance(value, dict) and isinstance(present, dict):
        return {name: _aligned(member, present.get(name)) for name, member in value.items()}
    if isinstance(value, list) and isinstance(present, list):
        return _rows(value, present)
    return value


def _rows(rows: list[Any], present: list[Any]) -> list[Any]:
    known = [row for row in present if isinstance(row, dict) and row.get(KEY)]
    keys = {row[KEY] for row in known}
    by_id: dict[str, Any] = {}
    for row in known:
        by_id.setdefault(str(row.get("id") or row[KEY]), row)
    taken: set[str] = set()
    result = []
    for row in rows:
        same = None if not isinstance(row, dict) or row.get(KEY) in keys else by_id.get(str(row.get("id") or ""))
        if same is not None and same[KEY] not in taken:
            taken.add(same[KEY])
            row = {**row, KEY: same[KEY]}
        twin = same or next((other for other in known if isinstance(row, dict) and other[KEY] == row.get(KEY)), None)
        result.append(_aligned(row, twin))
    return result
