"""One walk over a body along the law: what is missing, what the law does not know, what is where.

The rules judge from the survey, so a body is walked once however many rules there are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any

from forms.pointers import escape, join, tokens
from forms.record_type import Bound, Field, FieldType, Node, RecordType

Row = Mapping[str, Any]
_JUDGED_TYPES = frozenset({FieldType.DATE, FieldType.MOMENT, FieldType.URI, FieldType.EMAIL})


@dataclass(frozen=True, slots=True)
class Place:
    """A value that the law knows, and where it stands (no field: the rows of a stage)."""

    pointer: str
    value: Any
    field: Field | None

    @property
    def pattern(self) -> str:
        return self.field.pointer if self.field else ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A member that is required and absent; `keyed` when its row has a `_key` to stand for an id."""

    pointer: str
    field: Field
    level: str
    keyed: bool


@dataclass(frozen=True, slots=True)
class _Need:
    """A field asked for: the way to it from its host, at what level and under which conditions."""

    field: Field
    first: str
    rest: tuple[str, ...]
    tail: str
    level: str
    conditions: tuple[tuple[Bound, bool], ...]


@dataclass(slots=True)
class _Plan:
    """What the walk does at one node of the tree."""

    field: Field | None
    kinds: tuple[str, ...] = ()
    children: dict[str, "_Plan"] = member(default_factory=dict)
    row: "_Plan | None" = None
    needs: tuple[_Need, ...] = ()
    leaf: bool = False


@dataclass
class Survey:
    """The body, the law, and what the walk met."""

    body: Row
    record: RecordType
    missing: list[Missing] = member(default_factory=list)
    unknown: dict[str, list[str]] = member(default_factory=dict)
    lists: list[Place] = member(default_factory=list)
    _kinds: dict[str, list[Place]] = member(default_factory=dict)
    _held: dict[str, bool] = member(default_factory=dict)

    def of(self, kind: FieldType | str) -> list[Place]:
        """The places of a type (DATE, URI …) or of a group ("value", "period", "item" …)."""
        return self._kinds.get(str(kind), [])

    def rows(self, *names: str) -> list[tuple[str, Row]]:
        """The objects of an array reached by member names, `*` between nested arrays."""
        return rows(self.body, "", *names)

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
        name = text(award, "id")
        return [(at, row) for at, row in self.contracts if name and text(row, "awardID") == name]


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
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact if exact.is_finite() else None


def survey(body: Any, record: RecordType) -> Survey:
    """Walks the body; an odd one (not an object, lists for objects) is walked as far as it goes."""
    result = Survey(body if isinstance(body, dict) else {}, record)
    if result.body:
        _walk_object(result.body, "", _plan(record), result)
    return result


def _walk_object(node: Row, pointer: str, plan: _Plan, found: Survey) -> None:
    children = plan.children
    for name, value in node.items():
        child = children.get(name)
        if child is None:
            if not name.startswith("_"):
                found.unknown.setdefault(f"{_pattern(pointer)}/{name}", []).append(f"{pointer}/{escape(name)}")
        elif child.leaf:
            for kind in child.kinds:
                place = Place(f"{pointer}/{name}", value, child.field)
                found._kinds.setdefault(kind, []).append(place)
        else:
            _walk(value, f"{pointer}/{name}", child, found)
    if plan.needs:
        _look_for(node, pointer, plan, found)


def _walk(value: Any, pointer: str, plan: _Plan, found: Survey) -> None:
    if isinstance(value, dict):
        if plan.row is None:
            _keep(value, pointer, plan, found)
            _walk_object(value, pointer, plan, found)
    elif isinstance(value, list) and plan.row is not None:
        found.lists.append(Place(pointer, value, plan.field))
        for index, row in enumerate(value):
            if isinstance(row, dict):
                _keep(row, f"{pointer}/{index}", plan, found)
                _walk_object(row, f"{pointer}/{index}", plan.row, found)


def _keep(value: Any, pointer: str, plan: _Plan, found: Survey) -> None:
    if plan.field is not None:
        for kind in plan.kinds:
            found._kinds.setdefault(kind, []).append(Place(pointer, value, plan.field))


def _look_for(node: Row, pointer: str, plan: _Plan, found: Survey) -> None:
    for need in plan.needs:
        inner: Any = node.get(need.first)
        for name in need.rest:
            inner = inner.get(name) if isinstance(inner, dict) else None
        if inner is None or (isinstance(inner, (str, list, dict)) and not inner):
            place = pointer + need.tail
            if not need.conditions or _holds(need, place, found):
                found.missing.append(Missing(place, need.field, need.level, "_key" in node))


def _holds(need: _Need, place: str, found: Survey) -> bool:
    """Whether all conditions hold; what is true of the whole body is asked once."""
    for bound, is_global in need.conditions:
        if not is_global:
            held = bound.holds(found.body, place)
        elif bound.condition.text in found._held:
            held = found._held[bound.condition.text]
        else:
            held = found._held[bound.condition.text] = bound.holds(found.body, place)
        if not held:
            return False
    return True


@lru_cache(maxsize=4096)
def _pattern(pointer: str) -> str:
    return join([("*" if token.isdigit() else token) for token in tokens(pointer)])


@cache
def _plan(record: RecordType) -> _Plan:
    return _plan_of(record, record.tree, None, False)


def _plan_of(record: RecordType, node: Node, parent: Node | None, inside: bool) -> _Plan:
    """The plan of a node; `inside` tells that its parent is not the root."""
    item = node.field
    row = node.children.get("*")
    plan = _Plan(item, _kinds_of(item))
    plan.leaf = item is not None and row is None and item.type is not FieldType.COMPOSITE
    if row is not None:
        plan.row = _plan_of(record, row, node, False)
        return plan
    below = parent is not None
    plan.children = {name: _plan_of(record, child, node, below) for name, child in node.children.items()}
    needs = tuple(_needs(record, node, node, (), below))
    if inside and parent is not None and _is_see_through(node, parent):
        needs = tuple(need for need in needs if need.level == "standard")
    plan.needs = needs
    return plan


def _kinds_of(item: Field | None) -> tuple[str, ...]:
    if item is None:
        return ()
    if item.group is not None:
        return (item.group,)
    return (str(item.type),) if item.type in _JUDGED_TYPES else ()


def _is_see_through(node: Node, parent: Node) -> bool:
    """A plain object of its parent's stage: what it needs is asked for though it is absent."""
    return node.field is None and "*" not in node.children and node.stage is parent.stage


def _needs(record: RecordType, host: Node, node: Node, way: tuple[str, ...], inside: bool) -> Iterator[_Need]:
    """What is asked for when the host exists.

    The standard's demands hold in the very object; others reach through plain objects of the same
    stage (an item needs `/unit/name` though it has no unit yet), but not from the root.
    """
    for name, child in node.children.items():
        here = (*way, name)
        item = child.field
        if item is not None:
            level = item.required or ("profile" if item.required_when else None)
            if level and (level != "standard" or node is host):
                conditions = tuple((bound, bound.is_global) for bound in record.conditions_of(item))
                yield _Need(item, here[0], here[1:], join(here), level, conditions)
        elif inside and _is_see_through(child, node):
            yield from _needs(record, host, child, here, True)
