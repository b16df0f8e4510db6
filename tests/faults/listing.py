"""Which tests show which fault case, read off the marks; ``python -m tests.faults.listing`` writes docs/faults.md."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.faults.beyond import BEYOND
from tests.faults.mutating import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "docs" / "faults.md"
HEAD = (
    "# The forty fault cases\n"
    "`make faults` runs the tests named here against the real engine and the real portal and ends with `40 of 40`;"
    " `make faults-postgres` runs on PostgreSQL those that touch the portal's database. `make mutants` switches off the"
    " defence of each case (`tests/faults/mutating.py`, in the wiring of the tests and never in the product) and shows"
    " that its tests turn red. The cases and their outcomes stand in the design of the protocol; this page is written"
    " by `python -m tests.faults.listing`.\n\n"
    "| # | fault | tests | defence that the mutant switches off | where |\n|---|---|---|---|---|\n"
)
BEYOND_HEAD = (
    "\n## Beyond the forty\nOther defences of synchronising, each with a mutant too"
    " (`python -m tests.faults.mutants 41` and so on).\n\n"
    "| # | defence that the mutant switches off | tests | where |\n|---|---|---|---|\n"
)


@cache
def marked() -> dict[int, tuple[str, tuple[str, ...]]]:
    """Words and tests of each case."""
    words: dict[int, str] = {}
    tests: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text("utf-8")
        if "fault(" in text:
            for number, said, name in _marks_of(ast.parse(text)):
                words[number] = said
                tests[number].append(f"{path.relative_to(ROOT / 'tests')}::{name}")
    return {number: (words[number], tuple(tests[number])) for number in sorted(words)}


def _marks_of(tree: ast.Module) -> list[tuple[int, str, str]]:
    named = {
        target.id: _marks_in(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                aliases = [name.id for name in ast.walk(decorator) if isinstance(name, ast.Name)]
                marks = {*_marks_in(decorator), *(mark for alias in aliases for mark in named.get(alias, []))}
                found += [(number, said, node.name) for number, said in sorted(marks)]
    return found


def _marks_in(node: ast.AST) -> list[tuple[int, str]]:
    calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and len(call.args) == 2]
    values = [
        tuple(arg.value for arg in call.args if isinstance(arg, ast.Constant))
        for call in calls
        if (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")) == "fault"
    ]
    return [(int(value[0]), str(value[1])) for value in values if len(value) == 2]


def page() -> str:
    """The whole page."""
    return HEAD + "".join(map(_row, marked())) + BEYOND_HEAD + "".join(map(_row_beyond, BEYOND.values()))


def _row(number: int) -> str:
    said, tests = marked()[number]
    mutant = MUTANTS[number]
    where = "<br>".join(f"`{module}.{name}`" for module, name, _ in mutant.patches)
    shown = "<br>".join(f"`{name}`" for name in tests)
    return f"| {number} | {said} | {shown} | {mutant.defence} | {where} |\n"


def _row_beyond(mutant: Mutant) -> str:
    where = "<br>".join(f"`{module}.{name}`" for module, name, _ in mutant.patches)
    shown = "<br>".join(f"`{name.removeprefix('tests/')}`" for name in mutant.files)
    return f"| {mutant.case} | {mutant.defence} | {shown} | {where} |\n"


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
