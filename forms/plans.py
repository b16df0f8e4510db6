"""What the walk over a body does at each node of the law, worked out once: where to go and what to ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as member
from functools import cache, lru_cache

from forms.pointers import KEY, escape, join
from forms.record_type import Bound, Field, FieldType, Node, RecordType

# Under what a survey keeps places: types and groups that rules judge. The rest is walked and not kept.
JUDGED_TYPES = frozenset({FieldType.DATE, FieldType.MOMENT, FieldType.URI, FieldType.EMAIL})
JUDGED_GROUPS = frozenset(
    [  # groups of the law, as named in forms/records/groups
        "value",
        "item",
        "period",
        "act_period",
        "document",
        "milestone",
        "amendment",
        "identifier",
        "organization_reference",
    ]
)
JUDGED = frozenset({*map(str, JUDGED_TYPES), *JUDGED_GROUPS})
_PROSE = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_NAMES_OF_ROWS = frozenset({"id", "awardID", "rfc"})  # keys, which the policy on persons looks after
SHAPES = 4096  # how many are remembered of all record types together


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition of a need that differs from row to row: asked of the host itself, or from above it."""

    bound: Bound
    at_host: bool
    needs_scope: bool


@dataclass(frozen=True, slots=True)
class Need:
    """A field asked for: the way to it from its host, at what level and under which conditions.

    `everywhere` holds or not for the whole body at once, `local` for one host.
    """

    field: Field
    way: tuple[str, ...]
    tail: str
    level: str
    everywhere: tuple[Bound, ...]
    local: tuple[Demand, ...]


@dataclass(slots=True, eq=False)
class Plan:
    """What the walk does at one node of the tree."""

    field: Field | None
    pattern: str
    kind: str = ""
    is_prose: bool = False
    children: dict[str, "Plan"] = member(default_factory=dict)
    row: "Plan | None" = None
    leaf: bool = False
    known: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()

    @property
    def is_list_of_rows(self) -> bool:
        """Whether its rows have identities of their own."""
        return self.field is None or not self.field.whole_list


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What is to be done with an object of a plan that has these members, whatever they hold.

    Tails are the last step of a pointer. `absent` needs have nothing to fill them; those `present` at the first
    step may still be blank, those `deeper` must be looked for.
    """

    leaves: tuple[tuple[str, str, str, Field | None], ...]
    prose: tuple[tuple[str, str, Field | None], ...]
    objects: tuple[tuple[str, str, Plan], ...]
    lists: tuple[tuple[str, str, Plan], ...]
    absent: tuple[Need, ...]
    present: tuple[Need, ...]
    deeper: tuple[Need, ...]


@lru_cache(maxsize=SHAPES)
def shape_of(plan: Plan, names: tuple[str, ...]) -> Shape:
    """The shape of an object with these members, all known to the plan."""
    met = [(f"/{escape(name)}", name, plan.children[name]) for name in names if name in plan.children]
    first = [(need, need.way[0] in names) for need in plan.needs]
    return Shape(
        leaves=tuple((tail, name, child.kind, child.field) for tail, name, child in met if child.leaf and child.kind),
        prose=tuple((tail, name, child.field) for tail, name, child in met if child.is_prose),
        objects=tuple(step for step in met if not step[2].leaf and step[2].row is None),
        lists=tuple(step for step in met if step[2].row is not None),
        absent=tuple(need for need, is_there in first if not is_there),
        present=tuple(need for need, is_there in first if is_there and len(need.way) == 1),
        deeper=tuple(need for need, is_there in first if is_there and len(need.way) > 1),
    )


@cache
def plan_of(record: RecordType) -> Plan:
    return _plan(record, record.tree, None, (), inside=False, is_public=True)


def _plan(
    record: RecordType, node: Node, parent: Node | None, way: tuple[str, ...], inside: bool, is_public: bool
) -> Plan:
    """The plan of the node that the way leads to; `inside` tells that its parent is not the root."""
    item = node.field
    is_public = is_public and (item is None or item.visibility == "public")
    row = node.children.get("*")
    plan = Plan(item, join(way), _kind_of(item))
    plan.leaf = item is not None and row is None and item.type is not FieldType.COMPOSITE
    plan.is_prose = is_public and item is not None and item.type in _PROSE and item.name not in _NAMES_OF_ROWS
    if row is not None:
        plan.row = _plan(record, row, node, (*way, "*"), False, is_public)
        return plan
    below = parent is not None
    plan.children = {
        name: _plan(record, child, node, (*way, name), below, is_public) for name, child in node.children.items()
    }
    needs = _needs(record, node, node, (), below, len(way))
    sees_through = inside and parent is not None and _is_see_through(node, parent)
    plan.needs = tuple(need for need in needs if need.level == "standard" or not sees_through)
    plan.known = frozenset((*plan.children, KEY))
    return plan


def _kind_of(item: Field | None) -> str:
    """Under what the places of a field are kept; "" for those that no rule judges."""
    if item is None:
        return ""
    kind = item.group or str(item.type)
    return kind if kind in JUDGED else ""


def _is_see_through(node: Node, parent: Node) -> bool:
    """A plain object of its parent's stage: what it needs is asked for though it is absent."""
    return node.field is None and "*" not in node.children and node.stage is parent.stage


def _needs(
    record: RecordType, host: Node, node: Node, way: tuple[str, ...], inside: bool, depth: int
) -> Iterator[Need]:
    """What is asked for when the host, that many steps below the root, exists.

    The standard's demands hold in the very object; others reach through plain objects of the same
    stage (an item needs `/unit/name` though it has no unit yet), but not from the root.
    """
    for name, child in node.children.items():
        here = (*way, name)
        item = child.field
        if item is not None:
            level = item.required or ("profile" if item.required_when else None)
            if level and (level != "standard" or node is host):
                yield _need(item, here, level, record.conditions_of(item), depth)
        elif inside and _is_see_through(child, node):
            yield from _needs(record, host, child, here, True, depth)


def _need(item: Field, way: tuple[str, ...], level: str, bounds: tuple[Bound, ...], depth: int) -> Need:
    everywhere = tuple(bound for bound in bounds if bound.is_global)
    local = tuple(Demand(bound, bound.depth == depth, _needs_scope(bound)) for bound in bounds if not bound.is_global)
    return Need(item, way, join(way), level, everywhere, local)


def _needs_scope(bound: Bound) -> bool:
    return any("*" in pointer for pointer in bound.condition.pointers)
