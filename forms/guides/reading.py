"""What guides read from a body: the procedure, its bids, its suppliers and the days of its acts."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from forms.acts.figures import figure_in_force
from forms.acts.setting import is_in_effect, is_live, is_works, kind_of
from forms.codes import fold
from forms.context import Context
from forms.days import When, read_when
from forms.members import Row, as_number, number, objects, part, rows, text
from forms.survey import Survey, shared
from forms.thresholds import WITHOUT_TAX, Threshold

COMPETITIVE = ("open", "selective")
CLOSED = ("selective", "limited", "direct")
SUBMITTED = ("pending", "valid", "disqualified")
PESOS = "MXN"
fold_text = cache(fold)


def method(survey: Survey) -> str:
    return text(survey.tender, "procurementMethod")


def kind(survey: Survey) -> str:
    """ "works" or "goods": the two columns of every table of ceilings."""
    return "works" if is_works(kind_of(survey.body)) else "goods"


def when(node: Any, *names: str) -> When | None:
    """The date at the end of the names, None where there is none to read."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return read_when(node) if node and isinstance(node, str) else None


def day(node: Any, *names: str) -> date | None:
    found = when(node, *names)
    return found.day if found else None


def shown(moment: When | date) -> str:
    return f"{moment.day if isinstance(moment, When) else moment:%d/%m/%Y}"


def figure(survey: Survey, context: Context, code: str, on: date | None = None) -> Threshold | None:
    """The figure of a code to judge by (forms.acts.figures)."""
    return figure_in_force(survey.body, context, code, on)


def opening(survey: Survey) -> When | None:
    """When the bids were opened, else until when they could be handed in."""
    return when(survey.tender, "bidOpening", "date") or when(survey.tender, "tenderPeriod", "endDate")


@shared
def live_awards(survey: Survey) -> list[tuple[str, Row]]:
    return [(at, row) for at, row in survey.awards if is_live(row)]


@shared
def live_contracts(survey: Survey) -> list[tuple[str, Row]]:
    return [(at, row) for at, row in survey.contracts if is_in_effect(row)]


def live_contracts_of(survey: Survey, award: Row) -> list[tuple[str, Row]]:
    return [(at, row) for at, row in survey.contracts_of(award) if is_in_effect(row)]


@shared
def bids(survey: Survey) -> list[tuple[str, Row]]:
    """The bids that were submitted."""
    return [(at, row) for at, row in survey.rows("bids", "details") if text(row, "status") in SUBMITTED]


def named(owner: Row, *names: str) -> list[str]:
    """The ids of the organisations an owner refers to in a list."""
    return [name for row in objects(owner, *names) if (name := text(row, "id"))]


@shared
def won(survey: Survey) -> dict[str, list[tuple[str, Row]]]:
    """The awards that took effect, by the id of each who won them."""
    found: dict[str, list[tuple[str, Row]]] = {}
    for at, award in live_awards(survey):
        for name in dict.fromkeys(named(award, "suppliers")):
            found.setdefault(name, []).append((at, award))
    return found


@shared
def winners(survey: Survey) -> set[str]:
    return set(won(survey))


@shared
def competitors(survey: Survey) -> list[str]:
    """Everybody who bid, quoted or won, each once."""
    found = named(survey.tender, "tenderers")
    found += [name for _, bid in bids(survey) for name in named(bid, "tenderers")]
    for _, quote in survey.rows("planning", "requestsForQuotes", "*", "quotes"):
        found.append(text(part(quote, "issuingSupplier"), "id"))
    return list(dict.fromkeys(name for name in (*found, *sorted(winners(survey))) if name))


@shared
def supplier_parties(survey: Survey) -> list[tuple[str, Row]]:
    """The parties that won, with their place in the list of parties."""
    names = winners(survey)
    return [(at, row) for at, row in survey.rows("parties") if (text(row, "id") or text(row, "_key")) in names]


def tenderer_count(survey: Survey) -> int | None:
    """How many took part, as said or else as listed; None where neither is known."""
    said = as_number(survey.tender.get("numberOfTenderers"))
    listed = rows(survey.tender, "/tender", "tenderers")
    present = {name for _, bid in bids(survey) for name in named(bid, "tenderers")}
    if said is not None and said == said.to_integral_value():
        return int(said)
    return len(listed) or len(present) or None


def currency_of(value: Any) -> str:
    """The currency of a Value; pesos where none is said."""
    return text(value, "currency") or PESOS


def amount_in(value: Any, limit: Threshold | None = None, currency: str = PESOS) -> Decimal | None:
    """The amount of a Value in a currency, without tax when the limit is counted so and it is known."""
    if currency_of(value) != currency:
        return None
    net = number(value, "netAmount") if limit is not None and limit.unit == WITHOUT_TAX else None
    return net if net is not None else number(value, "amount")


def documents(owner: Any) -> set[str]:
    return {text(row, "documentType") for row in objects(owner, "documents")}
