"""Capturing: opening, editing, undoing, finding. One function for each intention of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from capture_app.changes import (
    Aside,
    Cause,
    Changes,
    Conflict,
    DeletedRecord,
    FieldEdit,
    HistoryEntry,
    Imported,
    ImportRun,
    KnownParty,
    ProcessSummary,
    ProcessView,
    RunUndone,
    Taken,
)
from capture_app.errors import BadInput, NotFound
from capture_app.ids import stamp
from capture_app.patching import Body, Change
from capture_app.store import (
    acting,
    aside,
    attachments,
    conflicts,
    deciding,
    history,
    import_runs,
    imports,
    invoices,
    listing,
    meta,
    parties,
    queue,
    records,
    removing,
    undoing,
)
from capture_app.store.desk import CONTRACTING_PROCESS, Desk, no_failpoint
from capture_app.store.editing import typed_edit
from capture_app.store.judge import context_of, judged
from capture_app.store.platform import loads_of
from capture_app.store.processes import Birth, ProcessStore
from capture_app.store.publication import publication_state
from capture_app.words import say
from forms.findings import Finding
from forms.guides import outcomes
from forms.guides.guide import Outcome
from forms.justifications import (
    CAN_BE,
    LONGEST_REASON,
    SHORTEST_REASON,
    justified,
    with_reason,
    without_reason,
)
from forms.pointers import escape, join, to_path, tokens
from forms.progress import progress
from forms.record_type import RecordType
from forms.upgrades import LEGACY

MAPPING = "mapping:"
NEW_BODY = {"initiationType": "tender", "language": "es"}


class CaptureService:
    """The office's records, as a person works on them."""

    def __init__(self, desk: Desk, processes: ProcessStore) -> None:
        self._desk = desk
        self._processes = processes

    def create(self, title: str | None = None, record_type: str = CONTRACTING_PROCESS) -> Changes:
        """A new record with nothing in it but its names: a process, or an entry of a register."""
        register = self._law(record_type).register
        body: Body = {} if register else dict(NEW_BODY)
        if title and title.strip():
            pointer = register.row_title if register else "/tender/title"
            body = with_value(body, pointer, title.strip())
        return self._processes.create(body, Birth(record_type=record_type))

    def take_import(self, imported: Imported) -> Taken:
        """Store what an importer read: a new process, or a three-way merge into the one already here."""
        return imports.take(self._desk, self._processes, imported)

    def imported_releases(self, ocid: str) -> tuple[bytes, ...]:
        """The foreign releases of a process, unchanged, in the order they came."""
        return imports.releases_of(self._desk, ocid)

    def together(self) -> AbstractContextManager[None]:
        """One transaction around many intentions."""
        return self._desk.connection.transaction()

    def begin_import(self, file: str, sha256: str, format: str) -> str:
        """Open a run of an import, so that it can be undone as a whole; its id."""
        return import_runs.begin(self._desk, file, sha256, format)

    @contextmanager
    def trial(self, cancelled: Callable[[], bool]) -> Iterator[CaptureService]:
        """The same office on a copy of its database: what is done in it is told and never kept. Stopped, once it is
        cancelled before it begins."""
        with self._desk.connection.trial(cancelled) as copy:
            desk = replace(self._desk, connection=copy, failpoint=no_failpoint)
            yield CaptureService(desk, ProcessStore(desk))

    def import_did(self, run_id: str, record_id: str) -> tuple[Change, ...]:
        """What a run of an import changed in a record."""
        return import_runs.done(self._desk, run_id, record_id)

    def import_runs(self) -> tuple[ImportRun, ...]:
        """The imports that stored something, newest first."""
        return import_runs.runs(self._desk)

    def taken_by(self, run_id: str) -> tuple[str, ...]:
        """The records that a run of an import made or changed."""
        return import_runs.taken_by(self._desk, run_id)

    def undo_taken(self, run_id: str, record_id: str) -> RunUndone:
        """Take back what a run did to one record; one touched since stays, named."""
        return import_runs.undo_one(self._desk, self._processes, run_id, record_id)

    def end_undo(self, run_id: str, undone: RunUndone) -> None:
        """Say of a run that it was taken back, where nothing of it stays."""
        import_runs.end_undo(self._desk, run_id, undone)

    def saved_mappings(self) -> dict[str, str]:
        """The mappings of tables of this office, by name."""
        return meta.with_prefix(self._desk.connection, MAPPING)

    def save_mapping(self, name: str, text: str) -> None:
        """Keep a mapping of a table under a name."""
        with self._desk.connection.transaction():
            meta.put(self._desk.connection, f"{MAPPING}{name}", text)

    def drop_mapping(self, name: str) -> None:
        """Forget a mapping of a table."""
        with self._desk.connection.transaction():
            meta.drop(self._desk.connection, f"{MAPPING}{name}")

    def invoice_at(self, uuid: str) -> str:
        """The ocid of the process that has an invoice, "" where none has it."""
        return invoices.process_of(self._desk.connection, uuid)

    def keep_invoice(self, uuid: str, ocid: str, files: Sequence[Path]) -> None:
        """Remember where an invoice is, and keep its file on this computer alone."""
        invoices.keep(self._desk, uuid, ocid, files)

    def ocid_of(self, name: str) -> str:
        """The ocid of the record with this ocid or folio, "" where there is none."""
        found = records.find_or_none(self._desk.connection, name)
        return records.load(self._desk.connection, found).ocid if found else ""

    def find(self, name: str) -> str | None:
        """The record id behind a record id, an ocid or a folio; None where there is none."""
        return records.find_or_none(self._desk.connection, name)

    def open(self, name: str) -> ProcessView:
        """A record by its id, ocid or folio, with everything a screen shows of it."""
        desk = self._desk
        record = self._load(name)
        findings = judged(desk, record.body, record.record_type, record.ocid)
        done, undone = history.stacks(desk.connection, record.record_id)
        return ProcessView(
            record_id=record.record_id,
            record_type=record.record_type,
            ocid=record.ocid,
            folio=record.folio,
            office_code=record.row["office_code"],
            status=record.status,
            version=record.version,
            body=record.body,
            findings=findings,
            progress=progress(record.body, record.record_type, findings, desk.catalog, desk.settings.requirements),
            pending=queue.pending_fields(desk, record.record_id),
            aside=(*aside.waiting(desk, record.record_id), *aside.without_home(record.body)),
            saved_at=record.saved_at,
            conflicts=conflicts.waiting(desk, record.record_id),
            documents=attachments.of_record(desk, record.record_id),
            sync_state=listing.sync_state(desk.connection, record.record_id),
            can_undo=bool(done),
            can_redo=bool(undone),
            justified=tuple(justified(record.body, findings)),
            publication=publication_state(desk.connection, record.record_id),
            loads=loads_of(desk.connection, record.record_id),
            acts=acting.offered(desk, record),
        )

    def body(self, name: str) -> Body:
        """The body alone."""
        return self._load(name).body

    def findings(self, name: str, profile: str = "draft") -> tuple[Finding, ...]:
        """What is wrong with a record today."""
        record = self._load(name)
        return judged(self._desk, record.body, record.record_type, record.ocid, profile)

    def judge(self, body: Body, ocid: str = "", record_type: str = "contracting_process") -> tuple[Finding, ...]:
        """What would be wrong with a body that is not stored."""
        return judged(self._desk, body, record_type, ocid)

    def guide_outcomes(self, name: str) -> tuple[Outcome, ...]:
        """The answer of every guide today: yes, no, or not evaluable with what is missing."""
        record = self._load(name)
        return outcomes(record.body, record.record_type, context_of(self._desk, record.ocid), self._desk.catalog)

    def save_fields(self, record_id: str, edits: Sequence[FieldEdit], cause: Cause = Cause.TYPED) -> Changes:
        """The only way in for edits; returns after the commit (decisions 7)."""
        return self._processes.save(self._id(record_id), edits, cause)

    def keep_typed(self, record_id: str, path: str, text: str) -> Changes:
        """Keep a text that cannot be read as its field's type; the member stays as it was (decisions 5)."""
        return self._processes.save(self._id(record_id), [typed_edit(path, text)])

    def justify(self, record_id: str, pointer: str, code: str, reason: str) -> Changes:
        """Say why the warning or the guide of this code at a pointer stands; BadInput where there is none.

        The reason is kept with who and when, and holds until what it was given for changes.
        """
        record, said = self._load(record_id), " ".join(reason.split())
        if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
            raise BadInput(say("justify.reason", least=SHORTEST_REASON, most=LONGEST_REASON), place=pointer)
        found = next((item for item in self.findings(record_id) if (item.pointer, item.code) == (pointer, code)), None)
        if found is None or found.level not in CAN_BE:
            raise BadInput(say("justify.none" if found is None else "justify.level", code=code), place=pointer)
        path, value = with_reason(record.body, found, said, self._desk.settings.user, self._desk.now())
        return self._processes.save(record.record_id, [FieldEdit(path, value)])

    def take_back_reason(self, record_id: str, pointer: str, code: str) -> Changes:
        """Take back the reason given for a finding; it stands open again."""
        record = self._load(record_id)
        path, value = without_reason(record.body, to_path(record.body, pointer), code)
        return self._processes.save(record.record_id, [FieldEdit(path, value)])

    def undo(self, record_id: str, *, force: bool = False) -> Changes | None:
        """Take back the last edit; None when there is none, UndoBlocked when its value changed since."""
        return undoing.undo(self._desk, self._processes, self._id(record_id), force=force)

    def undo_since(self, record_id: str, moment: datetime) -> Changes | None:
        """Take back every save made after a moment; None when there is none."""
        return undoing.undo_since(self._desk, self._processes, self._id(record_id), stamp(moment))

    def restore(self, record_id: str, entry: HistoryEntry) -> Changes:
        """The whole record as it stood after the save of an entry of its history; can be undone like any edit."""
        return undoing.restore(self._desk, self._processes, self._id(record_id), entry.group_id)

    def redo(self, record_id: str, *, force: bool = False) -> Changes | None:
        """Make again the edit last taken back."""
        return undoing.redo(self._desk, self._processes, self._id(record_id), force=force)

    def place_aside(self, record_id: str, item: Aside, edit: FieldEdit | None) -> Changes:
        """Place by hand a value kept aside, or with no edit only put it away."""
        desk, found = self._desk, self._id(record_id)
        with desk.connection.transaction():
            edits = [] if edit is None else [edit]
            if item.reason == aside.NO_HOME:
                edits.append(FieldEdit(f"/{LEGACY}/{escape(item.pointer)}"))
            aside.mark_placed(desk, found, item.aside_id)
            return self._processes.save(found, edits)

    def decide(self, record_id: str, conflict: Conflict, choice: str, value: Any = None) -> Changes:
        """Settle a conflict: `theirs`, `ours`, or `other` with a third value."""
        return deciding.decide(self._desk, self._processes, self._id(record_id), conflict, choice, value)

    def delete(self, record_id: str) -> Changes:
        """Put a draft away that no public has seen, here and at the portal; it can be taken back."""
        return removing.delete(self._desk, self._processes, self._id(record_id))

    def bring_back(self, name: str) -> Changes:
        """Take back a record that was put away, by its id, ocid or folio."""
        return removing.restore(self._desk, self._processes, name)

    def deleted(self) -> tuple[DeletedRecord, ...]:
        """Records put away, the latest first."""
        return listing.deleted(self._desk.connection)

    def search(
        self,
        text: str = "",
        status: str | None = None,
        stage: str | None = None,
        limit: int = 500,
        offset: int = 0,
        record_type: str | None = CONTRACTING_PROCESS,
        **filters: str | int | None,
    ) -> tuple[ProcessSummary, ...]:
        """Records of a type with every word of `text`, accents aside; further filters: method, year."""
        chosen = {"record_type": record_type, "status": status, "stage": stage, **_known(filters)}
        return listing.search(self._desk.connection, text, chosen, limit, offset)

    def everything(self, record_type: str | None = CONTRACTING_PROCESS) -> tuple[ProcessSummary, ...]:
        """Every record of a type (of all without one), read in one moment: pages that others write repeat and skip."""
        if record_type is not None:
            self._law(record_type)
        return listing.search(self._desk.connection, "", {"record_type": record_type}, listing.NO_LIMIT, 0)

    def count(
        self,
        text: str = "",
        status: str | None = None,
        stage: str | None = None,
        record_type: str | None = CONTRACTING_PROCESS,
    ) -> int:
        """How many records a search finds in all."""
        return listing.count(
            self._desk.connection, text, {"record_type": record_type, "status": status, "stage": stage}
        )

    def record_ids(self) -> tuple[str, ...]:
        """Every record, in the order of its making."""
        return tuple(listing.all_ids(self._desk.connection))

    def history(self, record_id: str) -> tuple[HistoryEntry, ...]:
        """Who changed what and when, oldest first."""
        return history.entries(self._desk.connection, self._id(record_id))

    def known_parties(self, text: str = "", role: str | None = None, limit: int = 50) -> tuple[KnownParty, ...]:
        """Suppliers and areas met before, by any word of name or RFC, never to be typed again."""
        return parties.known(self._desk.connection, text, role, limit)

    def path_of(self, name: str, pointer: str) -> str:
        """A plain pointer into a record as a path with `@key` rows."""
        return to_path(self._load(name).body, pointer)

    def _law(self, record_type: str) -> RecordType:
        known = self._desk.catalog.record_types.get(record_type)
        if known is None:
            names = ", ".join(self._desk.catalog.record_types)
            raise BadInput(say("new.unknown", type=record_type, names=names), place=record_type)
        return known

    def _id(self, name: str) -> str:
        return records.find(self._desk.connection, name)

    def _load(self, name: str) -> records.StoredRecord:
        return records.load(self._desk.connection, self._id(name))


def with_value(body: Body, pointer: str, value: Any) -> Body:
    """The body with a value at a pointer of plain objects, those on the way made."""
    name, *rest = tokens(pointer)
    inner = body.get(name)
    below = join(rest)
    return {**body, name: with_value(inner if isinstance(inner, dict) else {}, below, value) if rest else value}


def _known(filters: dict[str, Any]) -> dict[str, Any]:
    unknown = set(filters) - {"method", "year"}
    if unknown:
        raise NotFound(f"No existe el filtro {', '.join(sorted(unknown))}.")
    return filters
