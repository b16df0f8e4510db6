"""One edit applied to a body: pure, sharing what does not change with the body given."""

from collections.abc import Mapping
from typing import Any

from forms.pointers import KEY, PathError, RowTaken, UnknownPath, row_index, tokens

KINDS = ("set", "row_add", "row_remove", "row_move")


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
    return _edit(dict(body), parts, _Edit(kind, path, value, after))


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
