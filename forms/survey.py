"""One walk over a body along the law: what is missing, what the law does not know, what is where.

The rules judge from the survey, so a body is walked once however many rules there are.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from decimal import Decimal
from functools import cached_property, wraps
from typing import Any, TypeVar

import msgspec

from forms.marks import ABSENT
from forms.plans import JUDGED, Need, Plan, Shape, plan_of, shape_of
from forms.pointers import KEY, escape, tokens
from forms.record_type import Field, FieldType, RecordType
from forms.scanner import is_worth_reading

Row = Mapping[str, Any]
MOST_MISSING = 1000


class Place(msgspec.Struct):
    """A value that the law knows, and where it stands (no field: the rows of a stage). Never changed."""

    pointer: str
    value: Any
    field: Field | None

    @property
    def pattern(self) -> str:
        return self.field.pointer if self.field else ""


class Missing(msgspec.Struct):
    """A member that is required and absent; `keyed` when its row has a `_key` to stand for an id."""

    pointer: str
    field: Field
    level: str
    keyed: bool


class _Visit(msgspec.Struct):
    """A shape as one body needs it: what is asked for by conditions that hold all over the body."""

    shape: Shape
    absent: tuple[Need, ...]
    present: tuple[Need, ...]
    deeper: tuple[Need, ...]
    unknown: tuple[str, ...]


@dataclass
class Survey:
    """The body, the law, and what the walk met; `is_full` when it is known that nothing in it is blank.

    `prose` is free text for the public in which something may be read.
    """

    body: Row
    record: RecordType
    is_full: bool = False
    missing: list[Missing] = member(default_factory=list)
    unknown: dict[str, list[Place]] = member(default_factory=dict)
    lists: list[Place] = member(default_factory=list)
    prose: list[Place] = member(default_factory=list)
    facts: dict[object, Any] = member(default_factory=dict)
    _kinds: dict[str, list[Place]] = member(default_factory=lambda: defaultdict(list))
    _held: dict[str, bool] = member(default_factory=dict)
    _visits: dict[tuple[object, ...], _Visit] = member(default_factory=dict)

    def of(self, kind: FieldType | str) -> list[Place]:
        """The places of a type (DATE, URI …) or of a group ("value", "period", "item" …) that rules judge."""
        if kind not in JUDGED:
            raise KeyError(kind)
        return self._kinds.get(kind, [])

    @cached_property
    def amounts(self) -> list[tuple[Place, Decimal]]:
        """Every Value that has an amount, with it."""
        found = ((place, number(place.value, "amount")) for place in self.of("value"))
        return [(place, amount) for place, amount in found if amount is not None]

    def rows(self, *names: str) -> list[tuple[str, Row]]:
        """The objects of an array reached by member names, `*` between nested arrays."""
        return rows(self.body, "", *names)

    @cached_property
    def told(self) -> set[tuple[str, bool]]:
        """The fields that are missing somewhere, with or without a `_key` beside them."""
        return {(item.field.pointer, item.keyed) for item in self.missing}

    @cached_property
    def parties(self) -> dict[str, list[Row]]:
        """Parties by their id, or by `_key` where they have none."""
        result: dict[str, list[Row]] = {}
        for _, party in self.rows("parties"):
            name = text(party, "id") or text(party, "_key")
            if name:
                result.setdefault(name, []).append(party)
        return result

    @cached_property
    def awards(self) -> list[tuple[str, Row]]:
        return self.rows("awards")

    @cached_property
    def contracts(self) -> list[tuple[str, Row]]:
        return self.rows("contracts")

    @cached_property
    def tender(self) -> Row:
        return part(self.body, "tender")

    def contracts_of(self, award: Row) -> list[tuple[str, Row]]:
        """The contracts that name the award."""
        return self._by_award.get(text(award, "id"), [])

    @cached_property
    def _by_award(self) -> dict[str, list[tuple[str, Row]]]:
        """The contracts by the award they name."""
        result: dict[str, list[tuple[str, Row]]] = {}
        for at, row in self.contracts:
            if text(row, "awardID"):
                result.setdefault(text(row, "awardID"), []).append((at, row))
        return result


Fact = TypeVar("Fact")


def shared(find: Callable[[Survey], Fact]) -> Callable[[Survey], Fact]:
    """A fact of the body that is found out once, however many rules and guides ask for it. Never changed by them."""

    @wraps(find)
    def known(survey: Survey) -> Fact:
        if find not in survey.facts:
            survey.facts[find] = find(survey)
        fact: Fact = survey.facts[find]
        return fact

    return known


def part(node: Any, *names: str) -> Row:
    """The object reached by the names, an empty one where there is none."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {}


def rows(node: Any, pointer: str, *names: str) -> list[tuple[str, Row]]:
    """The objects of the array reached by the names, each with its pointer."""
    for index, name in enumerate(names):
        if name == "*":
            found = _objects(node, pointer)
            return [row for at, inner in found for row in rows(inner, at, *names[index + 1 :])]
        node = node.get(name) if isinstance(node, dict) else None
        if node is None:
            return []
        pointer = f"{pointer}/{name}"
    return _objects(node, pointer)


def _objects(node: Any, pointer: str) -> list[tuple[str, Row]]:
    if not isinstance(node, list):
        return []
    return [(f"{pointer}/{index}", row) for index, row in enumerate(node) if isinstance(row, dict)]


def text(node: Any, name: str) -> str:
    """A member that is text, "" otherwise."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else ""


def number(node: Any, name: str) -> Decimal | None:
    """A member that is a finite number, exact; None otherwise."""
    value = node.get(name) if isinstance(node, dict) else None
    return as_number(value)


def as_number(value: Any) -> Decimal | None:
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    exact = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    return exact if exact.is_finite() else None


def survey(body: Any, record: RecordType, is_full: bool = False) -> Survey:
    """Walks the body; an odd one (not an object, lists for objects) is walked as far as it goes."""
    result = Survey(body if isinstance(body, dict) else {}, record, is_full)
    if result.body:
        _walk_object(result.body, "", plan_of(record), result)
    return result


def _walk_object(node: Row, pointer: str, plan: Plan, found: Survey) -> None:
    """Objects of one shape, which most rows of a list are, are looked into in the same few steps."""
    visit = found._visits.get((plan, *node))
    if visit is None:
        visit = found._visits[(plan, *node)] = _visit(node, plan, found)
    shape = visit.shape
    for tail, name, kind, item in shape.leaves:
        found._kinds[kind].append(Place(pointer + tail, node[name], item))
    for tail, name, item in shape.prose:
        value = node[name]
        if isinstance(value, str) and is_worth_reading(value):
            found.prose.append(Place(pointer + tail, value, item))
    for tail, name, child in shape.objects:
        value = node[name]
        if isinstance(value, dict):
            if child.kind:
                found._kinds[child.kind].append(Place(pointer + tail, value, child.field))
            _walk_object(value, pointer + tail, child, found)
    for tail, name, child in shape.lists:
        if isinstance(node[name], list) and child.row is not None:
            _walk_rows(node[name], pointer + tail, child, child.row, found)
    for need in visit.absent:
        _ask(need, node, pointer, found)
    for need in visit.present:
        if not (value := node[need.way[0]]) and _is_blank(value):
            _ask(need, node, pointer, found)
    for need in visit.deeper:
        if not (value := _at(node, need.way)) and _is_blank(value):
            _ask(need, node, pointer, found)
    if visit.unknown:
        _note_unknown(visit.unknown, node, pointer, plan, found)


def _visit(node: Row, plan: Plan, found: Survey) -> _Visit:
    shape = shape_of(plan, tuple(filter(plan.known.__contains__, node)))
    present = () if found.is_full else _asked(shape.present, found)
    unknown = tuple(name for name in node if name not in plan.known and name[:1] != "_")
    return _Visit(shape, _asked(shape.absent, found), present, _asked(shape.deeper, found), unknown)


def _asked(needs: tuple[Need, ...], found: Survey) -> tuple[Need, ...]:
    """The needs whose conditions hold, as far as they are the same all over the body."""
    return tuple(need for need in needs if not need.everywhere or _holds_everywhere(need, found))


def _holds_everywhere(need: Need, found: Survey) -> bool:
    for bound in need.everywhere:
        condition = bound.condition
        held = found._held.get(condition.text)
        if held is None:
            held = found._held[condition.text] = condition.holds(found.body)
        if not held:
            return False
    return True


def _note_unknown(names: tuple[str, ...], node: Row, pointer: str, plan: Plan, found: Survey) -> None:
    for name in names:
        found.unknown.setdefault(f"{plan.pattern}/{name}", []).append(
            Place(f"{pointer}/{escape(name)}", node[name], None)
        )


def _walk_rows(rows: list[Any], pointer: str, plan: Plan, row_plan: Plan, found: Survey) -> None:
    if plan.is_list_of_rows:
        found.lists.append(Place(pointer, rows, plan.field))
    kept = found._kinds[plan.kind] if plan.kind else None
    for index, row in enumerate(rows):
        if isinstance(row, dict):
            place = f"{pointer}/{index}"
            if kept is not None:
                kept.append(Place(place, row, plan.field))
            _walk_object(row, place, row_plan, found)


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def _at(node: Any, way: tuple[str, ...]) -> Any:
    for name in way:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _ask(need: Need, node: Row, pointer: str, found: Survey) -> None:
    """Beyond a thousand members that are missing, the first of each field says it for all."""
    is_long = len(found.missing) > MOST_MISSING and ABSENT not in found.body
    if is_long and (need.field.pointer, KEY in node) in found.told:
        return
    if not need.local or _holds(need, node, pointer, found):
        found.missing.append(Missing(pointer + need.tail, need.field, need.level, KEY in node))
        if is_long:
            found.told.add((need.field.pointer, KEY in node))


def _holds(need: Need, node: Row, pointer: str, found: Survey) -> bool:
    """Whether the conditions hold that differ from host to host."""
    for demand in need.local:
        if demand.at_host:
            scope = tokens(pointer) if demand.needs_scope else ()
            held = demand.bound.condition.test(found.body, scope, [node])
        else:
            held = demand.bound.holds(found.body, pointer + need.tail)
        if not held:
            return False
    return True
