"""The power goes at any moment of saving and sending: what was acknowledged is there, and the rest is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from capture_app.changes import FieldEdit
from capture_app.store import connection
from capture_app.store.cipher import Cipher
from capture_app.store.protection import forget_given, keep_key, new_protection, read_protection, write_protection
from capture_app.store.sealed_database import SealedConnection
from tests.faults.power import Connected, Disk, Listening
from tests.faults.served import ServedDesk
from tests.faults.test_kills import assert_history_gives_the_body, assert_record_and_operation_agree
from tests.faults.town import TITLE, at_portal, database, open_desk, open_town, town, towns, whole
from tests.unit.store.office import DAY, Office, open_office

__all__ = ["database", "open_desk", "open_town", "town", "towns"]
CUTS = 1000 if os.environ.get("CAPTURA_PROVE") else 25
EDITS = 12
KEPT: list[Listening] = []  # the cipher's files stand upon these for as long as the process lives


@pytest.fixture(params=["open", "sealed"])
def desk(
    request: pytest.FixtureRequest, open_desk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[ServedDesk, Disk]]:
    """A computer whose disk is listened to from its second start on, until ``monkeypatch.undo``."""
    desk = open_desk("ana")
    desk.stop()
    if request.param == "sealed":
        protect(desk)
    disk = Disk(desk.folder)
    disk.begin()
    listening = Listening(disk)
    sealed_files = f"multipleciphers-{listening.name}"

    def opened(path: Path, read_only: bool, cipher: Cipher | None) -> Connected | SealedConnection:
        raw = (
            Connected(path, listening.name)
            if cipher is None
            else SealedConnection(path, cipher.database_key, vfs=sealed_files)
        )
        connection._prepare(raw, read_only)
        raw.execute("PRAGMA wal_autocheckpoint = 60")
        return raw

    monkeypatch.setattr(connection, "_open", opened)
    desk.open()
    yield desk, disk
    desk.stop()
    if request.param == "open":
        listening.unregister()
    else:
        KEPT.append(listening)
    monkeypatch.undo()
    desk.open()
    forget_given()


def protect(desk: ServedDesk) -> None:
    protection, key, _ = new_protection(DAY)
    keep_key(protection, key)
    write_protection(desk.folder, protection)
    desk.open()
    desk.stop()


def work(desk: ServedDesk, disk: Disk) -> tuple[str, list[int]]:
    """A record edited and sent; where the disk stood after each acknowledged edit."""
    record = desk.office.new("título 0")
    acknowledged = [len(disk.heard)]
    for number in range(1, EDITS):
        row = FieldEdit("/tender/items/@", {"description": "renglón " * 200}, "row_add")
        desk.office.save(record, FieldEdit(TITLE, f"título {number}"), row)
        acknowledged.append(len(disk.heard))
        if number == EDITS // 2:
            desk.send()
    return record, acknowledged


def reopened(folder: Path, files: dict[str, bytes], desk: ServedDesk) -> Office:
    folder.mkdir()
    protection = read_protection(desk.folder)
    if protection is not None:
        write_protection(folder, protection)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return open_office(folder, desk.clock, desk.settings)


def is_sound(office: Office) -> bool:
    assert office.checking.check().bad == ()
    assert_record_and_operation_agree(office)
    assert_history_gives_the_body(office)
    return True


@pytest.mark.fault(8, "the power goes while a save is written")
def test_after_a_power_cut_every_acknowledged_edit_is_there_and_the_rest_is_whole(desk, tmp_path, monkeypatch):
    ana, disk = desk
    record, acknowledged = work(ana, disk)
    monkeypatch.undo()
    random = Random(8)
    places = sorted(random.sample(range(1, len(disk.heard)), min(CUTS, len(disk.heard) - 1)))
    for number, at in enumerate([*acknowledged, *places]):
        safe = sum(place <= at for place in acknowledged)
        office = reopened(tmp_path / f"cut-{number}", disk.after_cut(at, random), ana)
        try:
            assert is_sound(office)
            there = list(office.capture.record_ids())
            titles = [office.body(found)["tender"]["title"] for found in there if found == record]
            assert titles or not safe, f"nothing is left of {safe} edits"
            assert not titles or int(titles[0].split()[1]) >= safe - 1, (at, titles, safe)
            assert len(there) == len(set(there))
        finally:
            office.close()


def test_of_a_protected_desk_the_disk_hears_nothing_that_can_be_read(desk):
    ana, disk = desk
    work(ana, disk)
    heard = any("renglón".encode() in item.data for item in disk.heard)
    assert heard == (read_protection(ana.folder) is None)


@pytest.mark.fault(8, "the power goes while a save is written")
def test_after_a_power_cut_everything_still_goes_to_the_portal_once(town, desk, tmp_path, monkeypatch):
    ana, disk = desk
    record, acknowledged = work(ana, disk)
    ana.stop()
    monkeypatch.undo()
    files = disk.after_cut(acknowledged[-2] + 3, Random(9))
    for name, data in files.items():
        (ana.folder / name).write_bytes(data)
    for left in set(ana.folder.glob("*.sqlite3-*")) - {ana.folder / name for name in files}:
        left.unlink()
    ana.open()
    title = ana.office.body(record)["tender"]["title"]
    assert int(title.split()[1]) >= EDITS - 2
    ana.send()
    assert at_portal(town, record)[0][0] == title
    assert whole(town, ana)
