"""What a body holds that is not public yet: what waits for its act, and who belongs to stages not published."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from forms.catalog import Catalog, load_catalog
from forms.codes import Code
from forms.conditions import parse
from forms.moments import AWARD, MOMENTS, moments_reached
from forms.proposed import proposed_rows, without
from forms.record_type import FieldType, Node

PARTIES = "parties"
REFERENCE = "organization_reference"
ROLES = "/parties/*/roles"
# Names, in both languages, of what a member that the law does not know tells before the award: prices and bidders.
_TELLING = re.compile(
    r"amount|value|price|cost|budget|monto|importe|precio|presupuesto|cotiza|quote|bid|tenderer|supplier|oferta"
    r"|licitante|proveedor|invitad|proposici",
    re.IGNORECASE,
)
_OF_BIDS = "/bids/"
_LATER = frozenset({"award", "contract", "implementation"})


class Reserve:
    """The reserve of one body; nothing waits once every act has been captured and every stage is published.

    `stages` are those published (ids of the stepper), None for all: a winner's name stays back with the award.
    """

    def __init__(
        self, body: Mapping[str, Any], catalog: Catalog | None = None, stages: Collection[str] | None = None
    ) -> None:
        self._body = body
        self._codelists = (catalog or load_catalog()).codelists
        self._waiting = frozenset(MOMENTS) - moments_reached(body)
        self._stages = stages
        self._named: set[str] = set()
        self._withheld: set[str] = set()

    def holds(self, moment: str | None) -> bool:
        """Whether what waits for this act is still withheld."""
        return moment in self._waiting

    def holds_unknown(self, place: str, name: str, member: Any) -> bool:
        """Whether a member that the law does not know waits for the award: it tells a price or a bidder."""
        if AWARD not in self._waiting or name.startswith("_"):
            return False
        is_price = isinstance(member, Mapping) and "amount" in member
        tells = bool(_TELLING.search(name)) and not isinstance(member, bool)
        return is_price or tells or place.startswith(_OF_BIDS)

    def withhold(self, value: Any, node: Node | None) -> None:
        """Remember who is named in something withheld."""
        self._withheld.update(named_in(value, node))

    def show(self, value: Any, node: Node) -> None:
        """Remember who is named in what is public."""
        if self._is_needed:
            self._named.update(named_in(value, node))

    def announced(self, tree: Node) -> Mapping[str, Any]:
        """The body without awards that are only proposed and what follows from them; who they name is withheld."""
        awards, contracts = proposed_rows(self._body)
        if not (awards or contracts):
            return self._body
        there = (("awards", awards), ("contracts", contracts))
        named = {name for part, rows in there for name in named_in(rows, tree.children.get(part))}
        kept = without(self._body, [*awards, *contracts], (), ())
        others = {name for part, _ in there for name in named_in(kept.get(part), tree.children.get(part))}
        roles = {role for role, code in self._roles().items() if code.public_after == AWARD and code.stage in _LATER}
        self._withheld |= named
        return without(self._body, [*awards, *contracts], named - others, roles)

    def _roles(self) -> Mapping[str, Code]:
        return self._codelists["partyRole"].by_code if "partyRole" in self._codelists else {}

    @property
    def _is_needed(self) -> bool:
        return bool(self._waiting) or self._stages is not None or bool(self._withheld)

    def holds_row(self, row: Any, node: Node) -> bool:
        """Whether the row waits: by one of its codes, or a party known only from what is withheld."""
        if not self._is_needed or not isinstance(row, Mapping):
            return False
        roles = node.children.get("roles")
        if roles is not None and roles.field is not None and roles.field.pointer == ROLES:
            return self._holds_party(row, self._codes(roles))
        members = ((row.get(name), child) for name, child in node.children.items())
        return any(self.holds_code(value, child) for value, child in members if value is not None)

    def holds_code(self, value: Any, node: Node | None) -> bool:
        """Whether a code of the law's list is one that still waits."""
        if node is None or node.field is None or not isinstance(value, str):
            return False
        if node.field.type not in (FieldType.CODE, FieldType.CODES):
            return False
        code = self._codes(node).get(value)
        is_role = node.field.pointer == ROLES
        return code is not None and (self.role_waits(code) if is_role else self._waits(code))

    def _codes(self, node: Node) -> Mapping[str, Code]:
        codelist = self._codelists.get(node.field.codelist or "") if node.field else None
        return codelist.by_code if codelist else {}

    def _waits(self, code: Code) -> bool:
        if not self.holds(code.public_after):
            return False
        return code.public_after_when is None or parse(code.public_after_when).holds(self._body)

    def role_waits(self, role: Code) -> bool:
        """Whether a role is not public yet: its act is to come, or its stage is not published."""
        is_elsewhere = self._stages is not None and bool(role.stage) and role.stage not in self._stages
        return is_elsewhere or self._waits(role)

    def _holds_party(self, party: Mapping[str, Any], known: Mapping[str, Code]) -> bool:
        """A party is shown when something public names it or one of its known roles is public."""
        names = {name for name in (party.get("id"), party.get("_key")) if isinstance(name, str)}
        given = party.get("roles")
        roles = [known.get(role) for role in given if isinstance(role, str)] if isinstance(given, list) else []
        waiting = [role for role in roles if role is not None and self.role_waits(role)]
        is_open = len(waiting) < sum(role is not None for role in roles)
        if is_open or names & self._named:
            return False
        return bool(waiting) or bool(names & self._withheld)


def named_in(value: Any, node: Node | None) -> Iterator[str]:
    """The ids of the organisations that a value of the law refers to, at any depth."""
    if node is None:
        return
    if isinstance(value, Mapping):
        if node.field is not None and node.field.group == REFERENCE and isinstance(value.get("id"), str):
            yield value["id"]
        for name, member in value.items():
            yield from named_in(member, node.children.get(name))
    elif isinstance(value, list):
        row = node.children.get("*")
        is_reference = node.field is not None and node.field.group == REFERENCE
        for member in value:
            if is_reference and isinstance(member, Mapping) and isinstance(member.get("id"), str):
                yield member["id"]
            yield from named_in(member, row)
