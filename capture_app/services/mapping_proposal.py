"""How a table nobody has described would be read, and what a person says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from capture_app.importers.mapping.plan import Grain

GRAINS = tuple(grain.value for grain in Grain)


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that a column may fill, in the office's words; pointer "" fills none."""

    pointer: str
    label: str


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """One column of a table: what it probably is, what else it may be, and what must be asked of it.

    ``question`` is "day_order", "decimal_comma" or "".
    """

    title: str
    letter: str
    choice: Choice
    is_sure: bool
    others: tuple[Choice, ...]
    samples: tuple[str, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A table and how it would be read. ``format`` names a known one: then nothing needs to be asked."""

    file: Path
    format: str
    sheet: str = ""
    rows: int = 0
    grain: str = Grain.PROCESS.value
    columns: tuple[ProposedColumn, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a column."""

    title: str
    pointer: str
    day_order: str = ""
    decimal_comma: bool | None = None
