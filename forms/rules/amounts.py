"""Money and quantities."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from forms.acts.setting import agreed_value, is_in_effect
from forms.columns import Column, Place
from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.members import Row, as_number, number, objects, part, text
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.survey import Survey, shared

_LARGEST: Mapping[str, Decimal] = MappingProxyType({"MXN": Decimal("1e11"), "": Decimal("1e11")})
_LARGEST_OTHER = Decimal("5e9")
_PLACEHOLDERS = frozenset(
    Decimal(text) for text in ("0", "0.01", "1", "123456", "1234567", "999999", "9999999", "99999999", "999999999")
)
_PLAIN_FROM, _SMALLEST_FILLER, _PLAIN_TO = Decimal(1), Decimal(123456), _LARGEST_OTHER
_UNIT_PRICE = "/unit/value"
_LOW, _HIGH = Decimal("0.5"), Decimal("1.5")
_TAXES = (Decimal(1), Decimal("1.08"), Decimal("1.16"))
_CENT = Decimal("0.01")
_TOLERANCE = Decimal("0.01")


def _money(value: Decimal) -> str:
    return f"{value:,.2f}"


def _warn(pointer: str, code: str, level: Level = Level.WARNING, **amounts: Decimal) -> Finding:
    return finding(pointer, code, level, **{name: _money(value) for name, value in amounts.items()})


@shared
def _amounts(survey: Survey) -> tuple[set[str], list[tuple[Place, Decimal]]]:
    """The patterns at which there are plain amounts, of which nothing can be said, and the amounts that are not."""
    plain, others = set[str](), list[tuple[Place, Decimal]]()
    for column in survey.columns("value"):
        odd = [index for index in _suspects(column) if not _is_plain(column.values[index])]
        if len(odd) < len(column.values):
            plain.add(column.pattern)
        for index in odd:
            amount = number(column.values[index], "amount")
            if amount is not None:
                others.append((Place(column.values[index], column, index), amount))
    return plain, others


def _suspects(column: Column) -> Sequence[int]:
    """The numbers of the values that may not be plain: all of them where one has an amount that is no number."""
    try:
        return [
            index
            for index, value in enumerate(column.values)
            if not (
                type(amount := value.get("amount")) is Decimal
                and _PLAIN_FROM < amount < _SMALLEST_FILLER
                and "netAmount" not in value
            )
        ]
    except InvalidOperation:
        return range(len(column.values))


def _is_plain(value: Row) -> bool:
    amount = value.get("amount")
    if not isinstance(amount, Decimal) or not amount.is_finite() or "netAmount" in value:
        return False
    return _PLAIN_FROM < amount < _PLAIN_TO and (amount < _SMALLEST_FILLER or amount not in _PLACEHOLDERS)


@looks_at("value/amount")
def amount_negative(survey: Survey, context: Context) -> Verdicts:
    plain, others = _amounts(survey)
    yield from (None,) if plain else ()
    for place, amount in others:
        yield _warn(place.pointer, "amount.negative", amount=amount) if amount < 0 else None


@looks_at("value/amount")
def amount_unrealistic(survey: Survey, context: Context) -> Verdicts:
    plain, others = _amounts(survey)
    yield from (None,) if plain else ()
    for place, amount in others:
        largest = _LARGEST.get(text(place.value, "currency"), _LARGEST_OTHER)
        yield None if -largest <= amount <= largest else _warn(place.pointer, "amount.unrealistic", amount=amount)


@looks_at("value/amount")
def amount_placeholder(survey: Survey, context: Context) -> Verdicts:
    """A zero, a one or a row of nines written to fill the box. Unit prices may be anything."""
    plain, others = _amounts(survey)
    yield from (None for pattern in plain if not pattern.endswith(_UNIT_PRICE))
    for place, amount in others:
        if not place.pattern.endswith(_UNIT_PRICE):
            yield _warn(place.pointer, "amount.placeholder", amount=amount) if amount in _PLACEHOLDERS else None


@looks_at("value/netAmount")
def amount_net_over_gross(survey: Survey, context: Context) -> Verdicts:
    for place, gross in _amounts(survey)[1]:
        net = number(place.value, "netAmount")
        if net is not None:
            over = abs(net) > abs(gross)
            yield _warn(place.pointer, "amount.net_over_gross", net=net, gross=gross) if over else None


def _total(values: list[Any]) -> tuple[Decimal, str] | None:
    """The sum of Values in one currency; None when one cannot be read or currencies differ."""
    amounts = [number(value, "amount") for value in values]
    currencies = {text(value, "currency") or "MXN" for value in values}
    known = [amount for amount in amounts if amount is not None]
    if not values or len(known) != len(amounts) or len(currencies) != 1:
        return None
    return sum(known, Decimal(0)), currencies.pop()


def _compare(pointer: str, code: str, one: list[Any], other: list[Any]) -> Verdicts:
    """Whether the first total lies within 50 and 150 % of the second."""
    total, base = _total(one), _total(other)
    if total and base and total[1] == base[1] and base[0] > 0:
        near = _LOW <= total[0] / base[0] <= _HIGH
        yield None if near else _warn(pointer, code, total=total[0], base=base[0])


@looks_at("/awards/*/value", "/contracts/*/awardID")
def contracts_sum_differs(survey: Survey, context: Context) -> Verdicts:
    for pointer, award in survey.awards:
        contracts = [row for _, row in survey.contracts_of(award) if is_in_effect(row)]
        if contracts and "value" in award:
            values = [row.get("value") for row in contracts]
            yield from _compare(f"{pointer}/value", "contracts.sum_differs", values, [award["value"]])


@looks_at("/planning/budget/amount", "/tender/value")
def budget_differs(survey: Survey, context: Context) -> Verdicts:
    budget = part(survey.body, "planning", "budget").get("amount")
    tender = survey.tender.get("value")
    if budget is not None and tender is not None:
        yield from _compare("/planning/budget/amount", "budget.differs", [budget], [tender])


@looks_at("/contracts/*/value /contracts/*/amounts/amended", "/contracts/*/implementation/transactions")
def contract_overpaid(survey: Survey, context: Context) -> Verdicts:
    """More paid than agreed by now: what the amendments made of the contract, where that is said.

    A payment of which the amount is not known takes nothing away from those that are.
    """
    for pointer, contract in survey.contracts:
        value = agreed_value(contract)
        agreed = _total([value]) if value else None
        payments = objects(contract, "implementation", "transactions")
        values = [row.get("value", row.get("amount")) for row in payments] if agreed else []
        known = [value for value in values if agreed and (one := _total([value])) and one[1] == agreed[1]]
        paid = _total(known)
        if paid and agreed:
            if paid[0] - agreed[0] >= _CENT:
                yield _warn(f"{pointer}/value", "contract.overpaid", paid=paid[0], agreed=agreed[0])
            elif len(known) == len(values):
                yield None


@looks_at("/awards/*/items /contracts/*/items", "/awards/*/value /contracts/*/value", "item/quantity", "item/unit")
def items_sum_differs(survey: Survey, context: Context) -> Verdicts:
    """The items' prices must make the value, with or without tax."""
    for pointer, owner in (*survey.awards, *survey.contracts):
        total = _items_total(objects(owner, "items"))
        agreed = number(owner.get("value"), "amount")
        if total and agreed:
            accepted = [total * tax for tax in _TAXES]
            if any(abs(value - agreed) <= abs(agreed) * _TOLERANCE for value in accepted):
                yield None
            else:
                yield _warn(f"{pointer}/value", "items.sum_differs", Level.NOTE, total=total, amount=agreed)


def _items_total(items: list[Row]) -> Decimal | None:
    """The sum of quantity by unit price; None when an item lacks one of them."""
    total = Decimal(0)
    try:
        for item in items:
            quantity, price = as_number(item["quantity"]), as_number(item["unit"]["value"]["amount"])
            if quantity is None or price is None or abs(quantity.adjusted()) > 20 or abs(price.adjusted()) > 20:
                return None
            total += quantity * price
    except (KeyError, TypeError):
        return None
    return total if items else None


@looks_at("item/quantity")
def quantity_not_positive(survey: Survey, context: Context) -> Verdicts:
    for column in survey.columns("item"):
        suspects = _not_surely_positive(column)
        yield from (None,) if len(suspects) < len(column.values) else ()
        for row in suspects:
            quantity = as_number(column.values[row].get("quantity"))
            if quantity is not None:
                at = f"{column.pointers[row]}/quantity"
                yield None if quantity > 0 else finding(at, "quantity.not_positive", Level.WARNING, value=quantity)


def _not_surely_positive(column: Column) -> Sequence[int]:
    """The numbers of the items to be looked at again: all of them where a quantity is no number."""
    try:
        return [
            row
            for row, item in enumerate(column.values)
            if not (type(quantity := item.get("quantity")) is Decimal and quantity > 0)
        ]
    except InvalidOperation:
        return range(len(column.values))
