"""Rows withdrawn after they were published: OCDS keeps a stub of them, pages do not show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CANCELLED = "cancelled"


def is_stub(row: Any) -> bool:
    """An object left with its id alone, or with its id and that it was cancelled."""
    if not isinstance(row, Mapping):
        return False
    said = {name for name, member in row.items() if member is not None and not _is_empty(member)}
    return said == {"id"} or (said == {"id", "status"} and row["status"] == CANCELLED)


def _is_empty(member: Any) -> bool:
    """Nothing, a stub, or a list of withdrawn rows only."""
    if isinstance(member, list):
        return all(is_stub(row) for row in member)
    return member == {} or is_stub(member)


def without_stubs(value: Any) -> Any:
    """The value as pages show it."""
    if isinstance(value, Mapping):
        return {name: without_stubs(member) for name, member in value.items() if not is_stub(member)}
    if isinstance(value, list):
        return [without_stubs(row) for row in value if not is_stub(row)]
    return value
