"""One walk over a body along the law: what is missing, what the law does not know, what is where.

The rules judge from the survey, so a body is walked once however many rules there are. The walk goes by columns:
what the law knows at one place is looked at in all rows together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from dataclasses import field as member
from functools import cached_property, wraps
from itertools import chain
from typing import Any, TypeVar

import msgspec

from forms.columns import Column, Place, places
from forms.contents import Contents, contents_of
from forms.members import Row, part, rows, text
from forms.plans import JUDGED, Layout, Need, Plan, Step, layout_of, plan_of
from forms.pointers import KEY, escape, tokens
from forms.presence import bit_of
from forms.record_type import Field, FieldType, RecordType
from forms.sizes import Crowd

Verdict = TypeVar("Verdict")


class Missing(msgspec.Struct, gc=False):
    """A member that is required and absent; `keyed` when its row has a `_key` to stand for an id."""

    pointer: str
    field: Field
    level: str
    keyed: bool


class Lack(msgspec.Struct, eq=False, gc=False):
    """Members that are required and absent in the same objects of a column (`rows` None: in all of them).

    `keyed` tells whether all objects of the column have a `_key` or none has; None: only a look at each tells.
    """

    needs: tuple[Need, ...]
    column: Column
    rows: list[int] | None
    keyed: bool | None = None

    @property
    def count(self) -> int:
        return len(self.column.values if self.rows is None else self.rows)

    @property
    def pointers(self) -> list[str]:
        """Where the objects are. Never changed."""
        if self.rows is not None and len(self.rows) == 1:
            return [self.column.pointer_at(self.rows[0])]
        pointers = self.column.pointers
        return pointers if self.rows is None else [pointers[row] for row in self.rows]

    def firsts(self) -> list[int]:
        """The number of the first object that has a `_key` and of the first that has none."""
        if self.keyed is not None:
            return [*self.numbers[:1]]
        keyed = [self.is_keyed(row) for row in self.numbers]
        return [self.numbers[keyed.index(wanted)] for wanted in (False, True) if wanted in keyed]

    @property
    def numbers(self) -> Sequence[int]:
        """Which of the objects of the column."""
        return range(len(self.column.values)) if self.rows is None else self.rows

    def places(self) -> Iterable[tuple[int, str]]:
        """The number and the pointer of each of the objects."""
        return zip(self.numbers, self.pointers, strict=True)

    def is_keyed(self, row: int) -> bool:
        """Whether that object has a `_key`."""
        return KEY in self.column.values[row]

    def without(self, rows: set[int]) -> "Lack":
        if not rows:
            return self
        return Lack(self.needs, self.column, [row for row in self.numbers if row not in rows], self.keyed)


class Met(msgspec.Struct, eq=False, gc=False):
    """Objects that were walked: which known members all of them have, and the objects in those that all have."""

    values: list[Row]
    everywhere: frozenset[str]
    inner: "dict[str, Met]"


@dataclass
class Survey:
    """The body, the law, and what the walk met; `is_full` when it is known that nothing in it is blank.

    `lists` are the rows that have identities of their own, `unknown` what stands under the names that the law does
    not know, by their patterns; `prose` are the objects that have texts for the public, and the steps to these;
    `marks` name what was met (forms.presence).
    """

    body: Row
    record: RecordType
    is_full: bool = False
    crowd: Crowd | None = None
    marks: int = 0
    lacks: list[Lack] = member(default_factory=list)
    unknown: dict[str, Column] = member(default_factory=dict)
    lists: list[Column] = member(default_factory=list)
    prose: list[tuple[Column, tuple[Step, ...]]] = member(default_factory=list)
    facts: dict[object, Any] = member(default_factory=dict)
    _kinds: dict[str, list[Column]] = member(default_factory=lambda: defaultdict(list))
    _places: dict[str, list[Place]] = member(default_factory=dict)
    _held: dict[str, bool] = member(default_factory=dict)

    def columns(self, kind: FieldType | str) -> list[Column]:
        """The values of a type (DATE, URI …) or of a group ("value", "period", "item" …) that rules judge."""
        if kind not in JUDGED:
            raise KeyError(kind)
        return self._kinds.get(kind, [])

    def of(self, kind: FieldType | str) -> list[Place]:
        """The same values one by one."""
        found = self._places.get(kind)
        if found is None:
            found = self._places[kind] = places(self.columns(kind))
        return found

    def judge(
        self, kind: FieldType | str, is_well: Callable[[Any], bool | None], say: Callable[[Place], Verdict]
    ) -> Iterator[Verdict | None]:
        """What is to be said of each value that is not well, and None once for all that are.

        Of a value that is not judged `is_well` gives None.
        """
        for column in self.columns(kind):
            verdicts = list(map(is_well, column.values))
            if True in verdicts:
                yield None
            if False in verdicts:
                wrong = [index for index, verdict in enumerate(verdicts) if verdict is False]
                yield from (say(Place(column.values[index], column, index)) for index in wrong)

    @cached_property
    def contents(self) -> Contents:
        """What stands under all names together that the law does not know."""
        return contents_of([value for column in self.unknown.values() for value in column.values])

    @cached_property
    def missing(self) -> list[Missing]:
        """Every member that is required and absent."""
        return [
            Missing(pointer + need.tail, need.field, need.level, lack.is_keyed(row))
            for lack in self.lacks
            for need in lack.needs
            for row, pointer in lack.places()
        ]

    @cached_property
    def blank(self) -> set[str]:
        """The places of members that are required and there, with nothing in them."""
        names: dict[int, frozenset[str]] = {}
        for column in {id(lack.column): lack.column for lack in self.lacks}.values():
            names[id(column)] = frozenset().union(*column.values)
        return {
            pointer + need.tail
            for lack in self.lacks
            for need in lack.needs
            if need.way[0] in names[id(lack.column)]
            for _, pointer in lack.places()
        }

    def asks(self, need: Need) -> bool:
        """Whether those conditions of a need hold that are the same all over the body."""
        for bound in need.everywhere:
            condition = bound.condition
            held = self._held.get(condition.text)
            if held is None:
                held = self._held[condition.text] = condition.holds(self.body)
            if not held:
                return False
        return True

    def has(self, mark: str) -> bool:
        """Whether what a mark names was met."""
        return bool(self.marks & bit_of(mark))

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
        """The contracts that name the award, by its id or by the key it has until then."""
        return self._by_award.get(text(award, "id") or text(award, "_key"), [])

    def award_of(self, contract: Row) -> Row:
        """The award that a contract names, an empty one where there is none."""
        name = text(contract, "awardID")
        return self._by_name.get(name, {}) if name else {}

    @cached_property
    def _by_name(self) -> dict[str, Row]:
        """The first award of each id, and of each key."""
        result: dict[str, Row] = {}
        for _, row in self.awards:
            result.setdefault(text(row, "id"), row)
            result.setdefault(text(row, "_key"), row)
        return result

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


def survey(body: Any, record: RecordType, is_full: bool = False, crowd: Crowd | None = None) -> Survey:
    """Walks the body; an odd one (not an object, lists for objects) is walked as far as it goes.

    A `crowd` counts along; when it says that there are too many, the walk ends.
    """
    result = Survey(body if isinstance(body, dict) else {}, record, is_full, crowd)
    if result.body:
        _walk(Column([result.body], None, ""), plan_of(record), result)
    if crowd is not None and result.unknown:
        crowd.pass_by(result.contents.objects)
    return result


def _walk(column: Column, plan: Plan, found: Survey) -> Met:
    """Looks at the objects of one place of the law together, and then at what they hold."""
    layout, others = _layout(column.values, plan)
    found.marks |= layout.marks
    met = Met(column.values, layout.everywhere, {})
    for tail, name, child, is_everywhere in layout.leaves:
        found._kinds[child.kind].append(column.member(name, tail, child.field, is_everywhere))
    if layout.prose:
        found.prose.append((column, layout.prose))
    for tail, name, child, is_everywhere in layout.objects:
        below = column.part(name, tail, child.field, is_everywhere)
        inner = _walk_objects(below, child, found)
        if inner is not None and len(below.values) == len(column.values):
            met.inner[name] = inner
    for tail, name, child, is_everywhere in layout.lists:
        _walk_rows(column.member(name, tail, child.field, is_everywhere), child, found)
    _ask_all(layout, met, column, found)
    for name in others:
        _note_unknown(name, column, plan, found)
    if layout.loose and found.crowd is not None:
        found.crowd.pass_over(value.get(name) for _, name, _, _ in layout.loose for value in column.values)
    return met


def _ask_all(layout: Layout, met: Met, column: Column, found: Survey) -> None:
    """Asks for what the law wants of these objects."""
    if layout.absent:
        found.lacks.append(Lack(layout.absent, column, None, layout.keyed))
    for need in layout.alike:
        if found.asks(need) and _holds(need, column, 0, found):
            found.lacks.append(Lack((need,), column, None, layout.keyed))
    for need in layout.asked:
        _ask(need, column, None, layout.keyed, found)
    for need in layout.open if found.is_full else layout.filled:
        if lacking := _lacking(met, need.way, found.is_full):
            _ask(need, column, lacking, layout.keyed, found)


def _layout(values: list[Row], plan: Plan) -> tuple[Layout, tuple[str, ...]]:
    """The layout of these objects, and the names of their members that the law does not know."""
    names = tuple(values[0])
    some: Set[str] = frozenset()
    if len(values) > 1 and not _are_alike(values, len(names)):
        common = set(names).intersection(*values)
        names = tuple(dict.fromkeys(chain.from_iterable(values)))
        some = set(names) - common
    others: tuple[str, ...] = ()
    if not plan.known.issuperset(names):
        others = tuple(name for name in names if name not in plan.known)
        names = tuple(filter(plan.known.__contains__, names))
    if not some:
        return layout_of(plan, names, ()), others
    everywhere = tuple(name for name in names if name not in some)
    return layout_of(plan, everywhere, tuple(filter(some.__contains__, names))), others


def _are_alike(values: list[Row], count: int) -> bool:
    """Whether all objects have the same members, as many as that."""
    return set(map(len, values)) == {count} and len(set().union(*values)) == count


def _walk_objects(column: Column, plan: Plan, found: Survey) -> Met | None:
    if not column.values:
        return None
    if plan.kind:
        found._kinds[plan.kind].append(column)
    if found.crowd is None or found.crowd.add(len(column.values)):
        return _walk(column, plan, found)
    return None


def _walk_rows(lists: Column, plan: Plan, found: Survey) -> None:
    rows = lists.rows()
    if not rows.values or plan.row is None:
        return
    if plan.is_list_of_rows:
        found.lists.append(rows)
    if plan.kind:
        found._kinds[plan.kind].append(rows)
    if found.crowd is None or found.crowd.add(len(rows.values), len(rows.values)):
        _walk(rows, plan.row, found)


def _note_unknown(name: str, column: Column, plan: Plan, found: Survey) -> None:
    """Members that begin with `_` are ours, and may hold what they like within the limits."""
    stand = column.member(name, f"/{escape(name)}", None, is_everywhere=False)
    if name[:1] != "_":
        found.unknown[f"{plan.pattern}/{name}"] = stand
    elif found.crowd is not None:
        found.crowd.pass_over(stand.values)


def _lacking(met: Met, way: tuple[str, ...], is_full: bool) -> list[int]:
    """The numbers of the objects in which nothing stands at the end of the way."""
    while len(way) > 1 and way[0] in met.inner:
        met, way = met.inner[way[0]], way[1:]
    if is_full and len(way) == 1 and way[0] in met.everywhere:
        return []
    values = met.values
    for name in way[:-1]:
        values = [inner if isinstance(inner := value.get(name), dict) else {} for value in values]
    name = way[-1]
    return [row for row, value in enumerate(values) if not value.get(name) and _is_blank(value.get(name))]


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def _ask(need: Need, column: Column, rows: list[int] | None, keyed: bool | None, found: Survey) -> None:
    """Asks for a member in the objects where its conditions hold."""
    if not found.asks(need):
        return
    rows = list(range(len(column.values))) if rows is None else rows
    held = [row for row in rows if _holds(need, column, row, found)] if need.local else rows
    if held:
        found.lacks.append(Lack((need,), column, held, keyed))


def _holds(need: Need, column: Column, row: int, found: Survey) -> bool:
    """Whether the conditions hold that differ from host to host."""
    for demand in need.local:
        if demand.at_host:
            scope = tokens(column.pointers[row]) if demand.needs_scope else ()
            held = demand.bound.condition.test(found.body, scope, [column.values[row]])
        else:
            held = demand.bound.holds(found.body, column.pointers[row] + need.tail)
        if not held:
            return False
    return True
