"""Who and what a published record names: the process it is of, the company it lists. Pages lead both ways by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from forms.catalog import load_catalog
from forms.nobody import GENERIC_KEYS
from forms.persons import bare, says_person
from portal.registers.models import Entry, Mention

OCID, TAXPAYER = "ocid", "rfc"
LONGEST_VALUE = 255
MOST_SHOWN = 50


@dataclass(frozen=True)
class Naming:
    """A record that names the same process or the same company."""

    title: str
    address: str
    register: str
    office: str
    amount: Any
    currency: str


def said_in(shown: Any) -> Iterator[tuple[str, str]]:
    """The processes and the companies that a public snapshot names, at any depth; no natural person."""
    if isinstance(shown, dict):
        for kind in (OCID, TAXPAYER):
            value = shown.get(kind)
            if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_VALUE:
                yield from _plain(kind, value.strip())
    for inner in shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list) else ():
        yield from said_in(inner)


def _plain(kind: str, value: str) -> Iterator[tuple[str, str]]:
    if kind == OCID:
        yield kind, value
    elif not says_person(value) and bare(value) not in GENERIC_KEYS:
        yield kind, bare(value)


def keep(entry: Entry, shown: Any) -> None:
    """Replace what the record named before."""
    Mention.objects.filter(entry=entry).delete()
    found = dict.fromkeys(said_in(shown))
    Mention.objects.bulk_create(Mention(entry=entry, kind=kind, value=value) for kind, value in found)


def naming(ocids: Collection[str], taxpayers: Iterable[str], but: Entry | None = None) -> tuple[Naming, ...]:
    """The records before the public that name one of these processes or companies."""
    keys = {bare(key) for key in taxpayers if not says_person(key)} - GENERIC_KEYS
    asked = Q(mentions__kind=OCID, mentions__value__in=list(ocids)) | Q(
        mentions__kind=TAXPAYER, mentions__value__in=sorted(keys)
    )
    rows = Entry.objects.shown().filter(asked).select_related("office").defer("content", "search_text").distinct()
    rows = rows.exclude(pk=but.pk) if but is not None else rows
    law = load_catalog().record_types
    registers = {name: record.register.title_plural for name, record in law.items() if record.register}
    return tuple(
        Naming(
            row.title or row.code,
            row.get_absolute_url(),
            registers.get(row.record_type, ""),
            row.office.name,
            row.amount,
            row.currency,
        )
        for row in rows.order_by("record_type", "-published_at", "code")[:MOST_SHOWN]
    )
