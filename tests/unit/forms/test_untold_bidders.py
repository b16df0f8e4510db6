"""Bidders of whom nothing tells whether they are natural persons: no outlet names one that did not win."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from capture_app.importers.merging import merge_foreign
from capture_app.importers.ocds import releases_of
from capture_app.importers.reading import read_document
from forms.catalog import load_catalog
from forms.legal_forms import has_legal_form
from forms.outlets import PUBLIC_OUTLETS, Keys, Names, read_policies
from forms.public_view import visible
from sync import canonical

NAME = "Josefa Inventada Pech"
WINNER = {"_key": "p1", "id": "P1", "name": "Rosa Inventada Uc", "roles": ["tenderer"]}
LOSER = {
    "_key": "p2",
    "id": "P2",
    "name": NAME,
    "roles": ["tenderer"],
    "identifier": {"scheme": "X-PADRON", "id": "0147", "legalName": NAME},
    "contactPoint": {"name": NAME},
}


def reference(party: dict[str, Any]) -> dict[str, Any]:
    return {"id": party["id"], "name": party["name"]}


def body(loser: dict[str, Any] = LOSER, **places: Any) -> dict[str, Any]:
    award = {"id": "A", "status": "active", "date": "2026-02-01", "suppliers": [reference(WINNER)]}
    tender = {"id": "T", "tenderers": [reference(WINNER), reference(loser)]}
    signed = {"id": "C", "awardID": "A", "dateSigned": "2026-02-10"}
    return {"parties": [WINNER, loser], "tender": tender, "awards": [award], "contracts": [signed], **places}


def seen(outlet: str, told: dict[str, Any], policy: str = "") -> str:
    policies = read_policies({outlet: policy} if policy else {})
    return canonical.encode(visible(told, outlet, policies, salt="s")).decode()


@pytest.mark.parametrize("outlet", PUBLIC_OUTLETS)
def test_who_did_not_win_is_not_named_and_who_won_is(outlet: str) -> None:
    shown = seen(outlet, body())
    assert NAME not in shown
    assert WINNER["name"] in shown
    assert '"0147"' in shown  # the number of a register of suppliers is no personal datum
    assert NAME in seen(outlet, body(), f"{Names.ALL} {Keys.WITHHOLD}")
    assert NAME in canonical.encode(visible(body(), "office")).decode()


def test_an_office_that_names_no_natural_person_still_names_who_won_and_is_not_known_as_one() -> None:
    shown = seen("portal", body(), f"{Names.NONE} {Keys.WITHHOLD}")
    assert (NAME in shown, WINNER["name"] in shown) == (False, True)


@pytest.mark.parametrize(
    "told",
    [
        {"identifier": {"legalPersonality": "legalPerson"}},
        {"identifier": {"scheme": "X", "id": "pis-180514-kqa"}},
        {"id": "MX-RFC-PIS180514KQA"},
        {"additionalIdentifiers": [{"id": "PIS180514KQA"}]},
        {"identifier": {"legalName": f"{NAME}, S.C."}},
        {"name": f"{NAME} y Asociados, A.C."},
        {"details": {"scale": "large"}},
        {"beneficialOwners": [{"name": "Otra Persona"}]},
        {"roles": ["tenderer", "payee"]},
    ],
    ids=str,
)
def test_what_tells_a_company_or_one_who_is_paid_keeps_the_name(told: dict[str, Any]) -> None:
    assert NAME in seen("portal", body({**LOSER, **told}))


@pytest.mark.parametrize(
    "told", [{"details": {"scale": "micro"}}, {"details": {"scale": "sme"}}, {"roles": []}], ids=str
)
def test_what_a_person_may_be_too_tells_nothing(told: dict[str, Any]) -> None:
    assert NAME not in seen("portal", body({**LOSER, **told}))


def test_one_who_works_on_his_own_account_is_a_natural_person_whatever_the_name() -> None:
    told = {"details": {"scale": "selfEmployed"}, "name": f"{NAME} S.A.", "identifier": {"legalName": "Otro S.A."}}
    shown = seen("portal", body({**LOSER, **told}))
    assert (NAME in shown, "Otro S.A." in shown) == (False, False)


@pytest.mark.parametrize("place", ["tenderers", "bids", "invited", "quoted"])
@pytest.mark.parametrize("who", [{"name": NAME}, {"id": "P9", "name": NAME}], ids=["no id", "no party"])
def test_a_bidder_that_no_party_tells_of_is_not_named_either(place: str, who: dict[str, Any]) -> None:
    requests = {"invited": {"invitedSuppliers": [who]}, "quoted": {"quotes": [{"id": "q", "issuingSupplier": who}]}}
    places: dict[str, dict[str, Any]] = {
        "tenderers": {"tender": {"id": "T", "tenderers": [who, reference(WINNER)]}},
        "bids": {"bids": {"details": [{"id": "1", "status": "valid", "tenderers": [who]}]}},
        "invited": {"planning": {"requestsForQuotes": [{"id": "r", **requests["invited"]}]}},
        "quoted": {"planning": {"requestsForQuotes": [{"id": "r", **requests["quoted"]}]}},
    }
    told = {**body(), "parties": [WINNER], "tender": {"id": "T"}, **places[place]}
    assert NAME not in seen("portal", told)
    company = json.loads(json.dumps(told).replace(NAME, f"{NAME} S.A. de C.V."))
    assert NAME in seen("portal", company)
    won = {**told, "awards": [{**told["awards"][0], "suppliers": [who]}]}
    assert NAME in seen("portal", won)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Papelería Azul, S.A. de C.V.",
            "PAPELERIA AZUL SA DE CV",
            "PANATEX MEXICO, S.A. DE C .V.",
            "Azul S. de R. L.",
        ),
        *("Azul S.A.P.I. de C.V. (INVENTADA)", "INTEGRACION Y CAPACITACION,S.C", "GRUPO AZUL S. C.", "AZUL SADECV"),
        *(
            "LA CASA DEL LAPIZ S.A DE C",
            "Azul S.A.S. de C.V., en liquidación",
            "Azul S.C. de R.L. de C.V.",
            "Azul, A.C.",
        ),
        *("Universidad de Laguna Azul", "Comisión de Aguas", "Beta Corp Construction", "Acme LLC", "Azul y Cía."),
    ],
)
def test_a_legal_form_in_a_name(name: str) -> None:
    assert has_legal_form(name)


@pytest.mark.parametrize(
    "name",
    [
        *("ALVAREZ MARTINEZ TANIA", "Josefa A. C. Pech", "MA. DE C. LOPEZ", "Ana de la Cruz", "Isaac Sas Uc", ""),
        *("Ferretería La Esperanza", "José S.A. Pérez", "Incháustegui Comas Rosa", "Luz Ac Cob"),
    ],
)
def test_a_name_without_one(name: str) -> None:
    assert not has_legal_form(name)


def test_in_the_real_records_only_natural_persons_are_left_out(shared: Path) -> None:
    """Of everybody who bid in ten real procedures, the five that are no company."""
    hidden, law = set[str](), load_catalog()
    for file in sorted((shared / "data" / "samples" / "jalisco" / "records").glob("*.json")):
        releases = [found.release for found in releases_of(read_document(file), "")]
        told = merge_foreign(releases, law).body
        shown = {party.get("name") for party in visible(told, "portal")["parties"]}
        hidden |= {party["name"] for party in told["parties"]} - shown
    assert len(hidden) == 5
    assert not any(map(has_legal_form, hidden))
