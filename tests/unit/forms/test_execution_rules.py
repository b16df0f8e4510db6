"""Case 3 of the demonstration, completed with its estimates, closes to the cent; one cent off does not."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from capture_app.services.training import told_cases
from forms.catalog import load_catalog
from forms.pointers import get
from forms.rules import RULES
from forms.rules.rule import State
from forms.survey import survey
from forms.validate import validate
from forms.words import describe
from sync import canonical
from tests.unit.forms.bodies import CONTEXT, put

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "execution" / "case_3.json"
C = "/contracts/0"
WORKS = f"{C}/implementation"
HEADER = frozenset({"ocid", "id", "date", "tag", "initiationType"})


def completed() -> dict[str, Any]:
    """The works contract of case 3 as a body, with the members of the extension."""
    release = copy.deepcopy(told_cases()[2])
    body = {name: value for name, value in release.items() if name not in HEADER}
    extra = canonical.decode_strict(FIXTURE.read_bytes())
    contract = body["contracts"][0]
    implementation = {**contract["implementation"], **extra["implementation"]}
    body["contracts"][0] = {**contract, **extra, "implementation": implementation}
    return body


def edited(*edits: tuple[str, Any]) -> dict[str, Any]:
    body = completed()
    for pointer, value in edits:
        put(body, pointer, value)
    return body


def judge(code: str, body: dict[str, Any]) -> tuple[State, list[str]]:
    rule = next(rule for rule in RULES if rule.code == code)
    found = survey(body, load_catalog().record_types["contracting_process"])
    return rule.state(found, CONTEXT), [item.pointer for item in rule.findings(found, CONTEXT)]


def test_case_3_closes_to_the_cent() -> None:
    contract = completed()["contracts"][0]
    paid = sum(row["value"]["amount"] for row in contract["implementation"]["transactions"])
    charged = sum(row["amount"]["amount"] for row in contract["implementation"]["charges"])
    assert contract["amounts"]["final"]["amount"] - charged == paid == Decimal("4985920.00")
    assert contract["amounts"]["final"]["amount"] == Decimal("4999600.00")
    assert charged == Decimal("13680.00")
    assert judge("works.not_closed", completed()) == (State.OK, [])
    assert judge("estimate.net_differs", completed()) == (State.OK, [])


def test_the_extension_is_of_the_law() -> None:
    findings = validate(completed(), "contracting_process", CONTEXT)
    assert [item for item in findings if item.code in ("type.wrong", "code.unknown", "field.additional")] == []


@pytest.mark.parametrize(
    ("pointer", "wrong", "found"),
    [
        (f"{WORKS}/transactions/6/value/amount", "345919.99", [f"{WORKS}/estimates", f"{WORKS}/transactions"]),
        (f"{WORKS}/transactions/0/value/amount", "1392000.01", [f"{WORKS}/transactions"]),
        (f"{WORKS}/estimates/2/net/amount", "722680.01", [f"{WORKS}/estimates"]),
        (f"{WORKS}/charges/0/amount/amount", "13680.01", [f"{WORKS}/transactions"]),
        (f"{C}/amounts/final/amount", "4999599.99", [f"{WORKS}/transactions"]),
    ],
)
def test_one_cent_off_is_found(pointer: str, wrong: str, found: list[str]) -> None:
    body = edited((pointer, Decimal(wrong)))
    assert judge("works.not_closed", body) == (State.FAILED, found)
    findings = validate(body, "contracting_process", CONTEXT)
    words = [describe(item) for item in findings if item.code == "works.not_closed"]
    assert all("Difieren 0.01" in text for text in words)


def moved(*edits: tuple[str, str]) -> dict[str, Any]:
    """Case 3 with amounts that grow or shrink by so much."""
    body = completed()
    for pointer, by in edits:
        put(body, f"{WORKS}/{pointer}/amount", get(body, f"{WORKS}/{pointer}/amount") + Decimal(by))
    return body


MORE_AMORTISED = (("estimates/1/advanceAmortised", "1"), ("estimates/1/net", "-1"), ("transactions/2/value", "-1"))


def test_what_is_amortised_is_the_advance_in_the_end_and_never_more() -> None:
    code, place = "advance.not_amortised", [f"{WORKS}/estimates"]
    assert judge(code, completed()) == (State.OK, [])
    body = moved(*MORE_AMORTISED)
    assert judge("estimate.net_differs", body)[0] is State.OK
    assert judge(code, body) == (State.FAILED, place)
    put(body, f"{WORKS}/status", "ongoing")
    put(body, f"{C}/status", "active")
    assert judge(code, body) == (State.FAILED, place)
    less = [(pointer, f"{-int(by)}") for pointer, by in MORE_AMORTISED]
    assert judge(code, moved(*less)) == (State.FAILED, place)
    body = moved(*less)
    put(body, f"{WORKS}/status", "ongoing")
    put(body, f"{C}/status", "active")
    assert judge(code, body)[0] is State.OK
    body = edited(*((f"{WORKS}/estimates/{row}/transactionID", None) for row in range(6)))
    assert judge(code, body)[0] is State.NOT_APPLICABLE


def test_the_estimates_together_are_what_was_carried_out() -> None:
    code, place = "works.not_estimated", [f"{WORKS}/estimates"]
    assert judge(code, completed()) == (State.OK, [])
    body = completed()
    body["contracts"][0]["implementation"]["estimates"].pop(2)
    assert judge(code, body) == (State.FAILED, place)
    more = moved(("estimates/1/gross", "0.01"), ("estimates/1/net", "0.01"), ("transactions/2/value", "0.01"))
    assert judge(code, more) == (State.FAILED, place)
    assert judge(code, edited((f"{C}/amounts/final", None)))[0] is State.NOT_APPLICABLE
    assert judge(code, edited((f"{WORKS}/status", "ongoing"), (f"{C}/status", "active")))[0] is State.NOT_APPLICABLE


def test_an_estimate_pays_what_is_left_of_its_gross() -> None:
    body = edited((f"{WORKS}/estimates/5/charges", None))
    assert judge("estimate.net_differs", body) == (State.FAILED, [f"{WORKS}/estimates/5/net"])
    retained = [{"id": "r", "concept": "Cinco al millar", "amount": {"amount": Decimal("13680"), "currency": "MXN"}}]
    body = edited((f"{WORKS}/estimates/5/charges", None), (f"{WORKS}/estimates/5/retentions", retained))
    assert judge("estimate.net_differs", body)[0] is State.OK


def test_without_references_the_advance_is_what_was_amortised() -> None:
    body = edited(*((f"{WORKS}/estimates/{row}/transactionID", None) for row in range(6)))
    assert judge("works.not_closed", body)[0] is State.OK


@pytest.mark.parametrize(
    "edits",
    [
        [(f"{WORKS}/estimates", None)],
        [(f"{WORKS}/status", "ongoing"), (f"{C}/status", "active")],
        [(f"{WORKS}/transactions/0/value/currency", "USD")],
    ],
)
def test_works_under_way_without_estimates_or_in_other_money_are_not_judged(edits: list[tuple[str, Any]]) -> None:
    assert judge("works.not_closed", edited(*edits))[0] is State.NOT_APPLICABLE


def test_an_estimate_without_net_is_not_judged() -> None:
    body = edited((f"{WORKS}/estimates", [{"id": "1", "number": "1"}]))
    assert judge("estimate.net_differs", body)[0] is State.NOT_APPLICABLE
