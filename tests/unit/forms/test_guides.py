"""Each guide points where it should, keeps quiet where all is well and says what it lacks; none of them blocks."""

from __future__ import annotations

import copy
import json
import re
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from forms.catalog import load_catalog
from forms.context import Context
from forms.findings import Level, has_errors
from forms.guides import GUIDES, outcomes
from forms.guides.explain import explain, missing_words, state_word
from forms.guides.guide import NO_THRESHOLD, Answer, Outcome
from forms.survey import survey
from forms.thresholds import Thresholds
from forms.validate import validate
from forms.words import messages
from tests.unit.forms.bodies import CONTEXT, SELLER, changed, money, sound
from tests.unit.forms.guide_cases import CASES, KEY, QUIET, Body, Case, Memory, bid, competed, past, table, with_rival
from tests.unit.forms.test_validate import clean, odd

PROCESS = "contracting_process"
ACCUSING = re.compile(
    r"irregular|corrup|fraud|sospech|delit|culp|ilegal|simula|colusi|desv[ií]o|riesgo|trampa|infrac", re.I
)
EXPECTED = {
    "ocds-213czf-demo-ad-2026-0147": set(),
    "ocds-213czf-demo-i3p-2026-0006": {"T-DESC"},
    "ocds-213czf-demo-lp-2025-0003": {"T-ENTREGA", "T-CONV"},
}
by_code = pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)


def outcome(code: str, body: Body, context: Context = QUIET) -> Outcome:
    return next(found for found in outcomes(body, PROCESS, context) if found.code == code)


def sentences(code: str, body: Body, context: Context = QUIET) -> list[str]:
    return [explain(item).message for item in outcome(code, body, context).findings]


@by_code
def test_yes_with_a_place_and_three_sentences(case: Case) -> None:
    found = outcome(case.code, case.look, case.context)
    assert found.state is Answer.YES
    assert found.missing == ()
    assert case.pointer in [item.pointer for item in found.findings]
    for item in found.findings:
        said = explain(item)
        assert said.message
        assert said.why
        assert said.how


@by_code
def test_no(case: Case) -> None:
    found = outcome(case.code, case.fine, case.fine_context)
    assert (found.state, found.findings, found.missing) == (Answer.NO, (), ())


@by_code
def test_not_evaluable_with_what_is_missing(case: Case) -> None:
    found = outcome(case.code, case.unclear, case.unclear_context)
    assert (found.state, found.findings) == (Answer.NOT_EVALUABLE, ())
    assert case.missing in found.missing
    assert all(missing_words(found))


@by_code
def test_none_has_anything_to_say_of_an_empty_record(case: Case) -> None:
    found = outcome(case.code, {}, QUIET)
    assert found.state is Answer.NOT_EVALUABLE
    assert missing_words(found)


@by_code
def test_they_never_block(case: Case) -> None:
    before = [item for item in validate(case.look, PROCESS, CONTEXT) if item.level is Level.ERROR]
    found = validate(case.look, PROCESS, replace(case.context, profile="published"))
    guides = [item for item in found if item.code.startswith("guide.")]
    assert {item.level for item in guides} <= {Level.GUIDE}
    assert {item.blocks for item in guides} <= {None}
    assert not has_errors(guides)
    assert {item.code for item in before} <= {item.code for item in found if item.level is Level.ERROR}


@pytest.mark.parametrize("state", ["muestra", "no verificado"])
@pytest.mark.parametrize("guide", [guide for guide in GUIDES if guide.rests_on], ids=lambda guide: guide.code)
def test_a_figure_that_is_not_in_force_gives_no_answer(guide: Any, state: str) -> None:
    case = next(case for case in CASES if case.code == guide.code)
    context = replace(case.context, thresholds=table(state))
    for body in (case.look, case.fine):
        found = outcome(guide.code, body, context)
        assert (found.state, found.missing) == (Answer.NOT_EVALUABLE, (NO_THRESHOLD,))


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if guide.rests_on], ids=lambda guide: guide.code)
def test_a_figure_holds_for_the_day_of_the_act_and_for_no_other(guide: Any) -> None:
    """All the acts of the cases are of 2026: an approved row of that year answers, one of another year does not."""
    case = next(case for case in CASES if case.code == guide.code)

    def with_days(since: date, until: date) -> Answer:
        rows = tuple(replace(row, since=since, until=until) for row in case.context.thresholds.rows)
        return outcome(guide.code, case.look, replace(case.context, thresholds=Thresholds(rows))).state

    assert with_days(date(2026, 1, 1), date(2026, 12, 31)) is Answer.YES
    assert with_days(date(2020, 1, 1), date(2025, 12, 31)) is Answer.NOT_EVALUABLE
    assert with_days(date(2026, 12, 1), date(2027, 12, 31)) is Answer.NOT_EVALUABLE


# The time to publish is of the transparency law, the same for all money.
OF_A_LAW = [guide for guide in GUIDES if guide.rests_on and guide.code != "guide.publication_late"]


@pytest.mark.parametrize("funds", [[{"fundType": "Convenio federal"}], [{"origin": "Federales"}]])
@pytest.mark.parametrize("guide", OF_A_LAW, ids=lambda guide: guide.code)
def test_figures_of_one_law_judge_nothing_under_another(guide: Any, funds: list[dict[str, str]]) -> None:
    """Federal money by agreement, and federal money of which nobody said which it is."""
    case = next(case for case in CASES if case.code == guide.code)
    body = copy.deepcopy(dict(case.look))
    body.setdefault("planning", {}).setdefault("budget", {})["budgetBreakdown"] = funds
    assert outcome(guide.code, body, case.context).state is Answer.NOT_EVALUABLE
    rows = tuple(replace(row, code=f"federal.{row.code}") for row in case.context.thresholds.rows)
    answer = outcome(guide.code, body, replace(case.context, thresholds=Thresholds(rows))).state
    assert answer is (Answer.YES if "fundType" in funds[0] else Answer.NOT_EVALUABLE)


def test_with_the_figures_of_the_program_none_of_those_answers() -> None:
    for guide in (guide for guide in GUIDES if guide.rests_on):
        case = next(case for case in CASES if case.code == guide.code)
        context = replace(CONTEXT, history=case.context.history)
        assert outcome(guide.code, case.look, context).state is Answer.NOT_EVALUABLE, guide.code


def test_only_those_that_say_so_rest_on_figures() -> None:
    free = {guide.code for guide in GUIDES if not guide.rests_on}
    for case in (case for case in CASES if case.code in free):
        without = replace(case.context, thresholds=table("muestra"))
        assert outcome(case.code, case.look, without).state is Answer.YES, case.code


def test_there_are_twenty_seven_each_with_its_case() -> None:
    assert len(GUIDES) == len({guide.sign for guide in GUIDES}) == 27
    assert [case.code for case in CASES] == [guide.code for guide in GUIDES]
    assert {guide.weight for guide in GUIDES} <= {1, 3, 6}


def test_no_sentence_accuses() -> None:
    said = {key: text for key, text in messages().items() if key.startswith(("guide", "case.", "lacking."))}
    assert len(said) > 27 * 3
    assert {key: text for key, text in said.items() if ACCUSING.search(text)} == {}


def test_states_in_words() -> None:
    assert [state_word(answer) for answer in Answer] == ["Punto por revisar", "Sin observación", "No evaluable"]


def test_validate_has_them_after_everything_else_and_without_the_hidden() -> None:
    found = validate(changed(("/contracts/0/value", money("300000"))), PROCESS, QUIET)
    levels = [item.level for item in found]
    assert levels.index(Level.GUIDE) == len(levels) - levels.count(Level.GUIDE)
    assert "guide.amount_round" not in {item.code for item in found}


@pytest.mark.parametrize(
    ("code", "body", "words"),
    [
        ("guide.bids_rejected", competed(bid("valid", SELLER, "9"), bid("disqualified", "D", "8")), "más baja"),
        ("guide.bids_rejected", competed(bid("valid", SELLER, "8"), bid("disqualified", "D", "9")), "motivo"),
        ("guide.bids_alike", competed(*(bid("valid", str(n), str(n * 500)) for n in (2, 3, 4))), "diferencia"),
        ("guide.bids_alike", competed(*(bid("valid", str(n), str(n * 503)) for n in (1, 2, 4))), "múltiplos"),
        ("guide.exception_unfounded", changed(("/tender/procurementMethodRationale", "Excepción X")), "dictamen"),
        ("guide.dates_odd", changed(("/awards/0/date", "2026-02-22")), "día de descanso"),
        ("guide.contract_amended", changed(("/contracts/0/amendments", [{"id": str(n)} for n in range(3)])), "3 veces"),
        ("guide.contract_amended", changed(("/contracts/0/amounts/original", money("36000"))), "+8.8 %"),
        (
            "guide.contract_amended",
            changed(("/contracts/0/amendments", None), ("/contracts/0/value", money("50000"))),
            "+27.7 %",
        ),
        ("guide.delivery_late", changed(("/contracts/0/milestones", [{"dueDate": "2026-03-10"}])), "hace 10 días"),
        ("guide.guarantee_short", changed(), "No hay garantía"),
        ("guide.documents_missing", changed(), "«Contrato o pedido firmado»"),
        ("guide.taxpayer_key", changed(("/parties/1/identifier/id", "GODE561231GR9")), "dígito verificador"),
        ("guide.owner_shared", changed(("/parties/1/identifier/id", KEY)), "«Papelería Inventada»"),
    ],
)
def test_cases_have_their_own_sentence(code: str, body: Body, words: str) -> None:
    assert any(words in said for said in sentences(code, body))


def test_the_maximum_of_an_amendment_changes_the_sentence_only() -> None:
    body = changed(("/contracts/0/amounts/original", money("30000")))
    rows = table().rows
    over = replace(QUIET, thresholds=replace(table(), rows=(*rows, replace(rows[0], code="amendment.goods"))))
    low = replace(rows[0], code="amendment.goods", value=Decimal(20))
    assert (
        "más que el máximo"
        in sentences("guide.contract_amended", body, replace(QUIET, thresholds=type(table())((low,))))[0]
    )
    assert "más que" not in sentences("guide.contract_amended", body, over)[0]


def test_one_firm_written_twice_shares_nothing_with_itself() -> None:
    phone = {"telephone": "983 555 0101"}
    body = with_rival({"contactPoint": phone}, contactPoint=phone)
    body["parties"][2]["name"] = "Papelería Inventada, S.A."
    assert outcome("guide.contact_shared", body).state is Answer.NO


def test_a_purchase_is_split_by_class_too_but_not_far_away_nor_with_itself() -> None:
    same = past("900", "otro", code="14111999")
    assert outcome("guide.purchase_split", changed(), same).state is Answer.YES
    far = past("900", day=date(2026, 6, 1))
    assert outcome("guide.purchase_split", changed(), far).state is Answer.NO
    itself = replace(past("900"), ocid="ocds-213czf-otra")
    assert outcome("guide.purchase_split", changed(), itself).state is Answer.NO


def test_a_supplier_outside_the_register() -> None:
    body = changed(("/parties/1/identifier/id", KEY))
    context = replace(QUIET, history=Memory())
    assert "padrón" in sentences("guide.supplier_listed", body, context)[0]


def test_the_notice_of_a_character_has_its_own_row() -> None:
    body = competed()
    body = {**body, "_pnt": {"procedureCharacter": "internacional"}}
    rows = table().rows
    unverified = replace(next(row for row in rows if row.code == "notice.open"), code="notice.open.internacional")
    unverified = replace(unverified, state=type(unverified.state)("no verificado"))
    context = replace(QUIET, thresholds=type(table())((*rows, unverified)))
    assert outcome("guide.notice_short", body, context).missing == (NO_THRESHOLD,)


def test_the_demonstration_cases_get_the_points_they_are_made_for(shared: Path) -> None:
    demo = json.loads((shared / "data" / "demo" / "demo_cases.json").read_text(encoding="utf-8"), parse_float=Decimal)
    signs = {guide.code: guide.sign for guide in GUIDES}
    for release in demo["releases"]:
        body = clean({name: value for name, value in release.items() if name not in ("id", "date", "tag", "ocid")})
        found = outcomes(body, PROCESS, Context(date(2026, 7, 1), release["ocid"]))
        assert {signs[one.code] for one in found if one.state is Answer.YES} == EXPECTED[release["ocid"]]


@settings(max_examples=100, deadline=None)
@given(odd)
def test_odd_bodies_hurt_no_guide(body: Any) -> None:
    for found in outcomes(body, PROCESS, QUIET):
        assert [explain(item).message for item in found.findings] == [explain(item).message for item in found.findings]
        assert bool(found.missing) is (found.state is Answer.NOT_EVALUABLE)


def test_guides_cost_little() -> None:
    found = survey(sound(), load_catalog().record_types[PROCESS])
    began = time.perf_counter()
    for _ in range(100):
        for guide in GUIDES:
            guide.findings(found, QUIET)
    assert time.perf_counter() - began < 1
