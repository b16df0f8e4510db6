"""How much one record may hold, whatever its members are called: beyond it nothing is judged any further."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

LONGEST_TEXT = 1024 * 1024
LONGEST_NAME = 500
MOST_MEMBERS = 5000
MOST_ROWS = 5000
# Lists of the record itself that hold less: each of their rows is looked at by most rules and guides.
MOST_ROWS_AT: Mapping[str, int] = MappingProxyType({"/awards": 500, "/contracts": 500})
MOST_ROWS_IN_ALL = 10_000
MOST_OBJECTS = 25_000
_LARGE = (str, dict, list)
_LONG_NAME = re.compile(rb'"(?:[^"\\]|\\.){%d,}":' % (LONGEST_NAME + 1), re.DOTALL)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def most_rows(pointer: str) -> int:
    """How many rows the list at a pointer may hold."""
    return MOST_ROWS_AT.get(pointer, MOST_ROWS)


def may_be_crowded(document: Any, most: int = MOST_ROWS_IN_ALL) -> bool:
    """Whether there may be more than so many objects: never more than opening braces, counted in a moment."""
    return _braces(document) > most


def crowd_in(document: Any) -> int | None:
    """The limit that is passed by its rows, or by rows and parts (amounts, addresses …), of all lists together."""
    rows, objects = _counted(document)
    if rows > MOST_ROWS_IN_ALL:
        return MOST_ROWS_IN_ALL
    return MOST_OBJECTS if objects > MOST_OBJECTS else None


class Crowd:
    """Counts the rows and parts that a walk meets, until they are too many; the walk says what it passes over."""

    def __init__(self) -> None:
        self.rows, self.objects = 0, 1
        self._counted, self._passed_over = 0, list[Any]()

    def add(self, objects: int, rows: int = 0) -> bool:
        """Whether there may be so many objects besides, so many of them rows."""
        self.objects += objects
        self.rows += rows
        return self.rows <= MOST_ROWS_IN_ALL and self.objects <= MOST_OBJECTS

    def pass_by(self, objects: int) -> None:
        """Counts objects that are not walked, in lists or not."""
        self._counted += objects

    def pass_over(self, values: Iterable[Any]) -> None:
        """Remembers values that are not walked."""
        self._passed_over += [value for value in values if isinstance(value, (dict, list))]

    @property
    def others(self) -> int:
        """How many there are at most in what was passed over."""
        return self._counted + (_braces(self._passed_over) if self._passed_over else 0)

    @property
    def may_be_too_large(self) -> bool:
        """Whether there are too many, or might be in what was passed over."""
        others = self.others
        return self.rows + others > MOST_ROWS_IN_ALL or self.objects + others > MOST_OBJECTS


def may_be_too_large(document: Any) -> bool:
    """Whether rows, parts or the name of a member may be beyond the limits, found without walking: never where not."""
    written = _written(document)
    return written is None or written.count(b"{") > MOST_ROWS_IN_ALL or _has_long_name(written)


def _has_long_name(written: bytes) -> bool:
    """Looked for only where there is a text so long, or one that an escape may have cut in two."""
    if b"\\" not in written and max(map(len, written.split(b'"'))) <= LONGEST_NAME:
        return False
    return _LONG_NAME.search(written) is not None


def _braces(document: Any) -> int:
    written = _written(document)
    return MOST_ROWS_IN_ALL + 1 if written is None else written.count(b"{")


def _written(document: Any) -> bytes | None:
    """None for half a pair of UTF-16, which only a text that was never read from a file can hold."""
    try:
        return _ENCODER.encode(document)
    except UnicodeEncodeError:
        return None


def too_large(document: Any) -> Iterator[tuple[list[str | int], str, int]]:
    """(way, keyword of a schema, limit) of each text, list or object that is too large by itself.

    It is not looked into any further: what else there is to say of it is no news, and ways stay short.
    """
    waiting: list[tuple[list[str | int], Any]] = [([], document)]
    while waiting:
        way, node = waiting.pop()
        beyond = _beyond(node, way)
        if beyond is not None:
            yield (way, *beyond)
        elif isinstance(node, (dict, list)):
            waiting.extend(([*way, name], inner) for name, inner in _within(node) if isinstance(inner, _LARGE))


def _beyond(node: Any, way: list[str | int]) -> tuple[str, int] | None:
    """The keyword and the limit that a value passes by itself."""
    if isinstance(node, str):
        return ("maxLength", LONGEST_TEXT) if len(node) > LONGEST_TEXT else None
    if isinstance(node, list):
        most = most_rows(f"/{way[0]}" if len(way) == 1 else "")
        return ("maxItems", most) if len(node) > most else None
    if isinstance(node, dict) and len(node) > MOST_MEMBERS:
        return "maxProperties", MOST_MEMBERS
    is_long = isinstance(node, dict) and any(len(name) > LONGEST_NAME for name in node)
    return ("propertyNames", LONGEST_NAME) if is_long else None


def first_rows(document: Any, most: int) -> Any:
    """A copy with that many rows of each place, in all lists of it together, and the first row of every list."""
    met: Counter[str] = Counter()

    def copied(node: Any, place: str) -> Any:
        if isinstance(node, dict):
            return {name: copied(inner, f"{place}/{name}") for name, inner in node.items()}
        if not isinstance(node, list):
            return node
        kept = max(most - met[place], 1)
        met[place] += len(node)
        return [copied(row, f"{place}/*") for row in node[:kept]]

    return copied(document, "")


def _within(node: Any) -> Iterator[tuple[str | int, Any]]:
    return iter(node.items() if isinstance(node, dict) else enumerate(node))


def _counted(document: Any) -> tuple[int, int]:
    """How many objects stand in lists, and how many there are; counted no further than the limits."""
    rows, objects, waiting = 0, 0, [document] if isinstance(document, (dict, list)) else []
    while waiting and rows <= MOST_ROWS_IN_ALL and objects <= MOST_OBJECTS:
        node = waiting.pop()
        if isinstance(node, list):
            rows += sum(isinstance(member, dict) for member in node)
            members: Any = node
        else:
            objects += 1
            members = node.values()
        waiting += [inner for inner in members if isinstance(inner, (dict, list))]
    return rows, objects
