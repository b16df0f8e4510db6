"""Organizations named in the rows of a table become parties, each once, with their role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from capture_app.importers.mapping.targets import ACTORS
from capture_app.importers.tables.readings import is_nothing
from capture_app.ocds.release import content_key
from forms.codes import fold
from forms.nobody import GENERIC_KEYS, says_none
from forms.pointers import expand

RFC_SCHEME = "MX-RFC"
_RFC = re.compile(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}")
_FORMS = re.compile(
    r"\b(s\s*a\s*p\s*i|s\s*a|s\s*c|a\s*c|s\s*de\s*r\s*l|s\s*r\s*l|s\s*p\s*r|s\s*a\s*b)(?:\s*de\s*(c\s*v|r\s*l|p\s*r))?(?:\s*de\s*c\s*v)?\s*$"
)
_REFERENCE = ("id", "name")


def clean_rfc(text: str) -> str:
    """The RFC without spaces and hyphens, "" where the text is none that names somebody."""
    said = re.sub(r"[\s\-.]", "", text).upper()
    return said if _RFC.fullmatch(said) and said not in GENERIC_KEYS and not says_none(said) else ""


def plain_name(name: str) -> str:
    """A name for comparing: no accents, no punctuation, the kind of company left out."""
    words = " ".join(re.sub(r"[^a-z0-9ñ]+", " ", fold(name)).split())
    return _FORMS.sub("", words).strip() or words


def identity_of(organization: Mapping[str, Any]) -> str:
    """What tells an organization from another: its RFC, else its name."""
    identifier = organization.get("identifier")
    rfc = clean_rfc(str(identifier.get("id") or "")) if isinstance(identifier, Mapping) else ""
    if rfc:
        return f"{RFC_SCHEME}-{rfc}"
    name = organization.get("name") or (identifier or {}).get("legalName") or _person(identifier or {})
    return content_key("party", plain_name(str(name))) if name and not is_nothing(str(name)) else ""


def _person(identifier: Mapping[str, Any]) -> str:
    """The whole name of a person written in parts."""
    parts = (identifier.get(name) for name in ("givenName", "patronymicName", "matronymicName"))
    return " ".join(str(part) for part in parts if part)


def settle(release: dict[str, Any]) -> None:
    """Move what is said of organizations where they act to the parties; a reference stays in each place."""
    parties: dict[str, dict[str, Any]] = {}
    acting = list(_organizations(release))
    keyed = _keyed([organization for *_, organization in acting])
    for role, holder, name, organization in acting:
        if organization.get("id") and set(organization) <= {"id", "name"}:
            continue
        identity = identity_of(organization)
        identity = keyed.get(identity, identity)
        if not identity:
            _drop(holder, name, organization)
            continue
        party = parties.setdefault(identity, {"id": identity})
        _complete(party, organization, role)
        reference = {"id": identity, "name": party["name"]}
        organization.clear()
        organization.update(reference)
    known = {party.get("id"): party for party in release.get("parties", [])}
    for identity, party in parties.items():
        _join(known.setdefault(identity, party), party)
    if known:
        release["parties"] = list(known.values())


def _keyed(organizations: list[dict[str, Any]]) -> dict[str, str]:
    """Of those who are named somewhere with their RFC: the identity by RFC, by the one that the name alone gives."""
    found: dict[str, set[str]] = {}
    for organization in organizations:
        identity = identity_of(organization)
        if identity.startswith(RFC_SCHEME) and organization.get("name"):
            found.setdefault(identity_of({"name": organization["name"]}), set()).add(identity)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def _join(party: dict[str, Any], other: Mapping[str, Any]) -> None:
    """What another mention of the same organization adds."""
    roles = dict.fromkeys([*party.get("roles", []), *other.get("roles", [])])
    for name, value in other.items():
        party.setdefault(name, value)
    party["roles"] = list(roles)


def _organizations(release: dict[str, Any]) -> Iterator[tuple[str, Any, str, dict[str, Any]]]:
    for pattern, role in ACTORS.items():
        owner, _, name = pattern.removesuffix("/*").rpartition("/")
        for _, holder in expand(release, owner) if owner else [("", release)]:
            held = holder.get(name) if isinstance(holder, dict) else None
            for organization in held if isinstance(held, list) else [held]:
                if isinstance(organization, dict):
                    yield role, holder, name, organization


def _drop(holder: dict[str, Any], name: str, organization: dict[str, Any]) -> None:
    held = holder.get(name)
    if isinstance(held, list):
        held[:] = [item for item in held if item is not organization]
    else:
        holder.pop(name, None)


def _complete(party: dict[str, Any], organization: dict[str, Any], role: str) -> None:
    identifier = dict(organization.get("identifier") or {})
    rfc = clean_rfc(str(identifier.get("id") or ""))
    if says_none(str(identifier.get("id") or "")):
        identifier = {name: member for name, member in identifier.items() if name not in ("id", "scheme")}
    if rfc:
        personality = "legalPerson" if len(rfc) == 12 else "naturalPerson"
        identifier = {"legalPersonality": personality, **identifier, "scheme": RFC_SCHEME, "id": rfc}
        if len(rfc) == 12 and organization.get("name"):
            identifier.setdefault("legalName", organization["name"])
    name = organization.get("name") or identifier.get("legalName") or _person(identifier) or rfc
    party.setdefault("name", name)
    for member, value in {**organization, "identifier": identifier}.items():
        if member not in _REFERENCE and value:
            party.setdefault(member, value)
    roles = party.setdefault("roles", [])
    if role not in roles:
        roles.append(role)
