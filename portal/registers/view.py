"""A published record of a register as its page shows it: sections and fields drawn from the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from forms.catalog import Field, load_catalog
from forms.days import read_when
from forms.formats import display, show_day
from forms.pointers import get
from forms.record_type import RecordType, Section
from forms.register import Register
from portal.publication.models import Process
from portal.registers.models import Entry
from portal.sections.cells import Cell, Table, cell_of
from portal.sections.stages import SectionBlock

ASKED = ("standard", "profile")
OCID = "ocid"
PUBLIC = "public"


@dataclass(frozen=True)
class Shown:
    """One card of a register's list."""

    entry: Entry
    facts: tuple[tuple[str, str], ...]
    in_force: str


def shown_entry(entry: Entry, record: RecordType, register: Register) -> Shown:
    """The entry with the few members its list shows."""
    law, value, facts = load_catalog(), entry.value, list[tuple[str, str]]()
    for pointer in register.columns:
        item = record.field_at(pointer)
        text = display(item, get(value, pointer), law) if item and pointer != register.amount else ""
        if item and text:
            facts.append((item.label, text))
    return Shown(entry, tuple(facts), in_force(value, register))


def in_force(value: dict[str, Any], register: Register) -> str:
    """Whether what the record says holds today, by its days; "" of one without them."""
    days = [read_when(said) if isinstance(said := get(value, at), str) else None for at in register.in_force]
    since, until = (moment.day if moment else None for moment in days) if len(days) == 2 else (None, None)
    today = timezone.localdate()
    if until is not None and until < today:
        return f"Terminó el {show_day(until.isoformat())}"
    if since is None:
        return ""
    if since > today:
        return f"Empieza el {show_day(since.isoformat())}"
    return f"Vigente hasta el {show_day(until.isoformat())}" if until else "Vigente"


def blocks(value: dict[str, Any], record: RecordType, register: Register) -> tuple[SectionBlock, ...]:
    """Every section that has something to show."""
    withheld = register.withheld_from(value)
    asked = ((section, [item for item in section.fields if item.visibility == PUBLIC]) for section in _sections(record))
    made = ((section, tuple(_cells(value, record, fields, withheld))) for section, fields in asked)
    known = _published_ocids(value)
    return tuple(
        SectionBlock(section.title, tuple(_linked(cell, known) for cell in cells))
        for section, cells in made
        if any(cell.kind != "missing" for cell in cells)
    )


def _sections(record: RecordType) -> tuple[Section, ...]:
    return record.stages[0].sections


def _cells(value: dict[str, Any], record: RecordType, fields: list[Field], withheld: frozenset[str]) -> Iterator[Cell]:
    for item in fields:
        cell = cell_of(item, get(value, item.pointer), load_catalog())
        if cell is not None:
            yield cell
        elif item.pointer in withheld:
            yield Cell(item.label, "missing", "No se publica: puede ser de una persona física", item.help)
        elif record.requirement(item, value, item.pointer) in ASKED:
            yield Cell(item.label, "missing", "Sin dato", item.help)


def _published_ocids(value: Any) -> frozenset[str]:
    named = set(_ocids(value))
    return frozenset(Process.objects.filter(ocid__in=named).values_list("ocid", flat=True)) if named else frozenset()


def _ocids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get(OCID), str):
            yield value[OCID]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _ocids(item)


def _linked(cell: Cell, known: frozenset[str]) -> Cell:
    """A cell that names a published process leads to its page, also inside a table."""
    if cell.table is not None:
        return replace(cell, table=_linked_table(cell.table, known))
    return replace(cell, kind="here", address=f"/proceso/{cell.text}/") if cell.text in known else cell


def _linked_table(table: Table, known: frozenset[str]) -> Table:
    rows = [
        replace(
            row,
            cells=tuple(_linked(cell, known) for cell in row.cells),
            details=tuple(_linked(cell, known) for cell in row.details),
        )
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))
