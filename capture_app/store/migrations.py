"""The shape of the database, step by step; a new step goes at the end of MIGRATIONS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from capture_app.errors import CaptureError, DatabaseTooNew
from capture_app.store import shape
from capture_app.store.backups import back_up
from capture_app.store.baselines import mark_of
from capture_app.store.connection import Connection, translated_errors
from capture_app.store.rows import is_sound
from sync.canonical import decode

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLIED = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT)"


def first_tables(db: Database) -> None:
    """Records with their baselines, history, what is to be sent, and what came back."""
    for name, words, not_null in _TABLES:
        columns = _columns(words)
        key = next(iter(columns)) if name != "party" else ("record_id", "party_key")
        db.table(name).create(columns, pk=key, not_null=set(not_null.split()))
    for table, indexed in _INDEXES:
        db.table(table).create_index(indexed)
    db.execute("CREATE UNIQUE INDEX one_open_operation ON outbox (record_id) WHERE open = 1")


def _columns(text: str) -> dict[str, type]:
    kinds = {"t": str, "i": int, "b": bytes}
    return {name: kinds[kind] for name, kind in (word.split(":") for word in text.split())}


def listing_index_and_marks(db: Database) -> None:
    """An index that answers the list by itself, in its order and without touching a body; and the records marked."""
    columns = "record_type, saved_at DESC, record_id DESC, deleted_at, status, stage, method, year, amount"
    db.execute(f"CREATE INDEX record_listing ON record ({columns}, errors, warnings, notes, search_text)")
    db.execute("CREATE TABLE mark (record_id TEXT PRIMARY KEY) WITHOUT ROWID")


_TABLES: tuple[tuple[str, str, str], ...] = (
    ("meta", "name:t value:t", "value"),
    (
        "record",
        "record_id:t record_type:t ocid:t folio:t office_code:t status:t version:i forms_version:i deleted_at:t"
        " title:t stage:t method:t year:i amount:t currency:t errors:i warnings:i notes:i created_at:t saved_at:t"
        " search_text:t digest:t body:b",
        "record_type ocid office_code status body digest",
    ),
    (
        "baseline",
        "record_id:t base_version:i base_status:t digest:t base:b sealed:b",
        "base_version base sealed digest",
    ),
    (
        "journal",
        "entry_id:i record_id:t group_id:t cause:t undoes:t user:t device:t at:t kind:t path:t"
        " after_old:t after_new:t old:b new:b digest:t",
        "record_id group_id cause user at kind path digest",
    ),
    (
        "outbox",
        "op_id:t number:i record_id:t record_type:t ocid:t kind:t open:i state:t changed:i forms_version:i"
        " author:t at:t device_id:t sequence:i batch_id:t position:i result_code:t rule:t receipt_no:t answered_at:t"
        " closed_by:t op_hash:t digest:t patch:b act:b result:b operation:b",
        "number record_id kind open state author at patch digest",
    ),
    ("batch", "batch_id:t number:i sealed_at:t count:i bytes:i sha256:t head:t", "sha256"),
    ("receipt", "receipt_no:t batch_id:t epoch:t sequence:i received_at:t taken_at:t body:b", "batch_id body"),
    (
        "conflict",
        "conflict_id:i record_id:t op_id:t path:t reason:t at:t decided_at:t decision:t theirs:b ours:b digest:t",
        "record_id path at digest",
    ),
    (
        "aside",
        "aside_id:i record_id:t pointer:t reason:t source_file:t sha256:t at:t placed_at:t value:b digest:t",
        "record_id pointer reason digest",
    ),
    (
        "imported_release",
        "imported_id:i record_id:t ocid:t source_file:t sha256:t at:t release:b digest:t",
        "record_id sha256 release digest",
    ),
    ("imported_merge", "record_id:t at:t body:b", "body"),
    ("party", "record_id:t party_key:t name:t rfc:t roles:t search_text:t body:b", "party_key body"),
    (
        "attachment",
        "attachment_id:i record_id:t row_key:t sha256:t public_sha256:t name:t media_type:t size:i added_at:t"
        " removed_at:t digest:t",
        "record_id row_key sha256 name size digest",
    ),
)
_INDEXES: tuple[tuple[str, list[str]], ...] = (
    ("record", ["ocid"]),
    ("record", ["saved_at"]),
    ("journal", ["record_id", "group_id"]),
    ("outbox", ["record_id", "number"]),
    ("outbox", ["state", "number"]),
    ("outbox", ["batch_id", "position"]),
    ("receipt", ["batch_id"]),
    ("conflict", ["record_id"]),
    ("aside", ["record_id"]),
    ("imported_release", ["record_id", "sha256"]),
    ("attachment", ["record_id", "row_key"]),
    ("attachment", ["sha256"]),
    ("party", ["party_key"]),
)


def standing_and_receipts(db: Database) -> None:
    """What the portal last said of each record, in marks that add up; receipts known by number and batch, because a
    portal restored from a copy gives a number again."""
    db.table("standing").create({"record_id": str, "version": int, "mark": int}, pk="record_id")
    for row in list(db["baseline"].rows_where("base_version > 0")):
        standing = (row["record_id"], row["base_version"], row["base_status"] or "draft", row["base"])
        db.execute("INSERT INTO standing VALUES (?, ?, ?)", (row["record_id"], row["base_version"], mark_of(*standing)))
    columns = _columns("receipt_no:t batch_id:t epoch:t sequence:i received_at:t taken_at:t body:b")
    db.execute("ALTER TABLE receipt RENAME TO receipt_before")
    db.table("receipt").create(columns, pk=("receipt_no", "batch_id"), not_null={"batch_id", "body"})
    names = ", ".join(columns)
    db.execute(f"INSERT INTO receipt ({names}) SELECT {names} FROM receipt_before")  # noqa: S608 - names are ours
    db.execute("DROP TABLE receipt_before")
    db.table("receipt").create_index(["batch_id"], "receipt_by_batch")


def import_runs(db: Database) -> None:
    """Imports as a whole, so that one can be taken back."""
    run = "run_id:t at:t user:t file:t sha256:t format:t undone_at:t"
    db.table("import_run").create(_columns(run), pk="run_id", not_null={"at", "file"})
    taken = "run_id:t record_id:t created:i group_id:t merge_before:b"
    db.table("import_taken").create(_columns(taken), pk=("run_id", "record_id"), not_null={"created"})


def figures_and_memory(db: Database) -> None:
    """The office's dated rows, and its awards and listings by day, read off every body that is here."""
    from capture_app.store.memory import PAST_AWARD, remember

    figure = "figure_id:i code:t value:t unit:t text:t state:t since:t until:t approved_by:t source:t at:t user:t"
    db.table("figure").create(_columns(f"{figure} ended_at:t ended_by:t digest:t"), pk="figure_id")
    db.execute(PAST_AWARD)
    db.table("listing").create(_columns("record_id:t register:t taxpayer:t since:t until:t"))
    for table in ("past_award", "listing"):
        db.table(table).create_index(["record_id"])
    db.table("listing").create_index(["register", "taxpayer"])
    for row in filter(is_sound, db.query("SELECT * FROM record")):
        remember(db.execute, row["record_id"], row["record_type"], row["ocid"], decode(row["body"]))


def templates(db: Database) -> None:
    """What new records may begin with, by name."""
    db.table("template").create(
        _columns("name:t record_type:t at:t body:b"), pk="name", not_null={"record_type", "body"}
    )


def uploads(db: Database) -> None:
    """Files that go to the portal: how far each content is, and which links the portal was told of."""
    kinds = {"sha256": str, "size": int, "sent": int, "done_at": str, "lost_at": str}
    db.table("upload").create(kinds, pk="sha256")
    db.table("told_link").create({"attachment_id": int, "told": str}, pk="attachment_id")


def people(db: Database) -> None:
    """Who works on this computer, each with a role and a sealed password."""
    person = "person_id:i name:t folded:t role:t password:t added_at:t added_by:t removed_at:t failures:i tried_at:t"
    needed = {"name", "folded", "role", "password", "failures", "digest"}
    db.table("person").create(_columns(f"{person} digest:t"), pk="person_id", not_null=needed)
    db.execute("CREATE UNIQUE INDEX one_person_of_a_name ON person (folded) WHERE removed_at IS NULL")


def platform_uploads(db: Database) -> None:
    """What was loaded into the transparency platform, with the number of its acuse."""
    upload = "upload_id:i number:t loaded_on:t format:t quarter:t file:t sha256:t user:t at:t"
    needed = {"number", "loaded_on", "file", "sha256", "user", "at"}
    db.table("platform_upload").create(_columns(upload), pk="upload_id", not_null=needed)


def person_keys(db: Database) -> None:
    """The keys with which people sign acts, sealed under their passwords."""
    db.table("person_key").create(
        _columns("person_id:i public_key:t sealed:t made_at:t enrolled_at:t"), pk="person_id", not_null={"sealed"}
    )


def authorities(db: Database) -> None:
    """Certificate authorities trusted beside the system's, with who added and who removed each."""
    columns = "authority_id:i fingerprint:t subject:t pem:t added_at:t added_by:t removed_at:t removed_by:t digest:t"
    needed = {"fingerprint", "pem", "added_at", "added_by", "digest"}
    db.table("authority").create(_columns(columns), pk="authority_id", not_null=needed)


def editions(db: Database) -> None:
    """Which edition of the law a record is of: asked at each start, without looking at every record."""
    db.table("record").create_index(["forms_version"])


def platform_files(db: Database) -> None:
    """Which records each workbook for the transparency platform held, by the digest of the file."""
    db.table("platform_file").create(_columns("sha256:t record_id:t"), pk=("sha256", "record_id"))
    db.table("platform_file").create_index(["record_id"])
    db.table("platform_upload").create_index(["sha256"])


def found_by_name(db: Database) -> None:
    """A record by its folio, a kept release by its ocid and the next number of the outbox without reading every row:
    an import asks for each of them at each process."""
    db.table("record").create_index(["folio"])
    db.table("imported_release").create_index(["ocid"])
    db.table("outbox").create_index(["number"])


def steps_from_elsewhere(db: Database) -> None:
    """The steps of review that came from other computers, found without reading every line of every history."""
    db.execute("CREATE INDEX journal_steps ON journal (record_id, entry_id) WHERE kind = 'act' AND path = '/_status'")


def words_by_device(db: Database) -> None:
    """As which device this computer told of a link: at the portal each device's words are counted apart."""
    db.table("told_link").add_column("device_id", str)


MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    first_tables,
    standing_and_receipts,
    listing_index_and_marks,
    import_runs,
    figures_and_memory,
    templates,
    uploads,
    people,
    platform_uploads,
    person_keys,
    authorities,
    editions,
    platform_files,
    found_by_name,
    steps_from_elsewhere,
    words_by_device,
)


def applied(connection: Connection) -> int:
    """How many steps the database has taken; 0 for an empty one."""
    if not connection.value("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration'"):
        return 0
    return int(connection.value("SELECT coalesce(max(number), 0) FROM migration"))


def migrate(
    connection: Connection,
    backups: Path,
    at: str,
    steps: tuple[Callable[[Database], None], ...] = MIGRATIONS,
) -> Path | None:
    """Take the missing steps, each whole with its record, after a backup of what is there.

    Returns the backup made, None where none was needed. A database with more steps than this program knows
    is refused untouched.
    """
    done = applied(connection)
    if done > len(steps):
        raise DatabaseTooNew
    if done == len(steps):
        _note_shape(connection)
        return None
    backup = back_up(connection, backups, f"antes-de-{done + 1:03d}", at) if done else None
    for number in range(done, len(steps)):
        _take(connection, number + 1, steps[number], at)
    return backup


def _note_shape(connection: Connection) -> None:
    """Of a database made before its list of tables was kept."""
    if not shape.is_noted(connection):
        with connection.transaction():
            shape.note(connection)


def require_current(connection: Connection) -> None:
    """For readers, that may neither migrate nor repair: StoreDamaged, DatabaseTooNew, or a word on how to bring the
    database up to date."""
    done = applied(connection)
    if done > len(MIGRATIONS):
        raise DatabaseTooNew
    connection.require_shape()
    if done < len(MIGRATIONS):
        raise CaptureError(
            "La base de datos es de una versión anterior.", "No se modificó nada.", "Abra la ventana una vez."
        )


def _take(connection: Connection, number: int, step: Callable[[Database], None], at: str) -> None:
    with translated_errors(), connection.transaction():
        connection.execute(APPLIED)
        if connection.value("SELECT count(*) FROM migration WHERE number = ?", (number,)):
            return
        step(connection.db)
        connection.execute("INSERT INTO migration VALUES (?, ?, ?)", (number, step.__name__, at))
        shape.note(connection)
