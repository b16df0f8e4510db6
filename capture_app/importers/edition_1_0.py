"""Forms of OCDS 1.0 brought to 1.1: the one place here that names members of the standard.

Organizations written where they act become parties with a reference; an amendment becomes a list of one;
payments get value, payer and payee. What cannot be moved without losing something stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from capture_app.importers.foreign import Ledger
from capture_app.importers.numbers import is_number, tamed
from capture_app.ocds.release import content_key
from forms.pointers import expand

ACTORS: Mapping[str, str] = {
    "/buyer": "buyer",
    "/tender/procuringEntity": "procuringEntity",
    "/tender/tenderers/*": "tenderer",
    "/awards/*/suppliers/*": "supplier",
}
AMENDED = ("/tender", "/awards/*", "/contracts/*")
PAYMENTS = "/contracts/*/implementation/transactions/*"
PAYERS = (("providerOrganization", "payer"), ("receiverOrganization", "payee"))
ORGANIZATION_MEMBERS = frozenset(
    {"identifier", "additionalIdentifiers", "address", "contactPoint", "additionalContactPoints", "details", "memberOf"}
)


def upgraded(release: Mapping[str, Any], ledger: Ledger) -> dict[str, Any]:
    """A copy of the release in forms of OCDS 1.1; each thing moved is noted."""
    copy: dict[str, Any] = tamed(dict(release))
    if not isinstance(copy.get("parties", []), list):
        return copy
    upgrade = _Upgrade(copy, ledger)
    upgrade.move_amendments()
    upgrade.rename_payments()
    upgrade.move_organizations()
    return copy


@dataclass
class _Upgrade:
    release: dict[str, Any]
    ledger: Ledger

    def _objects(self, pattern: str) -> list[tuple[str, dict[str, Any]]]:
        return [(at, value) for at, value in expand(self.release, pattern) if isinstance(value, dict)]

    def move_amendments(self) -> None:
        for pattern in AMENDED:
            for pointer, owner in self._objects(pattern):
                if isinstance(owner.get("amendment"), dict) and not owner.get("amendments"):
                    owner["amendments"] = [owner.pop("amendment")]
                    self.ledger.note(f"{pointer}/amendments", "edition.amendment")

    def rename_payments(self) -> None:
        for pointer, payment in self._objects(PAYMENTS):
            if isinstance(payment.get("amount"), dict) and not payment.get("value"):
                payment["value"] = payment.pop("amount")
                self.ledger.note(f"{pointer}/value", "edition.payment")
            for old, new in PAYERS:
                identifier = payment.get(old)
                if isinstance(identifier, dict) and not payment.get(new):
                    payment[new] = self._payer(payment.pop(old), new)
                    self.ledger.note(f"{pointer}/{new}", "edition.payment")

    def _payer(self, identifier: dict[str, Any], role: str) -> dict[str, Any]:
        """An identifier of 1.0 as the reference to a party that carries it."""
        kept = {name: value for name, value in identifier.items() if value is not None}
        organization = {"name": kept.get("legalName"), "identifier": kept}
        return self._reference({name: value for name, value in organization.items() if value}, role)

    def move_organizations(self) -> None:
        for pattern, role in ACTORS.items():
            for pointer, organization in self._objects(pattern):
                if ORGANIZATION_MEMBERS & set(organization) and _is_name(organization.get("id", "")):
                    reference = self._reference(dict(organization), role)
                    organization.clear()
                    organization.update(reference)
                    self.ledger.note(pointer, "edition.organization")

    def _reference(self, organization: dict[str, Any], role: str) -> dict[str, Any]:
        """Put the organization among the parties; what its party says otherwise stays in the reference."""
        party = self._party_of(organization)
        left: dict[str, Any] = {}
        for name, value in organization.items():
            if name not in ("id", "name") and party.setdefault(name, value) != value:
                left[name] = value
        party.setdefault("name", organization.get("name"))
        roles = party.setdefault("roles", [])
        if isinstance(roles, list) and role not in roles:
            roles.append(role)
        reference = {"id": party["id"], "name": organization.get("name") or party.get("name"), **left}
        return {name: value for name, value in reference.items() if value is not None}

    def _party_of(self, organization: Mapping[str, Any]) -> dict[str, Any]:
        parties = self.release.setdefault("parties", [])
        known = next((party for party in parties if _is_same(party, organization)), None)
        if known is None:
            known = {"id": _party_id(organization)}
            parties.append(known)
        found: dict[str, Any] = known
        return found


def _identifier(organization: Mapping[str, Any]) -> tuple[str, str]:
    identifier = organization.get("identifier")
    if not isinstance(identifier, Mapping) or identifier.get("id") in (None, "") or not _is_name(identifier["id"]):
        return "", ""
    scheme = identifier.get("scheme")
    return scheme if isinstance(scheme, str) else "", str(identifier["id"])


def _is_name(value: Any) -> bool:
    """Whether a value can be the name of something; what is of another type stays where it is and is told there."""
    return value is None or isinstance(value, str) or is_number(value)


def _is_same(party: Any, organization: Mapping[str, Any]) -> bool:
    if not isinstance(party, dict) or party.get("id") in (None, ""):
        return False
    if organization.get("id") not in (None, ""):
        return str(party["id"]) == str(organization["id"])
    scheme, own = _identifier(organization)
    if own:
        party_scheme, party_own = _identifier(party)
        return own == party_own and (scheme == party_scheme or not scheme or not party_scheme)
    return str(party["id"]) == _party_id(organization)


def _party_id(organization: Mapping[str, Any]) -> str:
    if organization.get("id") not in (None, ""):
        return str(organization["id"])
    scheme, own = _identifier(organization)
    if own:
        return f"{scheme}-{own}" if scheme else own
    return content_key("party", organization.get("name") or dict(organization))
