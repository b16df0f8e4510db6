"""Cells that name several organizations: one under the other, or parted by a semicolon or a slash between spaces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from capture_app.importers.mapping.organizations import clean_rfc, plain_name
from capture_app.importers.mapping.targets import actor_of
from capture_app.importers.tables.book import Cell
from forms.codes import fold

NAME, KEY = "/name", "/identifier/id"
_LIST = "/*"
_PARTED = re.compile(r"\s*[;\n]\s*|\s+/\s+")
_KEYS_PARTED = re.compile(r"\s*[;\n,/]\s*|\s+(?=[A-ZÑ&]{3,4}[ \-]?\d{6})", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:\d{1,2}\s*[.)\-]+|[-•*·])\s*")


def names_somebody(target: str) -> bool:
    """Whether a target is the name of an organization of a list."""
    actor = actor_of(target)
    return actor.endswith(_LIST) and target == actor + NAME


def may_be_several(cell: Cell) -> bool:
    """Whether a glance at a cell tells that it may name several."""
    return isinstance(cell, str) and (";" in cell or "\n" in cell or "/" in cell)


def parts_of(cell: Cell) -> tuple[str, ...]:
    """The parts of a text that may each be a name."""
    return _filled(_PARTED.split(cell)) if isinstance(cell, str) else ()


def keys_of(cell: Cell) -> tuple[str, ...]:
    """The RFCs of a cell that has nothing else, () where it has."""
    parts = _filled(_KEYS_PARTED.split(cell)) if isinstance(cell, str) else ()
    return parts if parts and all(map(clean_rfc, parts)) else ()


def _filled(parts: list[str]) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, parts) if part)


def said_of(cells: Mapping[str, Cell]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """(what each cell of organizations says of several, by target; the targets that only seem to).

    ``cells`` are those of one row by their targets. Several are told where the keys are as many as the names, or
    where there is no key and each name stands by itself; a long name written in two lines is one.
    """
    found: dict[str, tuple[str, ...]] = {}
    doubtful: list[str] = []
    for target, cell in cells.items():
        actor = actor_of(target)
        if not names_somebody(target) or len(names := parts_of(cell)) < 2:
            continue
        keys = keys_of(cells.get(actor + KEY))
        if len(keys) == len(names):
            found.update({target: _unnumbered(names), actor + KEY: keys})
        elif not keys and _stand_alone(str(cell), names):
            found[target] = _unnumbered(names)
        elif len(keys) > 1 or "\n" not in str(cell):
            doubtful.append(target)
    return found, doubtful


def _stand_alone(text: str, names: tuple[str, ...]) -> bool:
    """Whether each part is a name by itself: numbered, parted by a semicolon, or each with its kind of company."""
    is_numbered = all(_NUMBERED.match(name) for name in names)
    return is_numbered or ";" in text or all(plain_name(name) != _words(name) for name in names)


def _words(name: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9ñ]+", " ", fold(name)).split())


def _unnumbered(names: tuple[str, ...]) -> tuple[str, ...]:
    is_numbered = all(_NUMBERED.match(name) for name in names)
    return tuple(_NUMBERED.sub("", name, count=1) for name in names) if is_numbered else names


def others_of(values: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The values of the second organization and the next ones, by the array they stand in."""
    found: dict[str, list[dict[str, Any]]] = {}
    for target, value in values.items():
        if isinstance(value, tuple):
            rows = found.setdefault(actor_of(target), [{} for _ in value[1:]])
            for row, said in zip(rows, value[1:], strict=True):
                row[target] = said
    return found


def first_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the first of several organizations."""
    return {target: value[0] if isinstance(value, tuple) else value for target, value in values.items()}
