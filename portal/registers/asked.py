"""What is asked of a register's list: words, office, year and order, all of them in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet

from forms.codes import alphabetical, fold
from portal.accounts.models import Office
from portal.publication.search import LONGEST_TEXT, MOST_WORDS, is_year
from portal.registers.models import Entry

NO_YEAR, WITHOUT_YEAR = "sin", "Sin año"
NAMES = (("text", "q"), ("office", "ente"), ("year", "anio"))
ORDER, PAGE = "orden", "pagina"


@dataclass(frozen=True)
class Order:
    """In which order a list stands: its name in the address, its words, and what the rows are ordered by."""

    name: str
    title: str
    columns: tuple[Any, ...]


BY_AMOUNT = "monto"
ORDERS = (
    Order("recientes", "Lo más reciente primero", ("-published_at", "name_key", "code")),
    Order("nombre", "Por nombre", ("name_key", "code")),
    Order(BY_AMOUNT, "Por monto, el mayor primero", (F("amount").desc(nulls_last=True), "name_key", "code")),
)


@dataclass(frozen=True)
class Asked:
    """What was asked of a register; "" is anything."""

    text: str = ""
    office: str = ""
    year: str = ""
    order: Order = ORDERS[0]

    @classmethod
    def read(cls, parameters: Mapping[str, str], has_amounts: bool) -> Asked:
        said = {name: str(parameters.get(key, "")).strip()[:LONGEST_TEXT] for name, key in NAMES}
        return cls(**said, order=_order(parameters.get(ORDER, ""), orders(has_amounts)))

    @property
    def is_narrowed(self) -> bool:
        """Whether something of the register may be left out."""
        return any(getattr(self, name) for name, _ in NAMES)

    @property
    def narrowing(self) -> dict[str, str]:
        """What leaves something out, by its name in the address."""
        return {key: getattr(self, name) for name, key in NAMES if getattr(self, name)}

    def address(self, page: int = 1) -> str:
        """The end of the address of a page of the list."""
        order = {} if self.order is ORDERS[0] else {ORDER: self.order.name}
        return "?" + urlencode({**self.narrowing, **order, **({PAGE: str(page)} if page > 1 else {})})

    @property
    def download(self) -> str:
        """The end of the address of a download of what is listed."""
        return f"?{urlencode(self.narrowing)}" if self.is_narrowed else ""

    def rows(self, record_type: str) -> QuerySet[Entry]:
        """Published records of a type with every word of the text, in the order asked for."""
        found = Entry.objects.shown().select_related("office").filter(record_type=record_type)
        for word in fold(self.text).split()[:MOST_WORDS]:
            found = found.filter(search_text__contains=word)
        if self.office:
            found = found.filter(office__code=self.office)
        if self.year == NO_YEAR:
            found = found.filter(year=None)
        elif self.year:
            found = found.filter(year=int(self.year)) if is_year(self.year) else found.none()
        return found.order_by(*self.order.columns)


def with_asked(options: list[tuple[str, str]], asked: str) -> list[tuple[str, str]]:
    """The options of a filter, and what was asked where it is none of them: the form says what the list obeys."""
    return options if not asked or asked in dict(options) else [*options, (asked, asked)]


def orders(has_amounts: bool) -> list[Order]:
    """The orders of a register's list."""
    return [order for order in ORDERS if order.name != BY_AMOUNT or has_amounts]


def _order(name: str, known: list[Order]) -> Order:
    return next((order for order in known if order.name == name), known[0])


def offices_of(record_type: str) -> list[tuple[str, str]]:
    """(code, name) of every office with something before the public, in alphabetical order."""
    shown = Entry.objects.shown().filter(record_type=record_type).values("office_id")
    rows = Office.objects.filter(pk__in=shown).values_list("code", "name")
    return sorted(rows, key=lambda row: (alphabetical(row[1]), row[0]))


def years_of(record_type: str) -> list[tuple[str, str]]:
    """(value of the filter, words) of every year, the latest first; at the end those without one."""
    found = Entry.objects.shown().filter(record_type=record_type).order_by().values_list("year", flat=True).distinct()
    years = [(str(year), str(year)) for year in sorted((year for year in found if year is not None), reverse=True)]
    return years + ([(NO_YEAR, WITHOUT_YEAR)] if None in found else [])
