"""A desk with the real store and the real courier over sockets, before a portal that is really served, with a proxy
between them that misbehaves on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from capture_app.settings import Settings
from capture_app.store.uploads import Uploads
from sync import client, keys
from sync.client import SyncClient
from sync.engine import SyncEngine
from sync.report import ExchangeReport
from sync.transport import Transport
from tests.conftest import FixedClock
from tests.faults.proxy import FaultProxy
from tests.journeys.portal_server import OFFICE, OFFICE_NAME, PREFIX, PortalServer
from tests.unit.store.office import open_office


class ServedDesk:
    """One computer of the office; everything it says goes through ``proxy``."""

    def __init__(self, folder: Path, portal: PortalServer, clock: FixedClock, name: str = "ana") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = clock
        self.proxy = FaultProxy(int(portal.url.rpartition(":")[2]))
        self.proxy.__enter__()
        private = self.private = keys.new_key()
        transport = Transport(self.proxy.address)
        reply = client.enrol(transport, keys.Signer(private), portal.new_code(), name, clock)
        transport.close()
        settings = Settings(OFFICE, OFFICE_NAME, (PREFIX,), reply.user, device_tag=name[:2].upper())
        self.settings = replace(settings.enrolled_at(self.proxy.address, reply), data_id=name)
        self.keys = keys.DeviceKeys(private, keys.from_text(reply.portal_key))
        self.folder = folder
        self.open()

    def open(self, *, is_acquainted: bool = True) -> None:
        """Start the program; the portal has just proved itself by an enrolment, or has not."""
        self.office = open_office(self.folder, self.clock, self.settings)
        self.files = Uploads(self.office.desk, self.office.documents)
        self.client = SyncClient(Transport(self.proxy.address), self.keys, self.clock)
        self.engine = SyncEngine(
            self.office.outbox,
            self.client,
            self.keys,
            self.clock,
            Random(1),
            wait=lambda _: None,
            files=self.files,
            acquainted=is_acquainted,
        )

    def stop(self) -> None:
        """End the program."""
        self.client.close()
        self.office.close()

    def close(self) -> None:
        self.stop()
        self.proxy.__exit__()

    def send(self) -> ExchangeReport:
        report = self.engine.exchange()
        assert report.stopped is None, report
        return report
