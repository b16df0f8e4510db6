"""What a record leaves in the memory of its office, for the guides of other records: awards and listings.

The desktop and the portal keep them in tables of their own; what stands in a column, and what is said of a
register, is written here for both.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from forms.acts.setting import is_live
from forms.days import read_when
from forms.history import PastAward
from forms.members import Row, number, objects, part, text
from forms.persons import plain_key
from forms.thresholds import Thresholds

SANCTIONED, SUPPLIERS = "sanctioned", "suppliers"
REGISTERED = frozenset({"", "active"})
ALWAYS, FOREVER = "0000-01-01", "9999-12-31"
MOST_ASKED = 100
AWARD_COLUMNS = ("ocid", "supplier_id", "awarded_on", "amount", "method", "classes")
LISTING_COLUMNS = ("register", "taxpayer", "since", "until")


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
    for award in objects(body, "awards"):
        awarded, amount = _day(award, "date"), number(award.get("value"), "amount")
        if awarded is None or amount is None or not is_live(award) or _is_foreign(award):
            continue
        for name in dict.fromkeys(text(supplier, "id") for supplier in objects(award, "suppliers")):
            if name:
                yield PastAward(ocid, name, awarded, amount, method, _classes(award))


def _is_foreign(award: Row) -> bool:
    return text(award.get("value"), "currency") not in ("", "MXN")


def _classes(award: Row) -> tuple[str, ...]:
    found = (text(part(item, "classification"), "id") for item in objects(award, "items"))
    return tuple(dict.fromkeys(code for code in found if code))


def listings(body: Mapping[str, Any], record_type: str) -> Iterator[Listing]:
    """Where the record lists somebody: a disqualification with its days, or a registration that stands."""
    if record_type == "sanctioned_supplier":
        taxpayer, period = text(part(body, "particularSancionado"), "rfc"), part(body, "inhabilitacion")
        since = _day(period, "fechaInicial")
        if taxpayer and since:
            yield Listing(SANCTIONED, plain_key(taxpayer), since, _day(period, "fechaFinal"))
    elif record_type == "supplier_registry" and text(body, "status") in REGISTERED:
        taxpayer, period = text(body, "rfc"), part(body, "validity")
        since = _day(period, "startDate") or _day(body, "registeredOn")
        if taxpayer:
            yield Listing(SUPPLIERS, plain_key(taxpayer), since, _day(period, "endDate"))


def _day(node: Any, name: str) -> date | None:
    found = read_when(text(node, name))
    return found.day if found else None


def award_columns(award: PastAward) -> tuple[str, ...]:
    """An award as text, in the order of AWARD_COLUMNS; the amount whole, a space before each code."""
    classes = "".join(map(class_beginning, award.classes))
    amount = format(award.amount, "f")
    return (award.ocid, award.supplier_id, award.awarded_on.isoformat(), amount, award.method, classes)


def award_of(columns: Mapping[str, str]) -> PastAward:
    """The award that AWARD_COLUMNS tell of."""
    ocid, supplier_id, awarded_on, amount, method, classes = (columns[name] for name in AWARD_COLUMNS)
    day = date.fromisoformat(awarded_on)
    return PastAward(ocid, supplier_id, day, Decimal(amount), method, tuple(classes.split()))


def class_beginning(code: str) -> str:
    """What the column of classes holds wherever a code begins so."""
    return f" {code}"


def is_worth_narrowing(suppliers: Collection[str], classes: Collection[str]) -> bool:
    """Whether a question names few enough to be asked by them; of too many no database takes the question."""
    return 0 < len(suppliers) + len(classes) <= MOST_ASKED


def listing_columns(listing: Listing) -> tuple[str, ...]:
    """A listing as text, in the order of LISTING_COLUMNS; an open side is the first or the last day there is."""
    since = listing.since.isoformat() if listing.since else ALWAYS
    until = listing.until.isoformat() if listing.until else FOREVER
    return (listing.register, listing.taxpayer, since, until)


def standing(
    register: str, day: date, thresholds: Thresholds, is_there: bool, has_any: Callable[[], bool]
) -> bool | None:
    """Whether somebody stands in a register, from whether a row says so; None where nobody can tell.

    That somebody is nowhere in the register of suppliers is only known where the office says that its register
    is whole (`register.suppliers`); in that of sanctions, as soon as it has any.
    """
    if is_there:
        return True
    is_whole = has_any() if register == SANCTIONED else thresholds.usable(f"register.{register}", day) is not None
    return False if is_whole else None
