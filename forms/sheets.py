"""A record as linked tables: one sheet for what stands once, one for each list; written here for every spreadsheet.

Columns are named as flatten-tool names them: `contracts/0/items/0/quantity` is the quantity of a row of a contract's
items, whatever its place. A row of a list bears the ocid and the id of every row it stands within.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from forms.pointers import join, tokens
from forms.record_type import Field, FieldType, RecordType
from forms.words import messages, text

MAIN = ""
ROOT = ("ocid", "id")
REGISTER_ROOT = ("code",)
LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']+")
_ASIDE = re.compile(r"\s*\([^)]*\)")
_SLUG = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True)
class Column:
    """A leaf of the record. `name` is what a machine reads, `title` what people read."""

    name: str
    title: str
    pattern: str
    field: Field | None = None

    @property
    def codelist(self) -> str | None:
        """The list whose titles go beside a single code; None for every other column."""
        return self.field.codelist if self.field is not None and self.field.type is FieldType.CODE else None


@dataclass(frozen=True)
class Sheet:
    """One table: `pattern` names its rows (`/contracts/*/items/*`), "" for the sheet of what stands once."""

    pattern: str
    name: str
    file: str
    title: str
    links: tuple[Column, ...]
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Every column of the law by its name."""
        return {column.name: column for column in (*self.links, *self.columns)}


@dataclass(frozen=True)
class Layout:
    """Every sheet that a record type can fill, the main one first."""

    sheets: tuple[Sheet, ...]
    root: tuple[str, ...] = ROOT

    @cached_property
    def by_pattern(self) -> Mapping[str, Sheet]:
        return {sheet.pattern: sheet for sheet in self.sheets}

    def sheet(self, pattern: str) -> Sheet:
        """The sheet of the rows; one without columns of the law for a list that the law does not know."""
        return self.by_pattern.get(pattern) or _unknown_sheet(pattern, self.root)


@lru_cache(maxsize=16)
def layout_of(record: RecordType) -> Layout:
    """The sheets of a record type, each field of the law in exactly one of them, in the order of the law."""
    columns: dict[str, dict[str, Column]] = {MAIN: {}}
    owners: dict[str, str] = {}
    for stage in record.stages:
        for item in (*stage.fields, *stage.carried):
            for leaf, title in _leaves(item, ""):
                place = rows_pattern(leaf.pointer)
                for above in _lists_above(place):
                    columns.setdefault(above, {})
                if leaf.type is FieldType.ROWS:
                    owners.setdefault(f"{leaf.pointer}/*", title)
                    columns.setdefault(f"{leaf.pointer}/*", {})
                elif leaf.name != "_key":
                    name = column_name(leaf.pointer)
                    columns[place].setdefault(name, Column(name, title, leaf.pointer, leaf))
        if stage.repeat:
            owners.setdefault(f"{stage.repeat}/*", stage.title if stage.row_label is None else stage.row_label)
    names, root = Names(), REGISTER_ROOT if record.register is not None else ROOT
    sheets = (
        _sheet(pattern, owners.get(pattern, ""), tuple(found.values()), names, root)
        for pattern, found in columns.items()
    )
    return Layout(tuple(sheets), root)


def rows_pattern(pattern: str) -> str:
    """The rows a leaf stands in: its pattern up to the last `*`, "" for what stands once."""
    parts = tokens(pattern)
    last = max((place for place, part in enumerate(parts) if part == "*"), default=-1)
    return join(parts[: last + 1])


def column_name(pattern: str) -> str:
    """The name of the column of a leaf: `/contracts/*/items/*/id` is `contracts/0/items/0/id`."""
    return pattern.removeprefix("/").replace("*", "0")


def _lists_above(pattern: str) -> Iterator[str]:
    """The patterns of the rows, the outermost first."""
    parts = tokens(pattern)
    for place, part in enumerate(parts):
        if part == "*":
            yield join(parts[: place + 1])


def _leaves(item: Field, title: str) -> Iterator[tuple[Field, str]]:
    """What makes columns or sheets of a field, with the words of its owners before its own."""
    own = item.label or _label_of(item.name)
    whole = own if not title or own == title else f"{title}: {own}"
    if item.type is FieldType.COMPOSITE:
        for member in item.members:
            yield from _leaves(member, whole)
        return
    yield item, whole
    if item.type is FieldType.ROWS:
        for member in item.members:
            yield from _leaves(member, "")


def _sheet(pattern: str, title: str, columns: tuple[Column, ...], names: "Names", root: tuple[str, ...]) -> Sheet:
    if not pattern:
        is_register = root == REGISTER_ROOT
        name, file = (text("sheet.entries"), "registro") if is_register else (text("sheet.main"), "expedientes")
        return Sheet(MAIN, name, file, name, links_of(pattern, root), columns)
    name = names.give(_short(pattern, title))
    return Sheet(pattern, name, file_name(pattern), title or name, links_of(pattern, root), columns)


def links_of(pattern: str, roots: tuple[str, ...] = ROOT) -> tuple[Column, ...]:
    """The columns that say to which record and to which rows a row belongs; its own id is a column of the law."""
    root = [Column(name, text(f"sheet.{name}"), f"/{name}") for name in roots]
    above = list(_lists_above(pattern))[:-1]
    rows = [Column(column_name(f"{place}/id"), _owner_title(place), f"{place}/id") for place in above]
    return (*root, *rows)


def _owner_title(place: str) -> str:
    return text("sheet.owner", name=_label_of(tokens(place)[-2]))


def _label_of(name: str) -> str:
    """The word of a list in titles of columns: the group's, else its own name."""
    return messages().get(f"sheet.of.{name}", name)


def _short(pattern: str, title: str) -> str:
    parts = [part for part in tokens(pattern) if part != "*"]
    if len(parts) == 1:
        label = _label_of(parts[0])
        return title if title and label == parts[0] else label
    return f"{messages().get(f'sheet.in.{parts[0]}', parts[0])} {_ASIDE.sub('', title) or _label_of(parts[-1])}"


def file_name(pattern: str) -> str:
    return _SLUG.sub("_", "-".join(part for part in tokens(pattern) if part != "*"))


def _unknown_sheet(pattern: str, root: tuple[str, ...]) -> Sheet:
    name = Names().give(" ".join(part for part in tokens(pattern) if part != "*"))
    return Sheet(pattern, name, file_name(pattern), name, links_of(pattern, root), ())


class Names:
    """Names of sheets as spreadsheets allow them, each once."""

    def __init__(self, longest: int = LONGEST_NAME) -> None:
        self._longest = longest
        self._given: set[str] = set()

    def give(self, wanted: str) -> str:
        """The name, shortened and numbered where it must be."""
        whole = " ".join(_FORBIDDEN.sub(" ", wanted).split())
        name, number = whole[: self._longest].strip() or "_", 1
        while name.casefold() in self._given:
            number += 1
            tail = f" {number}"
            name = whole[: self._longest - len(tail)].strip() + tail
        self._given.add(name.casefold())
        return name
