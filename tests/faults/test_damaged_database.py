"""Bits of the database turn on the disk: it is noticed, what was not sent is put apart first, and the next start puts
everything together again from the rows that are sound, the last copy and the history."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from capture_app.errors import CaptureError
from capture_app.store.connection import FILE_NAME
from capture_app.store.salvage import UNSENT
from sync.canonical import decode
from tests.faults.proxy import FaultProxy
from tests.journeys.desktop import Desktop
from tests.journeys.files import invented_file
from tests.journeys.portal_server import PortalServer
from tests.journeys.served import open_portal, portal, portal_seed

__all__ = ["open_portal", "portal", "portal_seed"]
FLIPS = 300 if os.environ.get("CAPTURA_PROVE") else 8
OCIDS = [f"ocds-xs1qbl-inventado-{number:04d}" for number in range(1, 7)]
TITLE, ABOUT = "/tender/title", "/tender/description"
SENT_LATER, UNSENT_TITLE = "Cambiado y enviado después de la copia", "Cambiado después y todavía sin enviar"
Spoil = Callable[[bytearray], None]


@pytest.fixture
def office(portal: PortalServer, tmp_path: Path) -> Desktop:
    """Six records: a copy of the day has them all as first sent; some changed and were sent since, some were not."""
    made = Desktop(tmp_path / "office")
    made.enrol(portal)
    for ocid in OCIDS:
        made.captura("import", invented_file(tmp_path, ocid))
        made.captura("set", ocid, ABOUT, f"Descripción de {ocid} " * 40)
    made.captura("send")
    for copy in (made.folder / "backups").glob("*diario*"):
        copy.unlink()
    with made.opened():
        assert len(list((made.folder / "backups").glob("*diario*"))) == 1
    made.captura("set", OCIDS[0], TITLE, SENT_LATER)
    made.captura("send")
    for ocid in OCIDS[1:3]:
        made.captura("set", ocid, TITLE, UNSENT_TITLE)
    made.captura("import", invented_file(tmp_path, "ocds-xs1qbl-inventado-0099"))
    return made


def bodies(desktop: Desktop) -> dict[str, object]:
    with desktop.opened() as app:
        return {summary.ocid: app.capture.body(summary.id) for summary in app.capture.search()}


def damaged(office: Desktop, place: Path, spoil: Spoil) -> Desktop:
    shutil.copytree(office.folder, place)
    file = place / FILE_NAME
    data = bytearray(file.read_bytes())
    spoil(data)
    file.write_bytes(data)
    return Desktop(place)


def looked_through(desktop: Desktop) -> bool:
    """Open and read everything, as people do in a day; whether any damage was met."""
    try:
        with desktop.opened() as app:
            met = bool(app.check().bad)
            for summary in app.capture.search():
                app.capture.body(summary.id)
            return met
    except CaptureError:
        return True


def put_apart(desktop: Desktop) -> set[str]:
    """The records of which something unsent stands in the files beside the database."""
    lines = [
        decode(line)
        for file in (desktop.folder / "outgoing").glob("sin-enviar-*.jsonl")
        for line in file.read_bytes().splitlines()
    ]
    assert all(line["state"] in UNSENT for line in lines)
    return {str(line["ocid"]) for line in lines}


def over(text: str, which: int, length: int = 60) -> Spoil:
    """Zeros where a text stands in the file, at one of the places where it does."""

    def spoil(data: bytearray) -> None:
        at = -1
        for _ in range(which + 1):
            at = data.find(text.encode(), at + 1)
        if at >= 0:
            data[at : at + length] = bytes(length)

    return spoil


def page(number: int) -> Spoil:
    def spoil(data: bytearray) -> None:
        first = (number - 1) * 4096
        data[first : first + 4096] = Random(number).randbytes(4096)

    return spoil


def no_text(data: bytearray) -> None:
    """A letter of a sealed operation becomes a byte that is none."""
    data[data.find(b'"author":"ana') + len(b'"author":"')] = 0xE9


def over_name(before: bytes, letter: int) -> Spoil:
    """The first letter of a name in the list of tables is another one."""

    def spoil(data: bytearray) -> None:
        data[data.find(before) + len(before)] = letter

    return spoil


WHERE: dict[str, Spoil] = {
    "the first bytes": lambda data: data.__setitem__(slice(0, 16), bytes(16)),
    "the first page": page(1),
    **{f"what is not sent, place {number}": over(UNSENT_TITLE, number) for number in range(3)},
    **{f"what was sent since, place {number}": over(SENT_LATER, number) for number in range(3)},
    "a byte that is no letter": no_text,
    "another name of a column": over_name(b'"added_at" TEXT,\n   "', ord("q")),
    "a name of a column that is no text": over_name(b'CREATE TABLE "outbox" (\n   "', 0xA0),
    "another name of a table": over_name(b"tablemigrationmigration\x02CREATE TABLE ", ord("l")),
    "a name that is no text": over_name(b"tablemigrationmigration\x02CREATE TABLE ", 0xC3),
    "a page in the middle": lambda data: page(len(data) // 4096 // 2)(data),
}


@pytest.mark.fault(24, "a page of the database is spoilt")
def test_a_spoilt_database_is_put_together_again_and_nothing_captured_is_lost(office, portal, tmp_path):
    expected = bodies(office)
    random, rebuilt = Random(24), 0
    flips = {f"bit {number}": _flip(random) for number in range(FLIPS)}
    for number, (name, spoil) in enumerate({**WHERE, **flips}.items()):
        desktop = damaged(office, tmp_path / f"spoilt-{number}", spoil)
        met = looked_through(desktop)
        if met:
            looked_through(desktop)
        assert bodies(desktop) == expected, name
        with desktop.opened() as app:
            assert app.check().bad == (), name
            again = list((desktop.folder / "backups").glob("*danada*.sqlite3"))
            assert bool(again) or not met, name
        assert name not in WHERE or again, name
        rebuilt += bool(again)
    assert rebuilt >= len(WHERE)


def _flip(random: Random) -> Spoil:
    def spoil(data: bytearray) -> None:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)

    return spoil


@pytest.mark.fault(24, "a page of the database is spoilt")
def test_what_was_not_sent_is_put_apart_first_and_then_everything_goes_to_the_portal_once(office, portal, tmp_path):
    expected = bodies(office)
    with FaultProxy(int(portal.url.rpartition(":")[2])) as proxy:
        desktop = damaged(office, tmp_path / "spoilt", WHERE["a page in the middle"])
        settings = desktop.folder / "settings.toml"
        settings.write_text(settings.read_text().replace(portal.url, proxy.address))
        looked_through(desktop)
        assert bodies(desktop) == expected
        assert "se reparó al abrir" in desktop.tell("status")
        assert put_apart(desktop) == {OCIDS[1], OCIDS[2], "ocds-xs1qbl-inventado-0099"}
        said = desktop.captura("send")
        assert (said["pending"], said["conflict"], said["rejected"], said["held"]) == (0, 0, 0, 0)
        assert desktop.captura("check")["bad"] == []
    other = Desktop(tmp_path / "other")
    other.enrol(portal)
    other.captura("send")
    assert bodies(other) == expected
