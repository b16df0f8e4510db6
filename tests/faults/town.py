"""A portal that is really served, desks before it with a proxy between, and what is looked at afterwards.

Import the fixtures by name. A module that says ``ON_BOTH = True`` runs each test on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.config.home import KEY_FILE
from tests import postgres
from tests.conftest import FixedClock
from tests.faults.served import ServedDesk
from tests.journeys.portal_server import PortalServer, prepare_home
from tests.unit.portal.site import database

__all__ = ["ana", "beto", "database", "open_desk", "open_town", "own_portal", "town", "towns"]

CODES = 60
FIRST_DAY = "CAPTURA_FIRST_DAY"
TITLE, ABOUT = "/tender/title", "/tender/description"
OpenDesk = Callable[..., ServedDesk]
OpenTown = Callable[..., PortalServer]


@cache
def first_day(database: str, base: Path) -> tuple[Path, tuple[str, ...]]:
    """A portal's folder as on its first day, and its codes; made once for each database and copied. FIRST_DAY of the
    environment names a folder where many runs share it."""
    shared = os.environ.get(FIRST_DAY, "")
    home = Path(shared or base) / f"first-day-{database}"
    known = home.with_suffix(".codes")
    if shared and known.exists():
        return home, tuple(known.read_text().split())
    if database == "postgresql":
        postgres.require()
        codes = prepare_home(home, CODES, DATABASE_URL=postgres.create("first-day"))
    else:
        codes = prepare_home(home, CODES)
        known.write_text(" ".join(codes))
    return home, tuple(codes)


def _prepared(home: Path, database: str, base: Path, **environment: str) -> PortalServer:
    """A portal on its first day, with a key of its own."""
    first, codes = first_day(database, base)
    shutil.copytree(first, home)
    (home / KEY_FILE).write_text(Ed25519PrivateKey.generate().private_bytes_raw().hex())
    if database == "postgresql":
        environment["DATABASE_URL"] = postgres.create(f"town{uuid4().hex[:12]}", "first-day")
    return PortalServer(home, list(codes), **environment)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], PortalServer]]:
    """One portal of each database for the cases that leave it as it is."""
    made: dict[str, PortalServer] = {}

    def of(database: str) -> PortalServer:
        if database not in made:
            home = tmp_path_factory.mktemp("town") / "portal"
            made[database] = _prepared(home, database, tmp_path_factory.getbasetemp())
            made[database].start()
        return made[database]

    yield of
    for server in made.values():
        server.stop()


@pytest.fixture
def town(towns: Callable[[str], PortalServer], database: str) -> PortalServer:
    """A portal that others have used and will use."""
    return towns(database)


@pytest.fixture
def open_town(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, database: str) -> Iterator[OpenTown]:
    """Starts portals of the test's own; members of the environment as names."""
    made: list[PortalServer] = []

    def start(**environment: str) -> PortalServer:
        made.append(
            _prepared(tmp_path / f"portal-{len(made)}", database, tmp_path_factory.getbasetemp(), **environment)
        )
        made[-1].start()
        return made[-1]

    yield start
    for server in made:
        server.stop()


@pytest.fixture
def own_portal(open_town: OpenTown) -> PortalServer:
    """For the cases that break or change it."""
    return open_town()


@pytest.fixture
def open_desk(request: pytest.FixtureRequest, tmp_path: Path, fixed_clock: FixedClock) -> Iterator[OpenDesk]:
    made: list[ServedDesk] = []

    def start(name: str = "ana", portal: PortalServer | None = None) -> ServedDesk:
        at = portal or request.getfixturevalue("town")
        made.append(ServedDesk(tmp_path / name, at, fixed_clock, name))
        return made[-1]

    yield start
    for desk in made:
        desk.close()


@pytest.fixture
def ana(open_desk: OpenDesk) -> ServedDesk:
    return open_desk("ana")


@pytest.fixture
def beto(open_desk: OpenDesk) -> ServedDesk:
    return open_desk("beto")


def copy_of(portal: PortalServer, folder: Path) -> Callable[[], None]:
    """Copy all that a portal keeps while it stands still; what puts the copy back, standing still again."""
    name = portal.database_url.partition("?")[0].rpartition("/")[2]
    shutil.copytree(portal.home, folder)
    if name:
        postgres.create(f"{name}-copy", name)

    def restore() -> None:
        shutil.rmtree(portal.home)
        shutil.copytree(folder, portal.home)
        if name:
            postgres.create(name, f"{name}-copy")

    return restore


def ask(portal: PortalServer, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of the portal's own database, identifiers as 32 digits; a statement that writes is committed."""
    if portal.database_url:
        with psycopg.connect(portal.database_url) as raw:
            cursor = raw.execute(sql.replace("?", "%s"), values)
            found = cursor.fetchall() if cursor.description else []
    else:
        with closing(sqlite3.connect(portal.home / "portal.sqlite3", timeout=20)) as file, file:
            found = file.execute(sql, values).fetchall()
    return [tuple(str(value).replace("-", "") if _is_name(value) else value for value in row) for row in found]


def _is_name(value: Any) -> bool:
    return type(value).__name__ == "UUID"


def at_portal(portal: PortalServer, *records: str) -> list[tuple[str, int]]:
    """(title, version) of the records there, read from its own database."""
    names = [record.replace("-", "") for record in records]
    found = {row[0]: row[1:] for row in ask(portal, "SELECT record_id, title, version FROM intake_record")}
    return [found[name] for name in names if name in found]


def operations(portal: PortalServer, desk: ServedDesk) -> list[str]:
    """The names of the operations it has of the desk, in the order of the chain."""
    sql = "SELECT op_id, device_id FROM intake_storedoperation ORDER BY sequence"
    device = desk.settings.device_id.replace("-", "")
    return [op_id for op_id, device_id in ask(portal, sql) if device_id == device]


def sealed(desk: ServedDesk) -> list[str]:
    """The names of the operations of this computer, in the order of the chain."""
    found = desk.office.connection.rows("SELECT op_id FROM outbox WHERE sequence IS NOT NULL ORDER BY sequence")
    return [row["op_id"].replace("-", "") for row in found]


def whole(portal: PortalServer, desk: ServedDesk) -> bool:
    """Everything sealed here is there once, both sides hold the same, and nothing waits."""
    assert operations(portal, desk) == sealed(desk)
    assert (desk.office.outbox.waiting(), desk.office.exchange.status().here) == (0, 0)
    assert not desk.office.checking.check().bad
    return True


def untouched(desk: ServedDesk, waiting: int) -> bool:
    """Nothing is marked; everything rests here."""
    status = desk.office.exchange.status()
    assert (desk.office.outbox.waiting(), status.here, status.sending) == (waiting, waiting, 0)
    return True
