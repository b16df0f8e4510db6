"""Applying one item of a patch to a body: pure, copying only along the path.

A path is a JSON Pointer whose ``@key`` tokens address the row of an array with that ``_key``
(``/contracts/@k7f2q9w3xa/value``). Kinds: ``set`` (nothing removes the member and prunes what is left
empty above it), ``row_add``, ``row_remove``, ``row_move``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

KEY = "_key"
STATUS_PATH, FOLIO_PATH = HEADER_PATHS = ("/_status", "/_folio")
KINDS = ("set", "row_add", "row_remove", "row_move")
MAX_PATH_TOKENS = 64


class PathError(ValueError):
    """A path that cannot be followed in this body, or that addresses nothing that may be edited."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class MissingRow(PathError):
    """A row on the way is not there; ``row_path`` is the path of the first one missing."""

    def __init__(self, path: str, row_path: str) -> None:
        super().__init__(path, f"no row {row_path}")
        self.row_path = row_path


class BlockedPath(PathError):
    """The way leads through a value that has no members, or none of the kind asked for."""


class RowTaken(PathError):
    """A row with that key is there already with other content."""


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str
    path: str
    value: Any
    after: str | None


@lru_cache(maxsize=16384)
def tokens(path: str) -> tuple[str, ...]:
    """The unescaped tokens of a path; PathError where it is not one that an item may carry."""
    if not path.startswith("/"):
        raise PathError(path, "must begin with '/'")
    parts = path[1:].split("/")
    if len(parts) > MAX_PATH_TOKENS:
        raise PathError(path, "too deep")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def value_at(body: Any, path: str) -> Any:
    """The value at ``path``, None where there is none."""
    node = body
    for token in tokens(path):
        node = _child(node, token)
    return node


def is_nothing(value: Any) -> bool:
    """Whether a stored body never holds the value: null, "", [] or {}."""
    return value is None or value == "" or (isinstance(value, (list, dict)) and not value)


def apply_item(
    body: dict[str, Any], kind: str, path: str, value: Any = None, after: str | None = None
) -> dict[str, Any]:
    """A new body with the item applied; what does not change is shared with the body given.

    ``row_add`` puts the row behind the row ``after`` names ("" = first, None = last). ``row_move`` puts it
    behind ``after`` or, as in a patch, behind the row that ``value`` names; with neither it comes first. A row
    that is no longer there to come after means the end. Adding again what is there already changes nothing.
    Raises MissingRow, BlockedPath, RowTaken, or PathError for a path that may not be edited.
    """
    if kind not in KINDS:
        raise PathError(path, f"unknown kind {kind!r}")
    parts = tokens(path)
    if parts[-1] == KEY:
        raise PathError(path, "the key of a row never changes")
    fresh: dict[str, Any] = _edited(body, parts, 0, _Item(kind, path, value, after))
    return fresh


def _child(node: Any, token: str) -> Any:
    if isinstance(node, dict):
        return node.get(token)
    if isinstance(node, list):
        at = row_index(node, token)
        return None if at is None else node[at]
    return None


def row_index(rows: list[Any], token: str) -> int | None:
    """Where the row is that ``@key`` (or the bare key) names."""
    key = token.removeprefix("@")
    for at, row in enumerate(rows):
        if isinstance(row, dict) and row.get(KEY) == key:
            return at
    return None


def _edited(node: Any, parts: tuple[str, ...], depth: int, item: _Item) -> Any:
    if isinstance(node, dict):
        return _edited_object(node, parts, depth, item)
    if isinstance(node, list):
        return _edited_rows(node, parts, depth, item)
    raise BlockedPath(item.path, "the way leads through a plain value")


def _edited_object(node: dict[str, Any], parts: tuple[str, ...], depth: int, item: _Item) -> dict[str, Any]:
    name, last = parts[depth], depth == len(parts) - 1
    if name.startswith("@") and name not in node:
        raise BlockedPath(item.path, "a row in what is no array")
    if last:
        if item.kind != "set":
            raise BlockedPath(item.path, "does not address a row")
        fresh = item.value
    else:
        child = node[name] if name in node else _absent(parts, depth + 1, item)
        fresh = _edited(child, parts, depth + 1, item)
    members = dict(node)
    if is_nothing(fresh):
        members.pop(name, None)
    else:
        members[name] = fresh
    return members


def _absent(parts: tuple[str, ...], depth: int, item: _Item) -> Any:
    """What an absent member is taken for: an array before a row that is added, else an object."""
    if not parts[depth].startswith("@"):
        return {}
    if item.kind == "row_add" and depth == len(parts) - 1:
        return []
    raise MissingRow(item.path, _prefix(parts, depth))


def _prefix(parts: tuple[str, ...], depth: int) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts[: depth + 1])


def _edited_rows(rows: list[Any], parts: tuple[str, ...], depth: int, item: _Item) -> list[Any]:
    token, last = parts[depth], depth == len(parts) - 1
    if len(token) < 2 or not token.startswith("@"):
        raise BlockedPath(item.path, "a row is addressed by its @key")
    at = row_index(rows, token)
    if last and item.kind == "row_add":
        return _with_added(rows, token, at, item)
    if at is None:
        raise MissingRow(item.path, _prefix(parts, depth))
    if last:
        return _with_changed(rows, at, item)
    return [*rows[:at], _edited(rows[at], parts, depth + 1, item), *rows[at + 1 :]]


def _with_added(rows: list[Any], token: str, at: int | None, item: _Item) -> list[Any]:
    row = _keyed(item, token[1:])
    if at is None:
        place = len(rows) if item.after is None else place_behind(rows, item.after)
        return [*rows[:place], row, *rows[place:]]
    if rows[at] != row:
        raise RowTaken(item.path, "the row is there already")
    return rows


def _keyed(item: _Item, key: str) -> dict[str, Any]:
    if item.value is not None and not isinstance(item.value, dict):
        raise BlockedPath(item.path, "a row is an object")
    return {**(item.value or {}), KEY: key}


def _with_changed(rows: list[Any], at: int, item: _Item) -> list[Any]:
    others = [*rows[:at], *rows[at + 1 :]]
    if item.kind == "row_move":
        place = place_behind(others, str(item.value or "") if item.after is None else item.after)
        return [*others[:place], rows[at], *others[place:]]
    if item.kind == "row_remove" or is_nothing(item.value):
        return others
    return [*rows[:at], _keyed(item, rows[at][KEY]), *rows[at + 1 :]]


def place_behind(rows: list[Any], after: str) -> int:
    """The position behind the row named: first for "", the end when that row is gone."""
    if after == "":
        return 0
    at = row_index(rows, after)
    return len(rows) if at is None else at + 1


def rows_of(body: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any], str, int]]:
    """Every keyed row below ``body`` as (path, row, key of the row before or "", position), outer rows first."""
    if isinstance(body, dict):
        for name, member in body.items():
            yield from rows_of(member, f"{path}{_prefix((name,), 0)}")
    elif isinstance(body, list):
        before = ""
        for at, row in enumerate(body):
            if isinstance(row, dict) and isinstance(row.get(KEY), str):
                row_path = f"{path}/@{row[KEY]}"
                yield row_path, row, before, at
                yield from rows_of(row, row_path)
                before = row[KEY]
