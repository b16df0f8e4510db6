"""Guards on every test: no network but loopback, nothing outside tmp, nothing unexpected in logs, nothing left open."""

from __future__ import annotations

import logging
import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.keystore import MemoryStore, key_store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["CAPTURA_RESERVE_BYTES"] = "65536"  # each test has a data folder of its own
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of official schemas and real samples beside the checkout; tests that need it are skipped without."""
    if not (SHARED / "data" / "ocds-1.1.5").is_dir():
        pytest.skip("../shared (official schemas and real samples) is not beside this checkout")
    return SHARED


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that says ``ON_BOTH = True`` runs its tests of the portal on SQLite and on PostgreSQL, one that says
    ``"asked"`` on PostgreSQL only where CAPTURA_POSTGRES asks for it (`make faults-postgres`)."""
    said = getattr(metafunc.module, "ON_BOTH", False)
    if "database" in metafunc.fixturenames and said:
        both = said is True or os.environ.get("CAPTURA_POSTGRES")
        metafunc.parametrize("database", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


class FixedClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        self.current = start
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.current

    def today(self, zone: str = "America/Cancun") -> date:
        return self.current.date()

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        self.current += timedelta(seconds=seconds)


@pytest.fixture
def fixed_clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 20, 15, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _private_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configuration, data and key folders of every test live in its own temporary folder."""
    base = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(base / name.lower()))
    monkeypatch.setenv("CAPTURA_CONFIG_DIR", str(base / "captura"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    """A key store in memory in place of the system's."""
    with key_store() as made:
        assert isinstance(made, MemoryStore)
        yield made


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            assert host.startswith(LOOPBACK), f"a test tried to reach {host}"
        return real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.expected: tuple[str, ...] = ()

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{record.name}: {record.getMessage()}"
        if not any(part in line for part in self.expected):
            self.lines.append(line)


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[_Recorder]:
    """Fails a test that logs at WARNING or above, unless it sets ``expected_logs.expected = ("part of it",)``."""
    recorder = _Recorder()
    logging.getLogger().addHandler(recorder)
    yield recorder
    logging.getLogger().removeHandler(recorder)
    assert not recorder.lines, f"unexpected log lines: {recorder.lines}"


@pytest.fixture(autouse=True)
def _nothing_left_open(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that leaves a thread running or a database connection of ours open."""
    before = set(threading.enumerate())
    opened: list[sqlite3.Connection] = []
    real = sqlite3.connect

    def connect(*args: object, **options: object) -> sqlite3.Connection:
        connection = real(*args, **options)  # type: ignore[arg-type]
        opened.append(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    left = [thread for thread in left if not request.node.get_closest_marker("keeps_threads")]
    assert not left, f"threads left running: {left}"
    still = [connection for connection in opened if _is_open(connection)]
    assert not still or request.node.get_closest_marker("keeps_connections"), f"{len(still)} connections left open"


def _is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.total_changes  # noqa: B018 - raises when closed
    except sqlite3.ProgrammingError as error:
        return "thread" in str(error)
    return True
