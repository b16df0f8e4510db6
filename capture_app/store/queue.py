"""Operations not yet sent: the one open operation of each record, and acts waiting behind it (decisions 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import structs

from capture_app.patching import Body, Patch, difference
from capture_app.store import baselines, conflicts, meta, rows
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from capture_app.store.records import StoredRecord
from forms.upgrades import upgrade_patch
from sync.canonical import decode, encode

if TYPE_CHECKING:
    from sync.wire import Act, Batch

PENDING = "pending"
SEALED = "sealed"
SENT = "sent"
SEALED_COLUMNS = ("device_id", "sequence", "batch_id", "position", "op_hash", "operation")
UNANSWERED = ("pending", "sealed", "sent")
UNANSWERED_SQL = "state IN ('pending', 'sealed', 'sent')"
UNAPPLIED_SQL = "state IN ('rejected', 'held', 'forbidden', 'schema_unknown', 'too_large')"
TAKEN_SQL = "state IN ('acked', 'duplicate', 'merged')"
WANTED_SQL = "closed_by IS NULL AND state NOT IN ('pending', 'sealed', 'sent', 'acked', 'duplicate', 'merged')"
CREATED_SQL = "kind = 'create' AND NOT (state IN ('rejected', 'held', 'forbidden', 'schema_unknown', 'too_large'))"


def set_down(connection: Connection) -> None:
    """Operations of an exchange that is over, unanswered: sealed, and on this computer (see docs/decisions/0004)."""
    with connection.transaction():
        lay_down(connection)


def lay_down(connection: Connection) -> None:
    """The same, inside a transaction of the caller."""
    sent = rows.read(connection, "outbox", "state = ?", (SENT,))
    rows.update_all(connection, "outbox", [{**row, "state": SEALED} for row in sent])


def note_batch(desk: Desk, batch: Batch, size: int) -> None:
    """Remember a batch as it was made, so that it can be offered again the same."""
    number = desk.connection.value("SELECT coalesce(max(number), 0) + 1 FROM batch")
    desk.connection.execute(
        "INSERT INTO batch (batch_id, number, sealed_at, count, bytes, sha256, head) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (batch.batch_id, number, desk.now(), len(batch.operations), size, batch.sha256, batch.head),
    )


def rows_of_batch(connection: Connection, batch_id: str) -> list[Row]:
    """The operations of a batch as it was made, in their order; of one of which some travel in others since (it was
    halved, or they were offered again), by the place in the chain of its head. Empty where it is not of this
    computer."""
    found = rows.read(connection, "outbox", "batch_id = ? ORDER BY position", (batch_id,))
    made = connection.row("SELECT head, count FROM batch WHERE batch_id = ?", (batch_id,))
    if made is None or len(found) == made["count"]:
        return found
    last = rows.read_one(connection, "outbox", "op_hash = ?", (made["head"],))
    if last is None:
        return []
    where = "device_id = ? AND sequence <= ? ORDER BY sequence DESC LIMIT ?"
    return rows.read(connection, "outbox", where, (last["device_id"], last["sequence"], made["count"]))[::-1]


def unseal_others(desk: Desk, device_id: str) -> None:
    """Unanswered operations sealed by another device wait again under new names: the portal may have taken the
    old ones, and the same change under another name is merged and not doubled."""
    connection = desk.connection
    for row in rows.read(connection, "outbox", "state IN ('sealed', 'sent') AND device_id <> ?", (device_id,)):
        connection.execute("DELETE FROM outbox WHERE op_id = ?", (row["op_id"],))
        fresh = {"op_id": desk.ids.op_id(), "state": PENDING, **dict.fromkeys(SEALED_COLUMNS)}
        rows.insert(connection, "outbox", {**row, **fresh})
        for closed in rows.read(connection, "outbox", "closed_by = ?", (row["op_id"],)):
            rows.update(connection, "outbox", {**closed, "closed_by": fresh["op_id"]})
        _shorten_chain(connection, row["device_id"])


def _shorten_chain(connection: Connection, device_id: str) -> None:
    """The chain of an older device ends with the last operation that is still its own."""
    last = rows.read_one(connection, "outbox", "device_id = ? ORDER BY sequence DESC", (device_id,))
    meta.put(connection, meta.chain_sequence(device_id), last["sequence"] if last else 0)
    meta.put(connection, meta.chain_head(device_id), last["op_hash"] if last else "")


def renew_open(desk: Desk, record: StoredRecord, before: Body, after: Body, *, answering: bool = False) -> None:
    """Make the open operation the net difference since the last seal; without a difference there is none.

    An operation has one author and one version of the law: another's edit seals what was there before it.
    While `answering`, what the portal brought changes an open operation but opens none.
    """
    connection = desk.connection
    sealed = baselines.load(connection, record.record_id).sealed
    open_row = rows.read_one(connection, "outbox", "record_id = ? AND open = 1", (record.record_id,))
    if answering and open_row is None:
        return
    if open_row is not None and not answering and not _same_hand(desk, open_row):
        close_open(desk, record.record_id, before)
        open_row, sealed = None, before
    _write_open(desk, record, open_row, difference(sealed, after, desk.law(record.record_type)))


def open_first(desk: Desk, record: StoredRecord, patch: Patch) -> int:
    """The open operation of a record that was made this moment; how many fields it holds."""
    if patch:
        rows.insert(desk.connection, "outbox", {**_new_row(desk, record, "create", patch), "open": 1})
    return len(patch)


def _same_hand(desk: Desk, row: Mapping[str, Any]) -> bool:
    return bool(row["author"] == desk.settings.user and row["forms_version"] == desk.catalog.forms_version)


def _write_open(desk: Desk, record: StoredRecord, open_row: Row | None, patch: Patch) -> None:
    if open_row is not None and not patch:
        desk.connection.execute("DELETE FROM outbox WHERE op_id = ?", (open_row["op_id"],))
    elif open_row is not None:
        kind = _kind(desk, record, open_row["op_id"])
        fresh = {"kind": kind, "patch": encode(patch), "changed": len(patch), "at": desk.now()}
        fresh["forms_version"] = desk.catalog.forms_version
        rows.update(desk.connection, "outbox", {**open_row, **fresh})
        close_unapplied(desk, record.record_id, open_row["op_id"])
    elif patch:
        row = _new_row(desk, record, _kind(desk, record), patch)
        rows.insert(desk.connection, "outbox", {**row, "open": 1})
        close_unapplied(desk, record.record_id, row["op_id"])


def _kind(desk: Desk, record: StoredRecord, op_id: str = "") -> str:
    sql = f"SELECT count(*) FROM outbox WHERE record_id = ? AND op_id != ? AND {CREATED_SQL}"  # noqa: S608 - ours
    known = record.version or desk.connection.value(sql, (record.record_id, op_id))
    return "patch" if known else "create"


def _new_row(desk: Desk, record: StoredRecord, kind: str, patch: Patch, act: bytes | None = None) -> Row:
    number = desk.connection.value("SELECT coalesce(max(number), 0) + 1 FROM outbox")
    return {
        "op_id": desk.ids.op_id(),
        "number": number,
        "record_id": record.record_id,
        "record_type": record.record_type,
        "ocid": record.ocid,
        "kind": kind,
        "open": 0,
        "state": PENDING,
        "changed": len(patch),
        "forms_version": desk.catalog.forms_version,
        "author": desk.settings.user,
        "at": desk.now(),
        "device_id": None,
        "sequence": None,
        "batch_id": None,
        "position": None,
        "result_code": None,
        "rule": None,
        "receipt_no": None,
        "answered_at": None,
        "closed_by": None,
        "op_hash": None,
        "patch": encode(patch),
        "act": act,
        "result": None,
        "operation": None,
    }


def add_act(desk: Desk, record: StoredRecord, kind: str, act: Act) -> str:
    """An act of review or publication, behind what was captured before it, signed where who acts has a key for it;
    returns its op_id."""
    from sync.wire import members_of

    close_open(desk, record.record_id, record.document)
    signed = _signed(desk, record, kind, act)
    row = _new_row(desk, record, kind, [], encode(members_of(signed)))
    rows.insert(desk.connection, "outbox", row)
    _close_acts(desk, record.record_id, kind, row["op_id"])
    return str(row["op_id"])


def add_plain(desk: Desk, record: StoredRecord, kind: str) -> None:
    """An operation without a patch or an act, behind what was captured before it."""
    close_open(desk, record.record_id, record.document)
    rows.insert(desk.connection, "outbox", _new_row(desk, record, kind, []))


def last_unanswered(desk: Desk, record_id: str) -> str:
    """The kind of the record's last unanswered operation, "" for none."""
    sql = f"SELECT kind FROM outbox WHERE record_id = ? AND {UNANSWERED_SQL} ORDER BY number DESC LIMIT 1"  # noqa: S608
    return str(desk.connection.value(sql, (record_id,)) or "")


def _signed(desk: Desk, record: StoredRecord, kind: str, act: Act) -> Act:
    if desk.signing is None:
        return act
    from sync.wire import act_bytes

    bare = structs.replace(act, person=desk.signing.public_key, signature="")
    said = act_bytes(desk.settings.office_code, record.record_id, record.ocid, kind, bare)
    return structs.replace(bare, signature=desk.signing.sign(said))


def close_open(desk: Desk, record_id: str, document: Body) -> None:
    """Freeze the open operation, if there is one: the document is the ground of the next."""
    row = rows.read_one(desk.connection, "outbox", "record_id = ? AND open = 1", (record_id,))
    if row is not None:
        rows.update(desk.connection, "outbox", {**row, "open": 0})
        baselines.seal(desk.connection, record_id, document)


def close_unapplied(desk: Desk, record_id: str, op_id: str) -> None:
    """What the portal did not apply goes again in a new operation, which closes the old ones."""
    _close(desk, f"record_id = ? AND closed_by IS NULL AND patch != x'5b5d' AND {UNAPPLIED_SQL}", (record_id,), op_id)
    conflicts.close_settled(desk, record_id, op_id)


def _close_acts(desk: Desk, record_id: str, kind: str, op_id: str) -> None:
    where = f"record_id = ? AND kind = ? AND op_id != ? AND {WANTED_SQL}"
    _close(desk, where, (record_id, kind, op_id), op_id)


def _close(desk: Desk, where: str, parameters: tuple[Any, ...], op_id: str) -> None:
    for row in rows.read(desk.connection, "outbox", where, parameters):
        rows.update(desk.connection, "outbox", {**row, "closed_by": op_id})


def frozen_patches(desk: Desk, record_id: str) -> list[Patch]:
    """Patches of the record's frozen, unanswered operations, in their order."""
    where = f"record_id = ? AND open = 0 AND {UNANSWERED_SQL} ORDER BY number"
    return [patch_of(row) for row in rows.read(desk.connection, "outbox", where, (record_id,))]


def patch_of(row: Row) -> Patch:
    """What an operation changes, in the words of this edition of the law."""
    return upgrade_patch(decode(row["patch"]), row["forms_version"])


def pending_fields(desk: Desk, record_id: str) -> int:
    """Changed fields that the portal has not acknowledged."""
    sql = f"SELECT coalesce(sum(changed), 0) FROM outbox WHERE record_id = ? AND {UNANSWERED_SQL}"  # noqa: S608
    return int(desk.connection.value(sql, (record_id,)))
