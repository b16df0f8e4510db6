"""Statuses, tenderers and milestones that contradict each other."""

from forms.acts.setting import is_live
from forms.context import Context
from forms.findings import Level, finding
from forms.members import as_number, objects, part, rows, text
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.statuses import proposals
from forms.survey import Survey

_TENDER_UNFINISHED = frozenset({"planning", "planned", "active", "cancelled", "unsuccessful", "withdrawn"})
_AWARD_INACTIVE = frozenset({"pending", "cancelled", "unsuccessful"})
_CONTRACT_INACTIVE = frozenset({"pending", "cancelled"})
_MILESTONE_OPEN = frozenset({"scheduled", "notMet"})


@looks_at("/tender/numberOfTenderers", "/tender/tenderers")
def tenderers_count_differs(survey: Survey, context: Context) -> Verdicts:
    said = as_number(survey.tender.get("numberOfTenderers"))
    listed = rows(survey.tender, "/tender", "tenderers")
    if said is not None and listed:
        pointer, count = "/tender/numberOfTenderers", len(listed)
        if said == count:
            yield None
        else:
            yield finding(pointer, "tenderers.count_differs", Level.WARNING, said=said, listed=count)


@looks_at("/tender/procurementMethod", "/tender/numberOfTenderers /tender/tenderers")
def method_direct_tenderers(survey: Survey, context: Context) -> Verdicts:
    """In a direct award one supplier is chosen; who only quoted is not a tenderer."""
    if survey.tender.get("procurementMethod") != "direct":
        return
    said = as_number(survey.tender.get("numberOfTenderers"))
    listed = rows(survey.tender, "/tender", "tenderers")
    if said is not None or listed:
        count = max(said or 0, len(listed))
        pointer = "/tender/tenderers" if len(listed) > 1 else "/tender/numberOfTenderers"
        yield finding(pointer, "method.direct_tenderers", Level.WARNING, count=count) if count > 1 else None


@looks_at("/tender/status", "/awards /contracts")
def tender_incomplete_with_awards(survey: Survey, context: Context) -> Verdicts:
    status = text(survey.tender, "status")
    live = [row for _, row in survey.awards if text(row, "status") not in _AWARD_INACTIVE]
    if status and (live or survey.contracts):
        if status in _TENDER_UNFINISHED:
            yield finding("/tender/status", "status.tender_incomplete_with_awards", Level.WARNING, status=status)
        else:
            yield None


@looks_at("/awards/*/status", "/contracts/*/awardID")
def award_inactive_with_contract(survey: Survey, context: Context) -> Verdicts:
    for pointer, award in survey.awards:
        status = text(award, "status")
        if status and survey.contracts_of(award):
            code = "status.award_inactive_with_contract"
            if status in _AWARD_INACTIVE:
                yield finding(f"{pointer}/status", code, Level.WARNING, status=status)
            else:
                yield None


@looks_at("/contracts/*/status", "/contracts/*/implementation/transactions")
def contract_pending_with_payments(survey: Survey, context: Context) -> Verdicts:
    for pointer, contract in survey.contracts:
        status = text(contract, "status")
        if status and rows(contract, pointer, "implementation", "transactions"):
            code = "status.contract_pending_with_payments"
            if status in _CONTRACT_INACTIVE:
                yield finding(f"{pointer}/status", code, Level.WARNING, status=status)
            else:
                yield None


@looks_at("/tender/status /awards/*/status /contracts/*/status /contracts/*/implementation/status")
def status_not_of_facts(survey: Survey, context: Context) -> Verdicts:
    """What came in a file, or was said ahead of the facts, stays; where they disagree it is only noted."""
    for pointer, owner, facts in proposals(survey.body, context.today):
        status = owner.get("status")
        if isinstance(status, str):
            code = "status.not_of_facts"
            yield None if status == facts else finding(pointer, code, Level.NOTE, None, status=status, facts=facts)


@looks_at("/awards/*/status")
def award_supplier_missing(survey: Survey, context: Context) -> Verdicts:
    for pointer, award in survey.awards:
        if text(award, "status") == "active":
            named = any(text(row, "id") or text(row, "name") for row in objects(award, "suppliers"))
            yield None if named else finding(f"{pointer}/suppliers", "award.supplier_missing", Level.WARNING)


@looks_at("/awards /contracts")
def award_buyer_missing(survey: Survey, context: Context) -> Verdicts:
    """Who buys is no question of the eight: on a desk it is always the same. In a file nobody may say it."""
    if any(is_live(row) for _, row in survey.awards) or survey.contracts:
        named = (part(survey.body, "buyer"), part(survey.tender, "procuringEntity"))
        is_said = any(text(who, "id") or text(who, "name") for who in named)
        yield None if is_said else finding("/buyer", "award.buyer_missing", Level.WARNING)


@looks_at("milestone/status", "milestone/dateMet")
def milestone_scheduled_with_date_met(survey: Survey, context: Context) -> Verdicts:
    for place in survey.of("milestone"):
        status = text(place.value, "status")
        if status and text(place.value, "dateMet"):
            code = "milestone.scheduled_with_date_met"
            if status in _MILESTONE_OPEN:
                yield finding(f"{place.pointer}/dateMet", code, Level.WARNING, status=status)
            else:
                yield None


@looks_at("amendment")
def amendment_rationale_missing(survey: Survey, context: Context) -> Verdicts:
    for place in survey.of("amendment"):
        said = bool(text(place.value, "rationale").strip())
        yield None if said else finding(f"{place.pointer}/rationale", "amendment.rationale_missing", Level.WARNING)
