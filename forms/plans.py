"""What the walk over a body does at each node of the law, worked out once: where to go and what to ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as member
from functools import cache, lru_cache

from forms.pointers import KEY, escape, join, tokens
from forms.presence import bits_of
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
        "contact_point",
    ]
)
OPEN_CODE = "open_code"
# Lists of the standard that admit codes of one's own, of which somebody is told.
OPEN_LISTS = frozenset(
    [
        "documentType",
        "awardCriteria",
        "submissionMethod",
        "milestoneType",
        "relatedProcess",
        "relatedProcessScheme",
        "partyRole",
        "extendedProcurementCategory",
        "guaranteeType",
        "guaranteedObligations",
        "paymentMethod",
        "surveillanceMechanisms",
        "mediaType",
        "language",
        "itemClassificationScheme",
        "statistic",
    ]
)
JUDGED = frozenset({*map(str, JUDGED_TYPES), *JUDGED_GROUPS, OPEN_CODE})
_PROSE = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_NAMES_OF_ROWS = frozenset({"id", "awardID", "rfc"})  # keys, which the policy on persons looks after
LAYOUTS = 4096  # how many are remembered of all record types together


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition of a need that differs from row to row: asked of the host itself, or from above it.

    `reads` are the members that it looks at, by their first name.
    """

    bound: Bound
    at_host: bool
    needs_scope: bool
    reads: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
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

    def is_alike(self, names: frozenset[str]) -> bool:
        """Whether its conditions hold or not for all hosts alike that have no more than these members."""
        return all(
            demand.at_host and not demand.needs_scope and demand.reads.isdisjoint(names) for demand in self.local
        )


@dataclass(slots=True, eq=False)
class Plan:
    """What the walk does at one node of the tree; a `loose` leaf may hold objects of any shape.

    `group` is the kind of which its objects are: of the rows of a list, that of the list.
    """

    field: Field | None
    pattern: str
    kind: str = ""
    group: str = ""
    is_prose: bool = False
    children: dict[str, "Plan"] = member(default_factory=dict)
    row: "Plan | None" = None
    leaf: bool = False
    is_loose: bool = False
    known: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()

    @property
    def is_list_of_rows(self) -> bool:
        """Whether its rows have identities of their own."""
        return self.field is None or not self.field.whole_list


Step = tuple[str, str, "Plan", bool]  # the tail of the pointer, the name, the plan, whether all objects have it


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What is to be done with the objects of a plan of which all have the members `everywhere` and some have others.

    `absent` needs have nothing to fill them in any object, and no condition; of the `asked` conditions tell, which
    are `alike` for all objects where they read of them only what none has. Those `open` are filled here and there,
    and those `filled` besides them everywhere, unless what is there is blank. `marks` tell by which names rules and
    guides say that they look at these members (forms.presence), `keyed` whether all objects have a `_key` or none
    (None: the layout does not know).
    """

    marks: int
    everywhere: frozenset[str]
    leaves: tuple[Step, ...]
    prose: tuple[Step, ...]
    objects: tuple[Step, ...]
    lists: tuple[Step, ...]
    loose: tuple[Step, ...]
    absent: tuple[Need, ...]
    alike: tuple[Need, ...]
    asked: tuple[Need, ...]
    open: tuple[Need, ...]
    filled: tuple[Need, ...]
    keyed: bool | None


@lru_cache(maxsize=LAYOUTS)
def layout_of(plan: Plan, everywhere: tuple[str, ...], elsewhere: tuple[str, ...]) -> Layout:
    """The layout of objects that have these members, all known to the plan: all of them, or only some."""
    met: list[Step] = [
        (f"/{escape(name)}", name, plan.children[name], name in everywhere)
        for name in (*everywhere, *elsewhere)
        if name in plan.children
    ]
    absent = [need for need in plan.needs if need.way[0] not in everywhere and need.way[0] not in elsewhere]
    met_names = frozenset((*everywhere, *elsewhere))
    conditional = [need for need in absent if need.everywhere or need.local]
    there = [need for need in plan.needs if need not in absent]
    present = [need for need in there if need.way[0] in everywhere and len(need.way) == 1]
    return Layout(
        marks=bits_of(frozenset(_marks(plan, met))),
        everywhere=frozenset(everywhere),
        leaves=tuple(step for step in met if step[2].leaf and step[2].kind),
        prose=tuple(step for step in met if step[2].is_prose),
        objects=tuple(step for step in met if not step[2].leaf and step[2].row is None),
        lists=tuple(step for step in met if step[2].row is not None),
        loose=tuple(step for step in met if step[2].is_loose),
        absent=tuple(need for need in absent if not need.everywhere and not need.local),
        alike=tuple(need for need in conditional if need.is_alike(met_names)),
        asked=tuple(need for need in conditional if not need.is_alike(met_names)),
        open=tuple(need for need in there if need not in present),
        filled=tuple(there),
        keyed=KEY in everywhere if KEY in plan.known and KEY not in elsewhere else None,
    )


def _marks(plan: Plan, met: list[Step]) -> Iterator[str]:
    if plan.group:
        yield plan.group
    for _, name, child, _ in met:
        yield child.pattern
        if plan.group:
            yield f"{plan.group}/{name}"
        if child.leaf and child.kind:
            yield child.kind


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
    plan.is_loose = plan.leaf and item is not None and item.type is FieldType.ANY
    plan.is_prose = is_public and item is not None and item.type in _PROSE and item.name not in _NAMES_OF_ROWS
    if row is not None:
        plan.row = _plan(record, row, node, (*way, "*"), False, is_public)
        plan.row.group = plan.kind
        return plan
    plan.group = "" if plan.leaf else plan.kind
    below = parent is not None
    plan.children = {
        name: _plan(record, child, node, (*way, name), below, is_public) for name, child in node.children.items()
    }
    needs = _needs(record, node, node, (), below, len(way))
    sees_through = inside and parent is not None and _is_see_through(node, parent)
    plan.needs = tuple(need for need in needs if need.level == "standard" or not sees_through)
    plan.known = frozenset((*plan.children, *((KEY,) if way[-1:] == ("*",) else ())))
    return plan


def _kind_of(item: Field | None) -> str:
    """Under what the places of a field are kept; "" for those that no rule judges."""
    if item is None:
        return ""
    if item.codelist in OPEN_LISTS:
        return OPEN_CODE
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
            level = item.level
            if level and (level != "standard" or node is host):
                yield _need(item, here, level, record.conditions_of(item), depth)
        elif inside and _is_see_through(child, node):
            yield from _needs(record, host, child, here, True, depth)


def _need(item: Field, way: tuple[str, ...], level: str, bounds: tuple[Bound, ...], depth: int) -> Need:
    everywhere = tuple(bound for bound in bounds if bound.is_global)
    local = tuple(_demand(bound, depth) for bound in bounds if not bound.is_global)
    return Need(item, way, join(way), level, everywhere, local)


def _demand(bound: Bound, depth: int) -> Demand:
    pointers = bound.condition.pointers
    reads = frozenset(tokens(pointer[1:])[0] for pointer in pointers if pointer.startswith("./"))
    return Demand(bound, bound.depth == depth, any("*" in pointer for pointer in pointers), reads)
