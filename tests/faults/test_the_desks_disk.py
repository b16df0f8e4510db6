"""The desk's disk is full: what is typed goes on in the room kept for it, everything else waits and loses nothing."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from capture_app.errors import DiskFull
from capture_app.store import attachments
from capture_app.store.attachments import DOCUMENTS
from capture_app.store.connection import Connection
from capture_app.store.reserve import SIZE_VARIABLE, Reserve
from tests.conftest import FixedClock
from tests.faults.served import ServedDesk
from tests.faults.town import (
    ABOUT,
    TITLE,
    at_portal,
    beto,
    database,
    open_desk,
    open_town,
    own_portal,
    town,
    towns,
    whole,
)
from tests.journeys.portal_server import PortalServer

__all__ = ["beto", "database", "open_desk", "open_town", "own_portal", "town", "towns"]
FULL_DISK = pytest.mark.fault(21, "the desk's disk is full while news or a file come in")
REAL = FULL_DISK if hasattr(os, "geteuid") and os.geteuid() == 0 else pytest.mark.skip(reason="mounting needs root")
MEBI = 1024 * 1024
ROW = "/tender/documents/@"
Full = Callable[[ServedDesk], AbstractContextManager[None]]


@contextmanager
def by_limit(desk: ServedDesk) -> Iterator[None]:
    """No page more than there are, until the reserve is given up; no byte of a copy."""
    raw, given_up, copied = desk.office.connection._raw, Reserve.give_up, attachments.write_flushed
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages + 1}")

    def give_up(self: Reserve) -> bool:
        if was_held := given_up(self):
            raw.execute(f"PRAGMA max_page_count = {pages + 100}")
        return was_held

    def copy(target: Path, pieces: Iterable[bytes]) -> None:
        target.write_bytes(b"a part")
        raise OSError(errno.ENOSPC, "No space left on device")

    Reserve.give_up, attachments.write_flushed = give_up, copy  # type: ignore[method-assign]
    yield
    Reserve.give_up, attachments.write_flushed = given_up, copied  # type: ignore[method-assign]
    raw.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def by_filling(desk: ServedDesk) -> Iterator[None]:
    """The disk itself is full."""
    ballast = desk.folder / "ballast"
    with ballast.open("wb") as file:
        free = shutil.disk_usage(desk.folder).free
        os.posix_fallocate(file.fileno(), 0, free - 256 * 1024)
    yield
    ballast.unlink()


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Where the desk has its data: a disk of 40 MiB of its own, where the test is about a real one."""
    place = tmp_path / "ana"
    place.mkdir()
    is_real = request.node.callspec.params["full"] is by_filling
    if is_real:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", place], check=True)
    yield place
    if is_real:
        subprocess.run(["umount", place], check=True)


@pytest.fixture
def ana(folder: Path, own_portal: PortalServer, fixed_clock: FixedClock, monkeypatch) -> Iterator[ServedDesk]:
    monkeypatch.setenv(SIZE_VARIABLE, str(2 * MEBI))
    made = ServedDesk(folder, own_portal, fixed_clock)
    yield made
    made.close()


@pytest.mark.parametrize(
    "full", [pytest.param(by_limit, marks=FULL_DISK), pytest.param(by_filling, marks=REAL)], ids=["limit", "disk"]
)
def test_with_a_full_disk_news_and_files_wait_and_capture_goes_on(own_portal, ana, open_desk, full: Full, tmp_path):
    beto = open_desk("beto", own_portal)
    mine = ana.office.new("lo de Ana")
    ana.send()
    since = ana.office.outbox.position().since
    for number in range(40):
        record = beto.office.new(f"de Beto {number}")
        beto.office.set(record, ABOUT, f"{number}" * 20_000)
    beto.send()
    paper = tmp_path / "plano.pdf"
    paper.write_bytes(os.urandom(MEBI))
    with full(ana):
        with pytest.raises(DiskFull) as stopped:
            ana.engine.exchange()
        assert "a salvo" in stopped.value.safe_es
        assert ana.office.outbox.position().since == since
        assert ana.office.connection.value("SELECT count(*) FROM record") == 1
        with pytest.raises(DiskFull):
            ana.office.attachments.attach(mine, ROW, paper)
        assert list((ana.folder / DOCUMENTS).glob("**/*.tmp")) == []
        assert Reserve(ana.folder).is_held
        typed = [f"escrito con el disco lleno {number}" for number in range(5)]
        for text in typed:
            ana.office.set(mine, TITLE, text)
        ana.office.set(mine, ABOUT, "x" * 20_000)
        assert not Reserve(ana.folder).is_held
        assert full is by_limit or ana.office.exchange.status().disk_is_full
        assert ana.office.body(mine)["tender"]["title"] == typed[-1]
        assert ana.office.checking.check().bad == ()
    ana.stop()
    ana.open()
    assert Reserve(ana.folder).is_held
    assert ana.office.body(mine)["tender"]["title"] == typed[-1]
    ana.office.attachments.attach(mine, ROW, paper)
    ana.send()
    assert ana.office.connection.value("SELECT count(*) FROM record") == 41
    assert ana.office.exchange.status().files.done == 1
    assert at_portal(own_portal, mine)[0][0] == typed[-1]
    assert whole(own_portal, ana)


@FULL_DISK
def test_what_a_broken_off_copy_left_is_freed_when_the_program_opens(beto):
    left = beto.folder / DOCUMENTS / ".123-abc.tmp"
    left.parent.mkdir()
    left.write_bytes(b"half")
    beto.stop()
    beto.open()
    assert not left.exists()


@pytest.mark.fault(20, "the desk's disk is full")
def test_with_no_reserve_left_the_save_is_refused_in_words_and_the_next_one_works(tmp_path, fixed_clock):
    from tests.unit.store.office import open_office

    office = open_office(tmp_path, fixed_clock)
    record = office.new("Uno")
    Reserve(tmp_path).give_up()
    pages = office.connection.value("PRAGMA page_count")
    office.connection._raw.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull) as full:
        office.set(record, ABOUT, "x" * 500_000)
    assert ("a salvo" in full.value.safe_es, "no cierre la ventana" in full.value.action_es) == (True, True)
    assert office.checking.check().bad == ()
    office.connection._raw.execute("PRAGMA max_page_count = 1000000")
    office.set(record, TITLE, "Dos")
    assert office.body(record)["tender"] == {"title": "Dos"}
    office.close()


def test_the_reserve_is_taken_only_where_there_is_room(tmp_path, monkeypatch):
    Connection(tmp_path / "a.sqlite3").close()
    monkeypatch.setenv(SIZE_VARIABLE, str(1 << 60))
    assert not Reserve(tmp_path).hold()
    assert Reserve(tmp_path).is_needed
    monkeypatch.setenv(SIZE_VARIABLE, "5000")
    assert Reserve(tmp_path).hold()
    assert Reserve(tmp_path).path.stat().st_size == 5000
    assert not Reserve(tmp_path).is_needed
