"""Copies are whole or they are not kept; put back, the office goes on where the copy stood; nothing is thrown away."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from capture_app.changes import FieldEdit
from capture_app.errors import BadInput, CaptureError
from capture_app.ids import SystemClock
from capture_app.services.backups import BackupService, Comparison, put_back, verify
from tests.journeys.desktop import Desktop
from tests.journeys.files import invented_file

OCID = "ocds-xs1qbl-inventado-0001"


@pytest.fixture
def desktop(tmp_path) -> Desktop:
    made = Desktop(tmp_path / "oficina")
    made.begin()
    made.captura("import", invented_file(tmp_path, OCID))
    return made


def title(desktop: Desktop) -> str:
    return desktop.captura("show", OCID)["tender"]["title"]


def test_a_copy_is_made_checked_and_put_back_and_what_was_there_is_kept(desktop, tmp_path):
    desktop.captura("set", OCID, "/tender/title", "Antes")
    other_disk = tmp_path / "otro disco"
    other_disk.mkdir()
    made = desktop.captura("backup", "make", "--out", other_disk)
    assert desktop.captura("backup", "check", made["path"]) == {"records": 1}
    desktop.captura("set", OCID, "/tender/title", "Después")
    said = desktop.captura("backup", "restore", made["path"])
    assert title(desktop) == "Antes"
    assert desktop.captura("check")["bad"] == []
    desktop.captura("backup", "restore", said["before"])
    assert title(desktop) == "Después"


def test_one_is_made_each_day_however_large_the_database_is(office, fixed_clock):
    service = BackupService(office.folder, office.connection, fixed_clock)
    assert service.make_of_the_day() is None
    office.new()
    first = service.make_of_the_day()
    assert first is not None
    assert service.make_of_the_day() is None
    for _ in range(9):
        fixed_clock.advance(seconds=86_400)
        assert service.make_of_the_day() is not None
    kept = service.kept()
    assert len(kept) == 7
    assert kept[0].made_at > kept[-1].made_at > first.made_at


def test_a_copy_with_one_changed_letter_is_not_put_back(desktop, tmp_path):
    made = desktop.captura("backup", "make")
    with closing(sqlite3.connect(made["path"])) as copy, copy:
        copy.execute("UPDATE record SET title = 'otro'")
    with pytest.raises(BadInput, match="está dañado"):
        verify(tmp_path / "oficina" / "backups" / made["path"].rpartition("/")[2])
    before = title(desktop)
    assert "está dañado" in desktop.words("backup", "restore", made["path"], code=None).err
    assert title(desktop) == before


@pytest.mark.parametrize("content", [b"", b"hola", b"SQLite format 3\x00" + bytes(2000)])
def test_what_is_no_copy_is_refused(desktop, tmp_path, content):
    file = tmp_path / "cualquiera.sqlite3"
    file.write_bytes(content)
    said = desktop.words("backup", "restore", file, code=None)
    assert said.code != 0
    assert "no es un respaldo" in said.err
    assert title(desktop)


def test_a_copy_that_does_not_come_out_whole_is_not_kept(office, fixed_clock, monkeypatch):
    office.new()
    service = BackupService(office.folder, office.connection, fixed_clock)
    with office.connection.transaction():
        office.connection.execute("UPDATE record SET title = 'cambiado por otro'")
    with pytest.raises(CaptureError, match="está dañado"):
        service.make()
    assert service.kept() == ()


def test_while_the_window_is_open_nothing_is_put_back(desktop):
    made = desktop.captura("backup", "make")
    with desktop.opened():
        said = desktop.run("backup", "restore", made["path"])
    assert said.code == 3


def test_where_the_disk_is_full_nothing_is_put_back_and_nothing_left_behind(desktop, monkeypatch):
    made = desktop.captura("backup", "make")
    before = title(desktop)

    def full(_source, target):
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("capture_app.services.backups.shutil.copyfile", full)
    with pytest.raises(CaptureError, match="No se pudo escribir"):
        put_back(desktop.folder, Path(made["path"]), SystemClock())
    assert not list(desktop.folder.glob("*.restaurado"))
    monkeypatch.undo()
    assert title(desktop) == before


def test_a_copy_is_compared_with_what_is_here(office, fixed_clock):
    changed, put_away = office.new(), office.new()
    office.new()
    service = BackupService(office.folder, office.connection, fixed_clock)
    copy = service.make().path
    assert service.compare(copy) == Comparison(3, 3, 0, 0, 0, 0)
    office.save(changed, FieldEdit("/tender/title", "Otro"))
    office.capture.delete(put_away)
    office.new()
    assert service.compare(copy) == Comparison(3, 3, 1, 1, 2, 1)
