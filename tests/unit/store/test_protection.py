"""A protected folder: nothing of it can be read without its key, nothing of it is lost on the way there and back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import apsw
import pytest
from keyring.backends.null import Keyring as NoStore

from capture_app.bootstrap import build
from capture_app.changes import FieldEdit
from capture_app.errors import BadInput, DiskFull, RecoveryKeyNeeded, Refused, StoreBusy
from capture_app.services.protecting import OPEN, Prepared, standing_of, unlock_folder
from capture_app.store import converting, meta
from capture_app.store.connection import FILE_NAME, Connection
from capture_app.store.converting import has_open_head, reading_cipher, settled
from capture_app.store.protection import OPENING, SEALED, SEALING, forget_given, in_state, read_protection
from capture_app.store.sealed_database import SealedConnection
from tests.keystore import MemoryStore, key_store
from tests.office import begin, opened

CANARY = "canario-rojo"
WIPED = "captura-20260101000000-danada.sqlite3"
STEP = 1 if os.environ.get("CAPTURA_PROVE") else 5
AT = "2026-03-20T15:00:00.000000Z"


@pytest.fixture
def folder(tmp_path: Path, store: MemoryStore) -> Path:
    """An office with a bit of everything, each with the canary in it."""
    place = begin(tmp_path / "oficina")
    paper = tmp_path / "papel.txt"
    paper.write_text(CANARY * 9000, encoding="utf-8")
    with opened(place) as app:
        record = app.capture.create(f"{CANARY} uno").record_id
        app.attachments.attach(record, "/tender/documents/@", paper)
        app.capture.save_fields(record, [FieldEdit("/tender/description", CANARY * 50)])
        app.backups.make()
        app.capture.create(f"{CANARY} dos")
    (place / "outgoing").mkdir()
    (place / "outgoing" / "sin-enviar-20260101000000.jsonl").write_text(CANARY)
    (place / "backups" / WIPED).write_text(CANARY)
    return place


def told(folder: Path) -> Any:
    """Everything a person has there."""
    with opened(folder) as app:
        assert app.check().bad == ()
        bodies = {found.ocid: app.capture.body(found.id) for found in app.capture.search()}
        papers = [
            app.attachments.content(paper.sha256)
            for found in app.capture.search()
            for paper in app.attachments.documents(found.id)
        ]
        return bodies, papers, app.exchange.status().pending


def protect(folder: Path) -> Prepared:
    with opened(folder) as app:
        prepared = app.protecting.prepare()
        app.protecting.begin(prepared, prepared.groups[-1])
    return prepared


def readable(folder: Path) -> list[str]:
    """The files of a folder with the canary in them."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.relative_to(folder).as_posix() for path in found if CANARY.encode() in path.read_bytes()]


def files(folder: Path) -> dict[str, bytes]:
    names = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".lock", ".bin"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}


def test_no_file_of_a_protected_folder_can_be_read_and_everything_is_there(folder):
    before = told(folder)
    assert len(readable(folder)) >= 6
    protect(folder)
    assert told(folder) == before
    assert readable(folder) == []
    assert standing_of(folder).state == SEALED
    with opened(folder) as app:
        app.capture.create(f"{CANARY} tres")
        app.exchange.write_queue(folder / "pendiente.jsonl")
        (paper,) = app.attachments.documents(app.capture.search()[-1].id) or app.attachments.documents(
            app.capture.search()[0].id
        )
        shown = app.attachments.take_out(paper)
        assert CANARY in shown.read_text(encoding="utf-8")
        assert readable(folder) == [shown.relative_to(folder).as_posix()]
    with opened(folder):
        assert readable(folder) == []


def test_it_is_taken_off_with_nothing_lost(folder, store):
    protect(folder)
    before = told(folder)
    assert store.kept
    with opened(folder) as app:
        app.protecting.end()
    assert told(folder) == before
    assert standing_of(folder).state == OPEN
    assert (folder / "backups" / WIPED).read_text() == CANARY
    assert (folder / "outgoing" / "sin-enviar-20260101000000.jsonl").read_text() == CANARY
    assert (store.kept, list(folder.rglob("*.sellado"))) == ({}, [])
    for copy in (folder / "backups").glob("captura-*-a-mano*.sqlite3"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("capture_app.store.sealed_database.open_sealed", None)
            Connection(copy, read_only=True).close()


class Cut(BaseException):
    """The power goes."""


def cut_at(point: int) -> Any:
    """A failpoint that lets so many points pass."""
    left = [point]

    def stop(_name: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)

    return stop


def killed(folder: Path, point: int) -> bool:
    """Open the folder in a process of its own that dies at a point; False where it got to the end."""
    child = os.fork()
    if not child:
        try:
            settled(folder, AT, cut_at(point))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def seen_beside(folder: Path) -> int:
    """What a reader finds between the death and the next start."""
    with opened(folder, read_only=True) as app:
        return len(app.capture.search())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that dies where it is told")
@pytest.mark.parametrize("state", [SEALING, OPENING])
def test_the_power_goes_at_any_point_and_everything_is_there(folder, store, tmp_path, state):
    before, points = told(folder), 0
    protect(folder)
    if state == OPENING:
        told(folder)
        in_state(folder, read_protection(folder), OPENING)
    keys = dict(store.kept)
    while killed(place := shutil.copytree(folder, tmp_path / f"cut-{points}"), points):
        assert seen_beside(place) == 2
        killed(place, points // 2)
        assert told(place) == before
        assert (readable(place) == []) == (state == SEALING)
        assert standing_of(place).state == (SEALED if state == SEALING else OPEN)
        assert not list(place.rglob("*.convirtiendo*"))
        points += STEP
        store.kept.update(keys)
    assert points >= 15


def test_the_old_database_stands_until_the_new_one_was_compared(folder, monkeypatch):
    protect(folder)
    real = converting.write_anew

    def one_row_less(source, old, target, new):
        real(source, old, target, new)
        connection = Connection(target, cipher=new)
        with connection.transaction():
            connection.execute("DELETE FROM record WHERE rowid = 1")
        connection.value("PRAGMA journal_mode = DELETE")
        connection.close()

    monkeypatch.setattr(converting, "write_anew", one_row_less)
    with pytest.raises(Exception, match="no quedó igual"):
        build(folder)
    assert standing_of(folder).state == SEALING
    assert has_open_head(folder / FILE_NAME)
    monkeypatch.undo()
    assert len(told(folder)[0]) == 2


def test_another_account_is_asked_for_the_recovery_key_and_a_wrong_one_alters_nothing(folder, store):
    prepared = protect(folder)
    before = told(folder)
    forget_given()
    store.kept.clear()
    there = files(folder)
    for read_only in (True, False):
        with pytest.raises(RecoveryKeyNeeded) as needed:
            build(folder, read_only=read_only)
        assert "clave de recuperación" in needed.value.action_es
    with pytest.raises(BadInput, match="grupo 2 "):
        unlock_folder(folder, prepared.recovery.replace(prepared.groups[1], "000001"))
    with pytest.raises(Refused, match="no es la de esta carpeta"):
        unlock_folder(folder, "-".join(["000011"] * 8))
    assert files(folder) == there
    assert unlock_folder(folder, prepared.recovery)
    assert told(folder) == before
    assert told(folder) == before


def test_a_key_of_something_else_in_the_store_is_no_key(folder, store):
    prepared = protect(folder)
    before = told(folder)
    store.kept = dict.fromkeys(store.kept, "AAAA")
    with pytest.raises(RecoveryKeyNeeded):
        build(folder)
    unlock_folder(folder, prepared.recovery)
    assert told(folder) == before


def test_without_a_key_store_it_says_so_and_asks_at_each_start(folder):
    with key_store(NoStore()):
        prepared = protect(folder)
        assert not standing_of(folder).has_store
        before = told(folder)
        forget_given()
        with pytest.raises(RecoveryKeyNeeded) as needed:
            build(folder)
        assert "en cada inicio" in needed.value.action_es
        assert not unlock_folder(folder, prepared.recovery)
        assert told(folder) == before
        assert readable(folder) == []


def test_what_the_recovery_key_needs_stands_in_two_places(folder, store):
    prepared = protect(folder)
    before = told(folder)
    (folder / "proteccion.json").unlink()
    store.kept.clear()
    unlock_folder(folder, prepared.recovery)
    assert told(folder) == before


def test_only_an_administrator_decides_and_the_sheet_must_be_at_hand(folder):
    with opened(folder) as app:
        app.users.add("Ana Inventada", "administrador")
        app.users.add("Luis Inventado", "capturista")
        with pytest.raises(BadInput, match="último grupo"):
            app.protecting.begin(app.protecting.prepare(), "000000")
    app = build(folder, user="Luis Inventado")
    try:
        for act in (app.protecting.prepare, app.protecting.end):
            with pytest.raises(Refused, match="administrador"):
                act()
    finally:
        app.close()
    assert standing_of(folder).state == OPEN


def test_with_no_room_for_it_nothing_is_begun(folder, monkeypatch):
    before = files(folder)[FILE_NAME]
    protect(folder)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _place: shutil._ntuple_diskusage(10, 10, 0))
        with pytest.raises(DiskFull):
            build(folder)
    assert files(folder)[FILE_NAME] == before
    assert len(told(folder)[0]) == 2


def test_who_reads_beside_the_window_needs_the_key_too(folder):
    protect(folder)
    told(folder)
    assert reading_cipher(folder) is not None
    with opened(folder) as app, opened(folder, read_only=True) as reader:
        app.capture.create("tres")
        assert len(reader.capture.search()) == 3


def test_a_library_that_would_write_everything_open_is_refused(tmp_path):
    plain = next(name for name in apsw.vfs_names() if "multipleciphers" not in name and name != "memdb")
    with pytest.raises(RuntimeError, match="not be sealed"):
        SealedConnection(tmp_path / "a.sqlite3", "11" * 32, vfs=plain)


def test_what_a_killed_program_left_in_its_journal_is_sealed_with_the_rest(folder, tmp_path):
    protect(folder)
    running = Connection(folder / FILE_NAME)
    with running.transaction():
        meta.put(running, "killed", CANARY)
    left = shutil.copytree(folder, tmp_path / "killed")
    running.close()
    assert CANARY.encode() in (left / f"{FILE_NAME}-wal").read_bytes()
    told(left)
    assert readable(left) == []
    connection = Connection(left / FILE_NAME, cipher=reading_cipher(left))
    assert meta.get(connection, "killed") == CANARY
    connection.close()


def test_while_another_program_reads_nothing_is_changed(folder):
    protect(folder)
    reader = Connection(folder / FILE_NAME, read_only=True)
    with reader.snapshot():
        reader.rows("SELECT * FROM record")
        with pytest.raises(StoreBusy):
            build(folder)
    reader.close()
    assert has_open_head(folder / FILE_NAME)
    assert len(told(folder)[0]) == 2
