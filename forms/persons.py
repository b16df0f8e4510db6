"""The natural persons of a body, and what an outlet says of them: names and keys by the policy, one id for each.

An id made of a person's RFC would say it wherever the person is referred to, so such a person has another
one in public, the same in every place and in every publication of the record.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from forms.legal_forms import has_legal_form
from forms.members import objects, part, rows, text
from forms.nobody import GENERIC_KEYS
from forms.outlets import Keys, Names, PersonPolicy
from forms.pointers import KEY
from forms.scanner import is_curp, is_person_key

NATURAL, LEGAL, WINNER = "naturalPerson", "legalPerson", "supplier"
OWN_ACCOUNT = "selfEmployed"
_LARGE = frozenset({"medium", "large"})  # what is smaller may be a person's own business
BIDDERS = frozenset({"tenderer", "invitedSupplier", "issuingSupplier"})
COMPANY = re.compile(r"[A-ZÑ&]{3}(\d{2})(\d{2})(\d{2})[A-Z0-9]{3}", re.ASCII)
PARTY, REFERENCE, OWNER, IDENTIFIER = "organization", "organization_reference", "person", "identifier"
SAID_BY_KEY = ("MX-RFC-", "MX-CURP-", "RFC-", "CURP-")
NAMES = frozenset({"name", "legalName", "givenName", "patronymicName", "matronymicName"})
LONGEST_KEY = 40
SHORTEST_KEY = 12
MASK_KEEPS = 4
_PERSON_KEY = re.compile(r"[A-ZÑ&]{4}[0-9]{6}[A-Z0-9]{2,3}")
_CURP = re.compile(r"[A-ZÑ]{4}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]")
_CALLED = re.compile(r"(?:MX[\s\-]?)?(?:R\.?\s?F\.?\s?C|CURP)[.:\s\-/_]+")
_SEPARATORS = re.compile(r"[\s.\-/_]+")
_CONTACTS = ("contactPoint", "additionalContactPoints")
_PUBLIC_KEY_LENGTH = 10
Row = Mapping[str, Any]


def bare(key: str) -> str:
    """The key without the name of its registry before it."""
    said = key.strip().upper()
    if not said.startswith(SAID_BY_KEY):
        return said
    return next((said.removeprefix(prefix) for prefix in SAID_BY_KEY if said.startswith(prefix)), said)


def plain_key(key: str) -> str:
    """A key as its registry writes it: in capitals, without the word before it, spaces, hyphens or dots."""
    said = bare(key)
    return said if said.isalnum() else _SEPARATORS.sub("", _CALLED.sub("", said, count=1))


def says_person(key: str) -> bool:
    """Whether a key has the shape of the RFC or the CURP of a natural person, whatever the record says it is."""
    return len(key) >= SHORTEST_KEY and _said(key) is not None


def _said(key: str) -> str | None:
    """The RFC or the CURP of a natural person that a key is, however it is written; None where it is neither.

    With signs between its parts it may also be a number of the office: then its day and its letters must agree.
    """
    said = bare(key)
    if is_rfc(said) or is_population_key(said):
        return said
    plain = said if said.isalnum() else plain_key(said)
    return plain if plain != said and (is_person_key(plain) or is_population_key(plain)) else None


def is_rfc(said: str) -> bool:
    return bool(_PERSON_KEY.fullmatch(said)) and said not in GENERIC_KEYS


def is_population_key(said: str) -> bool:
    return bool(_CURP.fullmatch(said)) or is_curp(said)


def is_natural(party: Row) -> bool:
    """Whether an organisation of the record is a natural person, as it says or by any of its keys."""
    is_said = text(part(party, "identifier"), "legalPersonality") == NATURAL or _scale(party) == OWN_ACCOUNT
    return is_said or any(map(says_person, _keys(party)))


def is_surely_no_person(party: Row) -> bool:
    """Whether anything tells that an organisation is no natural person: its type, a key, size, owners or name."""
    identifier = part(party, "identifier")
    is_said = text(identifier, "legalPersonality") == LEGAL or _scale(party) in _LARGE
    if is_said or objects(party, "beneficialOwners") or any(COMPANY.fullmatch(plain_key(key)) for key in _keys(party)):
        return True
    return has_legal_form(text(party, "name")) or has_legal_form(text(identifier, "legalName"))


def _scale(party: Row) -> str:
    return text(part(party, "details"), "scale")


def _keys(party: Row) -> list[str]:
    others = (text(row, "id") for row in objects(party, "additionalIdentifiers"))
    return list(filter(None, (text(party, "id"), text(part(party, "identifier"), "id"), *others)))


def _bidders(body: Row) -> list[Row]:
    """The references to who bid, quoted or was asked to."""
    places = (
        ("tender", "tenderers"),
        ("bids", "details", "*", "tenderers"),
        ("planning", "requestsForQuotes", "*", "invitedSuppliers"),
    )
    quotes = rows(body, "", "planning", "requestsForQuotes", "*", "quotes")
    listed = [row for names in places for _, row in rows(body, "", *names)]
    return [*listed, *(part(quote, "issuingSupplier") for _, quote in quotes)]


class Persons:
    """What one outlet says of the natural persons of one body.

    `named_roles` are those whose holders are named, as far as they are public: who is named among the bidders
    before the award would be told as its winner. `salt` makes public ids impossible to guess.
    """

    def __init__(self, body: Row, policy: PersonPolicy, named_roles: Collection[str], salt: str = "") -> None:
        self._policy, self._roles, self._salt = policy, named_roles, salt
        winners = rows(body, "", "awards", "*", "suppliers") if WINNER in named_roles else []
        self._awarded = {text(row, "id") for _, row in winners} - {""}
        parties, bidders = objects(body, "parties"), _bidders(body)
        bidding = {text(row, "id") for row in bidders} - {""}
        natural = [party for party in parties if is_natural(party) or self._may_be_one(party, bidding)]
        self._named = {name: self._is_named(party) for party in natural for name in _ids(party)}
        self._unlisted = self._names_unlisted(parties, bidders, {text(row, "name") for _, row in winners})
        self.ids = {text(party, "id"): self._public_id(party) for party in natural if says_person(text(party, "id"))}

    def _is_named(self, party: Row) -> bool:
        return self._policy.names is Names.ALL or (self._policy.names is Names.AWARDED and self._is_public(party))

    def _is_public(self, party: Row) -> bool:
        """Whether a party won, is paid or serves the public."""
        return not self._awarded.isdisjoint(_ids(party)) or not _roles(party).isdisjoint(self._roles)

    def _may_be_one(self, party: Row, bidding: Collection[str]) -> bool:
        """Whether a bidder that did not win may be a natural person: nothing tells that it is none."""
        bids = not BIDDERS.isdisjoint(_roles(party)) or any(name in bidding for name in _ids(party))
        return bids and not self._is_public(party) and not is_surely_no_person(party)

    def _names_unlisted(self, parties: list[Row], bidders: list[Row], awarded: Collection[str]) -> frozenset[str]:
        """The names of bidders that no party tells more of, and that may be natural persons."""
        ids = {name for party in parties for name in _ids(party)} | self._awarded
        others = {text(party, "name") for party in parties if self._is_public(party) or is_surely_no_person(party)}
        alone = (row for row in bidders if text(row, "id") not in ids and not is_surely_no_person(row))
        return frozenset(text(row, "name") for row in alone) - {"", *others, *awarded}

    def _public_id(self, party: Row) -> str:
        own = text(party, "id")
        return own if self._policy.keys is Keys.SHOW and not is_population_key(plain_key(own)) else self._alias(own)

    def _alias(self, own: str) -> str:
        digest = hashlib.sha256(f"{self._salt}\n{bare(own)}".encode()).digest()
        return f"persona-{b32encode(digest).decode().lower()[:_PUBLIC_KEY_LENGTH]}"

    def shown(self, value: Row, group: str) -> Row:
        """A value of a group of the law as the outlet may see it; one that is of no natural person as it is."""
        if group == PARTY:
            return self._shown(value) if self._is_known(value) else value
        if group == REFERENCE:
            is_one = self._is_known(value) or text(value, "name") in self._unlisted
            return self._shown(value) if is_one else value
        if group == OWNER:
            return self._owner(value)
        return self.identifier(value) if group == IDENTIFIER else value

    def _is_known(self, value: Row) -> bool:
        return is_natural(value) or any(name in self._named for name in _ids(value))

    def _owner(self, value: Row) -> Row:
        """Who owns a company is a natural person always, named only where everybody is."""
        own = text(value, "id")
        named = {name: member for name, member in value.items() if self._policy.names is Names.ALL or name not in NAMES}
        return {**named, "id": self._public_id(value)} if says_person(own) else named

    def _shown(self, value: Row) -> dict[str, Any]:
        """The row with its id, its names and its keys as the policy says; contacts are the person's own."""
        own = text(value, "id")
        is_named = self._named.get(own or text(value, KEY), self._policy.names is Names.ALL or own in self._awarded)
        shown = {name: member for name, member in value.items() if is_named or name not in (*NAMES, *_CONTACTS)}
        if says_person(own):
            shown["id"] = self.ids.get(own) or self._public_id(value)
        identifier = value.get("identifier")
        if isinstance(identifier, Mapping):
            shown["identifier"] = self.identifier(identifier, is_named=is_named, is_person=True)
        others = value.get("additionalIdentifiers")
        if isinstance(others, list):
            shown["additionalIdentifiers"] = [
                self.identifier(row, is_named=is_named, is_person=True) for row in others if isinstance(row, Mapping)
            ]
        return shown

    def identifier(self, value: Row, *, is_named: bool | None = None, is_person: bool = False) -> Row:
        """An identifier as the outlet may see it, alone or of a person."""
        key = text(value, "id")
        known = self._named.get(key) if key else None
        if not (is_person or text(value, "legalPersonality") == NATURAL or says_person(key) or known is not None):
            return value
        is_named = known if is_named is None else is_named
        named = self._policy.names is Names.ALL if is_named is None else is_named
        shown = {name: member for name, member in value.items() if named or name not in NAMES}
        if self._policy.keys is not Keys.SHOW or is_population_key(plain_key(key)):
            shown.pop("uri", None)
        said = _said(key) or key
        told = self.key(said)
        said = key if told == said else told
        return {**{name: member for name, member in shown.items() if name != "id"}, **({"id": said} if said else {})}

    def key(self, key: str) -> str:
        """What is said of a key: nothing of a CURP; another registry's number is no personal datum."""
        if len(key) > LONGEST_KEY:
            return key
        said = bare(key)
        if is_population_key(said) or (is_rfc(said) and self._policy.keys is Keys.WITHHOLD):
            return ""
        masked = is_rfc(said) and self._policy.keys is Keys.MASK
        return said[:MASK_KEEPS] + "*" * (len(said) - MASK_KEEPS) if masked else key


def _roles(party: Row) -> set[str]:
    given = party.get("roles")
    return {role for role in given if isinstance(role, str)} if isinstance(given, list) else set()


def _ids(party: Row) -> Iterator[str]:
    """The names by which others refer to a party."""
    yield from (name for name in (text(party, "id"), text(party, KEY)) if name)
