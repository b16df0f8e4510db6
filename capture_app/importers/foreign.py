"""What an importer hands over: processes as they came, and what was done to them on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.findings import Level
from forms.pointers import pattern_of

if TYPE_CHECKING:
    from capture_app.importers.mapping.rows import RowProblem
    from capture_app.importers.tables.book import Row


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about an imported value: a repair, a member that the standard does not know …

    ``path`` addresses rows by their ``@key``.
    """

    path: str
    code: str
    level: Level
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A value that could not be understood, kept as it came."""

    path: str
    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class ForeignProcess:
    """The releases of one contracting process in one file; ``place`` says where in it.

    ``refusal`` is the code of what keeps it out; then nothing of it is stored. From a table come also its
    ``rows`` and what is said of them, and the number the office calls it by. Of an ``invoice`` the UUID is told (with
    a hyphen before it of one cancelled), and the ``private`` file is kept and never leaves.
    """

    ocid: str
    place: str
    releases: tuple[Mapping[str, Any], ...] = ()
    refusal: str = ""
    problems: tuple[RowProblem, ...] = ()
    rows: tuple[Row, ...] = ()
    folio: str = ""
    record_type: str = "contracting_process"
    invoice: str = ""
    private: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """Releases of one process as one body, with all that is to be said about them."""

    body: dict[str, Any]
    aside: tuple[SetAside, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Ledger:
    """Collects remarks and values set aside while a release is read; each is entered once."""

    remarks: dict[tuple[str, str], Remark] = field(default_factory=dict)
    aside: dict[str, SetAside] = field(default_factory=dict)

    def note(self, path: str, code: str, level: Level = Level.NOTE, **parameters: object) -> None:
        pairs = tuple((name, str(value)) for name, value in parameters.items())
        self.remarks.setdefault((path, code), Remark(path, code, level, pairs))

    def note_pattern(self, path: str, code: str) -> None:
        """The same for all rows: one remark at the first place, with how many there are."""
        key = (pattern_of(path), code)
        known = self.remarks.get(key)
        times = int(dict(known.parameters)["times"]) + 1 if known else 1
        first = known.path if known else path
        self.remarks[key] = Remark(first, code, Level.NOTE, (("times", str(times)),))

    def keep(self, path: str, value: Any, reason: str) -> None:
        """Set a value aside; of two different ones at one place both are kept."""
        place = path
        while place in self.aside and self.aside[place].value != value:
            place += "\x01"
        self.aside.setdefault(place, SetAside(path, value, reason))
