"""Every rule fails where it must, holds where all is well and says nothing where nothing is to judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.context import Context
from forms.findings import Level
from forms.grade import warned
from forms.rules import RULES
from forms.rules.rule import MOST_FINDINGS, State
from forms.survey import survey
from forms.validate import validate
from tests.unit.forms.bodies import CONTEXT, OCID, OFFICE, PUBLISHED, SELLER, TODAY, changed, money, reference
from tests.unit.forms.quality_cases import CASES as QUALITY

Body = Mapping[str, Any]
A, C, T = "/awards/0", "/contracts/0", "/tender"
PAYMENT = f"{C}/implementation/transactions/0"
EMPTY: Body = {}
FOREIGN = Context(TODAY, "ocds-xs1qbl-1", prefixes=("ocds-213czf",), profile="published")

# code, failing edits, where it is found; the sound body passes
FAILING: list[tuple[str, list[tuple[str, Any]], str]] = [
    ("id.repeated", [("/awards", [{"id": "A"}, {"id": "A"}])], "/awards/1/id"),
    ("reference.party_missing", [(f"{A}/suppliers/0/id", "MX-RFC-NADIE")], f"{A}/suppliers/0"),
    ("reference.without_id", [("/buyer/id", None)], "/buyer"),
    ("reference.award_missing", [(f"{C}/awardID", "A-9")], f"{C}/awardID"),
    ("party.role_missing", [("/parties/1/roles", ["tenderer", "payee"])], f"{A}/suppliers/0"),
    ("party.role_unused", [("/parties/0/roles", ["buyer", "payer", "supplier"])], "/parties/0/roles"),
    ("party.name_differs", [("/buyer/name", "Municipio Azul")], "/buyer"),
    ("rfc.invalid", [("/parties/1/identifier/id", "PIS180514XX9")], "/parties/1/identifier/id"),
    ("rfc.scheme", [("/parties/1/identifier/scheme", "RFC")], "/parties/1/identifier/scheme"),
    ("date.impossible", [(f"{A}/date", "2026-02-30")], f"{A}/date"),
    ("date.out_of_range", [(f"{A}/date", "1026-02-18")], f"{A}/date"),
    ("date.in_future", [(f"{PAYMENT}/date", "2026-03-21")], f"{PAYMENT}/date"),
    ("period.reversed", [(f"{T}/contractPeriod/endDate", "2026-02-22")], f"{T}/contractPeriod"),
    ("period.extent_short", [(f"{T}/contractPeriod/maxExtentDate", "2026-03-01")], f"{T}/contractPeriod"),
    ("period.duration_differs", [(f"{T}/tenderPeriod/durationInDays", 9)], f"{T}/tenderPeriod"),
    ("dates.award_before_tender", [(f"{A}/date", "2026-02-15")], f"{A}/date"),
    ("dates.contract_before_tender", [(f"{T}/contractPeriod/startDate", "2026-02-15")], f"{T}/contractPeriod"),
    ("dates.signed_before_tender", [(f"{C}/dateSigned", "2026-02-15")], f"{C}/dateSigned"),
    ("dates.signed_before_award", [(f"{C}/dateSigned", "2026-02-17")], f"{C}/dateSigned"),
    ("dates.paid_before_signed", [(f"{PAYMENT}/date", "2026-02-19")], f"{PAYMENT}/date"),
    ("dates.amendment_early", [(f"{C}/amendments/0/date", "2026-02-19")], f"{C}/amendments/0/date"),
    ("document.dates_reversed", [(f"{T}/documents/0/dateModified", "2026-02-08")], f"{T}/documents/0"),
    ("amount.negative", [(f"{C}/value", money("-1500"))], f"{C}/value"),
    ("amount.unrealistic", [(f"{C}/value", money("6000000000", "USD"))], f"{C}/value"),
    ("amount.placeholder", [(f"{C}/value", money("1"))], f"{C}/value"),
    ("amount.net_over_gross", [(f"{A}/value/netAmount", 40000)], f"{A}/value"),
    ("budget.differs", [("/planning/budget/amount", money("80000"))], "/planning/budget/amount"),
    ("contracts.sum_differs", [(f"{C}/value", money("70000"))], f"{A}/value"),
    ("contract.overpaid", [(f"{PAYMENT}/value", money("39150.01"))], f"{C}/value"),
    ("items.sum_differs", [(f"{A}/items/0/quantity", 31)], f"{A}/value"),
    ("items.unclassified", [(f"{A}/items/0/classification", None)], f"{A}/items/0/classification"),
    ("quantity.not_positive", [(f"{A}/items/0/quantity", 0)], f"{A}/items/0/quantity"),
    ("tenderers.count_differs", [(f"{T}/numberOfTenderers", 3)], f"{T}/numberOfTenderers"),
    ("method.direct_tenderers", [(f"{T}/numberOfTenderers", 3)], f"{T}/numberOfTenderers"),
    ("status.tender_incomplete_with_awards", [(f"{T}/status", "active")], f"{T}/status"),
    ("status.award_inactive_with_contract", [(f"{A}/status", "cancelled")], f"{A}/status"),
    ("status.contract_pending_with_payments", [(f"{C}/status", "pending")], f"{C}/status"),
    ("status.not_of_facts", [(f"{T}/status", "active")], f"{T}/status"),
    ("award.supplier_missing", [(f"{A}/suppliers", None)], f"{A}/suppliers"),
    ("award.buyer_missing", [("/buyer", None)], "/buyer"),
    ("milestone.scheduled_with_date_met", [(f"{T}/milestones/0/status", "scheduled")], f"{T}/milestones/0/dateMet"),
    ("amendment.rationale_missing", [(f"{C}/amendments/0/rationale", None)], f"{C}/amendments/0/rationale"),
    ("title.too_short", [(f"{T}/title", "Papel")], f"{T}/title"),
    ("description.too_short", [(f"{T}/description", "Papel")], f"{T}/description"),
    ("text.placeholder", [(f"{T}/title", "N/A")], f"{T}/title"),
    ("uri.malformed", [(f"{T}/documents/0/url", "lagunaazul.ejemplo/un acta.pdf")], f"{T}/documents/0/url"),
    ("email.malformed", [("/parties/1/contactPoint/email", "ventas")], "/parties/1/contactPoint/email"),
    ("telephone.malformed", [("/parties/1/contactPoint/telephone", "pendiente")], "/parties/1/contactPoint/telephone"),
    ("code.additional", [(f"{T}/documents/0/documentType", "otro")], f"{T}/documents/0/documentType"),
    ("field.deprecated", [("/planning/budget/source", "https://a.ejemplo")], "/planning/budget/source"),
    ("typed.unreadable", [("/_typed", {"/awards/@awardaaaaa/date": "el martes"})], f"{A}/date"),
    ("document.description_long", [(f"{T}/documents/0/description", "x" * 251)], f"{T}/documents/0/description"),
]
NEVER_SAYS_OK = {"typed.unreadable", "field.deprecated"}


def judge(code: str, body: Body, context: Context = CONTEXT) -> tuple[State, list[str]]:
    rule = next(rule for rule in RULES if rule.code == code)
    found = survey(body, load_catalog().record_types["contracting_process"])
    return rule.state(found, context), [item.pointer for item in rule.findings(found, context)]


@pytest.mark.parametrize(("code", "edits", "pointer"), FAILING, ids=[case[0] for case in FAILING])
def test_rule_fails_holds_and_does_not_apply(code: str, edits: list[tuple[str, Any]], pointer: str) -> None:
    state, pointers = judge(code, changed(*edits))
    assert state is State.FAILED
    assert pointer in pointers
    healthy = [
        ("/tender/contractPeriod/maxExtentDate", "2026-03-09"),
        ("/parties/1/contactPoint/telephone", "983 5550101"),
    ]
    assert judge(code, changed(*healthy))[0] is (State.NOT_APPLICABLE if code in NEVER_SAYS_OK else State.OK)
    assert judge(code, EMPTY)[0] is State.NOT_APPLICABLE


@pytest.mark.parametrize(("code", "bad"), [("ocid.malformed", "PC-0013"), ("ocid.prefix_unknown", "ocds-xs1qbl-1")])
def test_rules_of_the_ocid(code: str, bad: str) -> None:
    wrong = Context(TODAY, bad, prefixes=("ocds-213czf",))
    assert judge(code, EMPTY, wrong) == (State.FAILED, [""])
    assert judge(code, EMPTY, CONTEXT)[0] is State.OK
    assert judge(code, EMPTY, Context(TODAY))[0] is State.NOT_APPLICABLE


def test_an_empty_record_is_not_published() -> None:
    assert judge("process.empty", EMPTY, PUBLISHED) == (State.FAILED, [""])
    assert judge("process.empty", changed(), PUBLISHED)[0] is State.OK
    assert judge("process.empty", EMPTY, CONTEXT)[0] is State.NOT_APPLICABLE


def test_every_rule_has_its_case() -> None:
    cases = [case[0] for case in FAILING]
    elsewhere = ["ocid.malformed", "ocid.prefix_unknown", "process.empty", "estimate.net_differs", "works.not_closed"]
    elsewhere += ["works.not_estimated", "advance.not_amortised"]
    elsewhere += [case.code for case in QUALITY]
    assert sorted([*cases, *elsewhere]) == sorted(rule.code for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES) >= 22


def levels(code: str, body: Body, context: Context) -> set[tuple[Level, str | None]]:
    rule = next(rule for rule in RULES if rule.code == code)
    found = survey(body, load_catalog().record_types["contracting_process"])
    return {(item.level, item.blocks) for item in rule.findings(found, context)}


def test_a_foreign_ocid_blocks_publication_only() -> None:
    draft = Context(TODAY, FOREIGN.ocid, prefixes=FOREIGN.prefixes)
    assert levels("ocid.prefix_unknown", EMPTY, draft) == {(Level.NOTE, "B03")}
    assert levels("ocid.prefix_unknown", EMPTY, FOREIGN) == {(Level.ERROR, "B03")}
    assert levels("ocid.malformed", EMPTY, PUBLISHED) == set()


@pytest.mark.parametrize(
    ("code", "blocks"),
    [
        ("id.repeated", "B07"),
        ("reference.party_missing", "B09"),
        ("reference.award_missing", "B09"),
        ("date.impossible", "B08"),
        ("date.out_of_range", "B08"),
        ("uri.malformed", None),
        ("typed.unreadable", None),
    ],
)
def test_what_corrupts_is_an_error(code: str, blocks: str | None) -> None:
    edits = next(case[1] for case in FAILING if case[0] == code)
    assert levels(code, changed(*edits), CONTEXT) == {(Level.ERROR, blocks)}


def test_all_other_rules_warn_or_note() -> None:
    errors = {"id.repeated", "reference.party_missing", "reference.award_missing", "date.impossible"}
    errors |= {"date.out_of_range", "uri.malformed", "typed.unreadable"}
    for code, edits, _ in FAILING:
        found = {level for level, _ in levels(code, changed(*edits), PUBLISHED)}
        assert (Level.ERROR in found) is (code in errors), code


def test_a_reference_by_row_key_is_known() -> None:
    body = changed(("/parties/1/id", None), (f"{A}/suppliers/0/id", "partybbbbb"))
    assert f"{A}/suppliers/0" not in judge("reference.party_missing", body)[1]


def test_other_references_only_warn() -> None:
    body = changed((f"{C}/guarantees", [{"id": "g1", "guarantor": {"id": "X", "name": "Afianzadora"}}]))
    assert levels("reference.party_missing", body, PUBLISHED) == {(Level.WARNING, None)}


def test_who_bid_is_a_tenderer() -> None:
    """A party listed in bids alone plays its role, and must be a party and say the role."""
    bid = {"id": "1", "status": "valid", "tenderers": [{"id": "X"}]}
    rival = {"id": "X", "name": "Comercial Inventada", "roles": ["tenderer"]}
    body = changed(("/bids/details", [bid]))
    assert judge("reference.party_missing", body) == (State.FAILED, ["/bids/details/0/tenderers/0"])
    assert levels("reference.party_missing", body, PUBLISHED) == {(Level.ERROR, "B09")}
    body["parties"].append(rival)
    assert judge("party.role_unused", body)[0] is State.OK
    assert judge("party.role_missing", body)[0] is State.OK
    body["parties"][-1] = {**rival, "roles": ["supplier"]}
    assert judge("party.role_missing", body) == (State.FAILED, ["/bids/details/0/tenderers/0"])


@pytest.mark.parametrize(("paid", "state"), [("39150.01", State.FAILED), ("39150", State.NOT_APPLICABLE)])
def test_a_payment_without_its_amount_takes_nothing_from_the_others(paid: str, state: State) -> None:
    payments = [{"id": "1", "value": money(paid)}, {"id": "2"}]
    assert judge("contract.overpaid", changed((f"{C}/implementation/transactions", payments)))[0] is state


def test_two_tenderers_listed_in_a_direct_award() -> None:
    tenderers = [reference(SELLER), reference(OFFICE)]
    body = changed((f"{T}/tenderers", tenderers), (f"{T}/numberOfTenderers", 1))
    assert judge("method.direct_tenderers", body) == (State.FAILED, [f"{T}/tenderers"])
    open_tender = changed((f"{T}/tenderers", tenderers), (f"{T}/procurementMethod", "open"))
    assert judge("method.direct_tenderers", open_tender)[0] is State.NOT_APPLICABLE


@pytest.mark.parametrize("rfc", ["XAXX010101000", "XEXX010101000", "GODE561231GR8", "GODE******"])
def test_accepted_taxpayer_keys(rfc: str) -> None:
    assert judge("rfc.invalid", changed(("/parties/1/identifier/id", rfc)))[0] is State.OK


@pytest.mark.parametrize("rfc", ["GODE561231GR9", "GODE561331GR8", "12345", "gode561231gr8", "XAXX010101001"])
def test_refused_taxpayer_keys(rfc: str) -> None:
    assert judge("rfc.invalid", changed(("/parties/1/identifier/id", rfc)))[0] is State.FAILED


@pytest.mark.parametrize("said", [7, 8])
def test_both_ways_to_count_days_are_right(said: int) -> None:
    assert judge("period.duration_differs", changed((f"{T}/tenderPeriod/durationInDays", said)))[0] is State.OK


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a b", "https://x/ñ", "acta.pdf"])
def test_refused_addresses(url: str) -> None:
    assert judge("uri.malformed", changed((f"{T}/documents/0/url", url)))[0] is State.FAILED


def test_moments_are_compared_as_instants_and_days_as_written() -> None:
    late = "2026-02-18T01:00:00+00:00"
    body = changed((f"{A}/date", late), (f"{C}/dateSigned", "2026-02-17T21:00:00-05:00"))
    assert judge("dates.signed_before_award", body)[0] is State.OK
    assert judge("dates.signed_before_award", changed((f"{A}/date", late), (f"{C}/dateSigned", "2026-02-17")))[0] is (
        State.FAILED
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{A}/date", "2026-03-21"),
        (f"{C}/dateSigned", "2026-03-21"),
        (f"{C}/amendments/0/date", "2026-03-21"),
        (f"{T}/documents/0/datePublished", "2026-03-21"),
        (f"{T}/documents/0/dateModified", "2026-03-21"),
        (f"{T}/milestones/0/dateMet", "2026-03-21"),
    ],
)
def test_whatever_happened_happened_by_today(path: str, value: str) -> None:
    assert judge("date.in_future", changed((path, value))) == (State.FAILED, [path])
    assert judge("date.in_future", changed((path, "2026-03-20")))[0] is State.OK


def test_an_item_without_a_class_is_a_warning_and_counts_in_the_grade() -> None:
    found = validate(changed((f"{A}/items/0/classification", None)), "contracting_process", CONTEXT)
    assert [item.level for item in found if item.code == "items.unclassified"] == [Level.WARNING]
    assert "W13" in warned(found)


def test_a_contract_that_names_the_key_of_its_award_is_judged_with_it() -> None:
    keyed = [(f"{A}/id", ""), (f"{C}/awardID", "awardaaaaa")]
    assert judge("dates.signed_before_award", changed(*keyed, (f"{C}/dateSigned", "2026-02-17")))[0] is State.FAILED
    assert judge("dates.signed_before_award", changed(*keyed))[0] is State.OK


def test_a_typed_text_whose_row_is_gone_is_silent() -> None:
    assert judge("typed.unreadable", changed(("/_typed", {"/awards/@nobody/date": "x"})))[0] is State.NOT_APPLICABLE


def test_the_sound_body_bears_its_ocid() -> None:
    assert judge("ocid.malformed", EMPTY, CONTEXT)[0] is State.OK
    assert OCID.startswith("ocds-213czf-")


def test_a_thousand_findings_of_one_rule_are_enough() -> None:
    """Of five thousand rows with the same mistake the first thousand are told, and it is said in time."""
    many = {"awards": [{"id": "1", "title": "x"} for _ in range(5_000)]}
    found = survey(many, load_catalog().record_types["contracting_process"])
    for rule in RULES:
        assert len(rule.findings(found, CONTEXT)) <= MOST_FINDINGS
