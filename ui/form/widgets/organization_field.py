"""A reference to a party: chosen from those of the record by name or RFC, or made on the spot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from capture_app.changes import FieldEdit, KnownParty
from forms.catalog import Field
from forms.codes import fold
from ui.form.widgets.base_field import DIRECTORY, BaseField, Edited, Organization, Surroundings, Typed
from ui.inputs.late_suggest_input import LateSuggestInput
from ui.inputs.suggest_input import Suggestion
from ui.words import say

ROLES: Mapping[str, str] = {
    "buyer": "buyer",
    "procuringEntity": "procuringEntity",
    "suppliers": "supplier",
    "tenderers": "tenderer",
    "requestingUnits": "requestingUnit",
    "contractingUnits": "contractingUnit",
    "responsibleUnits": "responsibleUnit",
    "invitedSuppliers": "invitedSupplier",
    "issuingSupplier": "issuingSupplier",
    "payer": "payer",
    "payee": "payee",
    "sourceParty": "funder",
    "guarantor": "guarantor",
    "attendees": "attendee",
    "officials": "official",
}


@dataclass(frozen=True)
class NewParty:
    """What is chosen when no party has the name typed."""

    name: str


AREA_ROLES = frozenset(("buyer", "procuringEntity", "requestingUnit", "contractingUnit", "responsibleUnit", "payer"))
Choice = Organization | NewParty | KnownParty


def role_of(field: Field) -> str | None:
    return ROLES.get(field.name)


def lookup(around: Surroundings, text: str, taken: frozenset[str] = frozenset()) -> list[Suggestion]:
    """Parties whose name, RFC or id has every word typed; last, the offer to add a new one."""
    words = fold(text).split()
    found = [
        Suggestion(party, f"{party.name}  ·  {party.rfc}" if party.rfc else party.name)
        for party in around.organizations()
        if party.id not in taken and _has(party, words)
    ]
    known = any(fold(item.choice.name) == fold(text) for item in found)
    if text.strip() and not known:
        found.append(Suggestion(NewParty(text.strip()), say("organization.new", name=text.strip())))
    return found


def ask_directory(around: Surroundings, line: LateSuggestInput, text: str, role: str | None) -> None:
    """Who the office has met before, and for areas the bodies of the State; never those already in the record."""
    here = {fold(name) for party in around.organizations() for name in (party.name, party.rfc) if name}
    found: list[Suggestion] = []

    def bring(known: tuple[Any, ...]) -> None:
        for item in known:
            choice = item if isinstance(item, KnownParty) else NewParty(item.title)
            rfc = item.rfc if isinstance(item, KnownParty) else ""
            if fold(choice.name) not in here and (not rfc or fold(rfc) not in here):
                key = "organization.known_rfc" if rfc else "organization.known"
                is_exact = fold(text) in (fold(choice.name), fold(rfc))
                found.append(Suggestion(choice, say(key, name=choice.name, rfc=rfc), is_exact))
        line.bring(text, found, takes_first=bool(text.strip()))

    if text.strip():
        around.search(DIRECTORY, text.strip(), bring)
        if role in AREA_ROLES:
            around.search("public_bodies", text.strip(), bring)


def _has(party: Organization, words: list[str]) -> bool:
    text = f"{fold(party.name)} {fold(party.rfc)} {fold(party.id)}"
    return all(word in text for word in words)


def refer(around: Surroundings, choice: Choice, role: str | None) -> tuple[Any, tuple[FieldEdit, ...]]:
    """The reference to a choice and the edits to the parties that go with it."""
    if isinstance(choice, (NewParty, KnownParty)):
        key = around.mint()
        known = choice.party if isinstance(choice, KnownParty) else {}
        party: dict[str, Any] = {**known, "id": key, "name": choice.name}
        if role:
            party["roles"] = [role]
        return {"id": key, "name": choice.name}, (FieldEdit(f"/parties/@{key}", party, "row_add"),)
    edits: tuple[FieldEdit, ...] = ()
    if role and choice.key and role not in choice.roles:
        edits = (FieldEdit(f"/parties/@{choice.key}/roles", [*choice.roles, role]),)
    return {"id": choice.id, "name": choice.name}, edits


class OrganizationField(BaseField):
    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._value: Any = None
        self._dirty = False
        self.input = LateSuggestInput(lambda text: lookup(self.around, text))
        self.input.asked.connect(lambda text: ask_directory(self.around, self.input, text, role_of(self.field)))
        self.input.setPlaceholderText(say("organization.hint"))
        self._detail = QLabel(self)
        self._detail.setObjectName("hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        line = QHBoxLayout()
        line.addWidget(self.input)
        layout.addLayout(line)
        layout.addWidget(self._detail)
        self.input.typed.connect(self._typed)
        self.input.chosen.connect(self._choose)
        self.input.left.connect(self._leave)

    def _typed(self, text: str) -> None:
        self._dirty = True
        self.changed.emit(Typed(text) if text.strip() else Edited(None))

    def _choose(self, choice: Choice) -> None:
        self._dirty = False
        self._value, also = refer(self.around, choice, role_of(self.field))
        self.input.put(choice.name)
        self._show_detail()
        self.problem.emit("")
        self.changed.emit(Edited(self._value, also))

    def _leave(self) -> None:
        self.commit()
        self.left.emit()

    def commit(self) -> None:
        """A name typed and left is a party: the one that has it, else a new one."""
        if not self._dirty:
            return
        self._dirty = False
        text = self.input.text().strip()
        if not text:
            self._value = None
            self._show_detail()
            return
        same = [party for party in self.around.organizations() if fold(text) in (fold(party.name), fold(party.rfc))]
        self._choose(same[0] if same else NewParty(text))

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        if self._dirty:
            return
        self._value = value
        name = value.get("name") or value.get("id") or "" if isinstance(value, Mapping) else ""
        self.input.put(typed.get("", str(name)))
        self._show_detail()

    def _show_detail(self) -> None:
        """The RFC of the party meant, or its key."""
        wanted = self._value.get("id") if isinstance(self._value, Mapping) else None
        party = next((item for item in self.around.organizations() if item.id == wanted), None)
        text = say("organization.rfc", rfc=party.rfc) if party and party.rfc else ""
        if wanted and party is None:
            text = say("organization.not_listed")
        self._detail.setText(text)
        self._detail.setVisible(bool(text))

    def inputs(self) -> list[QWidget]:
        return [self.input]

    def set_read_only(self, locked: bool) -> None:
        self.input.set_locked(locked)
