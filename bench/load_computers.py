"""Computers of offices for `bench load`: their batches made and encoded beforehand, only cursor and signature left."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bench.invented import invented
from bench.samples import PROCESS
from capture_app.patching import difference, personal_paths
from forms.catalog import load_catalog
from forms.upgrades import FORMS_VERSION
from sync import encodings, folding, keys, wire
from sync.client import new_nonce
from tests.journeys.portal_server import PREFIX, ROOT, PortalServer, clean_environment

OF_AN_OFFICE = 2
KINDS_OF_RECORDS = 100
SEED = 77
CURSOR = 987_654_321_987
TRIES = 50
_ENROL = """
import json, os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings"
django.setup()
from portal.accounts.models import Device, Membership, Office, User
asked = json.load(sys.stdin)
people, _ = User.objects.get_or_create(username="ana.inventada")
codes = sorted({office for office, _ in asked})
made = [Office(code=code, name=f"{code} (INVENTADA)", ocid_prefixes="ocds-xs1qbl") for code in codes]
offices = {office.code: office for office in Office.objects.bulk_create(made)}
roles = [Membership(user=people, office=office, role="administrador") for office in made]
Membership.objects.bulk_create(roles)
devices = [Device(office=offices[office], user=people, public_key=key) for office, key in asked]
Device.objects.bulk_create(devices)
json.dump([str(device.id) for device in devices], sys.stdout)
"""


@dataclass
class Computer:
    """A computer of an office with what it will send; ``since`` is its cursor."""

    signer: keys.Signer
    office: str
    device_id: str
    size: int = 0
    since: int = 0
    waiting: list[tuple[bytes, bytes]] = field(default_factory=list)
    sent: int = 0
    taken: int = 0
    busy: bool = False

    def message(self) -> bytes:
        """The next batch, signed now."""
        before, after = self.waiting[0]
        payload = encodings.compress(b"%b%d%b" % (before, self.since, after), _encoding(), quick_from=0)
        return wire.pack("sync", self.device_id, new_nonce(), payload, self.signer.sign, encoding=_encoding())

    def take(self, answer: bytes) -> None:
        """The batch is answered."""
        header, payload, _ = wire.unpack(answer)
        reply = msgspec.json.decode(encodings.decompress(payload, header.encoding))
        self.since = reply["sequence"]
        self.taken += sum(result["code"] in ("applied", "duplicate") for result in reply["receipt"]["results"])
        self.waiting.pop(0)

    def lost(self) -> int:
        """Records that were to be sent and that the portal did not confirm."""
        return self.sent - self.taken


@cache
def _encoding() -> str:
    return encodings.preferred()[0]


@cache
def _patches() -> list[list[list[Any]]]:
    """The changes that make records from nothing."""
    law = load_catalog().record_types[PROCESS]
    return [difference({}, body, law) for body in invented(KINDS_OF_RECORDS, SEED)]


_made = 0


def computers(portal: PortalServer, count: int, batches: int, operations: int) -> list[Computer]:
    """New computers of new offices, known to the portal, each with so many batches of so many new records."""
    global _made
    offices = [f"C{_made + number // OF_AN_OFFICE}" for number in range(count)]
    _made += count
    signers = [keys.Signer(keys.new_key()) for _ in offices]
    asked = [[office, keys.as_text(key.public_key())] for office, key in zip(offices, signers, strict=True)]
    environment = clean_environment(CAPTURA_PORTAL_DATA=str(portal.home), DATABASE_URL=portal.database_url)
    command = [sys.executable, "-c", _ENROL]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    found = []
    for office, signer, device_id in zip(offices, signers, json.loads(done.stdout), strict=True):
        computer = Computer(signer, office, device_id, operations)
        _fill(computer, batches)
        found.append(computer)
    return found


def _fill(computer: Computer, batches: int) -> None:
    head = ""
    for number in range(batches):
        made = []
        for place in range(computer.size):
            made.append(_operation(computer, number * computer.size + place + 1, head))
            head = wire.operation_hash(made[-1])
        computer.waiting.append(_encoded(computer, wire.make_batch(str(uuid.uuid4()), made)))
        computer.sent += len(made)


def _operation(computer: Computer, sequence: int, head: str) -> wire.Operation:
    record_id = str(uuid.uuid4())
    patch = _patches()[hash(record_id) % KINDS_OF_RECORDS]
    law = load_catalog().record_types[PROCESS]
    shown, private = wire.conceal(patch, personal_paths(patch, law), new_nonce)
    return wire.Operation(
        op_id=str(uuid.uuid4()),
        device_id=computer.device_id,
        sequence=sequence,
        prev_hash=head,
        after_sequence=0,
        record_id=record_id,
        record_type=PROCESS,
        ocid=f"{PREFIX}-{computer.office}-2026-{folding.tail_of(record_id)}",
        kind="create",
        base_version=0,
        forms_version=FORMS_VERSION,
        author="ana.inventada",
        at="2026-03-20T15:00:00Z",
        patch=shown,
        private=private,
    )


def _encoded(computer: Computer, batch: wire.Batch) -> tuple[bytes, bytes]:
    """The message without its cursor, which is known only when it goes."""
    request = wire.SyncRequest(
        office_code=computer.office,
        device_id=computer.device_id,
        forms_version=FORMS_VERSION,
        since=CURSOR,
        wall="2026-03-20T15:00:00Z",
        batch=batch,
    )
    before, _, after = wire.travelling(request).partition(str(CURSOR).encode())
    return before, after


@dataclass
class Tally:
    """``seconds`` of each batch that was taken, the wait of one that was sent away not counted."""

    seconds: list[float] = field(default_factory=list)
    away: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    ended: float = 0.0


class Load:
    """Sends what is planned at its time; a computer that is sent away comes back when it was told."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._planned: list[tuple[float, Computer]] = []
        self.tally = Tally()

    def plan(self, computer: Computer, times: Sequence[float]) -> None:
        self._planned += [(at, computer) for at in times]

    async def run(self) -> None:
        begun = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            for at, computer in sorted(self._planned, key=lambda planned: planned[0]):
                await asyncio.sleep(max(0.0, begun + at - time.monotonic()))
                tasks.create_task(self._send(computer))
        self.tally.ended = time.monotonic() - begun

    async def _send(self, computer: Computer) -> None:
        while computer.busy:
            await asyncio.sleep(0.1)
        computer.busy = True
        for _ in range(TRIES):
            begun = time.monotonic()
            status, head, body = await self._post(computer.message())
            self.tally.statuses[status] += 1
            if status == 200:
                self.tally.seconds.append(time.monotonic() - begun)
                computer.take(body)
                break
            self.tally.away += status == 429
            await asyncio.sleep(_told(head) if status == 429 else 1.0)
        computer.busy = False

    async def _post(self, data: bytes) -> tuple[int, bytes, bytes]:
        """(status, headers, body) of one request on a line of its own, as a desk makes it; 0 where none came."""
        ask = f"POST {wire.EXCHANGE_PATH} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
        ask += f"Content-Type: {wire.CONTENT_TYPE}\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n"
        try:
            reader, writer = await asyncio.open_connection(self._host, self._port)
            writer.write(ask.encode() + data)
            answer = await reader.read()
            writer.close()
        except OSError:
            return 0, b"", b""
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1]) if head else 0, head, body


def _told(head: bytes) -> float:
    """Seconds of Retry-After."""
    names = {name.strip().lower(): value for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))}
    return float(names[b"retry-after"])
