"""What is wrong with the data, as values: a place, a code, a level and parameters, no prose."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Level(StrEnum):
    """How much a finding matters; only an error blocks review and publication."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    GUIDE = "guide"
    __hash__ = str.__hash__  # that of an Enum is far slower, and as good


LEVEL_ORDER = (Level.ERROR, Level.WARNING, Level.NOTE, Level.GUIDE)


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One problem at one place; `blocks` names the blocking check (B03) it belongs to, if any."""

    pointer: str
    code: str
    level: Level
    parameters: tuple[tuple[str, str], ...] = ()
    blocks: str | None = None

    @property
    def params(self) -> dict[str, str]:
        return dict(self.parameters)


def finding(pointer: str, code: str, level: Level, blocks: str | None = None, **parameters: object) -> Finding:
    """A finding with its parameters as text, in the order given."""
    if not parameters:
        return Finding(pointer, code, level, (), blocks)
    pairs = tuple((name, str(value)) for name, value in parameters.items())
    return Finding(pointer, code, level, pairs, blocks)


def worst(findings: Iterable[Finding]) -> Level | None:
    """The gravest level among the findings, None when there is none."""
    levels = {item.level for item in findings}
    return next((level for level in LEVEL_ORDER if level in levels), None)


def count_levels(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each level, every level named."""
    counts = {level.value: 0 for level in LEVEL_ORDER}
    for item in findings:
        counts[item.level.value] += 1
    return counts


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(item.level is Level.ERROR for item in findings)
