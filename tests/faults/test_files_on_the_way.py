"""Files go to the portal by their content, from where they were cut, and never hold up what was captured."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync import wire
from sync.uploads import LEAST_SLICE, MOST_SLICE, next_slice
from tests.conftest import FixedClock
from tests.faults.proxy import Fault
from tests.faults.served import ServedDesk
from tests.journeys.portal_server import PortalServer
from tests.journeys.served import open_portal, portal, portal_seed

__all__ = ["open_portal", "portal", "portal_seed"]
MEBI = 1024 * 1024
LARGE = [(2_150 * MEBI, 20), (5 * 1024 * MEBI, 50)] if os.environ.get("CAPTURA_PROVE") else [(64 * MEBI, 20)]
ROW = "/tender/documents/@"


@pytest.fixture
def desk(portal: PortalServer, tmp_path: Path, fixed_clock: FixedClock) -> Iterator[ServedDesk]:
    made = ServedDesk(tmp_path / "ana", portal, fixed_clock)
    yield made
    made.close()


def adjoin(desk: ServedDesk, record_id: str, name: str, content: bytes) -> str:
    file = desk.folder / name
    file.write_bytes(content)
    desk.office.attachments.attach(record_id, ROW, file)
    return hashlib.sha256(content).hexdigest()


def kept(portal: PortalServer, sha256: str) -> bytes | None:
    found = list((portal.home / "documentos").glob(f"*/{sha256[:2]}/{sha256}"))
    return found[0].read_bytes() if found else None


@pytest.mark.fault(39, "files: large, cut, changed, empty, hostile names")
def test_files_arrive_and_have_a_line_of_their_own(desk, portal):
    record_id = desk.office.new("Compra con anexos")
    contents = [b"contrato", b"", os.urandom(300_000)]
    names = [adjoin(desk, record_id, f"anexo {number}.pdf", content) for number, content in enumerate(contents)]
    before = desk.office.exchange.status()
    assert (before.files.done, before.files.total) == (0, 3)
    desk.send()
    assert [kept(portal, name) for name in names] == contents
    status = desk.office.exchange.status()
    assert (status.files.done, status.files.lost, status.files.total) == (3, 0, 3)
    assert "3 de 3 archivos en el portal." in status.items[0].detail


def test_what_was_captured_is_at_the_portal_while_its_file_is_on_the_way(desk, portal):
    record_id = desk.office.new("Compra con anexos")
    adjoin(desk, record_id, "anexo.pdf", os.urandom(200_000))
    desk.proxy.faults = [Fault(cut_request=30_000)] * 9
    assert desk.engine.exchange().stopped
    desk.proxy.faults = []
    status = desk.office.exchange.status()
    assert (status.at_portal, status.total) == (1, 1)
    assert "0 de 1 archivos en el portal." in status.items[0].detail
    desk.send()
    assert desk.office.exchange.status().files.done == 1


@pytest.mark.fault(39, "files: large, cut, changed, empty, hostile names")
@pytest.mark.parametrize(("size", "cuts"), LARGE)
def test_a_large_sparse_file_cut_again_and_again_wastes_at_most_a_slice_each_time(desk, portal, tmp_path, size, cuts):
    record_id = desk.office.new("Compra con un plano")
    plan = tmp_path / "plano.bin"
    with plan.open("wb") as file:
        file.truncate(size)
    desk.office.attachments.attach(record_id, ROW, plan)
    sent: list[int] = []
    real = desk.client.send_slice

    def cutting(head: wire.BlobSlice, data: bytes) -> wire.BlobState:
        sent.append(len(data))
        desk.proxy.requests.clear()  # what the proxy remembers is no memory of the program's
        if data and head.offset > size * (cutting.done + 1) // (cuts + 2) and cutting.done < cuts:
            cutting.done += 1
            desk.proxy.faults = [Fault(cut_request=len(data) // 2)]
        return real(head, data)

    cutting.done = 0
    desk.client.send_slice = cutting
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while desk.engine.exchange().stopped:
        assert len(sent) < 2000
    assert cutting.done == cuts
    assert sum(sent) - size <= cuts * MOST_SLICE
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    assert grown < 100 * 1024
    with plan.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    (arrived,) = (portal.home / "documentos").glob(f"*/{sha256[:2]}/{sha256}")
    with arrived.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == sha256


def test_a_reply_that_is_lost_sends_no_byte_twice(desk, portal):
    record_id = desk.office.new("Compra")
    content = os.urandom(150_000)
    sha256 = adjoin(desk, record_id, "anexo.pdf", content)
    desk.proxy.faults = [Fault()] * 3 + [Fault(drop_reply=True)]
    desk.send()
    assert kept(portal, sha256) == content


@pytest.mark.fault(39, "files: large, cut, changed, empty, hostile names")
def test_a_content_that_changed_here_is_not_believed_and_a_person_hears_of_it(desk, portal):
    record_id = desk.office.new("Compra")
    sha256 = adjoin(desk, record_id, "anexo.pdf", b"como se adjunto")
    desk.office.documents.place_of(sha256).write_bytes(b"cambio despues!")
    desk.send()
    status = desk.office.exchange.status()
    assert (status.files.done, status.files.lost) == (0, 1)
    assert "Vuelva a adjuntarlos" in status.items[0].detail
    assert desk.send().stopped is None


def test_a_content_that_is_gone_does_not_stop_the_others(desk, portal):
    record_id = desk.office.new("Compra")
    gone = adjoin(desk, record_id, "uno.pdf", b"uno")
    other = adjoin(desk, record_id, "dos.pdf", b"el segundo")
    desk.office.documents.place_of(gone).unlink()
    desk.send()
    assert kept(portal, other) == b"el segundo"
    assert desk.office.exchange.status().files.lost == 1


def test_a_started_file_goes_on_after_the_program_ended(desk, portal):
    record_id = desk.office.new("Compra")
    content = os.urandom(1_500_000)
    sha256 = adjoin(desk, record_id, "anexo.pdf", content)
    desk.proxy.faults = [Fault()] * 4 + [Fault(cut_request=1000)] * 4
    assert desk.engine.exchange().stopped
    desk.stop()
    desk.open()
    desk.send()
    assert kept(portal, sha256) == content


def test_a_part_that_was_damaged_at_the_portal_goes_again_and_nobody_is_asked_for_the_file(desk, portal):
    record_id = desk.office.new("Compra")
    content = os.urandom(1_500_000)
    sha256 = adjoin(desk, record_id, "anexo.pdf", content)
    desk.proxy.faults = [Fault()] * 4 + [Fault(cut_request=1000)] * 4
    assert desk.engine.exchange().stopped
    (part,) = (portal.home / "documentos").glob(f"*/{sha256[:2]}/{sha256}")
    part.write_bytes(bytes(part.stat().st_size))
    desk.send()
    status = desk.office.exchange.status()
    assert (status.files.done, status.files.lost) == (1, 0)
    assert kept(portal, sha256) == content


def test_slices_follow_the_link():
    assert next_slice(LEAST_SLICE, 8.0) == LEAST_SLICE
    assert next_slice(LEAST_SLICE, 80.0) == LEAST_SLICE
    assert next_slice(LEAST_SLICE, 0.0) == 4 * LEAST_SLICE
    assert next_slice(MOST_SLICE, 0.1) == MOST_SLICE
    assert next_slice(1_000_000, 16.0) == 500_000


def test_memory_is_bounded_by_the_slice(desk, portal):
    record_id = desk.office.new("Compra")
    adjoin(desk, record_id, "anexo.bin", bytes(24 * MEBI))
    tracemalloc.start()
    desk.send()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * MEBI


HOSTILE = ["../../fuera.txt", "C:\\Windows\\a.txt", "CON", "a:b", "contrato 📄 ñ.pdf", "x" * 400]


@pytest.mark.fault(39, "files: large, cut, changed, empty, hostile names")
def test_names_are_data_and_never_part_of_a_path(desk, portal):
    record_id = desk.office.new("Compra")
    links = [
        wire.FileLink(
            record_id=record_id,
            row_key=f"abcdefgh{number:02d}",
            sha256=hashlib.sha256(name.encode()).hexdigest(),
            size=3,
            name=name,
            media_type="text/plain",
        )
        for number, name in enumerate(HOSTILE)
    ]
    desk.send()
    before = {path for path in portal.home.parent.rglob("*") if path.is_file() and "sqlite" not in path.name}
    desk.files.links = lambda: links if not told else []
    told: list[object] = []
    desk.files.told = told.append
    desk.send()
    after = {path for path in portal.home.parent.rglob("*") if path.is_file() and "sqlite" not in path.name}
    assert told
    assert after == before


def put_back(portal: PortalServer, *tables: str) -> None:
    """The portal as in a copy of before it was told of files; nothing else was lost."""
    with closing(sqlite3.connect(portal.home / "portal.sqlite3", timeout=30)) as database, database:
        for table in tables:
            database.execute(f"DELETE FROM intake_{table}")
    for file in (portal.home / "documentos").glob("*/*/*") if "blob" in tables else ():
        file.unlink()


@pytest.mark.parametrize("tables", [("fileword", "documentfile", "blob"), ("fileword", "documentfile"), ("blob",)])
def test_files_that_a_copy_put_back_does_not_have_go_again_where_nothing_else_was_lost(desk, portal, tables):
    record_id = desk.office.new("Compra con anexo")
    sha256 = adjoin(desk, record_id, "anexo.pdf", b"contrato")
    desk.send()
    put_back(portal, *tables)
    desk.send()
    assert kept(portal, sha256) == b"contrato"
    with closing(sqlite3.connect(portal.home / "portal.sqlite3", timeout=30)) as database:
        assert {text for (text,) in database.execute("SELECT sha256 FROM intake_documentfile")} == {sha256}
    quiet = len(desk.proxy.requests)
    desk.send()
    assert len(desk.proxy.requests) == quiet + 1


def test_a_portal_put_back_while_a_file_is_on_its_way_is_told_again_what_it_is(desk, portal):
    record_id = desk.office.new("Compra con anexo")
    content = os.urandom(400_000)
    sha256 = adjoin(desk, record_id, "anexo.pdf", content)
    real, heads = desk.client.send_slice, []

    def while_put_back(head: wire.BlobSlice, data: bytes) -> wire.BlobState:
        heads.append(head)
        if len(heads) == 3:
            put_back(portal, "fileword", "documentfile", "blob")
        return real(head, data)

    desk.client.send_slice = while_put_back
    desk.send()
    assert kept(portal, sha256) == content
    assert desk.office.exchange.status().files.done == 1
