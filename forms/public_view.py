"""What of a body an outlet may see: a whitelist by the visibility of each field of the law, by the acts that have
happened, by the stages published and by the office's policy on natural persons. Every outlet asks here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forms.catalog import Catalog, load_catalog
from forms.contents import contents_of
from forms.documents import may_leave, with_resolution
from forms.outlets import NOTHING_SAID, Outlet, Policies
from forms.persons import Persons, says_person
from forms.pointers import KEY, is_nothing
from forms.record_type import Field, FieldType, Node, RecordType, Stage
from forms.register import Register
from forms.reserve import PARTIES, Reserve
from forms.scanner import LONGEST_KEPT, scan

PUBLIC = "public"
CONTRACTING = "contracting_process"
PNT_COLUMNS = "_pnt"
DOCUMENT = "document"


def visible(
    body: Mapping[str, Any],
    outlet: str,
    policies: Policies = NOTHING_SAID,
    record_type: str = CONTRACTING,
    *,
    stages: Collection[str] | None = None,
    salt: str = "",
    catalog: Catalog | None = None,
    record: RecordType | None = None,
) -> dict[str, Any]:
    """The part of a body that an outlet (`office portal pnt pdn`) may see, in new objects of the same shape.

    Rows keep their `_key`; of what else is ours only the PNT sees its own columns. `stages` (ids of the stepper)
    leaves out the other stages and, of the parties, who is known only from them. `salt` is any text that only the
    office and its portal know of the record (its record id): public ids of persons follow from it.
    """
    law = catalog or load_catalog()
    known = record or law.record_types[record_type]
    if outlet == Outlet.OFFICE:
        return _View(known, None, _chosen(stages), Outlet.OFFICE, None).whole(body)
    roles = law.codelists["partyRole"].by_code if "partyRole" in law.codelists else {}
    reserve = Reserve(body, law, stages=stages)
    named = {role for role, code in roles.items() if code.named and not reserve.role_waits(code)}
    body = reserve.announced(known.tree)
    persons = Persons(body, policies.of(outlet), named, salt)
    withheld = known.register.withheld_from(body, policies.of(outlet)) if known.register else frozenset[str]()
    return _View(known, reserve, _chosen(stages), Outlet(outlet), persons, withheld).whole(body)


def public_view(
    body: Mapping[str, Any], record: RecordType, register: Register, policies: Policies = NOTHING_SAID
) -> dict[str, Any]:
    """What the portal shows of a register's record: a row that has ids bears its own, or its key where it has none."""
    shown = visible(body, Outlet.PORTAL, policies, record=record)
    return {name: _with_ids(value, record.tree.children.get(name)) for name, value in shown.items()}


def _with_ids(value: Any, node: Node | None) -> Any:
    if isinstance(value, list):
        row = node.children.get("*") if node else None
        return [_with_ids(item, row) for item in value]
    if not isinstance(value, dict):
        return value
    key = value.get(KEY)
    members = {
        name: _with_ids(member, node.children.get(name) if node else None)
        for name, member in value.items()
        if name != KEY
    }
    has_id = node is not None and "id" in node.children and "id" not in members and key
    return {"id": key, **members} if has_id else members


def is_impersonal(value: Any) -> bool:
    """Whether the scanner finds nothing personal in a JSON value of any shape, its names included."""
    return are_impersonal(contents_of([value]).texts)


def are_impersonal(texts: Iterable[str]) -> bool:
    """Whether the scanner finds nothing personal in texts that are long enough (forms.contents)."""
    return not any(map(_seems_personal, texts))


def _seems_personal(text: str) -> bool:
    return _judged(text) if len(text) <= LONGEST_KEPT else bool(scan(text)) or says_person(text)


@lru_cache(maxsize=16384)
def _judged(text: str) -> bool:
    return bool(scan(text)) or says_person(text)


def _chosen(stages: Collection[str] | None) -> frozenset[str] | None:
    return None if stages is None else frozenset(stages)


@dataclass
class _View:
    """One pass over a body along the law; it changes nothing of what it is given."""

    record: RecordType
    reserve: Reserve | None
    stages: frozenset[str] | None
    outlet: Outlet
    persons: Persons | None
    withheld: frozenset[str] = frozenset()

    def whole(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The members of a body, the parties last: whether one is public may follow from who names it."""
        others = {name: member for name, member in body.items() if name != PARTIES}
        shown = self._object(others, self.record.tree, None, "")
        if PARTIES not in body:
            return shown
        if self.reserve is not None:
            self.reserve.show(shown, self.record.tree)
        return {**shown, **self._object({PARTIES: body[PARTIES]}, self.record.tree, None, "")}

    def _object(self, value: Mapping[str, Any], node: Node | None, stage: Stage | None, pattern: str) -> dict[str, Any]:
        stage = (node.stage if node else None) or stage
        shown: dict[str, Any] = {}
        for name, member in value.items():
            child, place = node.children.get(name) if node else None, f"{pattern}/{name}"
            if child is None and self.reserve is not None and self.reserve.holds_unknown(place, name, member):
                continue
            is_kept_back = node is not None and child is None and not self._is_unknown_shown(name, member)
            if not is_kept_back and not self._is_left_out(name, member, child, stage, place):
                fresh = member if name == KEY else self._value(member, child, stage, place)
                if not is_nothing(fresh):
                    shown[name] = fresh
        return {} if self._is_skeleton(shown, node, stage) else shown

    def _value(self, value: Any, node: Node | None, stage: Stage | None, pattern: str) -> Any:
        if isinstance(value, Mapping):
            return self._object(self._of_persons(value, node), node, stage, pattern)
        if isinstance(value, list):
            return self._list(value, node, stage, f"{pattern}/*")
        if self.persons is not None and isinstance(value, str):
            return self.persons.ids.get(value) or self.persons.key(value)
        return value

    def _list(self, values: list[Any], node: Node | None, stage: Stage | None, pattern: str) -> list[Any]:
        row = node.children.get("*") if node else None
        if node is not None:
            stage = node.stage or stage
        values = [value for value in values if not self._is_withheld(value, node)]
        pairs = (self._of_persons(value, node) if isinstance(value, Mapping) else value for value in values)
        shown = [
            self._object(value, row, stage, pattern)
            if isinstance(value, Mapping)
            else self._value(value, row, stage, pattern)
            for value in pairs
        ]
        return [value for value in shown if not is_nothing(value) and not _is_key_alone(value)]

    def _of_persons(self, value: Mapping[str, Any], node: Node | None) -> Mapping[str, Any]:
        """The value with what the policy says of natural persons, where it is one or names one."""
        group = node.field.group if node is not None and node.field is not None else None
        if group == DOCUMENT:
            value = with_resolution(value)
        if self.persons is not None and group == DOCUMENT and not may_leave(value):
            return {name: member for name, member in value.items() if name != "url"}
        if self.persons is None or group is None:
            return value
        return self.persons.shown(value, group)

    def _is_withheld(self, value: Any, node: Node | None) -> bool:
        """Whether a member of a list waits for its act: a row by its codes, a code by itself."""
        if self.reserve is None or node is None:
            return False
        row = node.children.get("*")
        is_held = self.reserve.holds_code(value, node) if row is None else self.reserve.holds_row(value, row)
        if is_held:
            self.reserve.withhold([value], node)
        return is_held

    def _is_left_out(self, name: str, member: Any, child: Node | None, stage: Stage | None, place: str) -> bool:
        if name.startswith("_") and not self._is_ours_shown(name, child):
            return True
        item = child.field if child else None
        if item is not None and self._is_hidden(item, place):
            if self.reserve is not None and self.reserve.holds(item.public_after):
                self.reserve.withhold(member, child)
            return True
        if name == KEY or self._is_selected((child.stage if child else None) or stage):
            return False
        is_leaf = child is None or (item is not None and item.type is not FieldType.ROWS)
        return is_leaf and not (item is not None and item.is_demanded)

    def _is_ours_shown(self, name: str, child: Node | None) -> bool:
        """Of what the project adds to a body, an outlet sees the keys of rows, and the PNT its own columns."""
        if self.reserve is None or name == KEY:
            return True
        return self.outlet is Outlet.PNT and name == PNT_COLUMNS and child is not None

    def _is_unknown_shown(self, name: str, member: Any) -> bool:
        """A member the law does not know came in a file of OCDS; it goes out when nothing personal is found in it.

        It is judged as a whole, so what is inside it is not asked again.
        """
        if self.reserve is None or name.startswith("_"):
            return True
        return self.record.register is None and is_impersonal({name: member})

    def _is_hidden(self, item: Field, place: str) -> bool:
        """Whether the law keeps the member from the public, always or until its act; the office sees all."""
        if self.reserve is None:
            return False
        is_ours = self.record.register is None or item.is_told
        return (
            item.visibility != PUBLIC or not is_ours or place in self.withheld or self.reserve.holds(item.public_after)
        )

    def _is_selected(self, stage: Stage | None) -> bool:
        return self.stages is None or stage is None or stage.within is not None or stage.id in self.stages

    def _is_skeleton(self, shown: Mapping[str, Any], node: Node | None, stage: Stage | None) -> bool:
        """Whether, in a stage that is not published, nothing but what the standard demands is left."""
        if node is None or self._is_selected(stage):
            return False
        demanded = {name for name, child in node.children.items() if child.field and child.field.is_demanded}
        return demanded.issuperset(name for name in shown if not name.startswith("_"))


def _is_key_alone(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {KEY}
