"""`make faults`: runs the tests that show a fault case and prints the table of the forty, honestly counted.

A case is shown when every test that carries its mark has passed and none was skipped. Use as a plugin of pytest:
``-p tests.faults.table``.
"""

from __future__ import annotations

import os
from collections import defaultdict

import pytest

CASES = 40
AT_THE_DATABASE = (5, 7, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 22, 30, 31, 32, 33, 35, 36, 37, 38)
CASE = "CAPTURA_FAULT"  # the number of the only case to run
_WORDS: dict[int, str] = {}
_OUTCOMES: dict[int, list[str]] = defaultdict(list)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only the marked ones are run."""
    kept, left, wanted = [], [], os.environ.get(CASE, "")
    for item in items:
        marks = [mark for mark in item.iter_markers("fault") if wanted in ("", str(mark.args[0]))]
        item.user_properties.extend(("fault", list(mark.args)) for mark in marks)
        (kept if marks else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.outcome != "passed":
        for number, words in (value for name, value in report.user_properties if name == "fault"):
            _WORDS[number] = words
            _OUTCOMES[number].append(report.outcome)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    shown, on_postgres = 0, bool(os.environ.get("CAPTURA_POSTGRES"))
    cases = AT_THE_DATABASE if on_postgres else range(1, CASES + 1)
    for number in cases:
        outcomes = _OUTCOMES.get(number, [])
        state = "no test" if not outcomes else "ok" if set(outcomes) == {"passed"} else "/".join(sorted(set(outcomes)))
        shown += state == "ok"
        terminalreporter.write_line(f"{number:3d}  {state:8}  {len(outcomes):3d} tests  {_WORDS.get(number, '')}")
    terminalreporter.write_line(f"{shown} of {len(cases)}{' on PostgreSQL' * on_postgres}")
