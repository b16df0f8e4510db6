"""The law as frozen values: record types, stages, sections and fields, and finding them by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import msgspec

from forms.conditions import Condition, parse
from forms.pointers import get, is_row, tokens
from forms.register import Register

KINDS = ("/tender/mainProcurementCategory", "/tender/procurementMethod")
Called = Mapping[str, Mapping[str, str]]


def kinds_of(body: Any) -> tuple[str | None, ...]:
    """What is bought and how: the kinds under which stages, sections and fields have words of their own."""
    return tuple(found if isinstance(found := get(body, place), str) else None for place in KINDS)


def _own_words(called: Called, kinds: tuple[str | None, ...]) -> Mapping[str, str]:
    """The words under the first kind that has any."""
    return next((called[kind] for kind in kinds if kind and kind in called), {})


class FieldType(StrEnum):
    """What a field holds; COMPOSITE is one object edited as one value, ROWS an array of objects."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    URI = "uri"
    EMAIL = "email"
    CODE = "code"
    CODES = "codes"
    TEXTS = "texts"
    ANY = "any"
    COMPOSITE = "composite"
    ROWS = "rows"
    __hash__ = str.__hash__  # that of an Enum is far slower, and as good


class Field(msgspec.Struct, frozen=True, dict=True):
    """One entry of the law at its place. Members' pointers are full patterns too.

    ``called`` has the words it goes by under a kind (``works``: label, help, add_label…) instead of the usual ones.
    ``taken_from`` is where in the linked process of a register's record the same is said (forms.links).
    ``digits`` is how many a key of digits has; ``lost_zeros`` how many zeros before it a spreadsheet may have taken.
    A struct, as there are thousands of them at each start.
    """

    pointer: str
    name: str
    type: FieldType
    relative: str = ""
    group: str | None = None
    members: tuple["Field", ...] = ()
    label: str = ""
    help: str = ""
    example: str = ""
    source: str = ""
    codelist: str | None = None
    required: str | None = None
    required_when: str | None = None
    visible_when: str | None = None
    widget: str | None = None
    visibility: str = "public"
    public_after: str | None = None
    carried: bool = False
    columns: tuple[str, ...] = ()
    row_title: str | None = None
    whole_list: bool = False
    add_label: str | None = None
    min: int = 0
    json: str | None = None
    derived: bool = False
    digits: int = 0
    lost_zeros: int = 0
    called: Called = {}
    taken_from: str | None = None

    def __hash__(self) -> int:
        return hash((self.pointer, self.label))

    @property
    def captured(self) -> bool:
        return not self.carried

    @property
    def is_told(self) -> bool:
        """Whether people read it: captured, or following from what is."""
        return self.captured or self.derived

    @property
    def level(self) -> str | None:
        """The level at which it may be required, None for what is never asked for."""
        return self.required or ("profile" if self.required_when else None)

    @property
    def is_demanded(self) -> bool:
        """Whether the standard asks for the member wherever its object stands."""
        return self.required == "standard" and not self.required_when and not self.visible_when

    def member(self, relative: str) -> "Field | None":
        """The member at a relative pointer (`/amount`)."""
        return next((item for item in self.members if item.relative == relative), None)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds under which it, or something inside it, goes by other words."""
        return frozenset(self.called).union(*[item.kinds for item in self.members])

    def under(self, *kinds: str | None) -> "Field":
        """The field, and what is inside it, in the words of these kinds; itself where they have none."""
        if self.kinds.isdisjoint(kinds):
            return self
        members = tuple(item.under(*kinds) for item in self.members)
        return msgspec.structs.replace(self, members=members, **_own_words(self.called, kinds))

    def named(self, label: str, widget: str | None = None) -> "Field":
        """The field under another label, asked by another widget where one is given."""
        return msgspec.structs.replace(self, label=label, widget=widget or self.widget)

    def walk(self) -> Iterator["Field"]:
        yield self
        for item in self.members:
            yield from item.walk()


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    help: str
    visible_when: str | None
    fields: tuple[Field, ...]
    called: Called = field(default_factory=dict, hash=False)

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.called).union(*(item.kinds for item in self.fields))

    def under(self, *kinds: str | None) -> "Section":
        """The section and its fields in the words of these kinds; itself where they have none."""
        if self.kinds.isdisjoint(kinds):
            return self
        fields = tuple(item.under(*kinds) for item in self.fields)
        return replace(self, fields=fields, **_own_words(self.called, kinds))  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Stage:
    """One step of the record; with `repeat` it is shown once per row of that array."""

    id: str
    number: int | None
    title: str
    titles: Mapping[str, str]
    within: str | None
    repeat: str | None
    row_label: str | None
    row_title: str | None
    row_columns: tuple[str, ...]
    sections: tuple[Section, ...]
    carried: tuple[Field, ...] = ()
    called: Called = field(default_factory=dict, hash=False)

    def row_label_for(self, *kinds: str | None) -> str | None:
        """What one of its rows is called under these kinds."""
        return _own_words(self.called, kinds).get("row_label", self.row_label)

    def title_for(self, *kinds: str | None) -> str:
        """The office's word for the stage under the first kind (category, procurement method) that has one."""
        return next((self.titles[kind] for kind in kinds if kind and kind in self.titles), self.title)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Captured fields of all sections, in reading order."""
        return tuple(item for section in self.sections for item in section.fields)


@dataclass(frozen=True)
class Question:
    """A question of the eight, answered by any of its pointers (patterns).

    With `names_rows` each line says of which row it is: a price alone answers nothing.
    """

    id: str
    title: str
    pointers: tuple[str, ...]
    names_rows: bool = False
    called: Called = field(default_factory=dict, hash=False)

    def title_for(self, *kinds: str | None) -> str:
        """What is asked under these kinds."""
        return _own_words(self.called, kinds).get("title", self.title)


@dataclass(slots=True)
class Node:
    """One token of the tree of patterns; `field` where the law has an entry there."""

    children: dict[str, "Node"] = field(default_factory=dict)
    field: Field | None = None
    stage: Stage | None = None

    def child(self, token: str) -> "Node | None":
        """The node below, rows of any notation sharing the `*` child."""
        found = self.children.get(token)
        if found is None and "*" in self.children and is_row(token):
            return self.children["*"]
        return found

    def inside(self, place: tuple[str, str]) -> tuple[str, str]:
        """The place (group, pointer in it) of what is inside this node, which stands at ``place``: a row of its list,
        the members of its group, or its own members."""
        group = self.field.group if self.field else None
        if "*" in self.children:
            return (group, "") if group else (place[0], f"{place[1]}/*")
        return place if self.field is None else (group or "object", "")


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition of a field and how many tokens of the field's pointer make its scope."""

    condition: Condition
    depth: int

    @property
    def is_global(self) -> bool:
        """Whether it holds or not for the whole body at once: no relative pointer, no open row."""
        return not any(pointer.startswith("./") or "*" in pointer for pointer in self.condition.pointers)

    def holds(self, body: Any, pointer: str) -> bool:
        return self.condition.holds(body, tokens(pointer)[: self.depth])


@dataclass(frozen=True, eq=False)
class RecordType:
    id: str
    title: str
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]
    tree: Node = field(repr=False, compare=False)
    bound: Mapping[tuple[str, str], Bound] = field(repr=False, compare=False, default_factory=dict)
    register: Register | None = None

    def _nodes(self, path: str) -> Iterator[Node]:
        """The nodes met on the way, the root first; stops where the law ends."""
        node: Node | None = self.tree
        yield self.tree
        for token in tokens(path):
            node = node.child(token) if node else None
            if node is None:
                return
            yield node

    def node_at(self, path: str) -> Node | None:
        nodes = list(self._nodes(path))
        return nodes[-1] if len(nodes) == len(tokens(path)) + 1 else None

    def field_at(self, path: str) -> Field | None:
        """The entry at a pointer, a path or a pattern; a row's own place gives its ROWS field."""
        nodes = list(self._nodes(path))
        if len(nodes) != len(tokens(path)) + 1:
            return None
        if nodes[-1].field is None and len(nodes) > 1 and is_row(tokens(path)[-1]):
            above = nodes[-2].field
            return above if above and above.type is FieldType.ROWS else None
        return nodes[-1].field

    def unit_at(self, path: str) -> Field | None:
        """The field that is edited and merged as one value and contains this place.

        A place inside a composite or a whole list gives that field; the row of an ordinary list
        gives the list; a member the law does not know, outside of both, gives None.
        """
        nodes = list(self._nodes(path))
        for node in nodes:
            if node.field is not None and _is_unit(node.field):
                return node.field
        return self.field_at(path)

    def stage_of(self, path: str) -> Stage | None:
        """The stage the place belongs to (general and parties are stages of their own)."""
        stage = None
        for node in self._nodes(path):
            stage = node.stage or stage
        return stage

    def stage(self, stage_id: str) -> Stage | None:
        return next((item for item in self.stages if item.id == stage_id), None)

    def steps(self) -> tuple[Stage, ...]:
        """The stages of the stepper, those shown within another left out."""
        return tuple(stage for stage in self.stages if stage.within is None)

    def step_of(self, path: str) -> Stage | None:
        """The stage of the stepper under which the place is shown."""
        stage = self.stage_of(path)
        return self.stage(stage.within) if stage and stage.within else stage

    def walk(self) -> Iterator[Field]:
        """Every field, captured and carried, members after their owner."""
        for stage in self.stages:
            for item in (*stage.fields, *stage.carried):
                yield from item.walk()

    def is_visible(self, item: Field, body: Any, pointer: str) -> bool:
        """Whether the field is shown at this pointer of the body, by its own and its section's condition."""
        own, section = (self.bound.get((item.pointer, name)) for name in ("visible_when", "section"))
        return (own is None or own.holds(body, pointer)) and (section is None or section.holds(body, pointer))

    def is_section_visible(self, section: Section, body: Any, row: str = "") -> bool:
        """Whether the section is shown; `row` is the pointer of the row in a repeated stage."""
        return section.visible_when is None or parse(section.visible_when).holds(body, row)

    def requirement(self, item: Field, body: Any, pointer: str) -> str | None:
        """The level at which the field is required at this pointer now, None where it is not."""
        level = item.level
        if level is None:
            return None
        return level if all(bound.holds(body, pointer) for bound in self.conditions_of(item)) else None

    def conditions_of(self, item: Field) -> tuple[Bound, ...]:
        """All that must hold for the field to be required: its own condition and to be shown."""
        names = ("required_when", "visible_when", "section")
        return tuple(self.bound[item.pointer, name] for name in names if (item.pointer, name) in self.bound)


def _is_unit(item: Field) -> bool:
    return item.type is not FieldType.ROWS or item.whole_list
