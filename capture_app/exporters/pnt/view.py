"""What a row of the platform is about: one contract with its award and its procedure, or a procedure without one.

The paths of sources.toml walk this view; it resolves references, so that nothing is taken by its position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.catalog import load_catalog
from forms.members import part, rows, text

WORKS = frozenset({"works", "worksRelatedServices"})
METHODS = {"open": "Licitación pública", "selective": "Invitación a cuando menos tres personas"}
DIRECT = "Adjudicación directa"
_NAMES = ("givenName", "patronymicName", "matronymicName")
View = Mapping[str, Any]


def views_of(body: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[View]:
    """One view a contract, one for a procedure without any; ``defaults`` fill what the record does not report."""
    contracts = [row for _, row in rows(body, "", "contracts")]
    for contract in contracts or [{}]:
        yield _view(body, contract, defaults)


def _view(body: Mapping[str, Any], contract: Mapping[str, Any], defaults: Mapping[str, Any]) -> View:
    parties = {text(row, "id"): row for _, row in rows(body, "", "parties")}
    award = _award_of(body, contract)
    tender, planning = part(body, "tender"), part(body, "planning")
    category = _category(tender)
    return {
        "process": body,
        "report": {**defaults, **part(body, "_pnt")},
        "contract": contract,
        "award": award,
        "kind": kind_of(tender),
        "category": category,
        "number": text(tender, "id") or text(award, "id") or text(body, "_folio"),
        "reasons": text(award, "rationale") or text(tender, "procurementMethodRationale"),
        "subject": text(contract, "description") or text(tender, "description") or text(tender, "title"),
        "amountInPesos": _in_pesos(contract),
        "exchangeRate": _exchange_rate(contract),
        "maxAmount": part(tender, "value").get("amount") if part(tender, "minValue") else None,
        "suppliers": [_person(row, parties) for _, row in rows(award, "", "suppliers")],
        "quotes": list(_quotes(planning, parties)),
        "invited": _with_role(parties, "invitedSupplier"),
        "tenderers": _with_role(parties, "tenderer") or list(_referred(tender, "tenderers", parties)),
        "attendees": list(_meeting(tender, "attendees", parties)),
        "officials": list(_meeting(tender, "officials", parties)),
        "financing": list(_financing(planning)),
        "amendments": list(_amendments(contract)),
        "works": list(_works(body, contract, category)),
        **{name: list(_units(planning, name, parties)) for name in UNITS},
    }


UNITS = ("requestingUnits", "contractingUnits", "responsibleUnits")


def kind_of(tender: Mapping[str, Any]) -> str:
    """The kind of procedure in the words of the platform; the office's own words where the method says nothing."""
    said, method = text(tender, "procurementMethodDetails"), text(tender, "procurementMethod")
    known = load_catalog().codelists["procurementMethodDetails"].by_code
    if said in known and "especificar" not in said:
        return said
    return METHODS.get(method) or (DIRECT if method else said)


def _category(tender: Mapping[str, Any]) -> str:
    more = tender.get("additionalProcurementCategories")
    first = next((code for code in more if isinstance(code, str)), "") if isinstance(more, list) else ""
    return first or text(tender, "mainProcurementCategory")


def _award_of(body: Mapping[str, Any], contract: Mapping[str, Any]) -> Mapping[str, Any]:
    """The award of the contract; without a contract, the only one."""
    awards = [row for _, row in rows(body, "", "awards")]
    wanted = text(contract, "awardID")
    same = [row for row in awards if text(row, "id") == wanted] if contract else awards
    return same[0] if len(same) == 1 else {}


def _person(reference: Mapping[str, Any], parties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Who is meant, with the names apart as the platform wants them: of a person, or of a company."""
    party = parties.get(text(reference, "id"), reference)
    identifier = part(party, "identifier")
    names = {name: text(identifier, name) for name in _NAMES}
    is_natural = any(names.values())
    legal = "" if is_natural else text(identifier, "legalName") or text(party, "name") or text(reference, "name")
    is_key = text(identifier, "scheme") in ("MX-RFC", "RFC", "")
    rfc = text(identifier, "id") if is_key else ""
    more = {"position": text(party, "position"), "_pnt": part(part(party, "address"), "_pnt") or part(party, "_pnt")}
    return {**names, "legalName": legal, "rfc": rfc, **more}


def _with_role(parties: Mapping[str, Mapping[str, Any]], role: str) -> list[dict[str, Any]]:
    found = [row for row in parties.values() if isinstance(row.get("roles"), list) and role in row["roles"]]
    return [_person(row, parties) for row in found]


def _referred(
    owner: Mapping[str, Any], name: str, parties: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    for _, row in rows(owner, "", name):
        yield _person(row, parties)


def _meeting(
    tender: Mapping[str, Any], name: str, parties: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    for _, meeting in rows(tender, "", "clarificationMeetings"):
        yield from _referred(meeting, name, parties)


def _quotes(planning: Mapping[str, Any], parties: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for _, request in rows(planning, "", "requestsForQuotes"):
        for _, quote in rows(request, "", "quotes"):
            person = _person(part(quote, "issuingSupplier"), parties)
            yield {**person, "amount": part(quote, "value").get("amount")}


def _units(planning: Mapping[str, Any], name: str, parties: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for _, row in rows(planning, "", name):
        party = parties.get(text(row, "id"), row)
        yield text(party, "name") or text(row, "name")


def _financing(planning: Mapping[str, Any]) -> Iterator[str]:
    """The source of the money by the name of its component, never by its place in the key."""
    for _, origin in rows(part(planning, "budget"), "", "budgetBreakdown"):
        for _, line in rows(origin, "", "budgetLines"):
            for _, component in rows(line, "", "components"):
                if text(component, "name") == "budgetSource":
                    yield text(component, "description") or text(component, "code")


def _amendments(contract: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The amendments with the document of each: the only one there is, or the one that names its number."""
    papers = [row for _, row in rows(contract, "", "documents") if text(row, "documentType") in AMENDMENT_PAPERS]
    found = rows(contract, "", "amendments")
    for _, row in found:
        own = papers if len(found) == 1 else [paper for paper in papers if _names(paper, text(row, "id"))]
        yield {**row, "documentUrl": next((text(paper, "url") for paper in own if text(paper, "url")), "")}


def _names(paper: Mapping[str, Any], number: str) -> bool:
    return bool(number) and any(number in text(paper, name) for name in ("id", "title", "description"))


AMENDMENT_PAPERS = frozenset({"contractAmendment", "amendmentAgreements"})


def _works(body: Mapping[str, Any], contract: Mapping[str, Any], category: str) -> Iterator[dict[str, Any]]:
    if category not in WORKS:
        return
    implementation = part(contract, "implementation")
    studies = [
        text(row, "url")
        for _, row in rows(part(body, "planning"), "", "documents")
        if text(row, "documentType") == "environmentalImpact"
    ]
    notices = [
        text(row, "description")
        for _, row in rows(implementation, "", "milestones")
        if text(row, "type") == "publicNotices"
    ]
    yield {
        "place": _place(body, contract),
        "description": text(contract, "description"),
        "studies": [url for url in studies if url],
        "notices": [notice for notice in notices if notice],
        "status": text(implementation, "status"),
    }


def _place(body: Mapping[str, Any], contract: Mapping[str, Any]) -> str:
    """The first address of delivery that the contract's items, or the procedure, say."""
    addresses = [part(row, "deliveryAddress") for _, row in rows(contract, "", "items")]
    addresses += [row for _, row in rows(part(body, "tender"), "", "deliveryAddresses")]
    names = ("streetAddress", "locality", "region", "postalCode", "countryName")
    said = [", ".join(text(address, name) for name in names if text(address, name)) for address in addresses]
    return next((line for line in said if line), "")


def _in_pesos(contract: Mapping[str, Any]) -> Any:
    value = part(contract, "value")
    if text(value, "currency") in ("", "MXN"):
        return value.get("amount")
    return part(contract, "_pnt").get("amountMXN")


def _exchange_rate(contract: Mapping[str, Any]) -> Any:
    said = part(contract, "_pnt").get("exchangeRate")
    rates = [row.get("rate") for _, row in rows(part(contract, "value"), "", "exchangeRates")]
    return said if said is not None else next((rate for rate in rates if rate is not None), None)
