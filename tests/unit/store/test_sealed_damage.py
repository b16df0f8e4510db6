"""A sealed database whose bytes turn on the disk is put together again like an open one, and stays sealed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from capture_app.changes import FieldEdit
from capture_app.errors import CaptureError
from capture_app.services.protecting import open_file
from capture_app.store.connection import FILE_NAME
from capture_app.store.protection import protection_of
from capture_app.store.sealed_files import note_of
from tests.keystore import key_store
from tests.office import begin, opened

FLIPS = 200 if os.environ.get("CAPTURA_PROVE") else 3
CANARY = "canario-verde"
PAGE = 4096


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """(a protected folder with a copy of the day and edits since, its recovery key)."""
    with key_store():
        folder = begin(tmp_path / "oficina")
        with opened(folder) as app:
            for number in range(6):
                record = app.capture.create(f"{CANARY} {number}").record_id
                app.capture.save_fields(record, [FieldEdit("/tender/description", f"{CANARY} " * 200)])
            prepared = app.protecting.prepare()
            app.protecting.begin(prepared, prepared.groups[-1])
        with opened(folder) as app:
            for found in app.capture.search():
                app.capture.save_fields(found.id, [FieldEdit("/tender/title", f"{CANARY} después")])
        yield folder, prepared.recovery


def bodies(folder: Path) -> dict[str, object]:
    with opened(folder) as app:
        assert app.check().bad == ()
        return {found.ocid: app.capture.body(found.id) for found in app.capture.search()}


def meet(folder: Path) -> bool:
    """Open and read everything; whether damage was met."""
    try:
        with opened(folder) as app:
            return bool(app.check().bad) or not [app.capture.body(found.id) for found in app.capture.search()]
    except CaptureError:
        return True


def spoilt(data: bytes) -> Iterator[tuple[str, bytes]]:
    random, pages = Random(11), len(data) // PAGE
    yield "the first bytes", bytes(16) + data[16:]
    yield "the first page", random.randbytes(PAGE) + data[PAGE:]
    for number in sorted(random.sample(range(1, pages), min(FLIPS, pages - 1))):
        yield f"page {number}", data[: number * PAGE] + random.randbytes(PAGE) + data[(number + 1) * PAGE :]
    for _ in range(FLIPS):
        at = random.randrange(len(data))
        yield f"bit at {at}", data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]
    yield "the last page is missing", data[:-PAGE]


def test_a_spoilt_sealed_database_is_put_together_again_and_nothing_is_lost(office, tmp_path):
    folder, recovery = office
    expected = bodies(folder)
    apart = 0
    for number, (name, data) in enumerate(spoilt((folder / FILE_NAME).read_bytes())):
        place = shutil.copytree(folder, tmp_path / f"spoilt-{number}")
        (place / FILE_NAME).write_bytes(data)
        if meet(place):
            meet(place)
        assert bodies(place) == expected, name
        assert [path for path in place.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == [], (
            name
        )
        for file in (place / "outgoing").glob("sin-enviar-*"):
            apart += 1
            assert protection_of(note_of(file))
            open_file(file, recovery, tmp_path / "abierto.jsonl")
            assert '"state":"pending"' in (tmp_path / "abierto.jsonl").read_text(encoding="utf-8")
    assert apart >= 2
