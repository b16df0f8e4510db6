"""The directory of suppliers: who they are, what they were given, what the registers say of them, and who is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from capture_app.changes import Cause, Changes, KnownParty, ProcessSummary
from capture_app.errors import NotFound
from capture_app.same_party import look_alikes, merge_edits
from capture_app.store import finding, parties, records, undoing
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.processes import ProcessStore
from capture_app.store.spelling import unaccented
from capture_app.words import say
from forms.codes import alphabetical

MOST_RECORDS = 500


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """One supplier in the list; `registers` are the record types that name its RFC."""

    party: KnownParty
    registers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupplierView:
    """A supplier whole: the party as last written, its processes, and the records of registers with its RFC."""

    party: KnownParty
    records: tuple[ProcessSummary, ...]
    entries: tuple[ProcessSummary, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Merge:
    """What joining did: each record with the edit that can be taken back."""

    kept: KnownParty
    changes: tuple[Changes, ...]
    groups: tuple[tuple[str, str], ...]


class SupplierService:
    """Reads the directory; joins two suppliers by ordinary edits in each record."""

    def __init__(self, desk: Desk, processes: ProcessStore) -> None:
        self._desk = desk
        self._processes = processes

    def directory(self, text: str = "") -> tuple[SupplierLine, ...]:
        """Suppliers with every word of the text, by name."""
        listed = parties.named_in_registers(self._desk.connection)
        words = unaccented(text).split()
        found = (item for item in parties.everyone(self._desk.connection) if _has(item, words))
        by_name = sorted(found, key=lambda item: alphabetical(item.name))
        return tuple(SupplierLine(item, _registers_of(item, listed)) for item in by_name)

    def supplier(self, key: str) -> SupplierView:
        """One of them; NotFound for a key that no record has."""
        found = self._known(key)
        connection = self._desk.connection
        names = parties.records_with(connection, [key])[:MOST_RECORDS]
        shown = finding.named(connection, names)
        total = sum((item.amount for item in shown if item.amount is not None), Decimal(0))
        entries = finding.named(connection, parties.entries_of(connection, found.rfc, found.name))
        return SupplierView(found, shown, entries, total)

    def look_alikes(self) -> tuple[tuple[KnownParty, KnownParty], ...]:
        """Pairs that may be one supplier written in two ways."""
        return tuple(look_alikes(parties.everyone(self._desk.connection)))

    def touched(self, keep: str, lose: Sequence[str]) -> tuple[ProcessSummary, ...]:
        """The records that joining would edit: those that name one of the lost."""
        return finding.named(self._desk.connection, parties.records_with(self._desk.connection, set(lose) - {keep}))

    def join(self, keep: str, lose: Sequence[str]) -> Merge:
        """Make of the lost the kept one, in every record or in none."""
        desk, kept, lost = self._desk, self._known(keep), frozenset(lose) - {keep}
        changed, groups = list[Changes](), list[tuple[str, str]]()
        with desk.connection.transaction():
            for name in parties.records_with(desk.connection, lost):
                record = records.load(desk.connection, name)
                law = desk.law(record.record_type)
                edits = merge_edits(record.body, law, lost, kept, parties.key_of)
                if edits and record.record_type == CONTRACTING_PROCESS:
                    changed.append(self._processes.save(name, edits, Cause.TYPED))
                    groups.append((name, self._last_group(name)))
        return Merge(kept, tuple(changed), tuple(groups))

    def take_apart(self, merge: Merge) -> tuple[Changes, ...]:
        """Take a joining back in every record, or in none where one was edited at the same place since."""
        with self._desk.connection.transaction():
            return tuple(undoing.undo_group(self._desk, self._processes, name, group) for name, group in merge.groups)

    def _last_group(self, record_id: str) -> str:
        sql = "SELECT group_id FROM journal WHERE record_id = ? ORDER BY entry_id DESC LIMIT 1"
        return str(self._desk.connection.value(sql, (record_id,)))

    def _known(self, key: str) -> KnownParty:
        found = parties.last_written(self._desk.connection, key)
        if found is None:
            raise NotFound(say("supplier.unknown", name=key), action_es=say("supplier.unknown.action"))
        return found


def _registers_of(item: KnownParty, listed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The registers that name its RFC, or its name where it has none."""
    return listed.get(item.rfc or unaccented(item.name), ())


def _has(item: KnownParty, words: Sequence[str]) -> bool:
    text = unaccented(f"{item.name} {item.rfc}")
    return all(word in text for word in words)
