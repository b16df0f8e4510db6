"""Desks of one office with the real store and engine, before the real portal in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from capture_app.settings import Settings
from sync import envelopes, keys, wire
from sync.client import Exchanged, new_nonce
from sync.engine import SyncEngine
from tests.conftest import FixedClock
from tests.unit.portal.site import Site
from tests.unit.store.office import Office, open_office


class RealPortal:
    """What the engine talks to; `before` runs once while a request is on its way."""

    def __init__(self, site: Site, computer: Any) -> None:
        self.site = site
        self.computer = computer
        self.before: Callable[[], None] | None = None

    def exchange(self, request: wire.SyncRequest) -> Exchanged:
        hook, self.before = self.before, None
        if hook is not None:
            hook()
        nonce = new_nonce()
        body = envelopes.seal("sync", request.device_id, nonce, request, self.computer.signer.sign)
        response = self.site.client.post(wire.EXCHANGE_PATH, body, content_type=wire.CONTENT_TYPE)
        reply = envelopes.open_reply(response.content, "sync-reply", nonce, wire.SyncReply, _portal_key())
        return Exchanged(reply, len(body), len(response.content))


class _Keys:
    def __init__(self, signer: Any) -> None:
        self._signer = signer

    def sign(self, data: bytes) -> str:
        return self._signer.sign(data)

    def portal_key(self) -> bytes:
        return _portal_key()

    def confirmed(self) -> str:
        return ""

    def follow(self, steps: Sequence[wire.KeyStep]) -> None:
        """The key is the portal's of the moment."""


def _portal_key() -> bytes:
    from portal.intake.keys import portal_public_key

    return keys.from_text(portal_public_key())


class Desk:
    """One computer of the office."""

    def __init__(self, site: Site, row: Any, folder: Path, clock: FixedClock, name: str) -> None:
        self.site, self.row, self.clock, self.name = site, row, clock, name
        self.folder = folder / name
        self.folder.mkdir()
        self.computer = site.computer(row, name)
        self._open(Settings(row.code, row.name, tuple(row.prefixes), name, device_tag=name[:2].upper(), enrolled=True))

    def _open(self, settings: Settings, *, is_acquainted: bool = True) -> None:
        named = replace(settings, device_id=self.computer.device_id)
        self.office: Office = open_office(self.folder, self.clock, named)
        self.portal = RealPortal(self.site, self.computer)
        signer = _Keys(self.computer.signer)
        outbox = self.office.outbox
        self.engine = SyncEngine(
            outbox, self.portal, signer, self.clock, Random(1), wait=lambda _: None, acquainted=is_acquainted
        )

    def start_again(self) -> None:
        """Another run of the program: the portal proves itself first, and brings its news before anything leaves."""
        settings = self.office.desk.settings
        self.office.close()
        self._open(settings, is_acquainted=False)

    def enrol_again(self) -> None:
        """Another device key for the same folder, as Ajustes does it."""
        settings = self.office.desk.settings
        self.office.close()
        self.computer = self.site.computer(self.row, self.name)
        self._open(settings)

    def send(self) -> None:
        report = self.engine.exchange()
        assert report.stopped is None, report


@pytest.fixture
def desks(site: Site, tmp_path: Path, fixed_clock: FixedClock) -> Iterator[tuple[Desk, Desk]]:
    """Ana's and Beto's, of one office."""
    row = site.office()
    ana, beto = (Desk(site, row, tmp_path, fixed_clock, name) for name in ("ana", "beto"))
    yield ana, beto
    ana.office.close()
    beto.office.close()
