"""What was contracted this year, by currency, and against what budget: nothing is supposed.

A contract counts in the year of its signature and with its own amount; what has no amount or no day is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from capture_app.changes import RecordFilter
from capture_app.patching import Body
from capture_app.store import finding, records
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from forms.days import read_when
from forms.formats import DEFAULT_CURRENCY
from forms.members import as_number
from forms.pointers import expand, get

BUDGET = "annual_budget"
STAGES = ("contract", "implementation")
MOMENTS = ("modified", "approved")
MOST_READ = 2000


@dataclass(frozen=True, slots=True)
class Budget:
    """The year's budget: `moment` in `modified approved`."""

    moment: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Contracted:
    """`totals` by currency of the `count` contracts signed in the year; `unvalued` were signed without an amount,
    `undated` have an amount and no day. `read` is how many records were looked at when there are more, else None."""

    year: int
    totals: Mapping[str, Decimal]
    count: int
    unvalued: int
    undated: int
    budget: Budget | None = None
    read: int | None = None

    @property
    def share(self) -> Decimal | None:
        """What part of the budget, in its currency; None without a budget, or when not everything was read."""
        if self.budget is None or self.read is not None or self.budget.currency not in self.totals:
            return None
        return self.totals[self.budget.currency] / self.budget.amount


class ContractedService:
    """Reads; writes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def this_year(self) -> Contracted:
        """Reads the bodies of the two thousand records under contract saved last: for the lane that may take long."""
        year = self._desk.clock.today(self._desk.settings.zone).year
        connection = self._desk.connection
        wanted = [RecordFilter(record_type=CONTRACTING_PROCESS, stage=stage) for stage in STAGES]
        found = [number for item in wanted for number in finding.numbers(connection, item)]
        budgets = self._bodies(list(finding.numbers(connection, RecordFilter(record_type=BUDGET))))
        read = MOST_READ if len(found) > MOST_READ else None
        return add_up(self._bodies(found[:MOST_READ]), year, budget_of(budgets, year), read)

    def _bodies(self, numbers: list[int]) -> Iterator[Body]:
        for name in finding.record_ids(self._desk.connection, numbers):
            yield records.load(self._desk.connection, name).body


def add_up(bodies: Iterable[Body], year: int, budget: Budget | None = None, read: int | None = None) -> Contracted:
    """The contracts of the bodies that were signed in the year; cancelled ones are none."""
    totals, seen = dict[str, Decimal](), Counter[str]()
    for contract in (row for body in bodies for _, row in expand(body, "/contracts/*") if _stands(row)):
        signed, amount = read_when(contract.get("dateSigned")), as_number(get(contract, "/value/amount"))
        if signed is None:
            seen["undated"] += amount is not None
        elif signed.day.year == year and amount is None:
            seen["unvalued"] += 1
        elif signed.day.year == year and amount is not None:
            currency = _currency(contract["value"])
            totals[currency] = totals.get(currency, Decimal(0)) + amount
            seen["count"] += 1
    return Contracted(year, totals, seen["count"], seen["unvalued"], seen["undated"], budget, read)


def _stands(contract: Any) -> bool:
    return isinstance(contract, Mapping) and contract.get("status") != "cancelled"


def _currency(value: Mapping[str, Any]) -> str:
    return str(value.get("currency") or DEFAULT_CURRENCY)


def budget_of(bodies: Iterable[Body], year: int) -> Budget | None:
    """The year's budget as modified, else as approved; None where none has a total or two of a kind disagree."""
    known: dict[str, set[tuple[Decimal, str]]] = {}
    for body in bodies:
        amount = as_number(get(body, "/total/amount"))
        if body.get("year") == year and amount is not None and amount > 0:
            known.setdefault(str(body.get("budgetStage")), set()).add((amount, _currency(body["total"])))
    totals = next(((moment, known[moment]) for moment in MOMENTS if moment in known), None)
    if totals is None or len(totals[1]) != 1:
        return None
    ((amount, currency),) = totals[1]
    return Budget(totals[0], amount, currency)
