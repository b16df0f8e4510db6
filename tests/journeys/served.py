"""Fixtures: a portal that is really served, and a desktop enrolled at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.journeys.desktop import Desktop
from tests.journeys.portal_server import PortalServer, prepare_home


@dataclass(frozen=True)
class PortalSeed:
    """A portal's data folder as on its first day; every test takes a copy."""

    folder: Path
    codes: tuple[str, ...]


@cache
def _sown(base: Path) -> PortalSeed:
    folder = base / "first-day-portal"
    return PortalSeed(folder, tuple(prepare_home(folder)))


@pytest.fixture
def portal_seed(tmp_path_factory: pytest.TempPathFactory) -> PortalSeed:
    """Made once for the whole run."""
    return _sown(tmp_path_factory.getbasetemp())


OpenPortal = Callable[..., PortalServer]


@pytest.fixture
def open_portal(portal_seed: PortalSeed, tmp_path: Path) -> Iterator[OpenPortal]:
    """Starts portals with nothing in them yet, each in a folder of its own, and stops them at the end."""
    servers: list[PortalServer] = []

    def start(**environment: str) -> PortalServer:
        home = tmp_path / f"portal-{len(servers)}"
        shutil.copytree(portal_seed.folder, home)
        servers.append(PortalServer(home, list(portal_seed.codes), **environment))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def portal(open_portal: OpenPortal) -> PortalServer:
    """A portal served on a free port of this computer."""
    return open_portal()


@pytest.fixture
def desktop(portal: PortalServer, tmp_path: Path) -> Desktop:
    """A computer enrolled at the portal, with nothing captured."""
    made = Desktop(tmp_path / "office")
    made.enrol(portal)
    return made


@pytest.fixture
def stranger(tmp_path: Path) -> Desktop:
    """A computer of an office that is enrolled nowhere."""
    made = Desktop(tmp_path / "office")
    made.begin()
    return made
