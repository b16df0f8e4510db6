"""The law as lines of a dictionary, in the words of the office: what the HTML and the workbook show alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from capture_app.words import say
from forms.catalog import Catalog, Codelist
from forms.codes import alphabetical
from forms.record_type import Field, RecordType, Section, Stage
from forms.words import text as law_word

SHORT_LIST = 12


@dataclass(frozen=True)
class Entry:
    """One field as a person reads it; `depth` tells how far inside another it stands."""

    depth: int
    label: str
    pointer: str
    type: str
    codelist: Codelist | None
    requirement: str
    condition: str
    visibility: str
    help: str
    example: str
    source: str


@dataclass(frozen=True)
class Chapter:
    """A section of a stage with its entries."""

    stage: Stage
    section: Section
    entries: tuple[Entry, ...]


def chapters(record: RecordType, catalog: Catalog) -> Iterator[Chapter]:
    """Every section of a record type, in reading order."""
    for stage in record.stages:
        for section in stage.sections:
            entries = tuple(entry for item in section.fields for entry in _entries(item, 0, record, catalog))
            yield Chapter(stage, section, entries)


def _entries(item: Field, depth: int, record: RecordType, catalog: Catalog) -> Iterator[Entry]:
    """A field and its captured members; what is carried has no words."""
    if item.captured:
        yield _entry(item, depth, record, catalog)
        for inner in item.members:
            yield from _entries(inner, depth + 1, record, catalog)


def _entry(item: Field, depth: int, record: RecordType, catalog: Catalog) -> Entry:
    return Entry(
        depth=depth,
        label=item.label,
        pointer=item.pointer,
        type=law_word(f"type.{item.type}"),
        codelist=catalog.codelists.get(item.codelist or ""),
        requirement=requirement_of(item),
        condition=item.required_when or item.visible_when or "",
        visibility=visibility_of(item, record),
        help=item.help,
        example=item.example,
        source=item.source,
    )


def requirement_of(item: Field) -> str:
    level = item.required or ("profile" if item.required_when else None)
    return say(f"dictionary.required.{level or 'none'}")


def visibility_of(item: Field, record: RecordType) -> str:
    """Who sees it, and from when."""
    seen = say(f"dictionary.visibility.{item.visibility}")
    after = record.stage(item.public_after) if item.public_after else None
    return f"{seen} {say('dictionary.visibility.after', stage=after.title)}" if after else seen


def is_short(codelist: Codelist) -> bool:
    """Whether its codes fit beside the field."""
    return len(codelist.codes) <= SHORT_LIST


def used_lists(record: RecordType, catalog: Catalog) -> tuple[Codelist, ...]:
    """The lists that captured fields of the record type draw from, by title."""
    names = {item.codelist for item in record.walk() if item.captured and item.codelist}
    return tuple(sorted((catalog.codelists[name] for name in names), key=lambda found: alphabetical(found.title)))
