"""What a record leaves in the memory of its office, for the guides of other records: awards and listings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.acts.setting import is_live
from forms.days import read_when
from forms.history import PastAward
from forms.survey import Row, number, part, rows, text

SANCTIONED, SUPPLIERS = "sanctioned", "suppliers"
REGISTERED = frozenset({"", "active"})


@dataclass(frozen=True, slots=True)
class Listing:
    """A taxpayer in a register from a day to a day, both included; without one, open on that side."""

    register: str
    taxpayer: str
    since: date | None
    until: date | None


def past_awards(body: Mapping[str, Any], ocid: str) -> Iterator[PastAward]:
    """One for each supplier of each award in pesos that took effect and has its day and amount."""
    method = text(part(body, "tender"), "procurementMethod")
    for _, award in rows(body, "", "awards"):
        awarded, amount = _day(award, "date"), number(award.get("value"), "amount")
        if awarded is None or amount is None or not is_live(award) or _is_foreign(award):
            continue
        for name in dict.fromkeys(text(supplier, "id") for _, supplier in rows(award, "", "suppliers")):
            if name:
                yield PastAward(ocid, name, awarded, amount, method, _classes(award))


def _is_foreign(award: Row) -> bool:
    return text(award.get("value"), "currency") not in ("", "MXN")


def _classes(award: Row) -> tuple[str, ...]:
    found = (text(part(item, "classification"), "id") for _, item in rows(award, "", "items"))
    return tuple(dict.fromkeys(code for code in found if code))


def listings(body: Mapping[str, Any], record_type: str) -> Iterator[Listing]:
    """Where the record lists somebody: a disqualification with its days, or a registration that stands."""
    if record_type == "sanctioned_supplier":
        taxpayer, period = text(part(body, "particularSancionado"), "rfc"), part(body, "inhabilitacion")
        since = _day(period, "fechaInicial")
        if taxpayer and since:
            yield Listing(SANCTIONED, taxpayer.strip().upper(), since, _day(period, "fechaFinal"))
    elif record_type == "supplier_registry" and text(body, "status") in REGISTERED:
        taxpayer, period = text(body, "rfc"), part(body, "validity")
        since = _day(period, "startDate") or _day(body, "registeredOn")
        if taxpayer:
            yield Listing(SUPPLIERS, taxpayer.strip().upper(), since, _day(period, "endDate"))


def _day(node: Any, name: str) -> date | None:
    found = read_when(text(node, name))
    return found.day if found else None
