"""How the operations of a batch are laid out in the second edition: what is alike stands together.

Three parts in UTF-8, a line each and then many: the request without its operations, the *shapes* of the operations
(JSON in which a text is ``""`` and a number ``0``), and the values taken out of them, one a line, column by column.
A column is the place of a value in its record, whichever row it stands in; columns follow each other by the last name
of their place, so that all dates, all amounts, all names of rows are neighbours and a compressor sees it.
Nothing of this is hashed or stored: :func:`read` gives back what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sync import canonical

Members = dict[str, Any]
KEY = "_key"
KINDS = {"set": "=", "row_add": "+", "row_remove": "-", "row_move": ">"}
_KIND_OF = {letter: kind for kind, letter in KINDS.items()}
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"))


class ColumnsError(ValueError):
    """Bytes that are not columns as this module writes them."""


def write(request: Members, operations: list[Members]) -> bytes:
    """The bytes of a request and the operations that stand beside it. ColumnsError where a patch is of another form."""
    columns = _Columns()
    shapes = [columns.operation_out(operation) for operation in operations]
    lines = (line for name in sorted(columns.lines, key=_order) for line in columns.lines[name])
    return b"\n".join((canonical.encode(request), canonical.encode(shapes), *(line.encode() for line in lines)))


def is_written(data: bytes) -> bool:
    """Whether bytes are columns: canonical JSON alone has no second line."""
    return b"\n" in data


def read(data: bytes, max_depth: int) -> tuple[Members, list[Members]]:
    """(request, operations). ColumnsError or JsonRefused where it cannot be."""
    first, second, *rest = data.split(b"\n")
    request = canonical.decode_strict(first, max_depth=max_depth, plain_numbers=True)
    shapes = canonical.decode_strict(second, max_depth=max_depth, plain_numbers=True)
    if not isinstance(request, dict) or not isinstance(shapes, list) or b"\x00" in data:
        raise ColumnsError
    try:
        return request, _Columns.filled(shapes, [line.decode() for line in rest]).operations_in(shapes)
    except (AttributeError, IndexError, KeyError, TypeError, UnicodeDecodeError, ValueError) as error:
        raise ColumnsError from error


def _order(name: str) -> tuple[str, str]:
    return name.rpartition("/")[2], name


class _Columns:
    """Values by the column where they stand; ``keys`` are the names of rows that the operation spoke of."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}
        self._keys: list[str] = []

    # out ------------------------------------------------------------------------------------------------------

    def operation_out(self, operation: Members) -> Members:
        self._keys = []
        shape = {name: self._out(member, f"/{name}") for name, member in sorted(operation.items()) if name != "patch"}
        return {**shape, "patch": [self._item_out(item) for item in operation["patch"]]}

    def _item_out(self, item: Any) -> list[Any]:
        if not isinstance(item, list) or len(item) != 4 or item[0] not in KINDS or not isinstance(item[1], str):
            raise ColumnsError
        kind, path, value, was = item
        place = "/".join(self._step_out(step) for step in path.split("/"))
        shape = [KINDS[kind] + place, self._out(value, place)]
        return shape if was == "" else [*shape, self._out(was, "/was")]

    def _step_out(self, step: str) -> str:
        if not step.startswith("@"):
            return step
        self._key_out(step[1:])
        return "@"

    def _key_out(self, key: str) -> None:
        """The name of a row: how long ago it was spoken of, or itself."""
        if key in self._keys:
            self._add(KEY, str(self._keys[::-1].index(key)))
        else:
            self._keys.append(key)
            self._add(KEY, f"@{key}" if key.isdecimal() or key.startswith("@") else key)

    def _out(self, value: Any, place: str) -> Any:
        if isinstance(value, dict):
            return {name: self._member_out(name, member, place) for name, member in sorted(value.items())}
        if isinstance(value, list | tuple):
            return [self._out(member, f"{place}/@") for member in value]
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            self._add(place, value)
            return ""
        self._add(place, canonical.encode(value).decode())
        return 0

    def _member_out(self, name: str, member: Any, place: str) -> Any:
        if name == KEY and isinstance(member, str):
            self._key_out(member)
            return ""
        return self._out(member, f"{place}/{name}")

    def _add(self, name: str, text: str) -> None:
        for char, escaped in _ESCAPES:
            if char in text:
                text = text.replace(char, escaped)
        self.lines.setdefault(name, []).append(text)

    # in -------------------------------------------------------------------------------------------------------

    @classmethod
    def filled(cls, shapes: list[Members], lines: list[str]) -> _Columns:
        """The lines in the columns that the shapes have."""
        counts: dict[str, int] = {}
        for shape in shapes:
            for name in _places(shape):
                counts[name] = counts.get(name, 0) + 1
        if sum(counts.values()) != len(lines):
            raise ColumnsError
        columns, at = cls(), 0
        for name in sorted(counts, key=_order):
            columns.lines[name] = lines[at : at + counts[name]][::-1]
            at += counts[name]
        return columns

    def operations_in(self, shapes: list[Members]) -> list[Members]:
        return [self._operation_in(shape) for shape in shapes]

    def _operation_in(self, shape: Members) -> Members:
        self._keys = []
        members = {name: self._in(member, f"/{name}") for name, member in shape.items() if name != "patch"}
        return {**members, "patch": [self._item_in(item) for item in shape["patch"]]}

    def _item_in(self, item: list[Any]) -> list[Any]:
        place = item[0][1:]
        path = "/".join(self._step_in(step) for step in place.split("/"))
        value = self._in(item[1], place)
        return [_KIND_OF[item[0][:1]], path, value, self._in(item[2], "/was") if len(item) > 2 else ""]

    def _step_in(self, step: str) -> str:
        return f"@{self._key_in()}" if step == "@" else step

    def _key_in(self) -> str:
        key = self._take(KEY)
        if key.isdecimal():
            return self._keys[-1 - int(key)]
        key = key[1:] if key.startswith("@") else key
        self._keys.append(key)
        return key

    def _in(self, shape: Any, place: str) -> Any:
        if isinstance(shape, dict):
            return {name: self._member_in(name, member, place) for name, member in sorted(shape.items())}
        if isinstance(shape, list):
            return [self._in(member, f"{place}/@") for member in shape]
        if shape is None or isinstance(shape, bool):
            return shape
        text = self._take(place)
        return text if isinstance(shape, str) else canonical.plain_number(text)

    def _member_in(self, name: str, member: Any, place: str) -> Any:
        return self._key_in() if name == KEY and isinstance(member, str) else self._in(member, f"{place}/{name}")

    def _take(self, name: str) -> str:
        text = self.lines[name].pop()
        if "\\" not in text:
            return text
        return "".join(_unescaped(text))


def _unescaped(text: str) -> Iterator[str]:
    characters = iter(text)
    for char in characters:
        yield {"n": "\n", "\\": "\\"}[next(characters)] if char == "\\" else char


def _places(shape: Members) -> Iterator[str]:
    """The column of each value of a shape."""
    for name, member in shape.items():
        if name != "patch":
            yield from _places_in(member, f"/{name}")
    for item in shape["patch"]:
        place = item[0][1:]
        yield from (KEY for step in place.split("/") if step == "@")
        yield from _places_in(item[1], place)
        if len(item) > 2:
            yield from _places_in(item[2], "/was")


def _places_in(shape: Any, place: str) -> Iterator[str]:
    if isinstance(shape, dict):
        for name, member in shape.items():
            yield from [KEY] if name == KEY and isinstance(member, str) else _places_in(member, f"{place}/{name}")
    elif isinstance(shape, list):
        for member in shape:
            yield from _places_in(member, f"{place}/@")
    elif shape is not None and not isinstance(shape, bool):
        yield place
