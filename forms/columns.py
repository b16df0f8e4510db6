"""The values of one place of the law in a body, all rows together: where each stands is worked out only when asked."""

from bisect import bisect_right
from itertools import accumulate, chain, compress
from typing import Any

import msgspec

from forms.record_type import Field


def _are(kind: type, values: list[Any]) -> bool:
    """Whether all values are of that very type."""
    return type(values[0]) is kind if len(values) == 1 else set(map(type, values)) == {kind}


class Column(msgspec.Struct, eq=False, gc=False):
    """Values of one pattern in the order of the body, and how to find the pointer of each.

    `owners` are the numbers of the values above that have one, None where each has one; `lists` are the lists
    of which the values are rows, one of each owner; `kept` the numbers of those rows that are objects, None: all.
    """

    values: list[Any]
    field: Field | None
    tail: str
    above: "Column | None" = None
    owners: list[int] | None = None
    lists: list[list[Any]] | None = None
    kept: list[int] | None = None
    _pointers: list[str] | None = None

    @property
    def pattern(self) -> str:
        return self.field.pointer if self.field else ""

    @property
    def pointers(self) -> list[str]:
        """The pointer of each value. Never changed."""
        if self._pointers is None:
            self._pointers = self._work_out()
        return self._pointers

    def _work_out(self) -> list[str]:
        if self.above is None:
            return [self.tail]
        bases, tail = self.above.pointers, self.tail
        if self.owners is not None:
            bases = [bases[owner] for owner in self.owners]
        if self.lists is None:
            return [base + tail for base in bases]
        pairs = zip(bases, self.lists, strict=True)
        found = [f"{base}{tail}/{index}" for base, rows in pairs for index in range(len(rows))]
        return found if self.kept is None else [found[index] for index in self.kept]

    def pointer_at(self, index: int) -> str:
        """The pointer of one value, the others left alone."""
        if self._pointers is not None or self.above is None:
            return self.pointers[index]
        index, tail = index if self.kept is None else self.kept[index], self.tail
        if self.lists is not None:
            lengths = list(accumulate(map(len, self.lists)))
            index, before = bisect_right(lengths, index), index
            tail = f"{tail}/{before - (lengths[index - 1] if index else 0)}"
        return self.above.pointer_at(index if self.owners is None else self.owners[index]) + tail

    def member(self, name: str, tail: str, field: Field | None, is_everywhere: bool) -> "Column":
        """The column of a member of these objects; `is_everywhere` when all of them are known to have it."""
        values = self.values
        if len(values) == 1:
            return Column([values[0][name]], field, tail, self)
        if is_everywhere:
            return Column([value[name] for value in values], field, tail, self)
        owners = [index for index, value in enumerate(values) if name in value]
        return Column([values[owner][name] for owner in owners], field, tail, self, owners)

    def named(self, name: str) -> list[Any]:
        """The values of a member of these objects, of those that have it."""
        return [value[name] for value in self.values if name in value]

    def texts(self, name: str) -> set[str]:
        """Those of the values of a member that are texts, each once."""
        try:
            found = {value[name] for value in self.values if name in value}
        except TypeError:
            found = {text for text in self.named(name) if isinstance(text, str)}
        return found if set(map(type, found)) <= {str} else {text for text in found if isinstance(text, str)}

    def part(self, name: str, tail: str, field: Field | None, is_everywhere: bool) -> "Column":
        """The column of the objects that these objects have under a name."""
        column = self.member(name, tail, field, is_everywhere)
        if _are(dict, column.values):
            return column
        return column._only([isinstance(value, dict) for value in column.values])

    def rows(self) -> "Column":
        """The objects in those of the values that are lists."""
        column = self if _are(list, self.values) else self._only([isinstance(v, list) for v in self.values])
        lists = column.values
        found = lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))
        kept = None
        if found and not _are(dict, found):
            kept = [index for index, row in enumerate(found) if isinstance(row, dict)]
            found = [found[index] for index in kept]
        return Column(found, self.field, self.tail, self.above, column.owners, lists, kept)

    def _only(self, wanted: list[bool]) -> "Column":
        owners = range(len(self.values)) if self.owners is None else self.owners
        values = list(compress(self.values, wanted))
        return Column(values, self.field, self.tail, self.above, list(compress(owners, wanted)))

    def list_of(self) -> list[int]:
        """Of each row, the number of the list it stands in."""
        numbers = [number for number, rows in enumerate(self.lists or ()) for _ in rows]
        return numbers if self.kept is None else [numbers[index] for index in self.kept]


class Place(msgspec.Struct, gc=False):
    """One value of a column. Never changed."""

    value: Any
    column: Column
    index: int

    @property
    def pointer(self) -> str:
        return self.column.pointers[self.index]

    @property
    def field(self) -> Field | None:
        """The entry of the law; None for the rows of a stage."""
        return self.column.field

    @property
    def pattern(self) -> str:
        return self.column.pattern


def column_of(found: list[tuple[str, Any]]) -> Column:
    """A column of values of which the pointers are known."""
    return Column([value for _, value in found], None, "", _pointers=[pointer for pointer, _ in found])


def places(columns: list[Column]) -> list[Place]:
    """Every value of the columns, with where it stands."""
    return [Place(value, column, index) for column in columns for index, value in enumerate(column.values)]
