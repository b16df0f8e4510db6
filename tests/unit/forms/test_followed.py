"""Statuses and the law follow the facts as these are captured; what came otherwise stays until a fact goes further."""

from __future__ import annotations

from datetime import date
from typing import Any

from forms.followed import followed, told_by_facts, unsaid
from forms.statuses import NEVER_DERIVED
from forms.thresholds import Thresholds, load_thresholds, read_thresholds
from tests.unit.forms.bodies import money

THEN, TODAY = date(2026, 3, 1), date(2026, 3, 20)
TENDER = "/tender/status"
CALL = {"tenderPeriod": {"startDate": "2026-03-10"}}
AWARD = {"_key": "a", "id": "A", "date": "2026-03-15", "suppliers": [{"id": "P"}], "value": money("1")}


def changes(before: Any, after: Any, then: date = THEN, table: Thresholds | None = None) -> dict[str, Any]:
    return dict(followed(before, after, then, TODAY, table or load_thresholds()))


def test_a_fact_sets_the_status() -> None:
    assert changes({}, {"tender": {"title": "T"}}) == {TENDER: "planning"}
    before = {"tender": {"title": "T", "status": "planning"}}
    assert changes(before, {"tender": {**before["tender"], **CALL}}) == {TENDER: "active"}


def test_an_edit_of_no_fact_changes_none() -> None:
    before = {"tender": {"title": "T", **CALL}}
    assert changes(before, {"tender": {"title": "U", **CALL}}) == {}


def test_what_came_in_a_file_stays_until_a_fact_goes_further() -> None:
    came = {"tender": {"title": "T", "status": "complete", **CALL}}
    assert changes(came, {"tender": {**came["tender"], "title": "U"}}) == {}
    early = {"tender": {"title": "T", "status": "planned", **CALL}}
    then = date(2026, 3, 15)
    assert changes(early, {"tender": {**early["tender"], "title": "U"}}, then) == {}
    assert changes(early, {**early, "awards": [AWARD]})[TENDER] == "complete"


def test_what_was_said_ahead_of_the_facts_is_not_taken_back() -> None:
    ahead = {"tender": {"title": "T", "status": "complete"}}
    assert changes(ahead, {"tender": {**ahead["tender"], **CALL}}) == {}


def test_one_that_follows_goes_back_when_its_fact_is_taken_away() -> None:
    before = {"tender": {"title": "T", "status": "active", **CALL}}
    then = date(2026, 3, 15)
    assert changes(before, {"tender": {"title": "T", "status": "active"}}, then) == {TENDER: "planning"}


def test_time_passes_for_one_that_follows() -> None:
    """Saved on the first of March, nine days before the call."""
    before = {"tender": {"title": "T", "status": "planned", **CALL}}
    assert changes(before, before) == {TENDER: "active"}


def test_nobody_undoes_a_cancellation() -> None:
    for status in NEVER_DERIVED:
        before = {"tender": {"title": "T", "status": status}}
        assert (
            changes(before, {"tender": {"title": "T", "status": status, **CALL}, "awards": [AWARD]}).get(TENDER) is None
        )


def test_rows_are_named_by_their_keys() -> None:
    second = {**AWARD, "_key": "b", "id": "B"}
    assert changes({"awards": [AWARD]}, {"awards": [second, AWARD]}) == {"/awards/@b/status": "active"}


def test_the_law_follows_the_money_with_the_text_of_the_day_of_the_act() -> None:
    own = {"planning": {"budget": {"budgetBreakdown": [{"fundType": "Recursos propios"}]}}}
    before = {"tender": CALL}
    basis = changes(before, {**before, **own})["/tender/legalBasis"]
    assert basis == {"id": "estatal", "description": "Ley estatal"}
    row = {"code": "law.estatal.goods", "state": "vigente", "approved_by": "Jurídico", "text": "Ley, texto de 2024"}
    table = read_thresholds([{**row, "until": date(2026, 3, 12)}, {**row, "text": "otra", "from": date(2026, 3, 13)}])
    assert changes(before, {**before, **own}, table=table)["/tender/legalBasis"]["description"] == "Ley, texto de 2024"
    assert "/tender/legalBasis" not in changes({}, own)


def test_before_publication_what_the_facts_tell_is_said() -> None:
    body = {"tender": CALL, "awards": [{**AWARD, "status": "cancelled"}]}
    assert dict(unsaid(body, TODAY, load_thresholds())) == {TENDER: "unsuccessful"}
    assert set(told_by_facts({}, TODAY, load_thresholds())) == set()
