"""A status follows from the facts, is only proposed, and leaves alone what a person cancelled."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.statuses import derived
from tests.unit.forms.bodies import money

TODAY = date(2026, 3, 20)
PAST, FUTURE = "2026-03-01", "2026-04-01"
MADE = {"id": "A", "date": PAST, "suppliers": [{"id": "P"}]}
SIGNED = {"id": "C", "awardID": "A", "dateSigned": PAST, "value": money("100")}
RECEIVED = {"documents": [{"id": "d", "documentType": "physicalReception"}]}
PAID = {"transactions": [{"id": "1", "date": PAST, "value": money("100")}]}


def document(kind: str) -> dict[str, Any]:
    return {"documents": [{"id": "d", "documentType": kind}]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"tender": {"id": "T"}}, None),
        ({"tender": {"tenderPeriod": {"startDate": FUTURE}}}, "planned"),
        ({"tender": {"tenderPeriod": {"startDate": PAST}}}, "active"),
        ({"tender": {"tenderPeriod": {"startDate": "2026-03-20T09:00:00-05:00"}}}, "active"),
        ({"tender": document("openingOfProposals")}, "active"),
        ({"tender": document("unsuccessfulProcedureNotice")}, "unsuccessful"),
        ({"tender": {"id": "T"}, "awards": [MADE]}, "complete"),
        ({"tender": {"id": "T"}, "awards": [{**MADE, "date": FUTURE}]}, None),
        ({"tender": {"id": "T"}, "awards": [{**MADE, "status": "unsuccessful"}]}, "unsuccessful"),
        ({"tender": {"status": "cancelled"}, "awards": [MADE]}, None),
        ({"tender": {"status": "withdrawn"}, "awards": [MADE]}, None),
    ],
)
def test_of_the_procedure(body: dict[str, Any], code: str | None) -> None:
    assert derived(body, TODAY).get("/tender/status") == code


@pytest.mark.parametrize(
    ("award", "contracts", "code"),
    [
        (MADE, [], "active"),
        ({"id": "A"}, [], "pending"),
        ({**MADE, "date": FUTURE}, [], "pending"),
        ({"id": "A", "date": PAST}, [], "pending"),
        ({"id": "A"}, [SIGNED], "active"),
        ({"_key": "aaaaaaaaaa"}, [{**SIGNED, "awardID": "aaaaaaaaaa"}], "active"),
        ({"_key": "aaaaaaaaaa"}, [{**SIGNED, "awardID": ""}], "pending"),
        ({**MADE, **document("unsuccessfulProcedureNotice")}, [], "unsuccessful"),
        ({**MADE, "status": "cancelled"}, [], None),
    ],
)
def test_of_the_award(award: dict[str, Any], contracts: list[Any], code: str | None) -> None:
    assert derived({"awards": [award], "contracts": contracts}, TODAY).get("/awards/0/status") == code


@pytest.mark.parametrize(
    ("contract", "contract_code", "works_code"),
    [
        ({"id": "C"}, "pending", None),
        ({**SIGNED, "dateSigned": FUTURE}, "pending", "planning"),
        (SIGNED, "active", "planning"),
        ({**SIGNED, "period": {"startDate": PAST}}, "active", "ongoing"),
        ({**SIGNED, "implementation": PAID}, "active", "ongoing"),
        ({**SIGNED, "implementation": RECEIVED}, "active", "ongoing"),
        ({**SIGNED, "implementation": {"estimates": [{"id": "1"}]}}, "active", "ongoing"),
        ({**SIGNED, "implementation": {**RECEIVED, **PAID}}, "terminated", "concluded"),
        ({**SIGNED, "implementation": document("settlement")}, "terminated", "concluded"),
        ({**SIGNED, "amounts": {"final": money("101")}, "implementation": {**RECEIVED, **PAID}}, "active", "ongoing"),
        ({**SIGNED, "terminationType": "rescission"}, "terminated", "concluded"),
        ({**SIGNED, "status": "cancelled"}, None, "planning"),
    ],
)
def test_of_the_contract(contract: dict[str, Any], contract_code: str | None, works_code: str | None) -> None:
    found = derived({"contracts": [contract]}, TODAY)
    assert found.get("/contracts/0/status") == contract_code
    assert found.get("/contracts/0/implementation/status") == works_code


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        ({"amended": money("100")}, "concluded"),
        ({"amended": money("100.01")}, "ongoing"),
        ({"amended": money("150"), "final": money("100")}, "concluded"),
        ({"original": money("150")}, "concluded"),
    ],
)
def test_nothing_is_left_to_pay_of_what_amendments_made_of_it(amounts: dict[str, Any], code: str) -> None:
    contract = {**SIGNED, "amounts": amounts, "implementation": {**RECEIVED, **PAID}}
    assert derived({"contracts": [contract]}, TODAY)["/contracts/0/implementation/status"] == code


def test_every_proposal_is_a_code_of_its_list_and_nothing_is_written() -> None:
    law = load_catalog()
    record = law.record_types["contracting_process"]
    body = {"tender": {"id": "T"}, "awards": [MADE], "contracts": [{**SIGNED, "implementation": PAID}]}
    before = copy.deepcopy(body)
    found = derived(body, TODAY)
    assert body == before
    assert len(found) == 4
    for pointer, code in found.items():
        item = record.field_at(pointer)
        assert item is not None
        assert code in law.codelists[item.codelist or ""].by_code


def test_an_odd_body_is_no_trouble() -> None:
    assert derived({"tender": [], "awards": {"a": 1}, "contracts": [3, {"implementation": "x"}]}, TODAY) == {
        "/contracts/1/status": "pending"
    }
