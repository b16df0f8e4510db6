"""What a register is beside its fields: its words, its address at the portal and what it withholds.

A register is a record type of one stage, written in one TOML file; a contracting process is a folder of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from forms.conditions import parse
from forms.days import read_when
from forms.members import as_number
from forms.outlets import CAUTIOUS, Keys, Names, PersonPolicy
from forms.pointers import get

NUMBER_OF_STAGE = 1


@dataclass(frozen=True)
class Withheld:
    """What tells who a natural person is, while the condition holds: keys, and names where nobody is named."""

    when: str
    pointers: tuple[str, ...]
    names: tuple[str, ...] = ()

    def holds(self, body: Mapping[str, Any]) -> bool:
        return parse(self.when).holds(body)


@dataclass(frozen=True)
class Link:
    """Where a record of the register names its contracting process, and its contract in it."""

    ocid: str
    contract: str


@dataclass(frozen=True)
class Within:
    """Parts that cannot be more than the whole: each of them, or their sum; judged while the condition holds."""

    whole: str
    parts: str
    of: str = "each"
    when: str | None = None


@dataclass(frozen=True)
class Register:
    """`public` is its address at the portal, "" for one that is never published; `folio` the letters of its folios;
    `in_force` the members with the first and the last day in which what it says holds; `year` those that tell, the
    first one that says, the year by which it is filed; `within` and `order` what its
    figures and its days, of the record or of the same row, have to be to each other."""

    title_plural: str
    help: str
    number: int
    public: str
    folio: str
    row_title: str
    amount: str | None
    columns: tuple[str, ...]
    withheld: tuple[Withheld, ...] = ()
    currency: str | None = None
    link: Link | None = None
    in_force: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    within: tuple[Within, ...] = ()
    order: tuple[tuple[str, str], ...] = ()

    def withheld_from(self, body: Mapping[str, Any], policy: PersonPolicy = CAUTIOUS) -> frozenset[str]:
        """The members that this body keeps from an outlet of this policy; who is in a register by law or by contract
        is named unless nobody is."""
        held = [item for item in self.withheld if item.holds(body)]
        keys = [pointer for item in held for pointer in item.pointers if policy.keys is Keys.WITHHOLD]
        return frozenset(keys + [pointer for item in held for pointer in item.names if policy.names is Names.NONE])

    def is_unnamed(self, body: Mapping[str, Any], policy: PersonPolicy) -> bool:
        """Whether the record's own name is one that the policy keeps back."""
        return self.row_title in self.withheld_from(body, policy)


def title_in(body: Mapping[str, Any], register: Register) -> str:
    """What the record is called, "" when it does not say."""
    said = get(body, register.row_title)
    return " ".join(said.split()) if isinstance(said, str) else ""


def amount_in(body: Mapping[str, Any], register: Register) -> tuple[Decimal | None, str | None]:
    """What the record amounts to and its currency, where the register says which member tells it."""
    value = get(body, register.amount) if register.amount else None
    if isinstance(value, Mapping):
        amount = as_number(value.get("amount"))
        currency = value.get("currency")
        return amount, (currency if isinstance(currency, str) else "MXN") if amount is not None else None
    amount, said = as_number(value), get(body, register.currency) if register.currency else None
    return amount, None if amount is None else said if isinstance(said, str) else "MXN"


def year_in(body: Mapping[str, Any], register: Register) -> int | None:
    """The year by which it is filed: of the register's members for it, the first that says one, as number or day."""
    return next((year for pointer in register.year if (year := _year(get(body, pointer))) is not None), None)


def _year(said: Any) -> int | None:
    when = read_when(said) if isinstance(said, str) else None
    if when is not None:
        return when.day.year
    number = as_number(said)
    is_year = number is not None and number == int(number) and date.min.year <= number <= date.max.year
    return int(number) if number is not None and is_year else None
