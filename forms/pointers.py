"""JSON Pointers (rows by index), paths (rows by `@key`) and patterns (rows by `*`).

This module is the only place that converts one into another. Its second half applies one edit
to a body: pure, sharing with the body given what does not change.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

KEY = "_key"
KINDS = ("set", "row_add", "row_remove", "row_move")
_MISSING = object()


class PathError(ValueError):
    """A path that cannot be followed in this body."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class UnknownPath(PathError):
    """A row or an object on the way does not exist."""


class RowTaken(PathError):
    """A row with that key exists already with another content."""


@lru_cache(maxsize=16384)
def tokens(pointer: str) -> tuple[str, ...]:
    """The unescaped reference tokens; the empty pointer has none."""
    if pointer == "":
        return ()
    if not pointer.startswith("/"):
        raise PathError(pointer, "must begin with '/'")
    if "~" not in pointer:
        return tuple(pointer[1:].split("/"))
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def escape(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def join(parts: Sequence[str | int]) -> str:
    return "".join("/" + escape(str(part)) for part in parts)


def parent(path: str) -> str:
    """The path without its last token; the root is its own parent."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The last token, unescaped."""
    parts = tokens(path)
    return parts[-1] if parts else ""


def is_index(token: str) -> bool:
    return token.isascii() and token.isdigit()


def is_row(token: str) -> bool:
    """Whether the token addresses a row, in any of the three notations."""
    return token.startswith("@") or token == "*" or is_index(token)


def pattern_of(path: str) -> str:
    """The path with every row as `*`."""
    return join([("*" if is_row(token) else token) for token in tokens(path)])


def row_index(rows: Sequence[Any], token: str) -> int | None:
    """Where in the array the row is that the token (`@key` or index) addresses."""
    if token.startswith("@"):
        key = token[1:]
        for index, row in enumerate(rows):
            if isinstance(row, Mapping) and row.get(KEY) == key:
                return index
        return None
    if is_index(token) and len(token) < 10 and int(token) < len(rows):
        return int(token)
    return None


def _step(node: Any, token: str) -> tuple[bool, Any]:
    if isinstance(node, Mapping):
        return (True, node[token]) if token in node else (False, None)
    if isinstance(node, list):
        index = row_index(node, token)
        return (False, None) if index is None else (True, node[index])
    return False, None


def get(body: Any, path: str, default: Any = None) -> Any:
    """The value at a pointer or path, `default` where there is none."""
    node = body
    for token in tokens(path):
        found, node = _step(node, token)
        if not found:
            return default
    return node


def has(body: Any, path: str) -> bool:
    return get(body, path, _MISSING) is not _MISSING


def to_pointer(body: Any, path: str) -> str:
    """A path with `@key` rows as a plain JSON Pointer; an unknown row raises UnknownPath."""
    node, result = body, list[str]()
    for token in tokens(path):
        if token.startswith("@") and isinstance(node, list):
            index = row_index(node, token)
            if index is None:
                raise UnknownPath(path, f"no row {token}")
            token = str(index)
        elif token.startswith("@") and node is None:
            raise UnknownPath(path, f"no row {token}")
        result.append(token)
        node = _step(node, token)[1]
    return join(result)


def to_path(body: Any, pointer: str) -> str:
    """A plain pointer with each row that has a `_key` addressed by it."""
    node, result = body, list[str]()
    for token in tokens(pointer):
        here = _step(node, token)[1]
        if isinstance(node, list) and isinstance(here, Mapping) and isinstance(here.get(KEY), str):
            token = "@" + here[KEY]
        result.append(token)
        node = here
    return join(result)


def expand(body: Any, pattern: str) -> list[tuple[str, Any]]:
    """Every place of the body that the pattern names, with its value, in order."""
    places: list[tuple[str, Any]] = [("", body)]
    for token in tokens(pattern):
        places = [found for pointer, node in places for found in _matches(pointer, node, token)]
    return places


def _matches(pointer: str, node: Any, token: str) -> list[tuple[str, Any]]:
    if token == "*":
        rows = node if isinstance(node, list) else []
        return [(f"{pointer}/{index}", row) for index, row in enumerate(rows)]
    if isinstance(node, Mapping) and token in node:
        return [(f"{pointer}/{escape(token)}", node[token])]
    return []


def is_nothing(value: Any) -> bool:
    """Whether a value is one that a stored body never holds: null, "", [] or {}."""
    return value is None or (isinstance(value, (str, list, Mapping)) and len(value) == 0)


def apply_edit(
    body: Mapping[str, Any], kind: str, path: str, value: Any = None, after: str | None = None
) -> dict[str, Any]:
    """A new body with the edit made; `set` with nothing removes and prunes empty parents.

    `row_add` puts the row at the end, or after the row `after` names ("" = first); `row_move`
    puts it after `after`, first without it. An `after` that is gone means the end.
    """
    parts = tokens(path)
    if kind not in KINDS:
        raise PathError(path, f"unknown kind of edit {kind!r}")
    if not parts:
        raise PathError(path, "the body itself cannot be edited")
    edited: dict[str, Any] = _edit(dict(body), parts, _Edit(kind, path, value, after))
    return edited


class _Edit:
    __slots__ = ("after", "kind", "path", "value")

    def __init__(self, kind: str, path: str, value: Any, after: str | None) -> None:
        self.kind, self.path, self.value, self.after = kind, path, value, after


def _edit(node: Any, parts: tuple[str, ...], edit: _Edit) -> Any:
    """The node (already a copy) with the edit made somewhere below it."""
    if isinstance(node, list):
        return _edit_list(node, parts, edit)
    if not isinstance(node, dict):
        raise UnknownPath(edit.path, "the way leads through a plain value")
    name, rest = parts[0], parts[1:]
    if not rest:
        return _set_member(node, name, edit)
    child = node.get(name)
    if child is None:
        child = _missing_child(rest, edit)
    fresh = _edit(_copy(child, edit), rest, edit)
    return _put(node, name, fresh)


def _copy(child: Any, edit: _Edit) -> Any:
    if isinstance(child, Mapping):
        return dict(child)
    if isinstance(child, list):
        return list(child)
    raise UnknownPath(edit.path, "the way leads through a plain value")


def _missing_child(rest: tuple[str, ...], edit: _Edit) -> Any:
    """What an absent member is taken for: a list before a row that is added, else an object."""
    if not rest[0].startswith("@"):
        return {}
    if edit.kind == "row_add" and len(rest) == 1:
        return []
    raise UnknownPath(edit.path, f"no row {rest[0]}")


def _put(node: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    if is_nothing(value):
        node.pop(name, None)
    else:
        node[name] = value
    return node


def _set_member(node: dict[str, Any], name: str, edit: _Edit) -> dict[str, Any]:
    if edit.kind != "set":
        raise PathError(edit.path, "does not address a row")
    return _put(node, name, edit.value)


def _edit_list(rows: list[Any], parts: tuple[str, ...], edit: _Edit) -> list[Any]:
    token, rest = parts[0], parts[1:]
    if not rest and edit.kind == "row_add":
        return _add_row(rows, token, edit)
    index = row_index(rows, token)
    if index is None:
        raise UnknownPath(edit.path, f"no row {token}")
    if not rest:
        return _change_row(rows, index, edit)
    row = _edit(_copy(rows[index], edit), rest, edit)
    rows[index] = row
    return rows


def _change_row(rows: list[Any], index: int, edit: _Edit) -> list[Any]:
    row = rows[index]
    if edit.kind == "row_move":
        del rows[index]
        rows.insert(_place(rows, edit.after or ""), row)
    elif edit.kind == "row_remove" or is_nothing(edit.value):
        del rows[index]
    else:
        rows[index] = _with_key(edit.value, row)
    return rows


def _with_key(value: Any, row: Any) -> Any:
    """A row's new content under its old key."""
    if isinstance(value, Mapping) and isinstance(row, Mapping) and KEY in row:
        return {**value, KEY: row[KEY]}
    return value


def _add_row(rows: list[Any], token: str, edit: _Edit) -> list[Any]:
    if not token.startswith("@") or len(token) < 2:
        raise PathError(edit.path, "a row is added under its @key")
    if edit.value is not None and not isinstance(edit.value, Mapping):
        raise PathError(edit.path, "a row is an object")
    row = {**(edit.value or {}), KEY: token[1:]}
    index = row_index(rows, token)
    if index is not None:
        if rows[index] != row:
            raise RowTaken(edit.path, f"row {token} exists")
        return rows
    rows.insert(len(rows) if edit.after is None else _place(rows, edit.after), row)
    return rows


def _place(rows: list[Any], after: str) -> int:
    """The position behind the row named; first for "", the end when that row is gone."""
    if after == "":
        return 0
    index = row_index(rows, after if after.startswith("@") else "@" + after)
    return len(rows) if index is None else index + 1
