"""Members of an object of a body as they are: text, exact numbers, objects and their rows; nothing else."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


def part(node: Any, *names: str) -> Row:
    """The object reached by the names, an empty one where there is none."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {}


def objects(node: Any, *names: str) -> list[Row]:
    """The objects of the array reached by the names, where it does not matter at what places."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return [row for row in node if isinstance(row, dict)] if isinstance(node, list) else []


def rows(node: Any, pointer: str, *names: str) -> list[tuple[str, Row]]:
    """The objects of the array reached by the names, each with its pointer."""
    for index, name in enumerate(names):
        if name == "*":
            found = _objects(node, pointer)
            return [row for at, inner in found for row in rows(inner, at, *names[index + 1 :])]
        node = node.get(name) if isinstance(node, dict) else None
        if node is None:
            return []
        pointer = f"{pointer}/{name}"
    return _objects(node, pointer)


def _objects(node: Any, pointer: str) -> list[tuple[str, Row]]:
    if not isinstance(node, list):
        return []
    return [(f"{pointer}/{index}", row) for index, row in enumerate(node) if isinstance(row, dict)]


def text(node: Any, name: str) -> str:
    """A member that is text, "" otherwise."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else ""


def number(node: Any, name: str) -> Decimal | None:
    """A member that is a finite number, exact; None otherwise."""
    value = node.get(name) if isinstance(node, dict) else None
    return as_number(value)


def as_number(value: Any) -> Decimal | None:
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    exact = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    return exact if exact.is_finite() else None
