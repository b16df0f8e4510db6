"""JSON Pointers (rows by index), paths (rows by `@key`) and patterns (rows by `*`).

This module is the only place that converts one into another. Edits are applied by `sync.rows`.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

KEY = "_key"
_MISSING = object()


class PathError(ValueError):
    """A path that cannot be followed in this body."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class UnknownPath(PathError):
    """A row or an object on the way does not exist."""


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


@lru_cache(maxsize=16384)
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


def is_there(body: Any, pattern: str) -> bool:
    """Whether the body has any place that the pattern names."""
    nodes = [body]
    for token in tokens(pattern):
        if token == "*":
            nodes = [row for node in nodes if isinstance(node, list) for row in node]
        else:
            nodes = [node[token] for node in nodes if isinstance(node, Mapping) and token in node]
        if not nodes:
            return False
    return True


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
