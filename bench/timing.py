"""Runs of rivals side by side: one round of each after the other, many times, and the middle of each."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from time import process_time_ns

Work = Callable[[], object]


def race(rivals: Mapping[str, Work], rounds: int, turn: float = 0.0) -> dict[str, float]:
    """Processor seconds of a round of each rival, the middle of all, run in turns: all meet the same weather.

    A turn is one round, which finds the processor's cache cold; with `turn` it is as many in a row as last so many
    seconds, and the round's share of them counts.
    """
    for work in rivals.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, work in rivals.items():
            gc.collect()
            gc.disable()
            taken[name].append(_turn(work, turn))
            gc.enable()
    return {name: median(times) for name, times in taken.items()}


def _turn(work: Work, seconds: float) -> float:
    begun, count = process_time_ns(), 0
    while True:
        work()
        count += 1
        taken = (process_time_ns() - begun) / 1e9
        if taken >= seconds:
            return taken / count


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines of a Markdown table, the first column to the left, the others to the right."""
    lines = [list(columns), *map(list, rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    head, *body = [_line(line, widths) for line in lines]
    rule = "|".join(["", "-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:]), ""])
    return "\n".join([head, rule, *body])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = cells
    shown = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
    return f"| {' | '.join(shown)} |"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.2f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def times(ratio: float) -> str:
    return f"{ratio:,.2f} ×" if ratio < 10 else f"{ratio:,.0f} ×"
