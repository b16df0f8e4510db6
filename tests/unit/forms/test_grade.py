"""The grade counts the checks that warn, each once."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms import rules
from forms.findings import Finding, Level, finding
from forms.grade import grade, number_of, warned
from forms.release_header import CODES as OF_HEADERS
from forms.rules import RULES
from forms.rules.numbers import KEPT_ELSEWHERE, RULE_NUMBERS
from tests.unit.forms.bodies import CONTEXT, changed
from tests.unit.forms.quality_cases import CASES as QUALITY
from tests.unit.forms.test_rules import FAILING, levels

CODES = sorted({number: code for code, number in RULE_NUMBERS.items()}.values())


def warnings(count: int) -> list[Finding]:
    return [finding("/tender", code, Level.WARNING) for code in CODES[:count]]


@pytest.mark.parametrize(("count", "name"), [(0, "A"), (1, "B"), (3, "B"), (4, "C"), (8, "C"), (9, "D"), (17, "D")])
def test_grades(count: int, name: str) -> None:
    assert grade(warnings(count)) == name


def test_a_check_counts_once_and_other_levels_do_not() -> None:
    same = [finding(f"/parties/{row}", "rfc.invalid", Level.WARNING) for row in range(50)]
    others = [finding("/tender/id", "required.expected", Level.WARNING), finding("", "guide.bid_late", Level.GUIDE)]
    notes = [finding("/tender", code, Level.NOTE) for code in CODES]
    assert warned([*same, *others, *notes]) == ("W07",)
    assert grade([*others, *notes]) == "A"


def test_the_number_of_a_finding() -> None:
    assert number_of(finding("/x", "reference.party_missing", Level.ERROR, "B09")) == "B09"
    assert number_of(finding("/x", "reference.party_missing", Level.WARNING)) == "W04"
    assert number_of(finding("/x", "required.expected", Level.WARNING)) == ""


def test_every_warning_check_has_a_rule() -> None:
    numbers = {f"W{number:02}" for number in range(1, 20)}
    assert set(RULE_NUMBERS.values()) == numbers | {"B13"}


def test_every_blocking_check_is_found_by_a_rule_or_kept_elsewhere() -> None:
    forms = Path(rules.__file__).resolve().parents[1]
    source = "".join(file.read_text(encoding="utf-8") for file in forms.rglob("*.py") if file.name != "numbers.py")
    found = {number for number in (f"B{number:02}" for number in range(1, 16)) if f'"{number}"' in source}
    assert found | set(KEPT_ELSEWHERE) == {f"B{number:02}" for number in range(1, 16)}
    assert found & set(KEPT_ELSEWHERE) == set()


def test_every_numbered_code_is_a_rule() -> None:
    assert set(RULE_NUMBERS) - {rule.code for rule in RULES} - OF_HEADERS == set()


def test_every_rule_that_warns_has_its_number() -> None:
    found = {code: levels(code, changed(*edits), CONTEXT) for code, edits, _ in FAILING}
    warning = {code for code, judged in found.items() if Level.WARNING in {level for level, _ in judged}}
    warning |= {case.code for case in QUALITY}
    assert warning - set(RULE_NUMBERS) == set()
