"""What a catalogue holds: entries with their place in the hierarchy, their validity and their source."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Self

from forms.codes import Code, Codelist


class Hierarchy(StrEnum):
    """How a code says what it stands under."""

    ZEROS = "zeros"
    CUT = "cut"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code with its official title; `source` and `verified` say how far it can be relied on."""

    code: str
    title: str
    parent: str | None = None
    kind: str = ""
    branch: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    successor: str | None = None
    source: str = ""
    verified: bool = False

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said once for a whole catalogue."""

    name: str
    title: str
    edition: str
    scheme: str
    pattern: re.Pattern[str]
    shape: str
    hierarchy: Hierarchy
    lengths: tuple[int, ...]
    kinds: tuple[str, ...]
    source: str
    verified: bool

    def ancestors(self, code: str) -> Iterator[str]:
        """Codes that could be the parent, nearest first; none where a column says it. Only a cut leaves no choice."""
        if self.hierarchy is Hierarchy.CUT:
            yield from [code[:length] for length in self.lengths if length < len(code)][-1:]
        elif self.hierarchy is Hierarchy.ZEROS:
            made = (code[:length].ljust(_COG_DIGITS, "0") for length in range(len(code) - 1, 0, -1))
            yield from (other for other in dict.fromkeys(made) if other != code)

    def kind_of(self, code: str) -> str:
        """What the shape of a code makes it; "" where a column says it."""
        if self.hierarchy is Hierarchy.CUT:
            return self.kinds[self.lengths.index(len(code))] if len(code) in self.lengths else ""
        if self.hierarchy is Hierarchy.ZEROS:
            return self.kinds[min(max(len(code.rstrip("0")), 1), len(self.kinds)) - 1]
        return ""


_COG_DIGITS = 4


@dataclass(frozen=True)
class Catalogue:
    """Entries by code, in the order of the file."""

    plan: Plan
    by_code: Mapping[str, Entry] = field(repr=False)

    @property
    def name(self) -> str:
        return self.plan.name

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self.by_code.values())

    def children(self, code: str | None) -> tuple[Entry, ...]:
        """What stands directly under a code; the roots for None."""
        return tuple(entry for entry in self.entries if entry.parent == code)

    def path_to(self, code: str) -> tuple[Entry, ...]:
        """The entry with all it stands under, the root first; nothing for an unknown code."""
        path: list[Entry] = []
        entry = self.by_code.get(code)
        while entry is not None and entry not in path:
            path.append(entry)
            entry = self.by_code.get(entry.parent or "")
        return tuple(reversed(path))

    def in_force(self, code: str, day: date) -> Entry | None:
        """The entry for a day: itself or, once it has ended, the one that took its place."""
        seen: set[str] = set()
        entry = self.by_code.get(code)
        while entry is not None and not entry.holds_on(day) and code not in seen:
            seen.add(code)
            code = entry.successor or ""
            entry = self.by_code.get(code)
        return entry if entry is not None and entry.holds_on(day) else None

    @cached_property
    def codelist(self) -> Codelist:
        """The same as a code list, so that it is searched and chosen like any other."""
        codes = tuple(Code(entry.code, entry.title, self._described(entry)) for entry in self.entries)
        by_code = MappingProxyType({code.code: code for code in codes})
        return Codelist(self.name, self.plan.title, True, codes, by_code)

    def _described(self, entry: Entry) -> str:
        above = (other.title for other in self.path_to(entry.code)[:-1])
        return " · ".join(part for part in (entry.words, *above) if part)

    def find(self, text: str, day: date | None = None) -> tuple[Entry, ...]:
        """Entries by code or by any words of the title, of synonyms or of what they stand under, best first.

        On a day, those in force: of one that has ended, the one that took its place.
        """
        found = [self.by_code[code.code] for code in self.codelist.find(text)]
        if day is None:
            return tuple(found)
        return tuple(dict.fromkeys(filter(None, (self.in_force(entry.code, day) for entry in found))))

    def with_entries(self, others: Mapping[str, Entry], edition: str) -> Self:
        """The catalogue as a newer edition leaves it: its rows over ours; no code is ever lost."""
        return type(self)(replace(self.plan, edition=edition), MappingProxyType({**self.by_code, **others}))
