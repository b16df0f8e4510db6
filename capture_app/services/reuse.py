"""Never typing the same twice: the value of the record before, pins, templates, copies; and notes on fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capture_app.changes import Changes, FieldEdit
from capture_app.errors import BadInput
from capture_app.patching import Body
from capture_app.reusing import borrowed, first_place, pattern_body, without_keys
from capture_app.store import records
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.noting import add_note
from capture_app.store.processes import Birth, ProcessStore
from capture_app.words import say
from forms.codes import alphabetical
from forms.links import blanks, link_of
from forms.pointers import expand, get
from forms.record_type import Field
from sync.canonical import decode, encode


@dataclass(frozen=True, slots=True)
class Template:
    """A beginning for new records, kept by name."""

    name: str
    record_type: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What a process (by its folio) says of fields that are blank in a register's record."""

    folio: str
    values: tuple[tuple[Field, Any], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled, and from which process."""

    changes: Changes
    folio: str
    labels: tuple[str, ...]


class ReuseService:
    """What was captured once serves again."""

    def __init__(self, desk: Desk, processes: ProcessStore) -> None:
        self._desk = desk
        self._processes = processes

    def carry(self, record_id: str, pins: Sequence[str]) -> Changes | None:
        """The pinned fields of a record that are blank and have a place, from the record before; None without any."""
        record = self._load(record_id)
        places = [path for pin in pins if (path := first_place(record.body, pin)) is not None]
        edits = self._from_previous(record, [path for path in places if get(record.body, path) is None])
        return self._processes.save(record.record_id, edits) if edits else None

    def ditto(self, record_id: str, path: str) -> Changes | None:
        """A field as it is in the record before; None where that one has nothing there."""
        edits = self._from_previous(self._load(record_id), [path])
        return self._processes.save(record_id, edits) if edits else None

    def linked(self, record_id: str) -> Linked | None:
        """What the contracting process that a register's record names says of its blank fields; None for nothing."""
        record = self._load(record_id)
        law = self._desk.law(record.record_type)
        ocid = link_of(record.body, law)
        found = records.named(self._desk.connection, ocid, CONTRACTING_PROCESS) if ocid else None
        if found is None:
            return None
        values = tuple((item, without_keys(value)) for item, value in blanks(record.body, law, found.body))
        return Linked(found.folio or found.ocid, values) if values else None

    def fill_from_link(self, record_id: str) -> Filled | None:
        """The blank fields get what the process says, as one step of undo; None where there is nothing to fill."""
        with self._desk.connection.transaction():
            found = self.linked(record_id)
            if found is None:
                return None
            edits = [FieldEdit(item.pointer, value) for item, value in found.values]
            changes = self._processes.save(self._load(record_id).record_id, edits)
            return Filled(changes, found.folio, tuple(item.label for item, _ in found.values))

    def usual_fields(self, record_id: str) -> tuple[str, ...]:
        """The fields (by pattern) that the record before has a value in: those a clerk fills one after another."""
        record = self._load(record_id)
        before = self._previous(record)
        law = self._desk.law(record.record_type)
        fields = (item for stage in law.stages for item in stage.fields)
        return tuple(item.pointer for item in fields if before is not None and expand(before, item.pointer))

    def _from_previous(self, record: records.StoredRecord, paths: Sequence[str]) -> list[FieldEdit]:
        """The edits that bring the values of the record before; a party comes once."""
        source = self._previous(record) if paths else None
        if source is None:
            return []
        law = self._desk.law(record.record_type)
        found = [edit for path in paths for edit in borrowed(source, record.body, path, law)]
        return list({edit.path: edit for edit in found}.values())

    def _previous(self, record: records.StoredRecord) -> Body | None:
        """The record of the same type made just before; the newest other one for the first of all."""
        where = "record_type = ? AND deleted_at IS NULL AND record_id != ?"
        order = "ORDER BY created_at > ?, created_at DESC, record_id DESC LIMIT 1"
        found = self._desk.connection.value(
            f"SELECT record_id FROM record WHERE {where} {order}",  # noqa: S608 - words are ours
            (record.record_type, record.record_id, record.row["created_at"]),
        )
        return None if found is None else self._load(str(found)).body

    # ---- templates and copies ----

    def templates(self) -> tuple[Template, ...]:
        """The templates of the office by name."""
        found = self._desk.connection.rows("SELECT name, record_type FROM template", ())
        by_name = sorted(found, key=lambda row: alphabetical(row["name"]))
        return tuple(Template(row["name"], row["record_type"]) for row in by_name)

    def keep_template(self, record_id: str, name: str) -> Template:
        """Keep what of a record serves others under a name, in place of one of that name."""
        title = " ".join(name.split())
        if not title:
            raise BadInput(say("template.no_name"))
        record = self._load(record_id)
        body = pattern_body(record.body, self._desk.law(record.record_type))
        with self._desk.connection.transaction():
            self._desk.connection.execute(
                "INSERT OR REPLACE INTO template (name, record_type, at, body) VALUES (?, ?, ?, ?)",
                (title, record.record_type, self._desk.now(), encode(body)),
            )
        return Template(title, record.record_type)

    def drop_template(self, name: str) -> None:
        with self._desk.connection.transaction():
            self._desk.connection.execute("DELETE FROM template WHERE name = ?", (name,))

    def create_from_template(self, name: str) -> Changes:
        """A new record with what the template has."""
        found = self._desk.connection.rows("SELECT record_type, body FROM template WHERE name = ?", (name,))
        if not found:
            raise BadInput(say("template.unknown", name=name))
        return self._processes.create(decode(found[0]["body"]), Birth(record_type=found[0]["record_type"]))

    def create_copy(self, record_id: str) -> Changes:
        """A new record with what of another serves it: no papers, days, payments nor numbers of the first."""
        record = self._load(record_id)
        body = pattern_body(record.body, self._desk.law(record.record_type))
        return self._processes.create(body, Birth(record_type=record.record_type))

    # ---- notes ----

    def add_note(self, record_id: str, path: str, text: str) -> Changes:
        """A note on a field with who says it and when; it travels with the record and is never published."""
        said = text.strip()
        if not said:
            raise BadInput(say("note.empty"))
        return add_note(self._desk, self._processes, self._load(record_id), path, said)

    def _load(self, name: str) -> records.StoredRecord:
        connection = self._desk.connection
        return records.load(connection, records.find(connection, name))
