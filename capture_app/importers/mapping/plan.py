"""How the columns of a foreign table become fields: frozen, saved as data, recognised by its titles."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from capture_app.importers.tables.heads import plain_title

OCID = "ocid"
KEY = "key"
CONTRACTING_PROCESS = "contracting_process"


class Grain(StrEnum):
    """What one row of the table is."""

    PROCESS = "process"
    CONTRACT = "contract"
    ITEM = "item"
    PAYMENT = "payment"


ROWS_OF: Mapped[Grain, str] = {
    Grain.PROCESS: "",
    Grain.CONTRACT: "/contracts/*",
    Grain.ITEM: "/contracts/*/items/*",
    Grain.PAYMENT: "/contracts/*/implementation/transactions/*",
}


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column: its title as compared, the fields it fills, and what a person answered about its texts.

    ``codes`` translate folded words of the column before the field reads them.
    """

    title: str
    pointers: tuple[str, ...] = ()
    day_order: str = ""
    decimal_comma: bool | None = None
    codes: Mapped[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole mapping. ``keys`` are the pointers that name the process, the first that has a value.

    A lenient plan keeps what it cannot read aside, a strict one refuses the rows of that process. Of the words of a
    table's titles one of ``told_by`` must be there and none of ``told_against``, where a plan has them.
    """

    name: str
    columns: tuple[ColumnPlan, ...]
    grain: Grain = Grain.PROCESS
    keys: tuple[str, ...] = (OCID, KEY, "/tender/id", "/contracts/*/id")
    constants: tuple[tuple[str, Any], ...] = ()
    is_lenient: bool = False
    record_type: str = CONTRACTING_PROCESS
    key_prefix: str = ""
    told_by: tuple[str, ...] = ()
    told_against: tuple[str, ...] = ()

    @property
    def titles(self) -> frozenset[str]:
        return frozenset(plain_title(column.title) for column in self.columns if column.pointers)

    def of(self, title: str) -> tuple[ColumnPlan, ...]:
        """The plans of the column with this title, however it is spelled."""
        wanted = plain_title(title)
        return tuple(column for column in self.columns if plain_title(column.title) == wanted)

    def is_told(self, titles: Iterable[str]) -> bool:
        """Whether the words of the titles are those of such a list."""
        words = {word for title in titles for word in plain_title(title).split()}
        return words.isdisjoint(self.told_against) and (not self.told_by or not words.isdisjoint(self.told_by))

    def fits(self, titles: frozenset[str]) -> bool:
        """Whether a table with these titles (as compared) is the one the plan was made for."""
        return bool(self.titles) and self.titles <= titles
