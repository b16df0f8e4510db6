"""The records a batch touches, in memory: read in bulk, changed by operations, written in bulk."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.db.models.constants import OnConflict

from forms.marks import is_only_notes
from portal.accounts.models import Device, Office
from portal.config.inserting import Columns, insert_all
from portal.intake import storage
from portal.intake.memory import Telling, remember
from portal.intake.models import OcidHolder, OfficeCounter, Record
from portal.intake.persons import editor_of, names_of
from portal.intake.projection import columns_of
from portal.intake.refusals import RequestRefused
from sync import canonical, merge, wire

SOON_SECONDS = 2
WRITTEN = (
    "ocid",
    "folio",
    "status",
    "version",
    "sequence",
    "forms_version",
    "body",
    "body_hash",
    "removed",
    "chain",
    "author_id",
    "last_device_id",
    "last_device_sequence",
    "last_was_plain",
    "title",
    "amount",
    "currency",
    "stage",
    "updated_at",
    "deleted_at",
    "mark",
)


@dataclass
class Working:
    """A record under change. ``row`` is what the portal had, None for a new one."""

    record_id: uuid.UUID
    record_type: str
    ocid: str
    body: dict[str, Any] = field(default_factory=dict)
    encoded: bytes = b"{}"
    header: dict[str, str] = field(default_factory=lambda: {"status": "draft", "folio": ""})
    version: int = 0
    sequence: int = 0
    forms_version: int = 1
    removed: dict[str, merge.RemovedRow] = field(default_factory=dict)
    chain: str = ""
    author_id: uuid.UUID | None = None
    last_device_id: uuid.UUID | None = None
    last_device_sequence: int = 0
    last_was_plain: bool = False
    row_id: uuid.UUID | None = None
    is_changed: bool = False
    is_rewritten: bool = False
    editors: set[uuid.UUID] = field(default_factory=set)
    approved_hash: str = ""
    deleted_at: datetime | None = None

    def is_known_to(self, operation: wire.Operation, device: Device) -> bool:
        """Whether the device made the operation upon exactly what the portal has."""
        if operation.base_version == self.version:
            return True
        return (
            self.last_was_plain
            and self.last_device_id == device.id
            and self.last_device_sequence == operation.after_sequence
        )

    def take(
        self, body: dict[str, Any], encoded: bytes, header: Mapping[str, str], removed: Mapping[str, merge.RemovedRow]
    ) -> None:
        """Stand as merged; ``encoded`` are the canonical bytes of ``body``."""
        self.body, self.encoded, self.header = body, encoded, dict(header)
        self.is_rewritten = True
        graves = {**self.removed, **removed}
        self.removed = {path: grave for path, grave in graves.items() if merge.value_at(body, path) is None}

    @property
    def body_hash(self) -> str:
        return canonical.digest(self.encoded)


def _from_row(row: Record) -> Working:
    graves = storage.unpack(row.removed) if row.removed else {}
    return Working(
        record_id=row.record_id,
        record_type=row.record_type,
        ocid=row.ocid,
        body=row.content,
        encoded=storage.unpack_bytes(row.body),
        header={"status": row.status, "folio": row.folio},
        version=row.version,
        sequence=row.sequence,
        forms_version=row.forms_version,
        removed={path: merge.RemovedRow(**grave) for path, grave in graves.items()},
        chain=row.chain,
        deleted_at=row.deleted_at,
        author_id=row.author_id,
        last_device_id=row.last_device_id,
        last_device_sequence=row.last_device_sequence,
        last_was_plain=row.last_was_plain,
        row_id=row.id,
    )


def _telling(working: Working) -> Telling:
    is_new = working.row_id is None
    return Telling(working.record_id, working.record_type, working.ocid, working.body, is_new)


class Desk:
    """Working records of one office inside one transaction."""

    def __init__(self, office: Office, counter: OfficeCounter, now: datetime) -> None:
        self.office = office
        self.counter = counter
        self.now = now
        self._working: dict[uuid.UUID, Working] = {}
        self._holders: dict[str, uuid.UUID] = {}
        self._elsewhere: set[str | uuid.UUID] = set()

    def load(self, record_ids: Iterable[uuid.UUID], ocids: Iterable[str]) -> None:
        """Read the records and who holds the ocids, two queries."""
        wanted = set(record_ids)
        rows = Record.rows.for_office(self.office).filter(record_id__in=wanted)
        self._working.update({row.record_id: _from_row(row) for row in rows})
        for holder in OcidHolder.objects.filter(Q(ocid__in=set(ocids)) | Q(record_id__in=wanted)):
            self._holders[holder.ocid] = holder.record_id
            if holder.office_id != self.office.pk:
                self._elsewhere |= {holder.ocid, holder.record_id}

    @cached_property
    def people(self) -> dict[str, uuid.UUID]:
        """Whose the names of authors are."""
        return names_of(self.office)

    def find(self, record_id: uuid.UUID) -> Working | None:
        return self._working.get(record_id)

    def stands_plain(self, record_id: uuid.UUID) -> bool:
        """Whether who made the last operation on the record knew all of it."""
        working = self._working.get(record_id)
        return working is not None and working.last_was_plain

    def is_taken(self, ocid: str, record_id: uuid.UUID) -> bool:
        """Whether another record, of any office, has the ocid, or another office has a record of that name."""
        return self._holders.get(ocid, record_id) != record_id or not self._elsewhere.isdisjoint((ocid, record_id))

    def begin(self, operation: wire.Operation, author_id: uuid.UUID) -> Working:
        """A record that does not exist yet; it stands on the desk only once :meth:`keep` is called."""
        return Working(
            record_id=uuid.UUID(operation.record_id),
            record_type=operation.record_type,
            ocid=operation.ocid,
            author_id=author_id,
        )

    def keep(self, working: Working, operation: wire.Operation, op_hash: str, device: Device, plain: bool) -> None:
        """Give the record its next version and place in the office's sequence."""
        self.counter.sequence += 1
        working.version += 1
        working.sequence = self.counter.sequence
        working.forms_version = max(working.forms_version, operation.forms_version)
        working.chain = canonical.digest(f"{working.chain}{op_hash}{working.version}".encode())
        working.last_device_id, working.last_device_sequence = device.id, operation.sequence
        working.last_was_plain = plain
        working.is_changed = True
        if not is_only_notes(item[1] for item in operation.patch or ()):
            working.editors.add(editor_of(operation.author, device, self.people))
        self._working[working.record_id] = working
        self._holders[working.ocid] = working.record_id

    @property
    def changed(self) -> list[Working]:
        return [working for working in self._working.values() if working.is_changed]

    def write(self) -> None:
        """Write every changed record and the holders of new ocids."""
        changed = self.changed
        if not changed:
            return
        self._hold([working for working in changed if working.row_id is None])
        Record.rows.insert(self.office, map(self._columns, changed), WRITTEN)
        remember(self.office, [_telling(working) for working in changed if working.is_rewritten])

    def _hold(self, fresh: list[Working]) -> None:
        """Note whose the ocids of new records are; another office may have taken one in this very moment: then the
        batch comes again."""
        if not fresh:
            return
        holders = [{"ocid": item.ocid, "office_id": self.office.pk, "record_id": item.record_id} for item in fresh]
        insert_all(OcidHolder, holders, OnConflict.IGNORE)
        ocids = [item.ocid for item in fresh]
        kept = OcidHolder.objects.filter(ocid__in=ocids, office=self.office).values_list("ocid", "record_id")
        now_held = dict(kept)
        if any(now_held.get(item.ocid) != item.record_id for item in fresh):
            raise RequestRefused("retry_later", SOON_SECONDS)

    def _columns(self, working: Working) -> Columns:
        """The row of a record; one that is new gets a name."""
        graves = {path: asdict(grave) for path, grave in working.removed.items()}
        body_hash = working.body_hash
        return dict(
            id=working.row_id or uuid.uuid4(),
            record_id=working.record_id,
            record_type=working.record_type,
            ocid=working.ocid,
            folio=working.header["folio"][:255],
            status=working.header["status"],
            version=working.version,
            sequence=working.sequence,
            forms_version=working.forms_version,
            body=storage.pack_bytes(working.encoded),
            body_hash=body_hash,
            removed=storage.pack(graves) if graves else b"",
            chain=working.chain,
            author_id=working.author_id,
            last_device_id=working.last_device_id,
            last_device_sequence=working.last_device_sequence,
            last_was_plain=working.last_was_plain,
            updated_at=self.now,
            deleted_at=working.deleted_at,
            mark=wire.record_mark(
                str(working.record_id),
                working.version,
                working.header["status"],
                working.header["folio"][:255],
                body_hash,
            ),
            **columns_of(working.body, working.record_type),
        )
