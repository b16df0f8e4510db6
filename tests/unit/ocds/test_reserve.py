"""Which acts the facts prove, and what is withheld until then: members, rows, roles and parties."""

from __future__ import annotations

from typing import Any

import pytest

from capture_app.ocds.release import build_release
from forms.moments import moments_reached

OPENED = {"tenderPeriod": {"endDate": "2026-01-20T10:00:00-05:00"}}
ACTA = {"_key": "a", "id": "acta", "documentType": "openingOfProposals"}
AWARD = {"id": "A", "date": "2026-02-01"}
ALL = {"opening", "award", "contract"}


def public(body: dict[str, Any]) -> dict[str, Any]:
    return build_release("ocds-213czf-a", body, "r", "2026-03-20T00:00:00.000Z", ())


@pytest.mark.parametrize(
    ("body", "reached"),
    [
        ({}, set()),
        ({"tender": OPENED}, set()),
        ({"tender": {"documents": [ACTA]}}, set()),
        ({"tender": {**OPENED, "documents": [ACTA]}}, {"opening"}),
        ({"tender": {"bidOpening": {"date": "2026-01-20T10:00:00-05:00"}, "documents": [ACTA]}}, {"opening"}),
        ({"tender": {"documents": [{**ACTA, "datePublished": "2026-01-20"}]}}, {"opening"}),
        ({"tender": {"bidOpening": {"date": "2026-01-20T10:00:00-05:00"}}}, set()),
        ({"awards": [{"id": "A"}]}, set()),
        ({"awards": [{**AWARD, "status": "pending"}]}, set()),
        ({"awards": [{**AWARD, "status": "active"}]}, {"opening", "award"}),
        ({"awards": [{"id": "A"}, AWARD]}, {"opening", "award"}),
        ({"contracts": [{"id": "C", "awardID": "A"}]}, set()),
        ({"contracts": [{"id": "C", "dateSigned": "2026-02-10", "status": "pending"}]}, set()),
        ({"contracts": [{"id": "C", "dateSigned": "2026-02-10"}]}, ALL),
        ({"contracts": [{"id": "C", "status": "active"}]}, ALL),
        ({"tender": [], "awards": "x", "contracts": {"id": 1}}, set()),
    ],
)
def test_an_act_is_proved_by_facts(body: dict[str, Any], reached: set[str]) -> None:
    assert moments_reached(body) == reached


def test_the_base_budget_waits_for_the_award() -> None:
    value = {"amount": 7, "currency": "MXN"}
    tender = {
        "id": "T",
        "value": value,
        "minValue": value,
        "items": [{"id": "1", "unit": {"name": "m", "value": value}}],
    }
    assert public({"tender": tender})["tender"] == {"id": "T", "items": [{"id": "1", "unit": {"name": "m"}}]}
    assert public({"tender": tender, "awards": [AWARD]})["tender"] == tender


def test_documents_wait_by_their_type_and_invitations_by_the_method() -> None:
    rows = [
        {"id": str(at), "documentType": kind} for at, kind in enumerate(("tenderNotice", "bidders", "biddingDocuments"))
    ]

    def shown(**more: Any) -> list[str]:
        body = {"tender": {"id": "T", "documents": [*rows, *more.pop("acta", [])], **more}}
        return [row["documentType"] for row in public(body)["tender"]["documents"]]

    assert shown(procurementMethod="open") == ["tenderNotice", "biddingDocuments"]
    assert shown(procurementMethod="limited") == ["biddingDocuments"]
    opened = shown(procurementMethod="limited", acta=[ACTA], **OPENED)
    assert opened == ["tenderNotice", "bidders", "biddingDocuments", "openingOfProposals"]


def parties_of(body: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(row["id"], row.get("roles")) for row in public(body).get("parties", [])]


def test_who_only_bids_is_not_known_before_the_opening() -> None:
    bidder = {"_key": "k", "id": "P", "name": "Uno", "roles": ["tenderer"]}
    tender = {"id": "T", "tenderers": [{"id": "P", "name": "Uno"}]}
    assert parties_of({"tender": tender, "parties": [bidder]}) == []
    assert parties_of({"tender": {**tender, **OPENED, "documents": [ACTA]}, "parties": [bidder]}) == [
        ("P", ["tenderer"])
    ]


def test_who_is_public_for_another_reason_stays_without_the_reserved_role() -> None:
    tender = {"id": "T", "tenderers": [{"id": "P"}], "clarificationMeetings": [{"id": "j", "attendees": [{"id": "P"}]}]}
    both = {"_key": "k", "id": "P", "name": "Uno", "roles": ["attendee", "tenderer"]}
    assert parties_of({"tender": tender, "parties": [both]}) == [("P", ["attendee"])]
    only = {"_key": "k", "id": "P", "name": "Uno", "roles": ["tenderer"]}
    assert parties_of({"tender": tender, "parties": [only]}) == [("P", None)]


def test_a_party_without_roles_follows_who_names_it() -> None:
    parties = [{"_key": "k1", "id": "P", "name": "Uno"}, {"_key": "k2", "id": "Q", "name": "Dos"}]
    body = {"tender": {"id": "T", "tenderers": [{"id": "P"}], "items": [{"id": "P"}]}, "parties": parties}
    assert parties_of(body) == [("Q", None)]
    by_key = {"tender": {"id": "T", "tenderers": [{"id": "k1"}]}, "parties": [{"_key": "k1", "name": "Uno"}]}
    assert parties_of(by_key) == []


def test_the_office_sees_everything() -> None:
    body = {"tender": {"id": "T", "value": {"amount": 7}}, "parties": [{"id": "P", "roles": ["tenderer"]}]}
    release = build_release("ocds-213czf-a", body, "r", "2026-03-20T00:00:00.000Z", (), public=False)
    assert release["tender"] == body["tender"]
    assert release["parties"] == body["parties"]


@pytest.mark.parametrize("is_public", [True, False])
def test_what_only_the_national_platform_asks_never_leaves(is_public: bool) -> None:
    body = {
        "_pnt": {"fiscalYear": 2026, "procedureCharacter": "nacional"},
        "parties": [{"id": "P", "name": "Uno", "roles": ["buyer"], "_pnt": {"roadType": "calle"}}],
        "contracts": [{"id": "C", "awardID": "A", "_pnt": {"amountMXN": 5, "exchangeRate": 17}}],
    }
    release = build_release("ocds-213czf-a", body, "r", "2026-03-20T00:00:00.000Z", (), public=is_public)
    assert release["contracts"] == [{"id": "C", "awardID": "A"}]
    assert release["parties"] == [{"id": "P", "name": "Uno", "roles": ["buyer"]}]
    assert "_pnt" not in release


def test_the_members_of_the_local_extensions_go_out_as_captured() -> None:
    estimate = {"_key": "e", "id": "1", "net": {"amount": 5}, "retentions": [{"_key": "r", "concept": "x"}]}
    contract = {"id": "C", "awardID": "A", "amounts": {"final": {"amount": 5}}, "contractType": "unitPrices"}
    body = {
        "contracts": [{**contract, "implementation": {"estimates": [estimate]}}],
        "complaints": [{"_key": "c", "status": "filed", "date": "2026-03-01"}],
    }
    release = public(body)
    shown = {"id": "1", "net": {"amount": 5}, "retentions": [{"id": "r", "concept": "x"}]}
    assert release["contracts"] == [{**contract, "implementation": {"estimates": [shown]}}]
    assert release["complaints"] == [{"id": "c", "status": "filed", "date": "2026-03-01T00:00:00-05:00"}]
