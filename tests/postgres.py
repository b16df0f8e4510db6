"""A PostgreSQL server of the tests' own: a private folder and socket, started when first asked for, never as root."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import psycopg
import pytest

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60")
SAFE = ("listen_addresses=", "max_connections=60")
_SETTINGS = [FAST]
ROOT_STANDS_FOR = "postgres"


def binaries() -> Path | None:
    """The newest installed server's programs, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(named).parent if named else None


def require() -> None:
    """Skips the test, by name, where PostgreSQL is not installed."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql); scripts/setup.sh does it where it may")


@cache
def server() -> Path:
    """The folder of the running server's socket."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    owner = _owner(folder)
    data = folder / "data"
    _run([programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "--no-sync", "-E", "UTF8"], owner)
    settings = " ".join(f"-c {setting}" for setting in (*_SETTINGS[-1], f"unix_socket_directories={folder}"))
    _run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start"], owner)

    def stop() -> None:
        _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], owner)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return folder


def _owner(folder: Path) -> str | None:
    """Whom the server runs as: who runs the tests, and never root."""
    if os.geteuid() != 0:
        return None
    owner = pwd.getpwnam(ROOT_STANDS_FOR)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ROOT_STANDS_FOR


def _run(command: list[object], owner: str | None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def be_safe() -> None:
    """For what is measured: a server that writes to the disk before it answers. Before the first is asked for."""
    _SETTINGS.append(SAFE)


def url(name: str) -> str:
    """What DATABASE_URL would say of a database of this server."""
    return f"postgresql://tests@/{name}?host={server()}"


def create(name: str, template: str = "template0") -> str:
    """A database, in place of the one that was; its url."""
    with psycopg.connect(host=str(server()), user="tests", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return url(name)
