"""The guided mode's scripts ask for fields of the law, in the office's words, and miss none of the plan's questions."""

from __future__ import annotations

import re

import pytest

from forms.catalog import Catalog, load_catalog
from forms.conditions import parse
from forms.guided_mode import LAST, GuidedQuestion, Script, scripts
from forms.pointers import tokens
from tests.house.test_forms_complete import FORBIDDEN

PROCESS = "contracting_process"
EVERY = [pytest.param(script, id=name) for name, script in scripts().items()]
QUESTIONS = [pytest.param(item, id=f"{name}-{item.id}") for name, one in scripts().items() for item in one.questions]


@pytest.fixture(scope="module")
def law() -> Catalog:
    return load_catalog()


def test_the_plan_has_33_questions_and_29_more_for_works() -> None:
    direct, works = scripts()["direct_award"], scripts()["works_tender"]
    assert len(direct.questions) == 33
    assert len({item.id for item in works.questions} - {item.id for item in direct.questions}) == 29


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_field_of_a_question_is_captured_by_the_law(law: Catalog, question: GuidedQuestion) -> None:
    record = law.record_types[PROCESS]
    for pattern in question.patterns:
        item = record.field_at(pattern)
        assert item is not None, pattern
        assert item.captured, pattern
        assert record.step_of(pattern) is not None, pattern
    assert set(question.widgets) <= set(question.labels) <= set(question.fields)
    told = (question.copies, question.spreads)
    for pattern in (*question.gives, *(name for one in told for pair in one.items() for name in pair)):
        assert record.field_at(pattern) is not None, pattern
    for anchor in question.rows:
        assert any(pattern.startswith(f"{anchor.array}/*/") for pattern in question.fields), anchor.array
        for name, value in anchor.where.items():
            member = record.field_at(f"{anchor.array}/*/{name}")
            assert member is not None, name
            assert value in law.codelists[member.codelist or ""].by_code, value


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_asks_something_and_explains_itself(law: Catalog, question: GuidedQuestion) -> None:
    assert question.fields or question.options or question.view
    assert question.text[-1] in "?."
    assert question.help.endswith(("?", ".", ")"))
    assert not FORBIDDEN.search(f"{question.text} {question.help}")
    assert 0 <= question.start <= LAST
    assert question.topic in {"", *(item.id for item in law.record_types[PROCESS].questions)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_an_option_writes_is_in_the_list_of_its_field(law: Catalog, question: GuidedQuestion) -> None:
    record = law.record_types[PROCESS]
    for option in question.options:
        for pattern, value in option.sets.items():
            item = record.field_at(pattern)
            assert item is not None
            for code in value if isinstance(value, list) else [value]:
                assert item.codelist is None or code in law.codelists[item.codelist].by_code, (pattern, code)


@pytest.mark.parametrize("script", EVERY)
def test_a_script_begins_by_asking_how_far_the_purchase_went(script: Script) -> None:
    first = script.questions[0]
    assert [option.reach for option in first.options] == [1, 2, 3, 4, 5, 6]
    assert all(parse(item.when) for item in script.questions if item.when)
    assert all(len(tokens(pattern)) > 1 for pattern in script.starts)


def test_a_work_is_asked_about_as_a_work() -> None:
    works = scripts()["works_tender"]
    said = [text for item in works.questions for text in (item.text, item.help, item.example)]
    said += [text for option in works.questions[0].options for text in (option.title, option.help)]
    assert not [
        text
        for text in said
        if re.search(r"\b(compra(?!s MX)\w*|compr[áóe]\w*|cotiz\w+|papeler\w+|pedido)\b", text, re.I)
    ]
    assert [option.reach for option in works.questions[0].options] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("script", EVERY)
def test_what_did_not_happen_yet_is_not_asked(script: Script) -> None:
    asked = [len(script.asked(body_at(script, option))) for option in range(6)]
    assert script.reach({}) == 0
    assert [item.id for item in script.asked({})] == ["A01"]
    assert asked == sorted(asked)
    assert asked[0] < asked[-1] <= len(script.questions)


def body_at(script: Script, option: int) -> dict[str, object]:
    """The least body that says how far it went."""
    body: dict[str, object] = {}
    for pattern, value in script.questions[0].options[option].sets.items():
        node = body
        *way, last = tokens(pattern)
        for at, token in enumerate(way):
            if token == "*":
                continue
            if at + 1 < len(way) and way[at + 1] == "*":
                node = node.setdefault(token, [{}])[0]  # type: ignore[assignment,index]
            else:
                node = node.setdefault(token, {})  # type: ignore[assignment]
        node[last] = value
    assert script.reach(body) == option + 1
    return body
