"""The statuses that follow from the facts of a record: proposals, never written by themselves.

What no fact tells (a procedure stopped, a contract cancelled) is left out, so that it stays as a person said.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from forms.acts.setting import agreed_value
from forms.days import read_when
from forms.members import Row, number, objects, part, rows, text
from forms.moments import OPENING_RECORDS
from forms.pointers import KEY
from forms.reading_dates import Unreadable

VOID_RECORDS = frozenset({"unsuccessfulProcedureNotice"})
END_RECORDS = frozenset({"settlement", "physicalReception", "completionCertificate"})
_SETTLED, _STARTED = frozenset({"settlement"}), frozenset({"startNotice"}) | END_RECORDS
NEVER_DERIVED = frozenset({"cancelled", "withdrawn"})


def derived(body: Mapping[str, Any], today: date) -> Mapping[str, str]:
    """The status that the facts show, by the pointer of each status; one a person cancelled is left alone."""
    return {pointer: code for pointer, _, code in proposals(body, today)}


def proposals(body: Mapping[str, Any], today: date) -> "Proposals":
    """The pointer of each status that the facts show, the object that has it or should, and what they show."""
    for found in (_tender(body, today), _awards(body, today), _contracts(body, today)):
        for pointer, owner, code in found:
            if text(owner, "status") not in NEVER_DERIVED:
                yield pointer, owner, code


Proposals = Iterator[tuple[str, Row, str]]


def _day(node: Any, name: str) -> date | None:
    when = read_when(text(node, name) or None)
    return when.day if when else None


def _is_reached(node: Any, name: str, today: date) -> bool:
    day = _day(node, name)
    return day is not None and day <= today


def _has_record(owner: Row, kinds: frozenset[str]) -> bool:
    documents = rows(owner, "", "documents")
    return bool(documents) and any(text(row, "documentType") in kinds for _, row in documents)


def _tender(body: Mapping[str, Any], today: date) -> Proposals:
    tender = part(body, "tender")
    if not tender:
        return
    awards = objects(body, "awards")
    code = _tender_code(tender, awards, today)
    if code:
        yield "/tender/status", tender, code


def _tender_code(tender: Row, awards: list[Row], today: date) -> str | None:
    live = [row for row in awards if text(row, "status") not in ("cancelled", "unsuccessful")]
    if any(_is_reached(row, "date", today) for row in live):
        return "complete"
    if _has_record(tender, VOID_RECORDS) or (awards and not live):
        return "unsuccessful"
    period = part(tender, "tenderPeriod")
    opened = _has_record(tender, OPENING_RECORDS)
    if opened or _is_reached(period, "startDate", today):
        return "active"
    return "planned" if _day(period, "startDate") else None


def _awards(body: Mapping[str, Any], today: date) -> Proposals:
    signed = {text(row, "awardID") for row in objects(body, "contracts") if _is_reached(row, "dateSigned", today)}
    for pointer, award in rows(body, "", "awards"):
        yield f"{pointer}/status", award, _award_code(award, signed, today)


def _award_code(award: Row, signed: set[str], today: date) -> str:
    if _has_record(award, VOID_RECORDS):
        return "unsuccessful"
    is_made = _is_reached(award, "date", today) and bool(rows(award, "", "suppliers"))
    names = {text(award, "id"), text(award, KEY)} - {""}
    return "active" if is_made or not names.isdisjoint(signed) else "pending"


def _contracts(body: Mapping[str, Any], today: date) -> Proposals:
    for pointer, contract in rows(body, "", "contracts"):
        works = part(contract, "implementation")
        is_over = _is_over(contract, works, today)
        yield f"{pointer}/status", contract, _contract_code(contract, works, is_over, today)
        code = _works_code(contract, works, is_over, today)
        if code:
            yield f"{pointer}/implementation/status", works, code


def _is_over(contract: Row, works: Row, today: date) -> bool:
    """Received or settled, and nothing left to pay; or ended otherwise."""
    if text(contract, "terminationType"):
        return True
    if not _has_record(works, END_RECORDS):
        return False
    due = number(part(contract, "amounts", "final") or agreed_value(contract), "amount")
    paid = [number(row.get("value"), "amount") for row in objects(works, "transactions")]
    known = [amount for amount in paid if amount is not None]
    has_paid = due is not None and len(known) == len(paid) > 0 and sum(known) >= due
    return has_paid or _has_record(works, _SETTLED)


def _contract_code(contract: Row, works: Row, is_over: bool, today: date) -> str:
    if is_over:
        return "terminated"
    is_begun = _is_reached(contract, "dateSigned", today) or bool(rows(works, "", "transactions"))
    return "active" if is_begun else "pending"


_BEGUN: tuple[Callable[[Row], bool], ...] = (
    lambda works: bool(rows(works, "", "transactions")),
    lambda works: bool(rows(works, "", "estimates")),
    lambda works: bool(rows(works, "", "progress")),
    lambda works: _has_record(works, _STARTED),
)


def _works_code(contract: Row, works: Row, is_over: bool, today: date) -> str | None:
    if is_over:
        return "concluded"
    if (works and any(begun(works) for begun in _BEGUN)) or _is_reached(part(contract, "period"), "startDate", today):
        return "ongoing"
    return "planning" if text(contract, "dateSigned") else None


def need_stop(code: object) -> None:
    """Unreadable where a person says a status that the facts tell; only that it was stopped is theirs to say."""
    if code is not None and code not in NEVER_DERIVED:
        raise Unreadable("unreadable.derived")
