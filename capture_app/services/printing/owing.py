"""What sheets tell, before it is printed: a process, who owes what of which quarter, and what a batch held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capture_app.words import say
from forms.acts.required import RequiredActs
from forms.catalog import Catalog
from forms.formats import show_day
from forms.members import part, rows, text
from forms.quarters import Quarter

RECORD_TYPE = "contracting_process"


@dataclass(frozen=True)
class Owed:
    """A process with what is missing in it, in words."""

    folio: str
    title: str
    areas: tuple[str, ...]
    missing: tuple[str, ...]


def quarter_words(quarter: Quarter) -> str:
    """A quarter as a letter names it."""
    return say(f"print.quarter.{quarter.number}", year=quarter.year)


def areas_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The areas that asked for the purchase, else the one that convened it."""
    parties = {text(row, "id"): text(row, "name") for _, row in rows(body, "", "parties")}
    asked = rows(part(body, "planning"), "", "requestingUnits")
    names = [parties.get(text(row, "id")) or text(row, "name") for _, row in asked]
    names = [name for name in names if name] or [text(part(body, "tender", "procuringEntity"), "name")]
    return tuple(dict.fromkeys(name or say("print.request.no_area") for name in names))


@dataclass(frozen=True)
class Receipted:
    """One change of a batch: whose it was, what it was and what the portal answered, in words."""

    folio: str
    title: str
    kind: str
    result: str


@dataclass(frozen=True)
class Printed:
    """What the sheets of a process are made from: ``has_file`` are the keys of documents with a file here, ``auditor``
    who reviews the folder, where the office's table has somebody in force."""

    office: str
    ocid: str
    folio: str
    body: Mapping[str, Any]
    changed_at: datetime
    catalog: Catalog
    acts: RequiredActs
    has_file: frozenset[str] = frozenset()
    auditor: str = ""

    @property
    def about(self) -> str:
        """What the foot of each page says: which process, and of what day of the office its data are."""
        day = show_day(self.changed_at.date().isoformat())
        return say("print.about", folio=self.folio or self.ocid, ocid=self.ocid, day=day)
