"""What goes into the store and what comes out of it: frozen values, no behaviour.

Structs, as they are made by the thousand and a dataclass takes a millisecond of each start of the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from forms.findings import Finding

if TYPE_CHECKING:
    from forms.justifications import Justification
    from forms.progress import StageProgress


ACT = "act"  # the kind of a line of the history that is no change: an act, or what was decided against


class Cause(StrEnum):
    """Why a value changed."""

    TYPED = "typed"
    PASTED = "pasted"
    IMPORTED = "imported"
    MERGED = "merged"
    DERIVED = "derived"
    UPGRADED = "upgraded"
    UNDO = "undo"
    REDO = "redo"
    RESTORED = "restored"
    DECIDED = "decided"


class FieldEdit(msgspec.Struct, frozen=True):
    """One edit: kind in `set row_add row_remove row_move`; a row_add at ".../@" gets its key from the store."""

    path: str
    new: Any = None
    kind: str = "set"
    after: str | None = None


class Changes(msgspec.Struct, frozen=True):
    """What one mutation did; `pending` counts changed fields the portal has not acknowledged."""

    record_id: str
    ocid: str
    paths: tuple[str, ...]
    status: str
    saved_at: datetime
    pending: int = 0
    created: bool = False
    deleted: bool = False
    version: int = 0


class Aside(msgspec.Struct, frozen=True):
    """A value that could not be understood at import, kept as it came."""

    pointer: str
    value: Any
    reason: str
    source_file: str = ""
    sha256: str = ""
    aside_id: int = 0


class Conflict(msgspec.Struct, frozen=True):
    """One place where the portal's value and ours differ until a person decides."""

    conflict_id: int
    path: str
    theirs: Any
    ours: Any
    reason: str
    op_id: str
    at: datetime


class PagePicture(msgspec.Struct, frozen=True):
    """One page: three bytes (red, green, blue) a point, line by line; `page` counts from 0."""

    points: bytes
    width: int
    height: int
    page: int
    pages: int


class Document(msgspec.Struct, frozen=True):
    """A file of this computer linked to a row of documents."""

    row_key: str
    sha256: str
    public_sha256: str
    name: str
    media_type: str
    size: int


class PlatformLoad(msgspec.Struct, frozen=True):
    """A record was in a file loaded into the transparency platform: the acuse's number, its day (`2026-04-20`) and
    the quarter reported (`2026-1`, "" where nobody said)."""

    number: str
    loaded_on: str
    quarter: str = ""


class ProcessView(msgspec.Struct, frozen=True):
    """A record as it is at one moment; `body` is the reader's own copy."""

    record_id: str
    record_type: str
    ocid: str
    folio: str
    office_code: str
    status: str
    version: int
    body: dict[str, Any]
    findings: tuple[Finding, ...]
    progress: tuple[StageProgress, ...]
    pending: int
    aside: tuple[Aside, ...]
    saved_at: datetime
    conflicts: tuple[Conflict, ...] = ()
    documents: tuple[Document, ...] = ()
    sync_state: str = "pending"
    can_undo: bool = False
    can_redo: bool = False
    justified: tuple[tuple[Finding, Justification], ...] = ()
    publication: str = ""
    loads: tuple[PlatformLoad, ...] = ()
    acts: tuple[str, ...] = ()


class DeletedRecord(msgspec.Struct, frozen=True):
    """A record that was put away, and when."""

    record_id: str
    ocid: str
    folio: str
    title: str
    deleted_at: datetime


class ProcessSummary(msgspec.Struct, frozen=True):
    """One row of the list."""

    id: str
    ocid: str
    folio: str
    title: str
    stage: str
    status: str
    amount: Decimal | None
    currency: str | None
    problems: Mapping[str, int]
    pending: int
    saved_at: datetime
    sync_state: str
    record_type: str = "contracting_process"
    is_marked: bool = False
    load: PlatformLoad | None = None


class RecordFilter(msgspec.Struct, frozen=True):
    """What a list asks for; None or "" asks nothing. `least` and `most` are amounts, `area` a key of the directory."""

    text: str = ""
    record_type: str = "contracting_process"
    status: str | None = None
    stage: str | None = None
    method: str | None = None
    year: int | None = None
    area: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    problems: str | None = None
    is_marked: bool = False


class Choice(msgspec.Struct, frozen=True):
    """One value that a filter of the list offers, and how it reads."""

    value: str
    text: str


class HistoryEntry(msgspec.Struct, frozen=True):
    """One field changed by one edit; entries of one save share `group_id`."""

    entry_id: int
    group_id: str
    at: datetime
    user: str
    device: str
    cause: Cause
    kind: str
    path: str
    old: Any
    new: Any
    undoes: str | None = None


class OfficeSummary(msgspec.Struct, frozen=True):
    """What Inicio shows."""

    total: int
    by_stage: Mapping[str, int]
    by_status: Mapping[str, int]
    problems: Mapping[str, int]
    with_errors: int
    pending: int
    conflicts: int
    returned: int
    last_receipt_at: datetime | None = None


class KnownParty(msgspec.Struct, frozen=True):
    """An organisation met in the office's records; `party` is what can be used again."""

    key: str
    name: str
    rfc: str
    times: int
    party: dict[str, Any]


class Imported(msgspec.Struct, frozen=True):
    """One process as an importer read it: the merged body with its `_key`s, and the foreign releases unchanged."""

    ocid: str
    body: dict[str, Any]
    releases: tuple[bytes, ...] = ()
    aside: tuple[Aside, ...] = ()
    source_file: str = ""
    sha256: str = ""
    folio: str = ""
    record_type: str = "contracting_process"
    run_id: str = ""


class ImportRun(msgspec.Struct, frozen=True):
    """One file imported once: what it made and what it changed can be taken back together."""

    run_id: str
    at: datetime
    user: str
    file: str
    format: str
    created: int
    changed: int
    undone_at: datetime | None = None


class RunUndone(msgspec.Struct, frozen=True):
    """What became of an undone import; `kept` are folios that stay because they were sent or edited since."""

    withdrawn: int
    restored: int
    kept: tuple[str, ...] = ()
    changes: tuple[Changes, ...] = ()

    def with_one(self, other: RunUndone) -> RunUndone:
        """Both together."""
        return RunUndone(
            self.withdrawn + other.withdrawn,
            self.restored + other.restored,
            (*self.kept, *other.kept),
            (*self.changes, *other.changes),
        )


class Taken(msgspec.Struct, frozen=True):
    """What became of an imported process; no `changes` means that nothing was new."""

    record_id: str
    changes: Changes | None
    kept_aside: int = 0
    conflicts: tuple[str, ...] = ()
