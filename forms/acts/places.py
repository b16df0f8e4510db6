"""Places of a body by patterns with a filter on rows: `/contracts/*/guarantees/*[obligations=prepaid]/date`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.pointers import escape, tokens

_ROW = re.compile(r"\*(?:\[(?P<name>\w+)=(?P<value>[^\]]*)\])?")


@dataclass(frozen=True, slots=True)
class _Step:
    """A member by name, or every row (of which `name` says `value`)."""

    member: str
    is_row: bool
    name: str = ""
    value: str = ""

    def takes(self, row: Any) -> bool:
        return isinstance(row, dict) and (not self.name or row.get(self.name) == self.value)


@cache
def _steps(pattern: str) -> tuple[_Step, ...]:
    found = []
    for token in tokens(pattern):
        row = _ROW.fullmatch(token)
        found.append(_Step(token, row is not None, *((row["name"] or "", row["value"] or "") if row else ())))
    return tuple(found)


def places(body: Any, pattern: str, pointer: str = "") -> list[tuple[str, Any]]:
    """Every place that the pattern names below `pointer`, with its value, in order."""
    found: list[tuple[str, Any]] = [(pointer, body)]
    for step in _steps(pattern):
        found = [inner for at, node in found for inner in _next(at, node, step)]
        if not found:
            break
    return found


def _next(pointer: str, node: Any, step: _Step) -> Iterator[tuple[str, Any]]:
    if step.is_row:
        for index, row in enumerate(node) if isinstance(node, list) else ():
            if step.takes(row):
                yield f"{pointer}/{index}", row
    elif isinstance(node, dict) and step.member in node:
        yield f"{pointer}/{escape(step.member)}", node[step.member]
