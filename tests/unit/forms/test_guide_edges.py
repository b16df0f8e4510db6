"""Edges of the guides: several awards and contracts, dates that do not tell, currencies, what is only half known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.guides import GUIDES, outcomes
from forms.guides.guide import NO_THRESHOLD, Answer, Outcome
from forms.history import PastAward
from forms.thresholds import WITHOUT_TAX, Standing, Threshold, Thresholds
from tests.unit.forms.bodies import OFFICE, SELLER, changed, money
from tests.unit.forms.guide_cases import CASES, KEY, QUIET, RIVAL, Body, Memory, bid, competed, past, table, with_rival

A, C, T = "/awards/0", "/contracts/0", "/tender"
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.NOT_EVALUABLE


def asked(name: str, body: Body, context: Any = QUIET) -> Outcome:
    return next(found for found in outcomes(body, "contracting_process", context) if found.code == f"guide.{name}")


def award(
    number: int, amount: str | None, day: str = "2026-02-18", supplier: str = SELLER, **more: Any
) -> dict[str, Any]:
    value = {"value": money(amount)} if amount else {}
    return {"id": f"A-{number}", "status": "active", "date": day, "suppliers": [{"id": supplier}], **value, **more}


def awarded(*awards: dict[str, Any], method: str = "direct", **edits: Any) -> Body:
    more = [(f"/{name}", value) for name, value in edits.items()]
    return changed(("/awards", list(awards)), ("/contracts", None), (f"{T}/procurementMethod", method), *more)


def contracted(*amounts: str, award_id: str = "A-1", **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": f"C-{number}", "awardID": award_id, "dateSigned": "2026-02-20", "value": money(amount), **more}
        for number, amount in enumerate(amounts)
    ]


def two_contracts(live: str, cancelled: str) -> list[dict[str, Any]]:
    return [*contracted(live), {**contracted(cancelled)[0], "id": "C-9", "status": "cancelled"}]


def foreign(country: str) -> Body:
    return changed(("/parties/1/identifier/id", "XEXX010101000"), ("/parties/1/address", {"countryName": country}))


def phone(number: str) -> dict[str, Any]:
    return {"contactPoint": {"telephone": number}}


def lives(street: str) -> dict[str, Any]:
    return {"address": {"streetAddress": street, "postalCode": "77000"}, "contactPoint": {}}


def signs(name: str, kind: str = "attorney") -> dict[str, Any]:
    return {"contactPoint": {"type": kind, "name": name}}


def person(name: str, key: str) -> dict[str, Any]:
    return {"id": "1", "name": name, "identifier": {"id": key}}


def owned(one: dict[str, Any], other: dict[str, Any]) -> Body:
    return with_rival({"beneficialOwners": [one]}, beneficialOwners=[other])


def quoted(*suppliers: str) -> tuple[str, Any]:
    rows = [{"id": str(number), "issuingSupplier": {"id": name}} for number, name in enumerate(suppliers)]
    return "/planning/requestsForQuotes", [{"id": "R", "quotes": rows}]


def in_dollars(status: str, who: str, amount: str) -> dict[str, Any]:
    return bid(status, who, day="2026-02-16", description="x", value=money(amount, "USD"))


def paid_in_dollars(amount: str) -> list[dict[str, Any]]:
    return [{"id": "1", "value": money(amount, "USD")}]


@pytest.mark.parametrize("written", ["PIS-180514-KQA", "pis 180514 kqa", "RFC: PIS.180514.KQA", "MX-RFC-PIS180514KQA"])
def test_a_taxpayer_key_is_the_same_however_it_is_written(written: str) -> None:
    body = changed(("/parties/1/identifier/id", written))
    sanctioned = replace(QUIET, history=Memory(sanctioned=frozenset({KEY}), suppliers=frozenset({KEY})))
    assert asked("supplier_listed", body, sanctioned).state is YES
    assert asked("supplier_listed", body).state is NO
    assert asked("taxpayer_key", body).state is NO
    assert asked("supplier_new", body).state is NO


def signed(day: str) -> list[dict[str, Any]]:
    return [{**contracted("39151")[0], "dateSigned": day}]


def cancelled(contracts: list[dict[str, Any]], papers: list[dict[str, Any]], **more: Any) -> Body:
    """A sound contract and beside it one that was cancelled, of which nothing else is known."""
    period = {"startDate": "2026-02-23", "endDate": "2026-03-02"}
    sound = [{**row, "documents": papers, "period": period} for row in contracts]
    return awarded(
        award(1, "39151"), contracts=[*sound, {"id": "C-9", "awardID": "A-1", "status": "cancelled", **more}]
    )


PAPER = [{"id": "d", "documentType": "contractSigned", "datePublished": "2026-02-24"}]
LONG = {"startDate": "2026-02-23", "endDate": "2030-03-02"}
MEETINGS, PAYMENTS = f"{T}/clarificationMeetings", f"{C}/implementation/transactions"
OVERDUE = {"id": "m", "type": "delivery", "dueDate": "2026-03-01", "status": "scheduled"}
DOLLARS = {"value": money("30000", "USD")}
CANCELLED = {"status": "cancelled"}
EDGES: tuple[tuple[str, Body, Answer], ...] = (
    # A procedure in several awards is one; a contract counts with its amendments; what is cancelled does not.
    ("amount_over_ceiling", awarded(award(1, "40000")), NO),
    ("amount_over_ceiling", awarded(award(1, "25000"), award(2, "25000")), YES),
    ("amount_over_ceiling", awarded(award(1, "25000"), award(2, "25000", **CANCELLED)), NO),
    ("amount_over_ceiling", awarded(award(1, "25000"), award(2, None, **DOLLARS)), UNKNOWN),
    ("amount_over_ceiling", awarded(award(1, "25000"), contracts=contracted("45000")), YES),
    (
        "amount_over_ceiling",
        awarded(award(1, "25000"), contracts=contracted("25000", amounts={"amended": money("40000.01")})),
        YES,
    ),
    ("amount_near_ceiling", awarded(award(1, "36000")), YES),
    ("amount_over_ceiling", awarded(award(1, "900000.01"), method="limited"), YES),
    ("amount_over_ceiling", awarded(award(1, "800000"), method="limited"), NO),
    ("amount_near_ceiling", awarded(award(1, "810000"), method="limited"), YES),
    ("amount_near_ceiling", awarded(award(1, "40000.01")), NO),
    ("amount_near_ceiling", awarded(award(1, "20000"), award(2, "19000")), YES),
    # An exception is one as the office answered, whatever words its reason has.
    (
        "exception_unfounded",
        changed(("/_ground", "exception"), (f"{T}/procurementMethodRationale", "Artículo 41")),
        YES,
    ),
    ("exception_unfounded", changed(("/_ground", "amount"), (f"{T}/procurementMethodRationale", "Sin excepción")), NO),
    # The lowest bid was rejected only where a valid one was dearer.
    ("bids_rejected", competed(bid("valid", SELLER, "90"), bid("disqualified", "D", "90", description="x")), YES),
    (
        "bids_rejected",
        competed(bid("disqualified", "D", "90", description="x"), bid("valid", SELLER, "90"), bid("valid", "E", "95")),
        NO,
    ),
    (
        "bids_rejected",
        competed(bid("disqualified", "D", "80", description="x"), bid("valid", SELLER, "90"), bid("valid", "E", "95")),
        YES,
    ),
    ("bids_rejected", competed(bid("pending", "D", "80"), bid("pending", SELLER, "90")), UNKNOWN),
    # One and the same ratio is a step too; nobody is compared with a bid that names no bidder.
    ("bids_alike", competed(bid("valid", "A", "100"), bid("valid", "B", "107"), bid("valid", "C", "114.49")), YES),
    ("bids_alike", competed(bid("valid", "A", "100"), bid("valid", "B", "107"), bid("valid", "C", "116")), NO),
    ("bids_alike", competed({**bid("valid", "A", "100"), "tenderers": []}, bid("valid", "B", "100")), NO),
    # Amounts of one currency are compared whatever it is.
    ("bids_alike", competed(in_dollars("valid", SELLER, "90"), in_dollars("valid", RIVAL, "90")), YES),
    ("bids_alike", competed(in_dollars("valid", SELLER, "90"), in_dollars("valid", RIVAL, "95")), NO),
    ("bids_alike", competed(in_dollars("valid", SELLER, "90"), bid("valid", RIVAL, "90")), UNKNOWN),
    (
        "bids_rejected",
        competed(
            in_dollars("disqualified", "D", "80"), in_dollars("valid", SELLER, "90"), in_dollars("valid", "E", "95")
        ),
        YES,
    ),
    (
        "bids_rejected",
        competed(
            in_dollars("disqualified", "D", "97"), in_dollars("valid", SELLER, "90"), in_dollars("valid", "E", "95")
        ),
        NO,
    ),
    ("payments_over", changed((f"{C}/value", money("100", "USD")), (PAYMENTS, paid_in_dollars("101"))), YES),
    ("payments_over", changed((f"{C}/value", money("100", "USD")), (PAYMENTS, paid_in_dollars("100"))), NO),
    ("payments_over", changed((PAYMENTS, paid_in_dollars("100"))), UNKNOWN),
    (
        "contract_amended",
        awarded(award(1, None, value=money("100", "USD")), contracts=contracted("1", value=money("130", "USD"))),
        YES,
    ),
    (
        "award_near_estimate",
        awarded(
            award(1, None, value=money("99", "USD")),
            method="open",
            planning=None,
            **{"tender/value": money("100", "USD")},
        ),
        YES,
    ),
    # On the last day without its hour nobody can tell; of a close without an hour the whole day counts.
    (
        "bid_late",
        {
            **competed(bid("valid", SELLER, "9", "2026-02-16")),
            "tender": {"tenderPeriod": {"endDate": "2026-02-16T10:00:00-05:00"}},
        },
        UNKNOWN,
    ),
    ("bid_late", competed(bid("valid", SELLER, "9", "2026-02-16T23:59:59-05:00")), NO),
    # All that was awarded against what was set apart (40,000).
    ("award_near_estimate", awarded(award(1, "20000"), award(2, "19200"), method="open"), YES),
    ("award_near_estimate", awarded(award(1, "20000"), award(2, "19199"), method="open"), NO),
    ("award_near_estimate", awarded(award(1, "39300"), award(2, None), method="open"), UNKNOWN),
    # The year is of the calendar, and counts to the beginning of that supplier's contract.
    (
        "supplier_new",
        changed(("/parties/1/identifier/id", "PIS250220KQA"), (f"{C}/period", {"startDate": "2026-02-20"})),
        NO,
    ),
    (
        "supplier_new",
        changed(("/parties/1/identifier/id", "PIS250221KQA"), (f"{C}/period", {"startDate": "2026-02-20"})),
        YES,
    ),
    ("supplier_new", changed(("/parties/1/identifier/id", "PIS250219KQA"), (f"{A}/date", "2026-02-01")), NO),
    # The generic key of foreigners says nothing of somebody without a country.
    ("taxpayer_key", changed(("/parties/1/identifier/id", "XEXX010101000")), UNKNOWN),
    (
        "taxpayer_key",
        changed(("/parties/1/identifier/id", "XEXX010101000"), ("/parties/1/address", {"countryName": "México"})),
        YES,
    ),
    (
        "taxpayer_key",
        changed(("/parties/1/identifier/id", "XEXX010101000"), ("/parties/1/address", {"countryName": "Belice"})),
        NO,
    ),
    ("taxpayer_key", foreign("Estados Unidos Mexicanos"), YES),
    ("taxpayer_key", foreign("MÉX."), YES),
    ("taxpayer_key", foreign("Nuevo México, EUA"), NO),
    ("taxpayer_key", changed(("/parties/1/identifier", {"scheme": "RFC", "id": "RFC-PIS180514XX9"})), YES),
    # A telephone is its ten digits, an address its words; a representative signs for one party alone.
    ("contact_shared", with_rival(phone("983 555 0101"), contactPoint={"telephone": "+52 (983) 555-0101"}), YES),
    ("contact_shared", with_rival(phone("9835550101"), contactPoint={"telephone": "01 983 5550101 ext. 4"}), YES),
    ("contact_shared", with_rival(phone("9835550101"), contactPoint={"telephone": "983 555 0102"}), NO),
    ("contact_shared", with_rival(lives("Av. Héroes 10, Centro"), **lives("AV HEROES #10 CENTRO")), YES),
    ("contact_shared", with_rival(signs("Luz Inventada Pech"), **signs("LUZ INVENTADA  PECH")), YES),
    ("contact_shared", with_rival(signs("Luz Inventada Pech"), **signs("Ana Inventada Pech")), NO),
    ("contact_shared", with_rival(signs("Ventas", "contactPoint"), **signs("Ventas", "contactPoint")), UNKNOWN),
    # An owner is the same by the key, or by the name unless two keys tell them apart.
    ("owner_shared", owned({"id": "1", "name": "José Núñez"}, {"id": "7", "name": "JOSE NUÑEZ"}), YES),
    ("owner_shared", owned(person("Ana", "AAAA800101AA1"), {"id": "1", "name": "Ana"}), YES),
    ("owner_shared", owned(person("Ana", "AAAA800101AA1"), person("Ana", "BBBB800101BB1")), NO),
    ("owner_shared", owned(person("Ana", "AAAA800101AA1"), person("Ana M.", "AAAA800101AA1")), YES),
    # Of two who compete, the data of one tell nothing about both.
    ("contact_shared", {**with_rival({}), "buyer": {"id": OFFICE}}, UNKNOWN),
    ("owner_shared", with_rival({"beneficialOwners": [{"name": "Ana Inventada"}]}), UNKNOWN),
    # Days of rest that are moved to a Monday, and the meeting that is captured as one.
    ("dates_odd", changed((f"{T}/tenderPeriod/endDate", "2026-02-02"), (f"{T}/tenderPeriod/startDate", None)), YES),
    ("dates_odd", changed((f"{T}/clarificationMeetings", [{"id": "1", "date": "2026-02-17"}])), YES),
    ("dates_odd", changed((f"{T}/clarificationMeetings", [{"id": "1", "date": "2026-02-16"}])), NO),
    ("dates_odd", changed((f"{C}/awardID", None), (f"{C}/period", {"startDate": "2026-02-19"})), YES),
    ("dates_odd", changed((MEETINGS, [{"id": "1", "date": "2026-02-15"}])), YES),
    ("dates_odd", changed((MEETINGS, [{"id": "1", "date": "2026-02-06"}, {"id": "2", "date": "2026-02-12"}])), YES),
    # Two quotes of one supplier are one; those that name nobody count each.
    ("quotes_few", changed(quoted("A", "A", "B")), YES),
    ("quotes_few", changed(quoted("A", "B", "")), NO),
    ("quotes_few", changed(quoted("", "", "")), NO),
    # A title of ciphers, and one of words that happens to be in capitals.
    ("title_unclear", changed((f"{T}/title", "LPN-001-2026-MBA")), YES),
    ("title_unclear", changed((f"{T}/title", "MBA/OM/AD/014/2026 PAPELERÍA")), YES),
    ("title_unclear", changed((f"{T}/title", "RENTA DE BUS")), NO),
    # How long a contract is, as far as it may be extended or by its days.
    ("contract_long", changed((f"{C}/period", {"startDate": "2026-01-01", "durationInDays": 1001})), YES),
    ("contract_long", changed((f"{C}/period", {"startDate": "2026-01-01", "durationInDays": 300})), NO),
    ("contract_long", changed((f"{C}/period", {"startDate": "2026-01-01", "durationInDays": 10**9})), UNKNOWN),
    ("contract_long", changed((f"{C}/period", {"startDate": "2026-01-01", "maxExtentDate": "2029-01-01"})), YES),
    # Several contracts of one award make its amount together; a key serves until there is an id.
    ("contract_amended", awarded(award(1, "100"), contracts=contracted("50", "50")), NO),
    ("contract_amended", awarded(award(1, "100"), contracts=contracted("50", "61")), YES),
    ("contract_amended", awarded(award(1, "100"), contracts=contracted("90")), NO),
    ("contract_amended", awarded(award(1, "100"), contracts=contracted("90", award_id="otra")), UNKNOWN),
    (
        "contract_amended",
        awarded(
            {**award(1, "100"), "id": "", "_key": "awardaaaaa"}, contracts=contracted("130", award_id="awardaaaaa")
        ),
        YES,
    ),
    # A contract that was cancelled is no part of anything, and nothing is expected of it.
    ("amount_over_ceiling", awarded(award(1, "30000"), contracts=two_contracts("30000", "30000")), NO),
    ("contract_amended", awarded(award(1, "100"), contracts=two_contracts("100", "40")), NO),
    ("delivery_late", changed((f"{C}/status", "cancelled"), (f"{C}/milestones", [OVERDUE])), UNKNOWN),
    ("delivery_late", changed((f"{C}/milestones", [OVERDUE])), YES),
    ("guarantee_short", changed((f"{C}/status", "cancelled")), UNKNOWN),
    # What amendments made of the contract is what may be paid.
    ("payments_over", changed((f"{C}/value", money("36000")), (f"{C}/amounts", {"amended": money("39150")})), NO),
    ("payments_over", changed((f"{C}/value", money("36000"))), YES),
    # From the limit on with tax, a part of the amount before it; a guarantee without its amount tells nothing.
    ("payments_over", changed((PAYMENTS, [{"id": "1", "value": money("50000")}, {"id": "2"}])), YES),
    ("payments_over", changed((PAYMENTS, [{"id": "1", "value": money("5000")}, {"id": "2"}])), UNKNOWN),
    ("guarantee_short", changed((f"{A}/value", {**money("20880"), "netAmount": 18000})), YES),
    ("guarantee_short", changed((f"{A}/value", {**money("19999"), "netAmount": 17240})), UNKNOWN),
    ("guarantee_short", changed((f"{C}/guarantees", [{"id": "1", "obligations": "fulfillment"}])), UNKNOWN),
    ("guarantee_short", awarded(award(1, "900000"), contracts=contracted("19000", "19000")), UNKNOWN),
    # Of a contract that was cancelled no paper, period, signature nor publication is expected.
    ("documents_missing", cancelled(contracts=signed("2026-02-20"), papers=PAPER), NO),
    ("publication_late", cancelled(contracts=signed("2026-02-20"), papers=PAPER), NO),
    ("contract_long", cancelled(contracts=signed("2026-02-20"), papers=PAPER, period=LONG), NO),
    ("decision_pace", cancelled(contracts=signed("2026-02-20"), papers=PAPER), NO),
    ("amount_round", cancelled(contracts=signed("2026-02-20"), papers=PAPER, value=money("300000")), NO),
    (
        "supplier_new",
        {
            **cancelled(contracts=signed("2026-02-20"), papers=PAPER, dateSigned="2025-04-01"),
            "parties": [{"id": SELLER, "identifier": {"scheme": "MX-RFC", "id": "PIS250219KQA"}}],
        },
        NO,
    ),
    # What is no whole number counts nobody.
    ("bidder_single", changed((f"{T}/procurementMethod", "open"), (f"{T}/numberOfTenderers", Decimal("1.0"))), YES),
    (
        "bidder_single",
        {"tender": {"procurementMethod": "open", "numberOfTenderers": Decimal("1.5")}},
        UNKNOWN,
    ),
)


@pytest.mark.parametrize(("name", "body", "answer"), EDGES)
def test_edges(name: str, body: Body, answer: Answer) -> None:
    assert asked(name, body).state is answer


@pytest.mark.parametrize("state", [Standing.SAMPLE, Standing.UNVERIFIED])
@pytest.mark.parametrize(
    ("name", "code"), [(guide.code[6:], code) for guide in GUIDES for code in guide.rests_on], ids=str
)
def test_one_figure_that_is_not_in_force_is_enough_to_leave_it_open(name: str, code: str, state: Standing) -> None:
    """Each of the figures alone: the others stay in force. Where the case does not touch it, the answer stays."""
    case = next(case for case in CASES if case.code == f"guide.{name}")
    rows = tuple(replace(row, state=state) if row.code == code else row for row in table().rows)
    context = replace(case.fine_context, thresholds=Thresholds(rows))
    before, now = asked(name, case.fine, case.fine_context), asked(name, case.fine, context)
    assert now.state in (before.state, UNKNOWN)
    if name == "decision_pace":
        body = {**case.fine, "tender": {**case.fine["tender"], "procurementMethod": "open"}}
        assert asked(name, body, case.fine_context).state is NO
        assert asked(name, body, context).missing == (NO_THRESHOLD,)


@dataclass(frozen=True)
class SanctionedSince(Memory):
    """Everybody is sanctioned from a day on, and nobody is missing from the register of suppliers."""

    since: date = date(2026, 2, 1)

    def is_listed(self, register: str, taxpayer: str, day: date) -> bool | None:
        return day >= self.since if register == "sanctioned" else True


def test_a_sanction_is_asked_for_the_day_of_the_award_to_that_supplier() -> None:
    rival = {"id": RIVAL, "name": "Comercial", "identifier": {"scheme": "MX-RFC", "id": "COM200101AA1"}}
    body = awarded(award(1, "10", "2026-01-10"), award(2, "10", "2026-02-18", RIVAL))
    body["parties"][1]["identifier"]["id"] = KEY  # type: ignore[index]
    body["parties"].append(rival)  # type: ignore[index]
    context = replace(QUIET, history=SanctionedSince())
    assert [item.pointer for item in asked("supplier_listed", body, context).findings] == ["/parties/2/identifier/id"]
    without = changed(("/parties/1/identifier/id", KEY), (f"{A}/date", None))
    assert asked("supplier_listed", without, context).missing == ("/awards/0/date",)


@pytest.mark.parametrize(("category", "column"), [("worksRelatedServices", "works"), ("goodsLease", "goods")])
def test_services_related_to_works_go_by_the_column_of_works(category: str, column: str) -> None:
    body = changed((f"{T}/mainProcurementCategory", "services"), (f"{T}/additionalProcurementCategories", [category]))
    rows = tuple(row for row in table().rows if row.code != f"ceiling.direct.{column}")
    assert asked("amount_over_ceiling", body).state is NO
    assert asked("amount_over_ceiling", body, replace(QUIET, thresholds=Thresholds(rows))).state is UNKNOWN


def test_what_is_over_the_maximum_by_itself_is_no_part_of_a_split_purchase() -> None:
    assert asked("purchase_split", changed(), past("900")).state is YES
    assert asked("purchase_split", changed(), past("40000.01")).state is NO


def split(*past_awards: PastAward, own: tuple[dict[str, Any], ...], unit: str = "") -> Outcome:
    limit = Threshold("ceiling.direct.goods", Decimal(40000), unit, Standing.IN_FORCE, approved_by="Cabildo")
    context = replace(QUIET, thresholds=Thresholds((limit,)), history=Memory(past_awards))
    return asked("purchase_split", awarded(*own), context)


def test_what_this_procedure_awarded_to_one_supplier_is_counted_together() -> None:
    """Neither award alone makes the sum too much with what was bought before; both do, unless to different ones."""
    before = PastAward("ocds-213czf-otra", SELLER, date(2026, 2, 25), Decimal(11000), "direct")
    found = split(before, own=(award(1, "15000"), award(2, "15000"))).findings
    assert [dict(item.params) for item in found[:1]] == [
        {"count": "3", "days": "30", "total": "41,000.00", "ceiling": "40,000"}
    ]
    assert split(before, own=(award(1, "15000"), award(2, "15000", supplier=RIVAL))).state is NO
    assert split(before, own=(award(1, "15000"), award(2, "25000.01"))).state is NO  # over the maximum by itself


def test_an_award_to_a_consortium_is_counted_once() -> None:
    one = PastAward("ocds-213czf-otra", SELLER, date(2026, 2, 25), Decimal(15000), "direct", ("31201500",))
    rows = (one, replace(one, supplier_id=RIVAL))
    items = {"items": [{"id": "1", "classification": {"scheme": "UNSPSC", "id": "31209999"}}]}
    assert split(*rows, own=(award(1, "20000", **items),)).state is NO
    assert split(*rows, replace(one, amount=Decimal(5001)), own=(award(1, "20000", **items),)).state is YES


def test_what_was_bought_before_is_known_with_tax_and_a_maximum_without_it_may_leave_it_open() -> None:
    before = PastAward("ocds-213czf-otra", SELLER, date(2026, 2, 25), Decimal(23200), "direct")
    net = {"value": {**money("23200"), "netAmount": 20000}}
    assert split(before, own=(award(1, None, **net),), unit=WITHOUT_TAX).missing == ("lacking.history",)
    assert split(replace(before, amount=Decimal(23201)), own=(award(1, None, **net),), unit=WITHOUT_TAX).state is YES
    assert split(replace(before, amount=Decimal(20000)), own=(award(1, None, **net),), unit=WITHOUT_TAX).state is NO


def test_one_pair_of_dates_is_said_once_however_many_awards_follow() -> None:
    body = awarded(award(1, "10"), award(2, "10"), award(3, "10"))
    body["tender"]["tenderPeriod"] = {"startDate": "2026-02-17", "endDate": "2026-02-16"}  # type: ignore[index]
    assert [item.pointer for item in asked("dates_odd", body).findings] == ["/tender/tenderPeriod"]
