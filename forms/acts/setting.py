"""Under which law a procedure is run, how, for what and when: what its acts and its figures follow from.

The law follows from the money: own income, shares, the State's and Ramo 33 are spent under the law of the
state; federal money received by agreement, even in part, under the federal one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from forms.acts.matrix import Kind, Way
from forms.codes import fold
from forms.days import read_when
from forms.members import Row, objects, part, text

STATE, FEDERAL = "estatal", "federal"
LAWS = (STATE, FEDERAL)
GROUND = "_ground"
AUTHORIZATION = "procurementMethodAuthorization"
_FUNDS: Mapping[str, str] = MappingProxyType(
    {
        "recursos propios": STATE,
        "participaciones": STATE,
        "faismun": STATE,
        "fortamun": STATE,
        "convenio estatal": STATE,
        "convenio federal": FEDERAL,
    }
)
# "Federales" alone does not tell an agreement from Ramo 33.
_ORIGINS: Mapping[str, str] = MappingProxyType(
    {"municipales": STATE, "municipal": STATE, "estatales": STATE, "estatal": STATE}
)
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "publicPrivatePartnership": Kind.PPP,
        "realEstate": Kind.REAL_ESTATE,
        "officialAdvertising": Kind.ADVERTISING,
        "goodsLease": Kind.LEASE,
        "worksRelatedServices": Kind.WORKS_SERVICES,
        "works": Kind.WORKS,
        "services": Kind.SERVICES,
        "consultingServices": Kind.SERVICES,
        "goodsAcquisition": Kind.GOODS,
        "goods": Kind.GOODS,
    }
)
_WAYS: Mapping[str, Way] = MappingProxyType({"open": Way.OPEN, "selective": Way.SELECTIVE, "limited": Way.SELECTIVE})
_BREAKDOWNS = (("planning", "budget", "budgetBreakdown"), ("planning", "budgetBreakdown"))
_WORKS = (Kind.WORKS, Kind.WORKS_SERVICES, Kind.PPP)
_IDLE = ("cancelled", "unsuccessful", "pending")


@dataclass(frozen=True, slots=True)
class Setting:
    """`law` is "" while nobody can tell; `way` and `kind` are None while not captured."""

    law: str
    way: Way | None
    kind: Kind | None
    character: str


def setting_of(body: Row) -> Setting:
    """The setting of a procedure."""
    return Setting(law_of(body), way_of(body), kind_of(body), text(part(body, "_pnt"), "procedureCharacter"))


def law_of(body: Row) -> str:
    """The law that was answered, else the one that follows from the money; "" while neither is known."""
    said = text(part(body, "tender", "legalBasis"), "id")
    return said if said in LAWS else law_of_funds(body)


def law_of_funds(body: Row) -> str:
    """The law that the captured money leads to; "" where part of it leaves that open."""
    found = [_law_of_row(row) for row in _funds(body)]
    if FEDERAL in found:
        return FEDERAL
    return STATE if found and "" not in found else ""


def law_is_asked(body: Row) -> bool:
    """Whether money was captured and the law is still open: then somebody must say which it is."""
    return next(_funds(body), None) is not None and not law_of(body)


def _funds(body: Row) -> Iterator[Row]:
    for names in _BREAKDOWNS:
        yield from objects(body, *names)


def _law_of_row(row: Row) -> str:
    """As files write them too: in capitals, or in the singular of the federal extension."""
    fund = fold(text(row, "fundType"))
    return _FUNDS.get(fund) or ("" if fund else _ORIGINS.get(fold(text(row, "origin")), ""))


def way_of(body: Row) -> Way | None:
    """How the procedure was run; a direct award tells by its ground, else by its reason or its ruling."""
    tender = part(body, "tender")
    method = text(tender, "procurementMethod")
    if method == "direct":
        return Way.EXCEPTION if _is_exception(body, tender) else Way.AMOUNT
    return _WAYS.get(method)


def _is_exception(body: Row, tender: Row) -> bool:
    ground = text(body, GROUND)
    if ground:
        return ground == Way.EXCEPTION
    papers = [row for owner in (tender, part(body, "planning")) for row in objects(owner, "documents")]
    has_ruling = any(text(row, "documentType") == AUTHORIZATION for row in papers)
    return has_ruling or "excepcion" in fold(text(tender, "procurementMethodRationale"))


def kind_of(body: Row) -> Kind | None:
    """What is bought: the narrowest of what was said of it."""
    tender = part(body, "tender")
    detailed = tender.get("additionalProcurementCategories")
    said = [code for code in detailed if isinstance(code, str)] if isinstance(detailed, list) else []
    said.append(text(tender, "mainProcurementCategory"))
    return next((kind for code, kind in _KINDS.items() if code in said), None)


def is_works(kind: Kind | None) -> bool:
    """Whether the law and the figures of public works hold for the kind."""
    return kind in _WORKS


def is_live(award: Row) -> bool:
    """Whether an award took effect."""
    return text(award, "status") not in _IDLE


def is_in_effect(contract: Row) -> bool:
    """Whether a contract counts: one that was cancelled was never carried out."""
    return text(contract, "status") != "cancelled"


def agreed_value(contract: Row) -> Any:
    """The Value that a contract is for by now: what its amendments made of it, else what it says."""
    return part(contract, "amounts").get("amended") or contract.get("value")


def act_day(body: Row, today: date) -> date:
    """The day whose laws and figures hold for the procedure: its call, else its award, else today."""
    call = _day(part(body, "tender", "tenderPeriod"), "startDate")
    awarded = [found for award in objects(body, "awards") if is_live(award) and (found := _day(award, "date"))]
    return call or min(awarded, default=today)


def _day(node: Any, name: str) -> date | None:
    found = read_when(text(node, name))
    return found.day if found else None
