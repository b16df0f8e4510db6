"""Rows that name other rows by `id`: correcting an id corrects them in the same edit (decisions 3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from capture_app.patching import Change
from forms.pointers import expand, pattern_of, to_path
from forms.record_type import FieldType, RecordType

# array whose rows are named -> patterns of the plain members that name them (codes of the standard)
NAMED_BY = {
    "/awards/*": ("/contracts/*/awardID",),
    "/tender/lots/*": ("/tender/items/*/relatedLot", "/awards/*/relatedLots/*", "/contracts/*/relatedLots/*"),
    "/tender/items/*": ("/awards/*/relatedItems/*", "/tender/lots/*/relatedItems/*", "/contracts/*/relatedItems/*"),
    "/bids/details/*": ("/awards/*/relatedBid", "/awards/*/relatedBids/*", "/contracts/*/relatedBids/*"),
    "/contracts/*/implementation/transactions/*": ("/contracts/*/implementation/estimates/*/transactionID",),
    "/contracts/*/implementation/documents/*": (
        "/contracts/*/implementation/progress/*/documentID",
        "/contracts/*/implementation/charges/*/documentID",
    ),
}


def reference_edits(
    body: dict[str, Any], changes: tuple[Change, ...], record_type: RecordType
) -> Iterator[tuple[str, Any]]:
    """(path, new value) of every member that named a row by the id it no longer has; without id its key names it."""
    for change in changes:
        if change.kind == "set" and change.path.endswith("/id") and "/@" in change.path:
            row_path = change.path.removesuffix("/id")
            key = row_path.rpartition("@")[2]
            row, old, new = pattern_of(row_path), change.old or key, change.new or key
            if not _still_used(body, row, old):
                yield from _renamed(body, _naming(row, record_type), old, new)


def _still_used(body: dict[str, Any], row: str, old: Any) -> bool:
    return any(value == old for _, value in expand(body, f"{row}/id"))


def _renamed(body: dict[str, Any], patterns: tuple[str, ...], old: Any, new: Any) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        listed = pattern.endswith("/*")
        for pointer, value in expand(body, pattern.removesuffix("/*")):
            if listed and isinstance(value, list) and old in value:
                yield to_path(body, pointer), [new if name == old else name for name in value]
            elif not listed and value == old:
                yield to_path(body, pointer), new


def _naming(row: str, record_type: RecordType) -> tuple[str, ...]:
    if row == "/parties/*":
        return _organization_references(record_type)
    return NAMED_BY.get(row, ())


@lru_cache(maxsize=16)
def _organization_references(record_type: RecordType) -> tuple[str, ...]:
    """Every place of the law that names an organisation by its id."""
    return tuple(
        f"{item.pointer}{'/*' if item.type is FieldType.ROWS else ''}/id"
        for item in record_type.walk()
        if item.group == "organization_reference"
    )
