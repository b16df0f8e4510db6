"""The real portal on a database of its own, and devices that talk to it in signed envelopes."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from capture_app.importers.normalise import Normaliser, pruned
from capture_app.patching import difference, personal_paths
from capture_app.services.training import neighbours, told_cases
from forms.catalog import load_catalog
from sync import canonical, envelopes, keys, wire
from sync.client import new_nonce
from tests import postgres

PREFIX = "ocds-213czf"
RECORD_TYPE = "contracting_process"
HEADER = ("ocid", "id", "date", "tag", "initiationType", "language")


@pytest.fixture(scope="session")
def portal_home() -> Path:
    return _installed()


@cache
def _installed() -> Path:
    """Django, set up once for the process, with a pristine database to copy."""
    folder = Path(tempfile.mkdtemp(prefix="portal-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["CAPTURA_PORTAL_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings"
    os.environ.pop("DATABASE_URL", None)
    from portal.config.home import PortalHome

    PortalHome(folder).prepare()
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()
    shutil.copyfile(folder / "portal.sqlite3", folder / "pristine.sqlite3")
    return folder


@dataclass
class Computer:
    """A device of an office: its key and its chain."""

    site: Site
    office_code: str
    signer: keys.Signer
    device_id: str = ""
    sequence: int = 0
    head: str = ""
    last_on_record: dict[str, int] = field(default_factory=dict)
    since: int = 0

    def operation(
        self, kind: str, record_id: str, ocid: str, patch: list[list[Any]] | None = None, **members: Any
    ) -> wire.Operation:
        """The next operation of the chain, sealed."""
        law = load_catalog().record_types[RECORD_TYPE]
        shown, private = wire.conceal(patch or [], personal_paths(patch or [], law), lambda: uuid.uuid4().hex)
        operation = wire.Operation(
            **{
                "op_id": str(uuid.uuid4()),
                "device_id": self.device_id,
                "sequence": self.sequence + 1,
                "prev_hash": self.head,
                "after_sequence": self.last_on_record.get(record_id, 0),
                "record_id": record_id,
                "record_type": RECORD_TYPE,
                "ocid": ocid,
                "kind": kind,
                "base_version": 0,
                "forms_version": 1,
                "author": "ana",
                "at": "2026-03-20T15:00:00Z",
                "patch": shown,
                "private": private,
                **members,
            }
        )
        self.sequence, self.head = operation.sequence, wire.operation_hash(operation)
        self.last_on_record[record_id] = operation.sequence
        return operation

    def create(self, body: dict[str, Any], ocid: str, record_id: str = "") -> wire.Operation:
        patch = difference({}, body, load_catalog().record_types[RECORD_TYPE])
        return self.operation("create", record_id or str(uuid.uuid4()), ocid, patch)

    def change(
        self, before: dict[str, Any], after: dict[str, Any], base: wire.Operation, version: int
    ) -> wire.Operation:
        patch = difference(before, after, load_catalog().record_types[RECORD_TYPE])
        return self.operation("patch", base.record_id, base.ocid, patch, base_version=version)

    def act(
        self, kind: str, base: wire.Operation, body: dict[str, Any], stages: tuple[str, ...] = ()
    ) -> wire.Operation:
        act = wire.Act(version=1, body_hash=canonical.content_hash(body), stages=stages)
        return self.operation(kind, base.record_id, base.ocid, act=act)

    def publishing(self, base: wire.Operation, body: dict[str, Any]) -> list[wire.Operation]:
        return [self.act(kind, base, body) for kind in ("submit", "approve", "publish")]

    def request(self, operations: list[wire.Operation] | None, **members: Any) -> wire.SyncRequest:
        batch = wire.make_batch(str(uuid.uuid4()), operations) if operations else None
        plain = {"office_code": self.office_code, "device_id": self.device_id, "since": self.since, "batch": batch}
        return wire.SyncRequest(**{**plain, **members})

    def seal(self, request: wire.SyncRequest, nonce: str = "") -> bytes:
        return envelopes.seal("sync", self.device_id, nonce or new_nonce(), request, self.signer.sign)

    def send(self, *operations: wire.Operation, **members: Any) -> wire.SyncReply:
        """One round that must succeed, proved as the desktop proves it."""
        data = self.seal(self.request(list(operations), **members))
        reply = self.site.post(data)
        assert isinstance(reply, wire.SyncReply), reply
        self.since = reply.sequence
        return reply

    def results(self, *operations: wire.Operation) -> list[wire.Result]:
        receipt = self.send(*operations).receipt
        assert receipt is not None
        return receipt.results

    def codes(self, *operations: wire.Operation) -> list[str]:
        return [result.code for result in self.results(*operations)]

    def refused(self, *operations: wire.Operation, **members: Any) -> str:
        reply = self.site.post(self.seal(self.request(list(operations), **members)))
        assert isinstance(reply, wire.Refusal), reply
        return reply.code


class Site:
    """The portal in this process."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost")
        self.status = 0

    def office(self, code: str = "MLA", prefix: str = PREFIX, **members: Any) -> Any:
        from portal.accounts.models import Office

        return Office.objects.create(code=code, name=f"Municipio {code} (INVENTADO)", ocid_prefixes=prefix, **members)

    def computer(self, office: Any, user: str = "ana", role: str = "administrador") -> Computer:
        """A device enrolled as a person would enrol it."""
        from django.utils import timezone

        from portal.accounts.enrolment import give_code
        from portal.accounts.models import Membership, User

        person, _ = User.objects.get_or_create(username=user)
        Membership.objects.get_or_create(user=person, office=office, defaults={"role": role})
        code, _ = give_code(office, person, timezone.now())
        computer = Computer(self, office.code, keys.Signer(keys.new_key()))
        reply = self.enrol(computer.signer, code)
        assert isinstance(reply, wire.EnrolReply), reply
        computer.device_id = reply.device_id
        return computer

    def enrol(self, signer: keys.Signer, code: str) -> wire.EnrolReply | wire.Refusal:
        public = keys.as_text(signer.public_key())
        request = wire.EnrolRequest(code=code, public_key=public, device_name="Computadora de pruebas")
        data = envelopes.seal("enrol", public, new_nonce(), request, signer.sign)
        reply = self.post(data, wire.ENROL_PATH)
        assert isinstance(reply, wire.EnrolReply | wire.Refusal)
        return reply

    def post(self, data: bytes, path: str = wire.EXCHANGE_PATH) -> msgspec.Struct:
        """Post an envelope and read the signed answer."""
        response = self.client.post(path, data, content_type=wire.CONTENT_TYPE)
        self.status = response.status_code
        assert response.headers["Content-Type"] == wire.CONTENT_TYPE
        header, payload, signed = wire.unpack(response.content, _nonce_of(data))
        from portal.intake.keys import portal_public_key

        assert keys.verify(keys.from_text(portal_public_key()), signed, header.signature)
        kinds = {"sync-reply": wire.SyncReply, "enrol-reply": wire.EnrolReply, "refusal": wire.Refusal}
        return wire.decode_message(envelopes.decompress(payload, header.encoding), kinds[header.kind])

    def page(self, path: str) -> str:
        response = self.client.get(path)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def json(self, path: str) -> Any:
        response = self.client.get(path)
        assert response.status_code == 200, response.status_code
        return canonical.decode_strict(response.content)


def _nonce_of(data: bytes) -> str:
    """The nonce of a request, "" where it cannot be read."""
    try:
        return wire.unpack(data)[0].nonce
    except wire.WireError:
        return ""


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """SQLite unless the module says ``ON_BOTH = True``."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def site(portal_home: Path, database: str) -> Iterator[Site]:
    from django.db import connections

    connections.close_all()
    if database == "sqlite":
        _fresh_file(portal_home)
        _use("", portal_home)
    else:
        postgres.require()
        _pristine(portal_home)
        _use(postgres.create("portal", "pristine"), portal_home)
    yield Site()
    connections.close_all()


def _use(url: str, folder: Path) -> None:
    """Let the process's Django talk to another database."""
    from django.db import connections

    from portal.config.database import database_settings

    wanted = connections.configure_settings({"default": database_settings(url, folder / "portal.sqlite3")})
    connections.databases["default"] = wanted["default"]
    with suppress(AttributeError):  # no connection was asked for since the last change
        del connections["default"]


@cache
def _pristine(folder: Path) -> None:
    """The database of the first day at PostgreSQL, to be copied."""
    from django.core.management import call_command
    from django.db import connections

    _use(postgres.create("pristine"), folder)
    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()


def _fresh_file(folder: Path) -> None:
    for ending in ("-wal", "-shm"):
        (folder / f"portal.sqlite3{ending}").unlink(missing_ok=True)
    shutil.copyfile(folder / "pristine.sqlite3", folder / "portal.sqlite3")


def body_of(release: dict[str, Any]) -> dict[str, Any]:
    """The body that an import of the release would store."""
    law = load_catalog()
    bare = {name: member for name, member in release.items() if name not in HEADER}
    body: dict[str, Any] = pruned(Normaliser(law.record_types[RECORD_TYPE], law).normalise(bare))
    return body


def told_bodies() -> list[tuple[str, dict[str, Any]]]:
    """(ocid, body) of the three told cases of the demonstration."""
    return [(release["ocid"], body_of(release)) for release in told_cases()]


def generated_bodies(count: int) -> list[tuple[str, dict[str, Any]]]:
    return [(release["ocid"], body_of(release)) for release in neighbours(count)]


def small_body(title: str = "Compra de papelería inventada para pruebas") -> dict[str, Any]:
    """A body that may be published, of little more than what the standard asks for."""
    return {
        "tender": {
            "id": "MLA-AD-2026-001",
            "title": title,
            "status": "complete",
            "procurementMethod": "direct",
            "value": {"amount": 1000, "currency": "MXN"},
        },
    }
