"""One walk over a body along the law: what is missing, what the law does not know, what is where.

The rules judge from the survey, so a body is walked once however many rules there are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any

from forms.pointers import KEY, escape, join, tokens
from forms.record_type import Bound, Field, FieldType, Node, RecordType
from forms.scanner import is_worth_reading

Row = Mapping[str, Any]
_JUDGED_TYPES = frozenset({FieldType.DATE, FieldType.MOMENT, FieldType.URI, FieldType.EMAIL})
_PROSE = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_NAMES_OF_ROWS = frozenset({"id", "awardID", "rfc"})  # keys, which the policy on persons looks after


@dataclass(slots=True)
class Place:
    """A value that the law knows, and where it stands (no field: the rows of a stage).

    Not frozen, and never changed: a frozen one takes three times as long to make, and a body has thousands.
    """

    pointer: str
    value: Any
    field: Field | None

    @property
    def pattern(self) -> str:
        return self.field.pointer if self.field else ""


@dataclass(slots=True)
class Missing:
    """A member that is required and absent; `keyed` when its row has a `_key` to stand for an id."""

    pointer: str
    field: Field
    level: str
    keyed: bool


@dataclass(frozen=True, slots=True)
class _Demand:
    """A condition of a need, and from where it is asked: the whole body, the host itself, or above it."""

    bound: Bound
    is_global: bool
    at_host: bool


@dataclass(frozen=True, slots=True)
class _Need:
    """A field asked for: the way to it from its host, at what level and under which conditions."""

    field: Field
    rest: tuple[str, ...]
    tail: str
    level: str
    conditions: tuple[_Demand, ...]


@dataclass(slots=True)
class _Plan:
    """What the walk does at one node of the tree."""

    field: Field | None
    kind: str = ""
    is_prose: bool = False
    children: dict[str, "_Plan"] = member(default_factory=dict)
    row: "_Plan | None" = None
    leaf: bool = False
    known: frozenset[str] = frozenset()
    visited: Mapping[str, "_Plan"] = member(default_factory=dict)
    direct: tuple[tuple[str, _Need], ...] = ()
    deep: tuple[tuple[str, _Need], ...] = ()


@dataclass
class Survey:
    """The body, the law, and what the walk met; `prose` is free text for the public in which something may be read."""

    body: Row
    record: RecordType
    missing: list[Missing] = member(default_factory=list)
    unknown: dict[str, list[str]] = member(default_factory=dict)
    lists: list[Place] = member(default_factory=list)
    prose: list[Place] = member(default_factory=list)
    _kinds: dict[str, list[Place]] = member(default_factory=lambda: defaultdict(list))
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
        return self._by_award.get(text(award, "id"), [])

    @cached_property
    def _by_award(self) -> dict[str, list[tuple[str, Row]]]:
        """The contracts by the award they name."""
        result: dict[str, list[tuple[str, Row]]] = {}
        for at, row in self.contracts:
            if text(row, "awardID"):
                result.setdefault(text(row, "awardID"), []).append((at, row))
        return result


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
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    exact = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    return exact if exact.is_finite() else None


def survey(body: Any, record: RecordType) -> Survey:
    """Walks the body; an odd one (not an object, lists for objects) is walked as far as it goes."""
    result = Survey(body if isinstance(body, dict) else {}, record)
    if result.body:
        _walk_object(result.body, "", _plan(record), result)
    return result


def _walk_object(node: Row, pointer: str, plan: _Plan, found: Survey) -> None:
    """Plain leaves, which are most members, are passed over without a step of their own."""
    if not plan.known.issuperset(node):
        _note_unknown(node, pointer, plan, found)
    visited = plan.visited
    for name in filter(visited.__contains__, node):
        child, value = visited[name], node[name]
        if child.row is not None:
            if isinstance(value, list):
                _walk_rows(value, f"{pointer}/{name}", child, child.row, found)
        elif child.is_prose:
            if isinstance(value, str) and is_worth_reading(value):
                found.prose.append(Place(f"{pointer}/{name}", value, child.field))
        elif child.leaf:
            found._kinds[child.kind].append(Place(f"{pointer}/{name}", value, child.field))
        elif isinstance(value, dict):
            place = f"{pointer}/{name}"
            if child.kind:
                found._kinds[child.kind].append(Place(place, value, child.field))
            _walk_object(value, place, child, found)
    for name, need in plan.direct:
        if not (value := node.get(name)) and _is_blank(value):
            _ask(need, node, pointer, found)
    if plan.deep:
        _look_deeper(node, pointer, plan, found)


def _note_unknown(node: Row, pointer: str, plan: _Plan, found: Survey) -> None:
    for name in node:
        if name not in plan.known and name[:1] != "_":
            found.unknown.setdefault(f"{_pattern(pointer)}/{name}", []).append(f"{pointer}/{escape(name)}")


def _walk_rows(rows: list[Any], pointer: str, plan: _Plan, row_plan: _Plan, found: Survey) -> None:
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


def _look_deeper(node: Row, pointer: str, plan: _Plan, found: Survey) -> None:
    """What is asked for inside plain objects that may not be there."""
    for first, need in plan.deep:
        inner: Any = node.get(first)
        for name in need.rest:
            inner = inner.get(name) if isinstance(inner, dict) else None
        if not inner and _is_blank(inner):
            _ask(need, node, pointer, found)


def _ask(need: _Need, node: Row, pointer: str, found: Survey) -> None:
    if not need.conditions or _holds(need, node, pointer, found):
        found.missing.append(Missing(pointer + need.tail, need.field, need.level, KEY in node))


def _holds(need: _Need, node: Row, pointer: str, found: Survey) -> bool:
    """Whether all conditions hold; what is true of the whole body is asked once."""
    for demand in need.conditions:
        condition = demand.bound.condition
        if demand.is_global:
            held = found._held.get(condition.text)
            if held is None:
                held = found._held[condition.text] = demand.bound.holds(found.body, pointer)
        elif demand.at_host:
            held = condition.test(found.body, tokens(pointer), [node])
        else:
            held = demand.bound.holds(found.body, pointer + need.tail)
        if not held:
            return False
    return True


@lru_cache(maxsize=4096)
def _pattern(pointer: str) -> str:
    return join([("*" if token.isdigit() else token) for token in tokens(pointer)])


@cache
def _plan(record: RecordType) -> _Plan:
    return _plan_of(record, record.tree, None, False, 0, True)


def _plan_of(record: RecordType, node: Node, parent: Node | None, inside: bool, depth: int, is_public: bool) -> _Plan:
    """The plan of a node that many tokens deep; `inside` tells that its parent is not the root."""
    item = node.field
    is_public = is_public and (item is None or item.visibility == "public")
    row = node.children.get("*")
    plan = _Plan(item, _kind_of(item))
    plan.leaf = item is not None and row is None and item.type is not FieldType.COMPOSITE
    plan.is_prose = is_public and item is not None and item.type in _PROSE and item.name not in _NAMES_OF_ROWS
    if row is not None:
        plan.row = _plan_of(record, row, node, False, depth + 1, is_public)
        return plan
    below = parent is not None
    plan.children = {
        name: _plan_of(record, child, node, below, depth + 1, is_public) for name, child in node.children.items()
    }
    needs = list(_needs(record, node, node, (), below, depth))
    if inside and parent is not None and _is_see_through(node, parent):
        needs = [(first, need) for first, need in needs if need.level == "standard"]
    plan.known = frozenset((*plan.children, KEY))
    plan.visited = {
        name: child for name, child in plan.children.items() if child.kind or child.is_prose or not child.leaf
    }
    plan.direct = tuple((first, need) for first, need in needs if not need.rest)
    plan.deep = tuple((first, need) for first, need in needs if need.rest)
    return plan


def _kind_of(item: Field | None) -> str:
    """Under what the places of a field are kept: its group, or a type that rules judge; "" for none."""
    if item is None:
        return ""
    return item.group or (str(item.type) if item.type in _JUDGED_TYPES else "")


def _is_see_through(node: Node, parent: Node) -> bool:
    """A plain object of its parent's stage: what it needs is asked for though it is absent."""
    return node.field is None and "*" not in node.children and node.stage is parent.stage


def _needs(
    record: RecordType, host: Node, node: Node, way: tuple[str, ...], inside: bool, depth: int
) -> Iterator[tuple[str, _Need]]:
    """What is asked for when the host exists, with the first name on the way to it.

    The standard's demands hold in the very object; others reach through plain objects of the same
    stage (an item needs `/unit/name` though it has no unit yet), but not from the root.
    """
    for name, child in node.children.items():
        here = (*way, name)
        item = child.field
        if item is not None:
            level = item.required or ("profile" if item.required_when else None)
            if level and (level != "standard" or node is host):
                bounds = record.conditions_of(item)
                demands = tuple(_Demand(bound, bound.is_global, bound.depth == depth) for bound in bounds)
                yield here[0], _Need(item, here[1:], join(here), level, demands)
        elif inside and _is_see_through(child, node):
            yield from _needs(record, host, child, here, True, depth)
