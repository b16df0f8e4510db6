"""Works and money (extension qroo_execution): estimates, payments and charges close to the cent."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.members import Row, number, objects, part, rows, text
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.survey import Survey

ZERO = Decimal(0)


def _sum(values: Iterable[Any]) -> Decimal | None:
    """The sum of the amounts of Values; None when one has no amount or is not in pesos."""
    total = ZERO
    for value in values:
        amount = number(value, "amount")
        if amount is None or text(value, "currency") not in ("", "MXN"):
            return None
        total += amount
    return total


def _named(owner: Iterable[Row], name: str) -> Decimal | None:
    """The sum of a member that not every row has."""
    return _sum(row[name] for row in owner if name in row)


def _retained(estimates: Iterable[Row]) -> Decimal | None:
    return _sum(row.get("amount") for estimate in estimates for row in objects(estimate, "retentions"))


def _difference(pointer: str, code: str, said: Decimal, due: Decimal) -> Finding | None:
    if said == due:
        return None
    shown = {"said": said, "due": due, "difference": abs(said - due)}
    return finding(pointer, code, Level.WARNING, **{name: f"{value:,.2f}" for name, value in shown.items()})


@looks_at("/contracts/*/implementation/estimates")
def estimate_net_differs(survey: Survey, context: Context) -> Verdicts:
    """What is paid of an estimate is its gross less the advance, what is retained and what is charged."""
    for pointer, estimate in rows(survey.body, "", "contracts", "*", "implementation", "estimates"):
        gross, net = _sum([estimate.get("gross")]), _sum([estimate.get("net")])
        less = [_named([estimate], name) for name in ("advanceAmortised", "charges")] + [_retained([estimate])]
        known = [amount for amount in less if amount is not None]
        if gross is not None and net is not None and len(known) == len(less):
            yield _difference(f"{pointer}/net", "estimate.net_differs", net, gross - sum(known, ZERO))


@looks_at("/contracts/*/implementation/estimates")
def works_not_closed(survey: Survey, context: Context) -> Verdicts:
    """Of works that are over: estimates and advance make the payments, and so does what was done less charges."""
    for pointer, contract in survey.contracts:
        works = part(contract, "implementation")
        estimates = objects(works, "estimates")
        payments = objects(works, "transactions")
        paid = _sum(row.get("value", row.get("amount")) for row in payments)
        if estimates and paid is not None and _is_over(contract, works):
            at = f"{pointer}/implementation"
            yield from _closes(f"{at}/estimates", paid, _due_by_estimates(estimates, payments))
            yield from _closes(f"{at}/transactions", paid, _due_by_works(contract, works, estimates))


@looks_at("/contracts/*/implementation/estimates", "/contracts/*/amounts/final")
def works_not_estimated(survey: Survey, context: Context) -> Verdicts:
    """Of works that are over: the estimates together are what was carried out."""
    for pointer, contract in survey.contracts:
        works, final = part(contract, "implementation"), part(contract, "amounts", "final")
        estimates = objects(works, "estimates")
        gross, done = _sum(row.get("gross") for row in estimates), _sum([final])
        if estimates and gross is not None and done is not None and _is_over(contract, works):
            yield _difference(f"{pointer}/implementation/estimates", "works.not_estimated", gross, done)


@looks_at("/contracts/*/implementation/estimates", "/contracts/*/implementation/transactions")
def advance_not_amortised(survey: Survey, context: Context) -> Verdicts:
    """Never more is taken off the estimates than was paid in advance, and of works that are over just as much."""
    for pointer, contract in survey.contracts:
        works = part(contract, "implementation")
        estimates = objects(works, "estimates")
        advance = _advance(estimates, objects(works, "transactions"))
        amortised = _named(estimates, "advanceAmortised")
        if advance is not None and amortised is not None:
            at = f"{pointer}/implementation/estimates"
            is_due = amortised > advance or _is_over(contract, works)
            yield _difference(at, "advance.not_amortised", amortised, advance) if is_due else None


def _is_over(contract: Row, works: Row) -> bool:
    return text(works, "status") == "concluded" or text(contract, "status") == "terminated"


def _closes(pointer: str, paid: Decimal, due: Decimal | None) -> Verdicts:
    if due is not None:
        yield _difference(pointer, "works.not_closed", paid, due)


def _due_by_estimates(estimates: list[Row], payments: list[Row]) -> Decimal | None:
    """The net of all estimates and the advance: the payments that no estimate names, else what was amortised."""
    net = _sum(estimate.get("net") for estimate in estimates)
    names_payments = any(text(estimate, "transactionID") for estimate in estimates)
    advance = _advance(estimates, payments) if names_payments else _named(estimates, "advanceAmortised")
    return None if net is None or advance is None else net + advance


def _advance(estimates: list[Row], payments: list[Row]) -> Decimal | None:
    """What was paid in advance: the payments that no estimate names; None where none names its own."""
    named = {text(estimate, "transactionID") for estimate in estimates} - {""}
    unnamed = [row for row in payments if text(row, "id") not in named]
    return _sum(row.get("value", row.get("amount")) for row in unnamed) if named else None


def _due_by_works(contract: Row, works: Row, estimates: list[Row]) -> Decimal | None:
    """What was done, with tax, less charges and retentions."""
    final = part(contract, "amounts", "final")
    done = _sum([final]) if final else _sum(estimate.get("gross") for estimate in estimates)
    listed = objects(works, "charges")
    charged = _sum(row.get("amount") for row in listed) if listed else _named(estimates, "charges")
    retained = _retained(estimates)
    return None if done is None or charged is None or retained is None else done - charged - retained
