"""What the people at the desks do: they type, adjoin files, hand over, approve, publish."""

from __future__ import annotations

from typing import Any

from capture_app.changes import FieldEdit
from capture_app.errors import Refused
from tests.simulation.desk import Chance, SimulatedDesk

NAMES = ("ana", "bea")
TEXTS = ("/tender/title", "/tender/description", "/_folio")
REGISTER_TEXTS = ("/title", "/description", "/_folio")
ITEMS, CONTRACTS, PARTIES, DOCUMENTS = "/tender/items", "/contracts", "/parties", "/tender/documents"
SIZES = (0, 40, 70_000, 400_000, 700_000)
MOST_RECORDS = 4


class People:
    """Everything they type is another value, so that each can be followed."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.count = 0
        self.contents: list[bytes] = []
        self.told_of: list[tuple[str, str]] = []

    def text(self) -> str:
        self.count += 1
        return f"v{self.count}."

    def begin(self, desk: SimulatedDesk, kind: str = "contracting_process") -> None:
        """A record with little more than it takes to be published."""
        record_id = desk.office.capture.create(self.text(), kind).record_id
        if kind == "contracting_process":
            desk.office.set(record_id, "/tender/id", self.text())

    def save(self, desk: SimulatedDesk) -> None:
        ids = desk.office.capture.record_ids()
        if not ids or (len(ids) < MOST_RECORDS and self.chance.random() < 0.06):
            self.begin(desk)
            return
        record_id = self.chance.choice([*ids, *ids[:1] * 3])
        body = desk.office.body(record_id)
        edits = [self._an_edit(body) for _ in range(self.chance.choice([1, 1, 2]))]
        desk.office.save(record_id, *edits)

    def undo(self, desk: SimulatedDesk) -> None:
        record_id, name = self._some_record(desk), self.chance.choice(["undo", "redo"])
        getattr(desk.office.capture, name)(record_id, force=True)

    def _some_record(self, desk: SimulatedDesk, without: str = "") -> str:
        """One of the desk's records, of one kind alone: what has no such ``without``, as the registers no tender."""
        ids = [
            each for each in desk.office.capture.record_ids() if not without or without not in desk.office.body(each)
        ]
        if not ids:
            raise Refused("No hay expedientes.")
        return self.chance.choice(ids)

    def _an_edit(self, body: dict[str, Any]) -> FieldEdit:
        if "tender" not in body:
            return self._a_text(REGISTER_TEXTS)
        rows = [f"{ITEMS}/@{row['_key']}" for row in body["tender"].get("items", [])]
        contracts = [f"{CONTRACTS}/@{row['_key']}" for row in body.get("contracts", [])]
        chosen = self.chance.randrange(12)
        if chosen == 0:
            return self._a_party()
        if chosen == 1:
            return FieldEdit(f"{CONTRACTS}/@", {"title": self.text()}, "row_add")
        if chosen == 2 and contracts:
            return self._inside(self.chance.choice(contracts))
        if chosen in (3, 4):
            return FieldEdit(f"{ITEMS}/@", {"description": self.text()}, "row_add")
        if chosen >= 8 or not rows:
            return self._a_text(TEXTS)
        row = self.chance.choice(rows)
        if chosen == 5:
            return FieldEdit(row, kind="row_remove")
        if chosen == 6:
            return FieldEdit(row, kind="row_move", after=self.chance.choice(["", *rows]).rpartition("/")[2])
        return FieldEdit(f"{row}/description", self.text())

    def _a_party(self) -> FieldEdit:
        return FieldEdit(f"{PARTIES}/@", {"name": self.text(), "roles": ["supplier"]}, "row_add")

    def _a_text(self, places: tuple[str, ...]) -> FieldEdit:
        return FieldEdit(self.chance.choice(places), self.text() if self.chance.random() < 0.9 else None)

    def _inside(self, contract: str) -> FieldEdit:
        if self.chance.random() < 0.5:
            return FieldEdit(contract, kind="row_remove")
        return FieldEdit(f"{contract}/items/@", {"description": self.text()}, "row_add")

    def tell_of_a_person(self, desk: SimulatedDesk) -> None:
        """How to reach somebody of a party, or that no more; the first party where there is none."""
        record_id = self._some_record(desk)
        body = desk.office.body(record_id)
        if "tender" not in body:
            raise Refused("Un registro no tiene participantes.")
        parties = body.get("parties", [])
        if not parties:
            desk.office.save(record_id, self._a_party())
            return
        party = self.chance.choice(parties)
        path = f"{PARTIES}/@{party['_key']}/contactPoint"
        is_no_more = "contactPoint" in party and self.chance.random() < 0.7
        desk.office.save(record_id, FieldEdit(path, None if is_no_more else {"email": self.text()}))
        self.told_of.append((desk.office.capture.open(record_id).ocid, path))

    def say_no_more(self, desk: SimulatedDesk, ocid: str, path: str) -> None:
        desk.office.save(desk.office.capture.open(ocid).record_id, FieldEdit(path, None))

    # Acts --------------------------------------------------------------------------------------------------------

    def act(self, desk: SimulatedDesk) -> None:
        """One of the acts that the desk offers on some record, or publishing it out of hand; what can be withdrawn is
        withdrawn every other time."""
        record_id, office = self._some_record(desk, "tender" if self.chance.random() < 0.5 else ""), desk.office
        offered = office.review.offered(record_id)
        act = self.chance.choice([*offered[-2:], "publish", "publish"])
        if "withdraw" in offered and self.chance.random() < 0.5:
            act = "withdraw"
        named = [record_id]
        if act in ("publish", "withdraw"):
            getattr(office.publish, act)(named, reason=self.text())
        else:
            verb = {"return": "return_to_draft"}.get(act, act)
            getattr(office.review, verb)(named, self.text())

    def turn_over(self, desk: SimulatedDesk) -> None:
        """A register that is before the public is withdrawn, one that is not is published."""
        record_id, office = self._some_record(desk, "tender"), desk.office
        is_shown = "withdraw" in office.review.offered(record_id)
        (office.publish.withdraw if is_shown else office.publish.publish)([record_id], reason=self.text())

    # Files -------------------------------------------------------------------------------------------------------

    def attach(self, desk: SimulatedDesk) -> None:
        """A file, maybe one that another record has, to a row of documents, maybe in place of another."""
        record_id = self._some_record(desk)
        body = desk.office.body(record_id)
        if "tender" not in body:
            raise Refused("Un registro no lleva anexos aquí.")
        rows = [f"{DOCUMENTS}/@{row['_key']}" for row in body["tender"].get("documents", [])]
        file = desk.folder / f"{self.text()}bin"
        file.write_bytes(self._content())
        desk.office.attachments.attach(record_id, self.chance.choice([f"{DOCUMENTS}/@", *rows]), file)

    def _content(self) -> bytes:
        if not self.contents or self.chance.random() < 0.6:
            self.contents.append(self.chance.randbytes(self.chance.choice(SIZES)))
        return self.chance.choice(self.contents)

    def detach(self, desk: SimulatedDesk) -> None:
        record_id = self._some_record(desk)
        files = desk.office.attachments.documents(record_id)
        if files:
            desk.office.attachments.detach(record_id, f"{DOCUMENTS}/@{self.chance.choice(files).row_key}")
