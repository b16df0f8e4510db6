"""Guides on who sells to the office, and on what those who compete have in common."""

import re
from collections.abc import Iterator
from datetime import date

from forms.context import Context
from forms.findings import Finding
from forms.guides.guide import Lacking, Signs, sign
from forms.guides.reading import competitors, day, fold_text, live_contracts_of, supplier_parties, won
from forms.members import Row, objects, part, text
from forms.nobody import GENERIC_KEYS
from forms.persons import COMPANY
from forms.presence import looks_at
from forms.rules.taxpayers import is_company, is_mexico, is_rfc, taxpayer
from forms.survey import Survey

PERSON_KEY = 13  # letters of the RFC of a natural person, which carries a birthday
PADRON, SANCTIONED = "suppliers", "sanctioned"
FOREIGN = "XEXX010101000"
NO_LIST, NO_CONTACTS, NO_OWNERS = "lacking.list", "lacking.contacts", "lacking.owners"
_NOT_DIGIT = re.compile(r"\D")
_WORD = re.compile(r"[^\W_]+")
_EXTENSION = re.compile(r"\b(?:ext|x|int)\b.*", re.IGNORECASE | re.DOTALL)
_LEAST_DIGITS, _MOST_DIGITS, _LEAST_ADDRESS = 7, 10, 8
_OFFICIAL = frozenset({"official", "buyer", "procuringEntity", "requestingUnit", "contractingUnit", "contractAdmin"})


@looks_at("/parties/*/identifier", "/awards/*/suppliers")
def supplier_listed(survey: Survey, context: Context) -> Signs:
    """A supplier with a sanction in force, or outside the register of suppliers, on the day of an award to it."""
    for pointer, party in supplier_parties(survey):
        key = taxpayer(party)
        if not key or key in GENERIC_KEYS:
            yield Lacking(f"{pointer}/identifier/id")
            continue
        for place, award in _won_by(survey, party):
            awarded = day(award, "date")
            if awarded is None:
                yield Lacking(f"{place}/date")
                continue
            yield from _listed(context, pointer, key, SANCTIONED, awarded, "case.listed_sanctioned", True)
            yield from _listed(context, pointer, key, PADRON, awarded, "case.listed_nowhere", False)


def _won_by(survey: Survey, party: Row) -> list[tuple[str, Row]]:
    """The awards to a party that took effect, one for each day."""
    awards = won(survey).get(_name(party), [])
    return list({day(row, "date"): (at, row) for at, row in reversed(awards)}.values())


def _listed(
    context: Context, pointer: str, key: str, register: str, on: date, case: str, wanted: bool
) -> Iterator[Finding | Lacking | None]:
    listed = context.history.is_listed(register, key, on)
    if listed is None:
        yield Lacking(NO_LIST)
    else:
        yield sign(f"{pointer}/identifier/id", "guide.supplier_listed", case=case) if listed is wanted else None


@looks_at("/parties/*/identifier", "/awards/*/suppliers")
def supplier_new(survey: Survey, context: Context) -> Signs:
    """A company founded less than a year before its contract began: its RFC carries the day."""
    for pointer, party in supplier_parties(survey):
        founded, begun = _founded(taxpayer(party), context.today), _first_day(survey, party)
        if founded is None or begun is None:
            if len(taxpayer(party)) != PERSON_KEY:
                yield Lacking(f"{pointer}/identifier/id" if founded is None else "/awards/0/date")
            continue
        days = (begun - founded).days
        if _is_within_a_year(founded, begun):
            yield sign(f"{pointer}/identifier/id", "guide.supplier_new", founded=f"{founded:%d/%m/%Y}", days=days)
        else:
            yield None


def _first_day(survey: Survey, party: Row) -> date | None:
    """When the first contract of the party began, else was signed, else was awarded."""
    found = list[date | None]()
    for _, award in won(survey).get(_name(party), ()):
        contracts = [row for _, row in live_contracts_of(survey, award)]
        starts = [day(row, "period", "startDate") or day(row, "dateSigned") for row in contracts]
        found += [start or day(award, "date") for start in starts or [None]]
    return min((one for one in found if one), default=None)


def _is_within_a_year(founded: date, begun: date) -> bool:
    """Before the same day of the next year, whether or not there is a 29th of February between."""
    return (begun.year - 1, begun.month, begun.day) < (founded.year, founded.month, founded.day)


def _founded(key: str, today: date) -> date | None:
    match = COMPANY.fullmatch(key)
    if match is None:
        return None
    year, month, number = (int(digits) for digits in match.groups())
    century = 2000 if year <= today.year % 100 else 1900
    try:
        return date(century + year, month, number)
    except ValueError:
        return None


@looks_at("/parties/*/identifier", "/awards/*/suppliers")
def taxpayer_key(survey: Survey, context: Context) -> Signs:
    """A supplier whose RFC cannot be right, or the generic one for somebody of the country."""
    for pointer, party in supplier_parties(survey):
        key, place = taxpayer(party), f"{pointer}/identifier/id"
        country = text(part(party, "address"), "countryName")
        if not key:
            yield Lacking(place)
        elif key == FOREIGN and not country.strip():
            yield Lacking(f"{pointer}/address/countryName")
        elif key in GENERIC_KEYS:
            national = not country.strip() or is_mexico(country)
            yield sign(place, "guide.taxpayer_key", case="case.key_generic", value=key) if national else None
        else:
            yield None if is_rfc(key) else sign(place, "guide.taxpayer_key", case="case.key_wrong", value=key)


@looks_at("/parties")
def contact_shared(survey: Survey, context: Context) -> Signs:
    """Two who compete, or one of them and the office, with one telephone, e-mail, address or legal representative."""
    rivals = set(competitors(survey))
    if not rivals:
        return
    sides = [(at, row) for at, row in survey.rows("parties") if _name(row) in rivals or _is_official(row)]
    known = [(at, row, found) for at, row in sides if (found := _contacts(row))]
    compared = {_name(row) for _, row, _ in known} & rivals
    if not compared or len(known) < 2:
        yield Lacking(NO_CONTACTS)
        return
    if len(compared) < min(len(rivals), 2):
        yield Lacking(NO_CONTACTS)
    first: dict[str, tuple[str, Row]] = {}
    for pointer, party, contacts in known:
        yield from _shared(pointer, party, contacts, first, rivals)


def _shared(pointer: str, party: Row, contacts: set[str], first: dict[str, tuple[str, Row]], rivals: set[str]) -> Signs:
    yield None
    for contact in sorted(contacts):
        _, other = first.setdefault(contact, (pointer, party))
        if other is party:
            continue
        if (_name(party) in rivals or _name(other) in rivals) and not _is_same(party, other):
            yield sign(f"{pointer}/contactPoint", "guide.contact_shared", one=_shown(party), other=_shown(other))
            return


def _is_same(one: Row, other: Row) -> bool:
    """One party written twice: by its RFC, or by its name cut short."""
    names = [fold_text(text(party, "name")) for party in (one, other)]
    keys = [taxpayer(party) for party in (one, other)]
    alike = all(names) and (names[0].startswith(names[1]) or names[1].startswith(names[0]))
    return alike or (keys[0] == keys[1] != "" and keys[0] not in GENERIC_KEYS)


def _name(party: Row) -> str:
    return text(party, "id") or text(party, "_key")


def _is_official(party: Row) -> bool:
    roles = party.get("roles")
    return isinstance(roles, list) and any(isinstance(role, str) and role in _OFFICIAL for role in roles)


def _contacts(party: Row) -> set[str]:
    points = [part(party, "contactPoint"), *objects(party, "additionalContactPoints")]
    found = {fold_text(said) for point in points if (said := text(point, "email"))}
    phones = [_phone(text(point, "telephone")) for point in points]
    found.update(phone for phone in phones if len(phone) >= _LEAST_DIGITS and len(set(phone)) > 1)
    found.update(f"@ {_plain(name)}" for point in points if (name := _representative(point)))
    address = part(party, "address")
    street = _plain(text(address, "streetAddress"))
    if len(street) >= _LEAST_ADDRESS:
        found.add(f"{street} {fold_text(text(address, 'postalCode'))}")
    return found - {""}


def _phone(said: str) -> str:
    """Its last ten digits, those of the country, without what leads to it or an extension."""
    return _NOT_DIGIT.sub("", _EXTENSION.sub("", said))[-_MOST_DIGITS:]


def _plain(said: str) -> str:
    """Words and numbers alone: people write the rest as they like."""
    return " ".join(_WORD.findall(fold_text(said)))


def _representative(point: Row) -> str:
    """The name of who signs for a party; that of a desk or of who answers calls says nothing of the party."""
    if text(point, "type") != "attorney":
        return ""
    names = [text(point, name).strip() for name in ("givenName", "patronymicName", "matronymicName")]
    return text(point, "name").strip() or " ".join(filter(None, names))


@looks_at("/parties")
def owner_shared(survey: Survey, context: Context) -> Signs:
    """The same person behind two who compete; or nobody named behind the company that won."""
    rivals = set(competitors(survey))
    if not rivals:
        return
    named_owners = [(at, row, _owners(row)) for at, row in survey.rows("parties") if _name(row) in rivals]
    yield from _one_owner(named_owners)
    for pointer, party in supplier_parties(survey):
        if is_company(party):
            yield None if _owners(party) else _owner(pointer, "case.owner_missing", one=_shown(party))
    if sum(bool(owners) for _, _, owners in named_owners) < min(len(rivals), 2):
        yield Lacking(NO_OWNERS)


def _one_owner(owned: list[tuple[str, Row, dict[str, str]]]) -> Signs:
    """The same person behind two: by the same key, or by the name where the keys do not tell them apart."""
    first: dict[str, tuple[Row, str]] = {}
    for pointer, party, owners in owned:
        for owner, key in sorted(owners.items()):
            other, known = first.setdefault(owner, (party, key))
            is_same = other is party or _is_same(party, other) or bool(key and known and key != known)
            yield None if is_same else _owner(pointer, "case.owner_shared", one=_shown(party), other=_shown(other))


def _owner(pointer: str, case: str, **parameters: str) -> Finding:
    return sign(f"{pointer}/beneficialOwners", "guide.owner_shared", case=case, **parameters)


def _shown(party: Row) -> str:
    return text(party, "name") or _name(party)


def _owners(party: Row) -> dict[str, str]:
    """Who is behind a party, by identifier and by name, each with the identifier; ids of rows are local to a list."""
    found = dict[str, str]()
    for person in objects(party, "beneficialOwners"):
        key = text(part(person, "identifier"), "id").strip().upper()
        found.update(dict.fromkeys(filter(None, (key, _plain(text(person, "name")))), key))
    return found
