"""Edges of the rules: what was cancelled or amended, keys by other names, texts that only fill a box."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest

from forms.rules.rule import State
from tests.unit.forms.bodies import SELLER, changed, money, reference
from tests.unit.forms.quality_cases import SAME, in_force
from tests.unit.forms.test_rules import judge

Body = Mapping[str, Any]
A, C, T, ITEM = "/awards/0", "/contracts/0", "/tender", "/awards/0/items/0"
SELLERS = "/parties/1/identifier"
BAD, WELL, SILENT = State.FAILED, State.OK, State.NOT_APPLICABLE
PAID = (f"{C}/implementation/transactions/0/value", money("39150"))
WAITING = {"id": "m1", "status": "scheduled"}
CLASS = {"scheme": "CUCoP", "id": "21101001"}


def contracts(*amounts: tuple[str, str]) -> tuple[str, Any]:
    rows = [
        {"id": f"C-{number}", "awardID": "A-1", "status": status, "value": money(amount)}
        for number, (status, amount) in enumerate(amounts)
    ]
    return "/contracts", rows


def keyed(scheme: str | None, key: str, country: str = "") -> Body:
    address = ("/parties/1/address", {"countryName": country} if country else None)
    return changed((SELLERS, {"id": key, **({"scheme": scheme} if scheme else {})}), address)


EDGES: tuple[tuple[str, Body, State], ...] = (
    # A contract that was cancelled is no part of what its award came to.
    ("contracts.sum_differs", changed(contracts(("active", "39150"), ("active", "39150"))), BAD),
    ("contracts.sum_differs", changed(contracts(("active", "39150"), ("cancelled", "39150"))), WELL),
    ("contracts.sum_differs", changed(contracts(("cancelled", "39150"))), SILENT),
    # What may be paid is what the amendments made of the contract, up or down, where that is said.
    ("contract.overpaid", changed((f"{C}/value", money("36000")), PAID), BAD),
    (
        "contract.overpaid",
        changed((f"{C}/value", money("36000")), PAID, (f"{C}/amounts", {"amended": money("39150")})),
        WELL,
    ),
    ("contract.overpaid", changed(PAID, (f"{C}/amounts", {"amended": money("39149.99")})), BAD),
    ("contract.overpaid", changed((f"{C}/value", None), PAID, (f"{C}/amounts", {"amended": money("1000")})), BAD),
    # The register of the RFC under any other name, and a foreign one for a party of the country.
    ("rfc.scheme", keyed("MX-RFC", "12345"), WELL),
    ("rfc.scheme", keyed("RFC", "RFC-PIS180514XX9"), BAD),
    ("rfc.scheme", keyed("mx-rfc", "12345"), BAD),
    ("rfc.scheme", keyed("R.F.C.", "12345"), BAD),
    ("rfc.scheme", keyed(None, "PIS180514KQA"), BAD),
    ("rfc.scheme", keyed(None, "12345", "México"), SILENT),
    ("rfc.scheme", keyed("US-EIN", "12-3456789", "MÉXICO"), BAD),
    ("rfc.scheme", keyed("US-EIN", "12-3456789", "Estados Unidos"), SILENT),
    ("rfc.scheme", keyed("US-EIN", "12-3456789"), SILENT),
    ("rfc.scheme", keyed("MX-CPA", "23004", "México"), SILENT),
    # A name is the same however its accents are stored.
    ("party.name_differs", changed(("/buyer/name", "Municipio de Laguna  Azul ")), WELL),
    ("party.name_differs", changed(("/buyer/name", "MUNICIPIO DE LAGUNA AZUL")), BAD),
    (
        "party.name_differs",
        changed(
            *((at, unicodedata.normalize(form, "Papelería Inventada")) for at, form in (("/parties/1/name", "NFC"),)),
            *((f"{at}/name", unicodedata.normalize("NFD", "Papelería Inventada")) for at in (f"{A}/suppliers/0",)),
        ),
        WELL,
    ),
    # Boxes filled for the sake of it: names and reasons as well as titles.
    ("text.placeholder", changed(("/parties/1/name", "N/A")), BAD),
    ("text.placeholder", changed((f"{T}/procurementMethodRationale", " Prueba ")), BAD),
    ("text.placeholder", changed((f"{A}/rationale", "---")), BAD),
    ("text.placeholder", changed(("/planning/rationale", "pendiente")), BAD),
    ("text.placeholder", changed((f"{C}/amendments/0/rationale", "n/a")), BAD),
    ("text.placeholder", changed(("/parties/1/address", {"streetAddress": "S/N"})), WELL),
    # A description alone is no class; a code of another catalogue is one.
    ("items.unclassified", changed((f"{ITEM}/classification", {"description": "Papel"})), BAD),
    ("items.unclassified", changed((f"{ITEM}/classification", {"scheme": "COG"})), BAD),
    ("items.unclassified", changed((f"{ITEM}/classification", "14111507")), BAD),
    (
        "items.unclassified",
        changed((f"{ITEM}/classification", None), (f"{ITEM}/additionalClassifications", [CLASS])),
        WELL,
    ),
    ("amendment.rationale_missing", changed((f"{C}/amendments/0/rationale", "  ")), BAD),
    # Codes of one's own in a list that admits them are noted; those of a list that is only ours to suggest are not.
    ("code.additional", changed((f"{T}/submissionMethod", ["inPerson", "paloma"])), BAD),
    ("code.additional", changed((f"{T}/documents/0/format", "PDF")), BAD),
    ("code.additional", changed((f"{T}/documents/0/language", "español")), BAD),
    ("code.additional", changed((f"{T}/documents/0/language", "es")), WELL),
    ("code.additional", changed((f"{ITEM}/unit/name", "Cajón de doce")), WELL),
    ("field.deprecated", changed((f"{C}/implementation/transactions/0/amount", money("5"))), BAD),
    ("telephone.malformed", changed(("/parties/1/contactPoint", {"telephone": "983 555 0101 ext. 12"})), WELL),
    ("telephone.malformed", changed(("/parties/1/contactPoint", {"telephone": "5550"})), BAD),
    # Somebody buys: the buyer or who runs the procedure, by an id or a name.
    ("award.buyer_missing", changed(("/buyer", {"name": "Municipio de Laguna Azul"})), WELL),
    ("award.buyer_missing", changed(("/buyer", None), (f"{T}/procuringEntity", reference(SELLER))), WELL),
    ("award.buyer_missing", changed(("/buyer", {}), (f"{T}/procuringEntity", None)), BAD),
    ("award.buyer_missing", changed(("/buyer", None), ("/awards", None), ("/contracts", None)), SILENT),
    ("award.buyer_missing", changed(("/buyer", None), (f"{A}/status", "cancelled"), ("/contracts", None)), SILENT),
    # A row that names nobody is no supplier, and a date that is not there none on which something was met.
    ("award.supplier_missing", changed((f"{A}/suppliers", [{"_key": "s"}])), BAD),
    ("award.supplier_missing", changed((f"{A}/suppliers", [{"name": "Papelería"}])), WELL),
    ("milestone.scheduled_with_date_met", changed((f"{T}/milestones", [{**WAITING, "dateMet": ""}])), SILENT),
    ("milestone.scheduled_with_date_met", changed((f"{T}/milestones", [{**WAITING, "dateMet": "2026-02-16"}])), BAD),
    # The same figure in another currency is no copy.
    ("contract.copies_award", changed(*SAME), BAD),
    ("contract.copies_award", changed(*SAME, (f"{C}/value", money("39150", "USD"))), WELL),
    ("contract.copies_award", changed(*SAME, (f"{C}/value", {"amount": 39150})), BAD),
)


@pytest.mark.parametrize(("code", "body", "state"), EDGES)
def test_edges(code: str, body: Body, state: State) -> None:
    assert judge(code, body)[0] is state


@pytest.mark.parametrize(
    ("owner", "state"),
    [
        ({"id": "1", "name": "Ana Inventada"}, WELL),
        ({"id": "1", "identifier": {"id": "AAAA800101AAA"}}, WELL),
        ({"id": "1", "name": " "}, BAD),
        ({"id": "1"}, BAD),
    ],
)
def test_a_row_that_names_nobody_is_no_owner(owner: Mapping[str, Any], state: State) -> None:
    body = changed((f"{SELLERS}/id", "PIS180514KQA"), ("/parties/1/beneficialOwners", [owner]))
    assert judge("supplier.owner_missing", body, in_force("owner.from", 1000, ""))[0] is state


@pytest.mark.parametrize(("value", "state"), [({"amount": 39150}, BAD), (money("39150", "USD"), SILENT)], ids=str)
def test_owners_are_asked_for_from_an_amount_in_pesos(value: Mapping[str, Any], state: State) -> None:
    body = changed((f"{SELLERS}/id", "PIS180514KQA"), (f"{A}/value", value))
    assert judge("supplier.owner_missing", body, in_force("owner.from", 1000, ""))[0] is state


def test_a_code_of_ones_own_is_told_once_for_each_place_of_the_law() -> None:
    rows = [{"id": str(number), "documentType": code} for number, code in enumerate(["otro", "otro", "más"])]
    pointers = judge("code.additional", changed((f"{T}/documents", rows), (f"{C}/documents", rows)))[1]
    places = [f"{T}/documents/0/documentType", f"{T}/documents/2/documentType"]
    assert set(pointers) == {*places, f"{C}/documents/0/documentType", f"{C}/documents/2/documentType"}
