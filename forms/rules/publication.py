"""What is published late, and what was copied from one stage to the next."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from forms.context import Context
from forms.days import read_when
from forms.findings import Finding, Level, finding
from forms.members import Row, number, objects, part, rows, text
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.survey import Survey

_AWARD_PAPERS = frozenset({"awardNotice", "awardDecisionCertificate", "awardNotification"})
_CONTRACT_PAPERS = frozenset({"contractSigned", "contractText"})
_TENDER_PAPERS = frozenset({"tenderNotice"})


@looks_at(
    "/tender/documents /awards/*/documents /contracts/*/documents", "document/datePublished", "document/documentType"
)
def publication_late(survey: Survey, context: Context) -> Verdicts:
    """The document of an act, published more days after it than a period in force gives."""
    acts = [("/tender", survey.tender, part(survey.tender, "tenderPeriod"), "startDate", _TENDER_PAPERS)]
    acts += [(at, row, row, "date", _AWARD_PAPERS) for at, row in survey.awards]
    acts += [(at, row, row, "dateSigned", _CONTRACT_PAPERS) for at, row in survey.contracts]
    for pointer, owner, dated, name, papers in acts:
        happened = read_when(text(dated, name))
        if happened is not None:
            yield from _late(context, pointer, owner, happened.day, papers)


def _late(
    context: Context, pointer: str, owner: Row, happened: date, papers: frozenset[str]
) -> Iterator[Finding | None]:
    longest = context.thresholds.usable("publication.longest", happened)
    if longest is None:
        return
    for at, document in rows(owner, pointer, "documents"):
        published = read_when(text(document, "datePublished"))
        if published is not None and text(document, "documentType") in papers:
            days = (published.day - happened).days
            parameters = {"days": days, "longest": longest.value}
            if days > longest.value:
                yield finding(f"{at}/datePublished", "publication.late", Level.WARNING, None, **parameters)
            else:
                yield None


@looks_at(
    "/contracts/*/awardID", "/awards/*/items", "/contracts/*/items", "/contracts/*/period", "/awards/*/contractPeriod"
)
def contract_copies_award(survey: Survey, context: Context) -> Verdicts:
    """Date, amount, period and items all the same: one of the two was filled from the other."""
    for _, award in survey.awards:
        for pointer, contract in survey.contracts_of(award):
            copies = _copies(award, contract)
            if copies is not None:
                yield finding(pointer, "contract.copies_award", Level.WARNING) if copies else None


def _copies(award: Row, contract: Row) -> bool | None:
    """Whether all facts are the same; None where one of the two lacks any of them."""
    alike = True
    for one, other in _pairs(award, contract):
        if not one or not other:
            return None
        alike = alike and one == other
    return alike


def _pairs(award: Row, contract: Row) -> Iterator[tuple[object, object]]:
    """Each fact of the award beside that of the contract."""
    yield text(award, "date"), text(contract, "dateSigned")
    yield _money(award.get("value")), _money(contract.get("value"))
    yield _days(part(award, "contractPeriod")), _days(part(contract, "period"))
    yield _items(award), _items(contract)


def _money(value: Any) -> tuple[Decimal, str] | None:
    amount = number(value, "amount")
    return (amount, text(value, "currency") or "MXN") if amount else None


def _days(period: Row) -> tuple[str, str] | None:
    start, end = text(period, "startDate"), text(period, "endDate")
    return (start, end) if start and end else None


def _items(owner: Row) -> list[tuple[object, ...]]:
    found = objects(owner, "items")
    return [(text(row, "description"), number(row, "quantity"), text(row, "id")) for row in found]
