"""Cases of the guides: a point to review, none, and what cannot be evaluated; all people and firms are invented."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from forms.context import Context
from forms.history import PastAward
from forms.thresholds import Thresholds, read_thresholds
from tests.unit.forms.bodies import CONTEXT, SELLER, changed, money, reference

Body = Mapping[str, Any]
A, C, T, PARTIES = "/awards/0", "/contracts/0", "/tender", "/parties"
RIVAL = "MX-RFC-COM200101AA1"

FIGURES: dict[str, int] = {
    "ceiling.direct.goods": 40000,
    "ceiling.direct.works": 40000,
    "ceiling.selective.goods": 900000,
    "ceiling.selective.works": 900000,
    "notice.open": 15,
    "notice.selective": 5,
    "quotes.least": 3,
    "decision.longest": 20,
    "decision.shortest": 2,
    "signature.longest": 15,
    "publication.longest": 10,
    "guarantee.from": 20000,
    "guarantee.percent": 10,
}


def table(state: str = "vigente") -> Thresholds:
    rows = [{"code": code, "value": value, "unit": "", "approved_by": "Cabildo"} for code, value in FIGURES.items()]
    return read_thresholds({**row, "state": state} for row in rows)


@dataclass(frozen=True)
class Memory:
    """An office's history of invented awards and lists."""

    known: tuple[PastAward, ...] = ()
    sanctioned: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()

    def awards(
        self, since: date, until: date, suppliers: Collection[str] = (), classes: Collection[str] = ()
    ) -> tuple[PastAward, ...] | None:
        return tuple(award for award in self.known if since <= award.awarded_on <= until)

    def is_listed(self, register: str, taxpayer: str, day: date) -> bool | None:
        return taxpayer in (self.sanctioned if register == "sanctioned" else self.suppliers)


KEY = "PIS180514KQA"
QUIET = replace(CONTEXT, thresholds=table(), history=Memory(suppliers=frozenset({KEY})))


def past(amount: str, supplier: str = SELLER, day: date = date(2026, 2, 25), code: str = "31201500") -> Context:
    award = PastAward("ocds-213czf-otra", supplier, day, Decimal(amount), "direct", (code,))
    return replace(QUIET, history=Memory((award,)))


@dataclass(frozen=True)
class Case:
    """What calls for a look, what does not, and what lacks something to tell."""

    code: str
    look: Body
    pointer: str
    fine: Body
    unclear: Body
    missing: str
    context: Context = QUIET
    fine_context: Context = QUIET
    unclear_context: Context = QUIET


def bid(status: str, who: str, amount: str = "", day: str = "2026-02-16", **more: Any) -> dict[str, Any]:
    value = {"value": money(amount)} if amount else {}
    return {"id": f"{who}{amount}", "status": status, "date": day, "tenderers": [{"id": who}], **value, **more}


def competed(*bids: dict[str, Any], method: str = "open") -> Body:
    """An open tender with bids, won by the seller."""
    details = [("/bids/details", list(bids))] if bids else []
    return changed((f"{T}/procurementMethod", method), (f"{T}/numberOfTenderers", 3), *details)


def direct(*edits: tuple[str, Any]) -> Body:
    return changed(("/parties/1/identifier/id", KEY), *edits)


def quotes(count: int) -> tuple[str, Any]:
    rows = [{"id": str(number), "issuingSupplier": {"id": f"Q-{number}"}} for number in range(count)]
    return "/planning/requestsForQuotes", [{"id": "R", "quotes": rows}]


def with_rival(seller: dict[str, Any], **members: Any) -> Body:
    body = changed(*[(f"{PARTIES}/1/{name}", value) for name, value in seller.items()])
    names = [reference(SELLER), {"id": RIVAL, "name": "Comercial Inventada"}]
    body["tender"]["tenderers"] = names
    body["parties"].append({"id": RIVAL, "name": "Comercial Inventada", "roles": ["tenderer"], **members})
    return body


_VALID = bid("valid", SELLER, "39150")
_REASON = {"description": "No presentó la garantía."}
_PAPER = [{"id": "d", "documentType": "contractSigned", "datePublished": "2026-02-25"}]
_LATE_PAPER = [{**_PAPER[0], "datePublished": "2026-03-19"}]
_DELIVERY = {"id": "m", "type": "delivery", "dueDate": "2026-03-02", "status": "met"}
_BOND = {"id": "g", "obligations": "fulfillment", "value": money("3375")}
_ANA, _EVA = {"id": "1", "name": "Ana Inventada"}, {"id": "1", "name": "Eva Inventada"}
_PHONE, _OTHER_PHONE = {"telephone": "983 555 0101"}, {"telephone": "983 555 0199"}
_AMENDED = {"/amounts/original": money("36000"), "/amounts/amended": money("39150")}
_YEARS = {"startDate": "2026-02-23", "endDate": "2027-03-02"}
_YEAR = {"startDate": "2026-02-23", "endDate": "2026-12-31"}

CASES = (
    Case(
        "guide.notice_short",
        competed(),
        "/tender/tenderPeriod",
        changed((f"{T}/procurementMethod", "selective")),
        changed((f"{T}/procurementMethod", "open"), (f"{T}/tenderPeriod", None)),
        "/tender/tenderPeriod",
    ),
    Case(
        "guide.amount_over_ceiling",
        changed((f"{A}/value", money("40000.01"))),
        f"{A}/value",
        changed(),
        changed((f"{A}/value", None)),
        "/tender/value",
    ),
    Case(
        "guide.amount_near_ceiling",
        changed(),
        f"{A}/value",
        changed((f"{A}/value", money("35999"))),
        changed((f"{A}/value", None)),
        "/tender/value",
    ),
    Case(
        "guide.purchase_split",
        changed(),
        f"{A}/value",
        changed(),
        changed(),
        "lacking.history",
        past("900"),
        past("900", "otro"),
        replace(CONTEXT, thresholds=table()),
    ),
    Case(
        "guide.exception_unfounded",
        changed(),
        "/tender/procurementMethodRationale",
        changed((f"{T}/procurementMethodRationale", "Por monto, artículo de la ley local.")),
        competed(),
        "lacking.case",
    ),
    Case(
        "guide.quotes_few",
        changed(quotes(2)),
        "/planning/requestsForQuotes",
        changed(quotes(3)),
        competed(),
        "lacking.case",
    ),
    Case(
        "guide.bidder_single",
        changed((f"{T}/procurementMethod", "open")),
        "/tender/numberOfTenderers",
        competed(),
        changed((f"{T}/procurementMethod", "open"), (f"{T}/numberOfTenderers", None), (f"{T}/tenderers", None)),
        "/tender/numberOfTenderers",
    ),
    Case(
        "guide.bids_rejected",
        competed(_VALID, bid("disqualified", "D", "45000", **_REASON)),
        "/bids/details",
        competed(_VALID, bid("valid", "L", "42000"), bid("disqualified", "D", "45000", **_REASON)),
        competed(),
        "/bids/details",
    ),
    Case(
        "guide.bids_alike",
        competed(_VALID, bid("valid", "L", "39150")),
        "/bids/details/1/value",
        competed(_VALID, bid("valid", "L", "41200"), bid("valid", "M", "44000")),
        competed(_VALID),
        "/bids/details/0/value",
    ),
    Case(
        "guide.bid_late",
        competed(bid("valid", SELLER, "39150", "2026-02-17")),
        "/bids/details/0/date",
        competed(_VALID),
        competed({**_VALID, "date": ""}),
        "/bids/details/0/date",
    ),
    Case(
        "guide.award_near_estimate",
        changed((f"{T}/procurementMethod", "open"), ("/planning/budget/amount", money("39500"))),
        f"{A}/value",
        changed((f"{T}/procurementMethod", "open"), ("/planning/budget/amount", money("48000"))),
        changed((f"{T}/procurementMethod", "open"), (f"{A}/value", None)),
        f"{A}/value",
    ),
    Case(
        "guide.supplier_listed",
        direct(),
        "/parties/1/identifier/id",
        direct(),
        direct(),
        "lacking.list",
        replace(QUIET, history=Memory(sanctioned=frozenset({KEY}), suppliers=frozenset({KEY}))),
        unclear_context=CONTEXT,
    ),
    Case(
        "guide.supplier_new",
        changed(("/parties/1/identifier/id", "PIS250901KQA")),
        "/parties/1/identifier/id",
        direct(),
        changed(("/parties/1/identifier", None)),
        "/parties/1/identifier/id",
    ),
    Case(
        "guide.taxpayer_key",
        changed(),
        "/parties/1/identifier/id",
        changed(("/parties/1/identifier/id", "GODE561231GR8")),
        changed(("/parties/1/identifier", None)),
        "/parties/1/identifier/id",
    ),
    Case(
        "guide.contact_shared",
        with_rival({"contactPoint": _PHONE}, contactPoint={"telephone": "(983) 5550101"}),
        "/parties/2/contactPoint",
        with_rival({"contactPoint": _PHONE}, contactPoint=_OTHER_PHONE),
        with_rival({"contactPoint": None}),
        "lacking.contacts",
    ),
    Case(
        "guide.owner_shared",
        with_rival({"beneficialOwners": [_ANA]}, beneficialOwners=[_EVA, {**_ANA, "id": "2"}]),
        "/parties/2/beneficialOwners",
        with_rival({"beneficialOwners": [_ANA]}, beneficialOwners=[_EVA]),
        changed(),
        "lacking.owners",
    ),
    Case(
        "guide.dates_odd",
        changed((f"{C}/period", {"startDate": "2026-02-19", "endDate": "2026-03-02"})),
        f"{C}/period",
        changed(),
        {"planning": {"budget": {"id": "1"}}},
        "lacking.case",
    ),
    Case(
        "guide.decision_pace",
        changed((f"{C}/dateSigned", "2026-03-06")),
        f"{C}/dateSigned",
        changed(),
        changed((f"{C}/dateSigned", None)),
        f"{C}/dateSigned",
    ),
    Case(
        "guide.publication_late",
        changed((f"{C}/documents", _LATE_PAPER)),
        f"{C}/documents",
        changed((f"{C}/documents", _PAPER)),
        changed((f"{C}/dateSigned", None)),
        f"{C}/dateSigned",
    ),
    Case(
        "guide.documents_missing",
        changed(),
        f"{C}/documents",
        changed((f"{C}/documents", _PAPER)),
        changed((f"{T}/procurementMethod", None)),
        "/tender/procurementMethod",
    ),
    Case(
        "guide.contract_amended",
        changed(*[(f"{C}{name}", value) for name, value in _AMENDED.items()]),
        f"{C}/amendments",
        changed((f"{C}/amendments", None)),
        changed(("/contracts", None)),
        "lacking.case",
    ),
    Case(
        "guide.payments_over",
        changed((f"{C}/implementation/transactions/0/value", money("40000"))),
        f"{C}/value",
        changed(),
        changed((f"{C}/value", None)),
        f"{C}/value",
    ),
    Case(
        "guide.delivery_late",
        changed((f"{C}/milestones", [{**_DELIVERY, "dateMet": "2026-03-05"}])),
        f"{C}/milestones/0",
        changed((f"{C}/milestones", [{**_DELIVERY, "dateMet": "2026-03-02"}])),
        changed((f"{C}/milestones", [{"id": "m", "type": "delivery"}])),
        f"{C}/milestones/0/dueDate",
    ),
    Case(
        "guide.amount_round",
        changed((f"{C}/value", money("300000"))),
        f"{C}/value",
        changed(),
        changed((f"{C}/value", None)),
        f"{C}/value",
    ),
    Case(
        "guide.title_unclear",
        changed((f"{T}/title", "MLA-OM/AD-014/2026")),
        "/tender/title",
        changed(),
        changed((f"{T}/title", None), (f"{T}/description", None)),
        "/tender/title",
    ),
    Case(
        "guide.contract_long",
        changed((f"{C}/period", _YEARS)),
        f"{C}/period",
        changed((f"{C}/period", _YEAR)),
        changed(),
        f"{C}/period",
    ),
    Case(
        "guide.guarantee_short",
        changed((f"{C}/guarantees", [{**_BOND, "value": money("3000")}])),
        f"{C}/guarantees",
        changed((f"{C}/guarantees", [_BOND])),
        changed((f"{A}/value", None), (f"{C}/value", None)),
        f"{C}/value",
    ),
)
