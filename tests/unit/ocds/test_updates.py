"""Tags by comparing with the last compiled release, and saying what is no longer there."""

from __future__ import annotations

from typing import Any

import pytest

from capture_app.ocds.record import compile_releases
from capture_app.ocds.soundness import defects
from capture_app.ocds.updates import choose_tags, with_removals

TENDER: dict[str, Any] = {"tender": {"id": "T", "title": "A"}}
CONTRACT: dict[str, Any] = {"contracts": [{"id": "C", "awardID": "A", "status": "active"}]}
PLANNING = {"planning": {"rationale": "x"}}


def _row(**members: Any) -> dict[str, Any]:
    return {"contracts": [{"id": "C", "awardID": "A", "status": "active", **members}]}


ONGOING = _row(implementation={"status": "ongoing"})


@pytest.mark.parametrize(
    ("new", "last", "tags"),
    [
        ({}, None, ["planning"]),
        (PLANNING, None, ["planning"]),
        ({**PLANNING, **TENDER}, PLANNING, ["tender"]),
        ({"planning": {"rationale": "y"}}, PLANNING, ["planningUpdate"]),
        ({"tender": {"id": "T", "title": "B"}}, TENDER, ["tenderUpdate"]),
        ({"tender": {"id": "T", "title": "A", "amendments": [{"id": "1"}]}}, TENDER, ["tenderAmendment"]),
        ({"tender": {"id": "T", "title": "A", "status": "cancelled"}}, TENDER, ["tenderCancellation"]),
        ({"awards": [{"id": "1"}]}, {}, ["award"]),
        ({"awards": [{"id": "1"}, {"id": "2"}]}, {"awards": [{"id": "1"}]}, ["award"]),
        ({"awards": [{"id": "1", "status": "cancelled"}]}, {"awards": [{"id": "1"}]}, ["awardCancellation"]),
        ({"awards": [{"id": "1", "title": "x"}]}, {"awards": [{"id": "1"}]}, ["awardUpdate"]),
        (_row(title="x"), CONTRACT, ["contractUpdate"]),
        (_row(amendments=[{"id": "1"}]), CONTRACT, ["contractAmendment"]),
        (_row(status="terminated"), CONTRACT, ["contractTermination"]),
        (ONGOING, CONTRACT, ["implementation"]),
        (_row(implementation={"status": "concluded"}), ONGOING, ["implementationUpdate"]),
        (CONTRACT, CONTRACT, ["contractUpdate"]),
        ({}, {}, ["planningUpdate"]),
    ],
)
def test_tags(new, last, tags):
    assert list(choose_tags(new, last)) == tags


def _release(number: int, **members: Any) -> dict[str, Any]:
    head = {"ocid": "ocds-213czf-a", "id": str(number), "date": f"2026-01-0{number}T00:00:00.000Z", "tag": ["tender"]}
    return {**head, "initiationType": "tender", "language": "es", **members}


FIRST = _release(
    1,
    buyer={"id": "B", "name": "Municipio"},
    tender={
        "id": "T",
        "title": "A",
        "description": "x",
        "value": {"amount": 5, "currency": "MXN"},
        "submissionMethod": ["written"],
        "deliveryAddresses": [{"region": "QR"}],
        "documents": [{"id": "1", "title": "Uno"}, {"id": "2", "title": "Dos"}],
    },
    awards=[{"id": "A", "status": "active", "value": {"amount": 1}}],
    contracts=[{"id": "C", "awardID": "A", "title": "Contrato"}],
)


def test_what_is_gone_is_said_and_merging_agrees():
    bare = _release(2, buyer={"id": "B"}, tender={"id": "T", "title": "B", "documents": [{"id": "1"}]})
    release = with_removals(bare, compile_releases([FIRST]))
    assert release["buyer"] == {"id": "B", "name": None}
    assert release["tender"]["description"] is None
    assert release["tender"]["value"] == {"amount": None, "currency": None}
    assert (release["tender"]["submissionMethod"], release["tender"]["deliveryAddresses"]) == (None, [])
    assert release["tender"]["documents"] == [{"id": "1", "title": None}, {"id": "2", "title": None}]
    assert release["awards"] == [{"id": "A", "status": "cancelled", "value": {"amount": None}}]
    assert release["contracts"] == [{"id": "C", "awardID": "A", "title": None, "status": "cancelled"}]
    compiled = compile_releases([FIRST, release])
    assert compiled["tender"]["title"] == "B"
    assert "description" not in compiled["tender"]
    assert compiled["tender"]["documents"] == [{"id": "1"}, {"id": "2"}]
    assert compiled["buyer"] == {"id": "B"}


def test_what_stays_is_left_alone():
    same = _release(2, **{name: FIRST[name] for name in ("buyer", "tender", "awards", "contracts")})
    assert with_removals(same, compile_releases([FIRST])) == same


def test_lists_that_may_not_be_empty_are_emptied_as_the_standard_takes_it():
    """Otherwise nothing could be published after a party with nationalities was taken out."""
    person = {"id": "p", "name": "N", "nationalities": ["MX"]}
    lasting = {"exchangeRates": [{"rate": 20, "currency": "USD", "date": "2026-01-01T00:00:00Z", "source": "B"}]}
    first = _release(
        1,
        parties=[
            {"id": "1", "name": "A", "beneficialOwners": [person], "additionalContactPoints": [{"name": "C"}]},
            {"id": "2", "name": "B", "contactPoint": {"availableLanguage": ["es"]}},
        ],
        tender={"id": "T", "items": [{"id": "1", "deliveryAddresses": [{"locality": "L"}]}], "value": lasting},
    )
    bare = _release(2, parties=[{"id": "2", "name": "B"}], tender={"id": "T", "items": [{"id": "1"}]})
    release = with_removals(bare, compile_releases([first]))
    assert defects(release) == ()
    compiled = compile_releases([first, release])
    gone = next(party for party in compiled["parties"] if party["id"] == "1")
    assert "nationalities" not in gone["beneficialOwners"][0]
    assert gone["additionalContactPoints"] == compiled["tender"]["items"][0]["deliveryAddresses"] == [{}]
