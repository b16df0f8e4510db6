"""What one part of the record says of another: parties named, awards contracted."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from forms.columns import Place
from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.members import text
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.survey import Survey, shared

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "/buyer": "buyer",
        "/planning/requestingUnits": "requestingUnit",
        "/planning/responsibleUnits": "responsibleUnit",
        "/planning/contractingUnits": "contractingUnit",
        "/planning/requestsForQuotes/*/invitedSuppliers": "invitedSupplier",
        "/planning/requestsForQuotes/*/quotes/*/issuingSupplier": "issuingSupplier",
        "/tender/procuringEntity": "procuringEntity",
        "/tender/tenderers": "tenderer",
        "/bids/details/*/tenderers": "tenderer",
        "/awards/*/suppliers": "supplier",
        "/contracts/*/implementation/transactions/*/payer": "payer",
        "/contracts/*/implementation/transactions/*/payee": "payee",
    }
)
CHECKED_ROLES = frozenset({"procuringEntity", "tenderer", "supplier", "payer", "payee"})


@shared
def _references(survey: Survey) -> list[tuple[Place, str, str]]:
    """Each reference with its id and its name, "" for what it has not."""
    found = survey.of("organization_reference")
    return [(place, text(place.value, "id"), text(place.value, "name")) for place in found]


@looks_at("organization_reference/id")
def reference_party_missing(survey: Survey, context: Context) -> Verdicts:
    parties = survey.parties
    for place, name, said in _references(survey):
        if name in parties:
            yield None
        elif name:
            level, blocks = (Level.ERROR, "B09") if place.pattern in ROLES else (Level.WARNING, None)
            yield finding(place.pointer, "reference.party_missing", level, blocks, id=name, name=said or name)


@looks_at("organization_reference/name")
def reference_without_id(survey: Survey, context: Context) -> Verdicts:
    for place, name, said in _references(survey):
        if said:
            yield None if name else finding(place.pointer, "reference.without_id", Level.WARNING, name=said)


@looks_at("/contracts/*/awardID")
def reference_award_missing(survey: Survey, context: Context) -> Verdicts:
    known = {text(row, name) for _, row in survey.awards for name in ("id", "_key")}
    for pointer, contract in survey.contracts:
        award = text(contract, "awardID")
        if award in known and award:
            yield None
        elif award:
            yield finding(f"{pointer}/awardID", "reference.award_missing", Level.ERROR, "B09", id=award)


@looks_at("organization_reference/id", "/parties")
def party_role_missing(survey: Survey, context: Context) -> Verdicts:
    """A party that the record refers to in a role must list that role."""
    parties = survey.parties
    for place, name, _ in _references(survey):
        role = ROLES.get(place.pattern) if name in parties else None
        for party in parties[name][:1] if role else ():
            roles = party.get("roles")
            if isinstance(roles, list) and role in roles:
                yield None
            else:
                shown = text(party, "name") or name
                yield finding(place.pointer, "party.role_missing", Level.WARNING, name=shown, role=role)


@looks_at("/parties/*/roles")
def party_role_unused(survey: Survey, context: Context) -> Verdicts:
    """A role listed by a party must be played somewhere in the record."""
    played = {(ROLES.get(place.pattern), name) for place, name, _ in _references(survey)}
    for pointer, party in survey.rows("parties"):
        roles = party.get("roles")
        name = text(party, "id") or text(party, "_key")
        for role in roles if isinstance(roles, list) and name else ():
            if isinstance(role, str) and role in CHECKED_ROLES:
                yield None if (role, name) in played else _unused(pointer, text(party, "name") or name, role)


def _unused(pointer: str, name: str, role: str) -> Finding:
    return finding(f"{pointer}/roles", "party.role_unused", Level.WARNING, name=name, role=role)


@looks_at("organization_reference/name", "/parties/*/name")
def party_name_differs(survey: Survey, context: Context) -> Verdicts:
    parties = survey.parties
    for place, known_as, said in _references(survey):
        for party in parties[known_as][:1] if said and known_as in parties else ():
            name = text(party, "name")
            if name and name != said and _written(name) != _written(said):
                yield finding(place.pointer, "party.name_differs", Level.WARNING, said=said, name=name)
            else:
                yield None


def _written(name: str) -> list[str]:
    """The words of a name, the same however its accents are stored."""
    return unicodedata.normalize("NFC", name).split()
