"""How far a record is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forms.findings import Level, finding
from forms.progress import amount_of, answers, current_stage, progress, title_of
from forms.validate import validate
from tests.unit.forms.bodies import CONTEXT, changed, money, sound

PROCESS = "contracting_process"
STEPS = ["planning", "tender", "award", "contract", "implementation"]


def states(body: dict[str, Any]) -> dict[str, str]:
    findings = validate(body, PROCESS, CONTEXT)
    return {item.stage_id: item.state for item in progress(body, PROCESS, findings)}


def test_an_empty_record_is_empty_in_every_stage() -> None:
    found = progress({}, PROCESS, ())
    assert [item.stage_id for item in found] == STEPS
    assert {item.state for item in found} == {"empty"}
    assert all(item.filled == 0 for item in found)
    assert found[0].required > 0
    assert found[2].required > 0


def test_states() -> None:
    assert states(sound())["award"] == "complete"
    assert states(sound())["planning"] == "started"
    assert states(changed(("/awards/0/date", "nunca")))["award"] == "errors"
    assert states(changed(("/contracts", None)))["contract"] == "empty"


def test_a_status_that_follows_by_itself_begins_no_stage() -> None:
    only_told = changed(("/contracts/0/implementation", {"status": "concluded"}))
    assert states(only_told)["implementation"] == "empty"
    assert current_stage(only_told, PROCESS) == "contract"


def test_counts_by_step() -> None:
    findings = [
        finding("/buyer", "x", Level.ERROR),
        finding("", "x", Level.NOTE),
        finding("/awards/0", "x", Level.WARNING),
    ]
    found = {item.stage_id: item for item in progress(sound(), PROCESS, findings)}
    assert (found["planning"].errors, found["planning"].notes, found["award"].warnings) == (1, 1, 1)


def test_each_row_of_a_stage_counts() -> None:
    one = progress(sound(), PROCESS, ())[2]
    two = progress(changed(("/awards", [sound()["awards"][0], {"_key": "x"}])), PROCESS, ())[2]
    assert two.required == 2 * one.required
    assert two.filled == one.filled


def test_current_stage() -> None:
    assert current_stage({}, PROCESS) == "planning"
    assert current_stage({"tender": {"title": "x"}}, PROCESS) == "tender"
    assert current_stage(sound(), PROCESS) == "implementation"
    assert current_stage(changed(("/contracts/0/implementation", None)), PROCESS) == "contract"


def test_the_eight_answers() -> None:
    found = {item.question_id: item for item in answers(sound(), PROCESS)}
    assert len(found) == 8
    assert found["que"].lines == ("Papelería para las oficinas municipales",)
    assert found["cuanto"].lines == ("39,150.00 MXN",)
    assert found["a_quien"].lines == ("Papelería Inventada",)
    assert found["a_que_precio"].lines[0].endswith(": 1,125.00 MXN")
    assert not found["donde"].answered
    assert not any(item.answered for item in answers({}, PROCESS))


def test_an_answer_that_is_cut_says_how_many_more_there_are() -> None:
    awards = [{"id": str(n), "suppliers": [{"id": str(n), "name": f"Proveedor {n}"}]} for n in range(7)]
    found = {item.question_id: item for item in answers(changed(("/awards", awards)), PROCESS)}
    told = found["a_quien"]
    assert told.told().endswith("Proveedor 4; y 2 más")
    assert told.told(2) == "Proveedor 0; Proveedor 1; y 5 más"
    assert found["que"].told() == "Papelería para las oficinas municipales"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ({}, ""),
        ({"tender": {"title": "  Papel  bond "}}, "Papel bond"),
        ({"awards": [{"title": "Fallo"}], "contracts": [{"title": "Pedido"}]}, "Pedido"),
        ({"planning": {"budget": {"description": "Papelería"}}}, "Papelería"),
        ({"tender": [], "awards": "x"}, ""),
    ],
)
def test_title_of(body: dict[str, Any], title: str) -> None:
    assert title_of(body) == title


@pytest.mark.parametrize(
    ("body", "amount"),
    [
        ({}, (None, None)),
        ({"planning": {"budget": {"amount": money("5")}}}, (Decimal(5), "MXN")),
        ({"planning": {"budget": {"amount": money("5")}}, "tender": {"value": money("6", "USD")}}, (Decimal(6), "USD")),
        ({"awards": [{"value": money("7")}, {"value": money("8")}]}, (Decimal(15), "MXN")),
        ({"awards": [{"value": money("7")}, {"value": money("8"), "status": "cancelled"}]}, (Decimal(7), "MXN")),
        ({"awards": [{"value": money("7")}], "contracts": [{"value": money("9.5")}]}, (Decimal("9.5"), "MXN")),
        ({"awards": [{"value": money("7")}], "contracts": [{}]}, (Decimal(7), "MXN")),
        ({"contracts": [{"value": money("1")}, {"value": money("1", "USD")}]}, (Decimal(1), "MXN")),
        ({"tender": {"value": {"amount": "x"}}}, (None, None)),
    ],
)
def test_amount_of(body: dict[str, Any], amount: tuple[Decimal | None, str | None]) -> None:
    assert amount_of(body) == amount


def counted(requirements: str, body: Any) -> dict[str, tuple[int, int]]:
    found = progress(body, PROCESS, (), requirements=requirements)
    return {item.stage_id: (item.filled, item.required) for item in found}


def test_only_what_the_chosen_profile_asks_for_is_counted() -> None:
    body = changed(("/tender/description", None))
    least, full = counted("ocds", body), counted("full", body)
    assert least["tender"] == (1, 1)  # the number of the procedure
    assert full["tender"][1] > full["tender"][0] > 1
    assert all(least[stage][1] < full[stage][1] for stage in ("tender", "contract"))


def test_the_platform_counts_what_it_asks_for_besides() -> None:
    body = changed(("/_pnt/fiscalYear", None))
    before, after = counted("pnt", body), counted("pnt", changed(("/_pnt/fiscalYear", 2026)))
    assert after["planning"] == (before["planning"][0] + 1, before["planning"][1])
    begun = counted("pnt", {"tender": {"id": "T"}})
    assert begun["contract"][1] >= len(["id", "awardID", "description", "dateSigned", "value", "period"])
    assert begun["contract"][0] == 0
    twice = changed(("/contracts", [{"id": "1", "awardID": "A"}, {"id": "2", "awardID": "A"}]))
    assert counted("pnt", twice)["contract"][1] == 2 * begun["contract"][1]


def test_a_register_is_counted_alike_whatever_the_profile() -> None:
    body = {"title": "Reglamento"}
    assert progress(body, "regulation", (), requirements="ocds") == progress(body, "regulation", ())
