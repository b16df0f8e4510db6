"""Publishing a record of a register: the public part of what the person saw, frozen. There is no OCDS release."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.catalog import load_catalog
from forms.codes import alphabetical, fold
from forms.formats import display
from forms.outlets import NOTHING_SAID, Outlet, Policies
from forms.pointers import get
from forms.public_view import public_view
from forms.record_type import RecordType
from forms.register import Register, amount_in, title_in, year_in
from forms.withdrawing import tells_person
from portal.accounts.models import Office
from portal.intake import storage
from portal.publication.amounts import fits
from portal.registers import mentions
from portal.registers.models import Entry, Snapshot
from sync import canonical

LONGEST_SEARCH_TEXT = 20_000
LONGEST_NAME_KEY = 127  # bytes, of two letters each
UNNAMED = "Persona física (no se publica su nombre)"


class NotPublic(Exception):
    """The register has no address at the portal."""


@dataclass(frozen=True)
class Act:
    """What the act publishes: the working version of a record, as the person saw it."""

    office: Office
    record_id: uuid.UUID
    record_type: str
    code: str
    folio: str
    body: dict[str, Any]
    operation_id: str
    policies: Policies = NOTHING_SAID


def is_register(record_type: str) -> bool:
    record = load_catalog().record_types.get(record_type)
    return record is not None and record.register is not None


def publish_entry(act: Act, now: datetime) -> Entry:
    """Freeze the snapshot inside the caller's transaction. Raises NotPublic, nothing written."""
    record = load_catalog().record_types[act.record_type]
    register = record.register
    if register is None or not register.public:
        raise NotPublic(act.record_type)
    shown = public_view(act.body, record, register, act.policies)
    entry = Entry.objects.filter(record_id=act.record_id).first() or Entry(
        office=act.office, record_id=act.record_id, record_type=act.record_type, code=act.code, number=0
    )
    _write(entry, act, shown, record, register)
    if register.is_unnamed(act.body, act.policies.of(Outlet.PORTAL)):
        entry.title = UNNAMED
    entry.name_key = name_key(entry.title)
    entry.number += 1
    entry.published_at = now
    entry.withdrawn_at, entry.withdrawn_reason = None, ""
    entry.save()
    mentions.keep(entry, shown)
    _freeze(entry, act.operation_id)
    return entry


def says_again(record_type: str, body: dict[str, Any], reason: str) -> bool:
    """Whether a reason, which is public, would say personal data or the name that is withdrawn."""
    record = load_catalog().record_types.get(record_type)
    return record is not None and record.register is not None and tells_person(reason, body, record.register)


def withdraw_entry(record_id: uuid.UUID, reason: str, now: datetime) -> bool:
    """Take a record away from the public: its code and the reason stay. False where none is shown."""
    entry = Entry.objects.shown().filter(record_id=record_id).first()
    if entry is None or not reason.strip():
        return False
    entry.content, entry.sha256 = storage.pack({}), canonical.content_hash({})
    entry.title = entry.name_key = entry.search_text = entry.currency = ""
    entry.amount = entry.year = None
    entry.withdrawn_at, entry.withdrawn_reason = now, reason.strip()
    entry.save()
    mentions.keep(entry, {})
    return True


def _write(entry: Entry, act: Act, shown: dict[str, Any], record: RecordType, register: Register) -> None:
    amount, currency = amount_in(shown, register)
    entry.folio = act.folio[:255]
    entry.title = title_in(shown, register)
    entry.amount = amount if fits(amount) else None
    entry.currency = (currency or "")[:8]
    entry.year = year_in(shown, register)
    entry.content = storage.pack(shown)
    entry.sha256 = canonical.content_hash(shown)
    words = dict.fromkeys([act.code, act.folio, *_texts(shown, record)])
    entry.search_text = fold(" ".join(words))[:LONGEST_SEARCH_TEXT]


def name_key(title: str) -> str:
    """What the list by name sorts by: its bytes in hexadecimal, which every database puts in the same order."""
    return alphabetical(title).encode()[:LONGEST_NAME_KEY].hex()


def _texts(shown: dict[str, Any], record: RecordType) -> Iterator[str]:
    """Every text of the snapshot, and the words of what the page shows."""
    law = load_catalog()
    yield from (str(value) for value in _leaves(shown))
    yield from (display(item, get(shown, item.pointer), law) for item in record.stages[0].fields)


def _leaves(value: Any) -> Iterator[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if inner is None:
        yield value
        return
    for item in inner:
        yield from _leaves(item)


def _freeze(entry: Entry, operation_id: str) -> None:
    Snapshot.objects.create(
        entry=entry,
        number=entry.number,
        content=entry.content,
        sha256=entry.sha256,
        operation_id=operation_id,
        published_at=entry.published_at,
    )
