"""Guides on how the procedure was run: its notice, its grounds, its papers and its pace."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from forms.acts.matrix import Way
from forms.acts.setting import GROUND
from forms.context import Context
from forms.days import When
from forms.findings import Finding
from forms.guides.guide import NO_THRESHOLD, Lacking, Signs, plain, sign
from forms.guides.reading import (
    CLOSED,
    COMPETITIVE,
    day,
    documents,
    figure,
    fold_text,
    live_awards,
    live_contracts,
    live_contracts_of,
    method,
    opening,
    shown,
    when,
)
from forms.members import Row, part, rows, text
from forms.presence import looks_at
from forms.survey import Survey
from forms.thresholds import Threshold

PERIOD = "/tender/tenderPeriod"
PACES = ("decision.longest", "decision.shortest", "signature.longest")
SATURDAY = 5
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (9, 16), (12, 25)})
MOVED_HOLIDAYS: Mapping[int, int] = MappingProxyType({2: 1, 3: 3, 11: 3})  # month: which Monday (labour law, art. 74)
FIRST_OCTOBER = 2024
_NOTICE = frozenset({"tenderNotice"})
_MEETING = frozenset({"clarifications", "clarificationMeetingsCertificates"})
_OPENING = frozenset({"openingOfProposals", "technicalOpeningCertificate", "financialOpeningCertificate"})
_DECISION = frozenset({"awardNotice", "awardDecisionCertificate", "awardNotification"})
_CONTRACT = frozenset({"contractSigned", "contractText"})
TENDER_PAPERS: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {"open": (_NOTICE, _MEETING, _OPENING), "selective": (_NOTICE, _OPENING)}
)


@looks_at("/tender/procurementMethod", "/tender/tenderPeriod/startDate")
def notice_short(survey: Survey, context: Context) -> Signs:
    """Fewer days between the call and the opening than the law gives bidders."""
    how = method(survey)
    if how not in COMPETITIVE:
        return
    start, opened = day(survey.tender, "tenderPeriod", "startDate"), opening(survey)
    if start is None or opened is None:
        yield Lacking(PERIOD)
        return
    least = _least_notice(survey, context, how, start)
    if least is None:
        yield Lacking(NO_THRESHOLD)
    else:
        days = (opened.day - start).days
        yield sign(PERIOD, "guide.notice_short", days=days, least=plain(least)) if days < least.value else None


def _least_notice(survey: Survey, context: Context, how: str, start: date) -> Threshold | None:
    """The period of the procedure's character where it has its own row, else the one of its method."""
    character = text(part(survey.body, "_pnt"), "procedureCharacter")
    own = f"notice.{how}.{character}"
    has_own = bool(character) and any(context.thresholds.on(code, start) for code in (own, f"federal.{own}"))
    return figure(survey, context, own if has_own else f"notice.{how}", start)


@looks_at("/tender/procurementMethod")
def exception_unfounded(survey: Survey, context: Context) -> Signs:
    """No open tender, and no reason; or an exception without the ruling that grants it."""
    if method(survey) not in CLOSED:
        return
    code, pointer = "guide.exception_unfounded", "/tender/procurementMethodRationale"
    reason = text(survey.tender, "procurementMethodRationale").strip()
    if not reason:
        yield sign(pointer, code, case="case.reason_missing")
    elif _is_exception(survey, reason):
        papers = documents(survey.tender) | documents(part(survey.body, "planning"))
        granted = "procurementMethodAuthorization" in papers
        yield None if granted else sign("/tender/documents", code, case="case.ruling_missing")
    else:
        yield None


def _is_exception(survey: Survey, reason: str) -> bool:
    """As the office answered when it was asked for the ground, else as its reason says."""
    ground = text(survey.body, GROUND)
    return ground == Way.EXCEPTION if ground else "excepcion" in fold_text(reason)


@looks_at("/tender/procurementMethod")
def quotes_few(survey: Survey, context: Context) -> Signs:
    """A direct award with fewer quotes than were to be asked for."""
    if method(survey) != "direct":
        return
    least = figure(survey, context, "quotes.least")
    if least is None:
        yield Lacking(NO_THRESHOLD)
        return
    count = _quoting(survey)
    if count < least.value:
        yield sign("/planning/requestsForQuotes", "guide.quotes_few", count=count, least=plain(least))
    else:
        yield None


def _quoting(survey: Survey) -> int:
    """How many quoted: of one supplier two quotes are one; one that names nobody counts by itself."""
    quotes = survey.rows("planning", "requestsForQuotes", "*", "quotes")
    issuers = [part(quote, "issuingSupplier") for _, quote in quotes]
    names = [text(issuer, "id") or fold_text(text(issuer, "name")) for issuer in issuers]
    return len(set(names) - {""}) + names.count("")


def dates_odd(survey: Survey, context: Context) -> Signs:
    """Acts in another order than that of a procedure, or on a day of rest."""
    steps = list(_steps(survey))
    wrong = dict.fromkeys((before, after) for before, after in steps if after[1].before(before[1]))
    yield from (None,) if len(wrong) < len(steps) else ()
    for (_, sooner), (pointer, later) in wrong:
        yield _reversed(pointer, sooner, later)
    for pointer, act in _acts(survey):
        yield _odd(pointer, "case.date_of_rest", value=shown(act)) if _is_rest(act.day) else None


def _reversed(pointer: str, sooner: When, later: When) -> Finding:
    return _odd(pointer, "case.dates_reversed", first=shown(sooner), second=shown(later))


def _odd(pointer: str, case: str, **parameters: str) -> Finding:
    return sign(pointer, "guide.dates_odd", case=case, **parameters)


Step = tuple[str, When]
Steps = Iterator[tuple[str, When | None]]


def _steps(survey: Survey) -> Iterator[tuple[Step, Step]]:
    """The days of two acts of which the second should not come before the first: of the tender, of each award and of
    each contract of one, or of none."""
    before = list(_known(_steps_of_tender(survey)))
    yield from pairwise(before)
    for at, award in survey.awards:
        awarded = when(award, "date")
        chain = [*before[-1:], (f"{at}/date", awarded)] if awarded else before[-1:]
        yield from pairwise(chain)
        for place, contract in survey.contracts_of(award):
            yield from pairwise([*chain[-1:], *_known(_steps_of_contract(place, contract))])
    for place, contract in survey.contracts:
        if not survey.award_of(contract):
            yield from pairwise([*before[-1:], *_known(_steps_of_contract(place, contract))])


def _known(steps: Steps) -> Iterator[Step]:
    return ((pointer, found) for pointer, found in steps if found)


def _steps_of_tender(survey: Survey) -> Steps:
    yield "/planning/documents", _authorized(survey)
    yield PERIOD, when(survey.tender, "tenderPeriod", "startDate")
    held = _meetings(survey)
    if held:
        yield min(held, key=lambda one: one[1].day)
        yield max(held, key=lambda one: one[1].day)
    else:
        yield "/tender/enquiryPeriod", when(survey.tender, "enquiryPeriod", "endDate")
    yield PERIOD, opening(survey)


def _meetings(survey: Survey) -> list[Step]:
    """The clarification meetings that have a date."""
    meetings = rows(survey.tender, "/tender", "clarificationMeetings")
    return list(_known((f"{at}/date", when(row, "date")) for at, row in meetings))


def _steps_of_contract(place: str, contract: Row) -> Steps:
    yield f"{place}/dateSigned", when(contract, "dateSigned")
    yield f"{place}/period", when(contract, "period", "startDate")
    yield f"{place}/period", when(contract, "period", "endDate")


def _authorized(survey: Survey) -> When | None:
    """The day of the first budget authorisation."""
    papers = rows(survey.body, "", "planning", "documents")
    found = [when(row, "datePublished") for _, row in papers if text(row, "documentType") == "budgetAuthorization"]
    return min((one for one in found if one), key=lambda one: one.day, default=None)


def _acts(survey: Survey) -> Iterator[tuple[str, When]]:
    """The acts that people attend or sign."""
    acts = [*_meetings(survey), (PERIOD, opening(survey))]
    acts += [(f"{at}/date", when(row, "date")) for at, row in survey.awards]
    acts += [(f"{at}/dateSigned", when(row, "dateSigned")) for at, row in survey.contracts]
    return ((pointer, found) for pointer, found in acts if found)


def _is_rest(value: date) -> bool:
    return value.weekday() >= SATURDAY or (value.month, value.day) in FIXED_HOLIDAYS or _is_moved(value)


def _is_moved(value: date) -> bool:
    """The Mondays to which a holiday is moved, and every six years the day a President takes office."""
    if (value.month, value.day) == (10, 1):
        return value.year >= FIRST_OCTOBER and (value.year - FIRST_OCTOBER) % 6 == 0
    return value.weekday() == 0 and MOVED_HOLIDAYS.get(value.month) == (value.day + 6) // 7


@looks_at("/awards/*/date", "/tender/tenderPeriod/endDate /tender/bidOpening/date /contracts/*/dateSigned")
def decision_pace(survey: Survey, context: Context) -> Signs:
    """Deciding or signing sooner or later than the periods given for it."""
    act = opening(survey)
    opened = act.day if act else None
    for pointer, award in live_awards(survey):
        decided = day(award, "date")
        if method(survey) in COMPETITIVE:
            yield from _pace(survey, context, f"{pointer}/date", "case.pace_decision", "decision", opened, decided)
        for place, contract in live_contracts_of(survey, award):
            signed = day(contract, "dateSigned")
            yield from _pace(
                survey, context, f"{place}/dateSigned", "case.pace_signature", "signature", decided, signed
            )


def _pace(
    survey: Survey, context: Context, pointer: str, case: str, step: str, since: date | None, until: date | None
) -> Iterator[Finding | Lacking | None]:
    if since is None or until is None:
        yield Lacking(pointer if until is None else "/tender/tenderPeriod")
        return
    longest = figure(survey, context, f"{step}.longest", since)
    shortest = figure(survey, context, f"{step}.shortest", since)
    days = (until - since).days
    over = longest is not None and days > longest.value
    under = shortest is not None and 0 <= days < shortest.value
    if over or under:
        yield sign(pointer, "guide.decision_pace", case=case, days=days)
    else:
        wanted = {f"{step}.longest": longest, f"{step}.shortest": shortest}
        open_ones = [code for code, found in wanted.items() if found is None and code in PACES]
        yield Lacking(NO_THRESHOLD) if open_ones else None


@looks_at("/tender/procurementMethod", "/awards /contracts")
def documents_missing(survey: Survey, context: Context) -> Signs:
    """The papers by which anybody can follow a procedure of its kind, of the stages it has reached."""
    how, reached = method(survey), live_awards(survey)
    if not how:
        yield Lacking("/tender/procurementMethod")
        return
    if reached:
        yield from _papers("/tender/documents", documents(survey.tender), TENDER_PAPERS.get(how, ()))
    for pointer, award in reached if how in COMPETITIVE else ():
        held = documents(award) | documents(survey.tender)
        yield from _papers(f"{pointer}/documents", held, (_DECISION,))
    for pointer, contract in live_contracts(survey):
        yield from _papers(f"{pointer}/documents", documents(contract), (_CONTRACT,))


def _papers(pointer: str, held: set[str], wanted: tuple[frozenset[str], ...]) -> Signs:
    """One point for all that is missing at a place."""
    if wanted:
        missing = [_MAIN[kinds] for kinds in wanted if kinds.isdisjoint(held)]
        yield sign(pointer, "guide.documents_missing", documents=" ".join(missing)) if missing else None


_MAIN: Mapping[frozenset[str], str] = MappingProxyType(
    {
        _NOTICE: "tenderNotice",
        _MEETING: "clarifications",
        _OPENING: "openingOfProposals",
        _DECISION: "awardNotice",
        _CONTRACT: "contractSigned",
    }
)
