"""No finding is lost because a rule or a guide was not asked: those left out have nothing to find."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from capture_app.importers.merging import merge_foreign
from capture_app.importers.registry import importer_for
from forms import validate as checking
from forms.catalog import load_catalog
from forms.context import Context
from forms.findings import Level, finding
from forms.guides import GUIDES
from forms.plans import Plan, plan_of
from forms.presence import Judge, awake, looks_at
from forms.record_type import RecordType
from forms.rules import RULES
from forms.rules.registers import REGISTER_RULES
from forms.rules.rule import Rule, Verdicts
from forms.survey import Survey, survey
from forms.validate import validate
from tests.contract.mutations import mutated
from tests.contract.test_random_bodies import APPROVED, anything
from tests.unit.forms.bodies import TODAY, changed
from tests.unit.forms.guide_cases import CASES as GUIDED
from tests.unit.forms.quality_cases import CASES as QUALITY
from tests.unit.forms.test_rules import FAILING

PROCESS = "contracting_process"
SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "samples"
PROVE = bool(os.environ.get("CAPTURA_PROVE"))
MUTATED, RANDOM = (10_000, 5_000) if PROVE else (200, 60)
LAW = load_catalog()
CONTEXT = Context(TODAY, "ocds-213czf-azar", "LAGUNA", ("ocds-213czf",), profile="published", thresholds=APPROVED)
Body = Mapping[str, Any]


@cache
def samples() -> tuple[Body, ...]:
    """The real bodies, and the sound one, which has a little of everything."""
    files = [path for path in sorted(SAMPLES.rglob("*.json")) if path.is_file()]
    read = [release for file in files for process in importer_for(file).read(file) for release in process.releases]
    return (changed(), *(merge_foreign([release], LAW).body for release in read))


def cases() -> Iterator[tuple[Body, Context]]:
    """What each rule and each guide has something to say of."""
    for _, edits, _ in FAILING:
        yield changed(*edits), CONTEXT
    for case in QUALITY:
        yield case.failing, case.context
    for guided in GUIDED:
        yield guided.look, guided.context


def judges_of(record: RecordType) -> tuple[Rule | Any, ...]:
    return REGISTER_RULES if record.register else (*RULES, *GUIDES)


def lost(body: Body, context: Context = CONTEXT, name: str = PROCESS, more: tuple[Judge, ...] = ()) -> list[str]:
    """Codes of the judges that are not asked and would have found something."""
    record = LAW.record_types[name]
    found = survey(body, record)
    judges = (*judges_of(record), *more)
    asked = awake(judges, found.marks)
    return [judge.code for judge in judges if judge not in asked and judge.findings(found, context)]


def test_nothing_is_lost_of_any_real_body() -> None:
    assert {tuple(lost(body)) for body in samples()} == {()}


def test_nothing_is_lost_of_any_case_of_a_rule_or_a_guide() -> None:
    assert {tuple(lost(body, context)) for body, context in cases()} == {()}


@pytest.mark.parametrize("block", range(4))
def test_nothing_is_lost_of_bodies_altered_at_random(block: int) -> None:
    names = ("title", "id", "date", "value", "documents", "items", "otro")
    few = [body for body in samples() if len(body) and len(str(body)) < 40_000]
    for number in range(block, MUTATED, 4):
        chance = random.Random(number)
        assert lost(mutated(dict(chance.choice(few)), chance, names, most=6)) == [], number


def test_nothing_is_lost_of_bodies_of_anything() -> None:
    for number in range(RANDOM):
        chance = random.Random(number)
        name = chance.choice((PROCESS, *LAW.record_types))
        assert lost(anything(chance, LAW.record_types[name].tree), name=name) == [], number


def test_the_check_says_the_same_when_everybody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [*samples(), *(body for body, _ in cases())]
    said = [validate(body, PROCESS, CONTEXT) for body in bodies]
    monkeypatch.setattr(checking, "_asked", lambda record, marks: judges_of(record))
    assert [validate(body, PROCESS, CONTEXT) for body in bodies] == said


def test_a_rule_that_says_too_much_of_itself_is_found_out() -> None:
    """The proof is not vain: one that looks at more than it said loses what it finds."""

    @looks_at("/tender/bidOpening")
    def sees(survey: Survey, context: Context) -> Verdicts:
        yield finding("/tender", "title.too_short", Level.NOTE)

    assert lost(changed(), more=(Rule("title.too_short", sees),)) == ["title.too_short"]


def marks(plan: Plan) -> Iterator[str]:
    yield from (plan.pattern, plan.kind, plan.group)
    for name, child in plan.children.items():
        yield f"{plan.group}/{name}"
        yield from marks(child)
    if plan.row:
        yield from marks(plan.row)


@pytest.mark.parametrize("judge", [*RULES, *GUIDES], ids=lambda judge: judge.code)
def test_what_a_judge_looks_at_is_a_name_of_the_law(judge: Rule) -> None:
    known = set(marks(plan_of(LAW.record_types[PROCESS])))
    assert [name for choice in judge.wanted for name in choice if name not in known] == []
