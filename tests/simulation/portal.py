"""The real portal in the simulator: bytes and a moment in, bytes out; it can die at any statement to its database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from portal.key_commands import MARGIN
from sync import wire
from tests.simulation.desk import BEGINNING, Chance
from tests.simulation.dice import Killed


class SimulatedPortal:
    """One office at the portal of this process."""

    def __init__(self, code: str, chance: Chance, approval: str) -> None:
        from portal.accounts.models import Office

        self.chance = chance
        self.office = Office.objects.create(
            code=code, name=f"Municipio {code} (INVENTADO)", ocid_prefixes="ocds-213czf", approval=approval
        )
        self.wrong_by = timedelta(days=chance.uniform(-3650, 3650))
        self.left = 0
        self.damages = chance.choice([0, 1, 2])
        self.deaths = 0
        self.requests = 0

    def enrol(self, public_key: str, user: str) -> str:
        """The device_id of a person's computer."""
        from portal.accounts.models import Device, Membership, User

        person, _ = User.objects.get_or_create(username=user)
        Membership.objects.get_or_create(user=person, office=self.office, defaults={"role": "administrador"})
        device = Device.objects.create(office=self.office, user=person, name="inventada", public_key=public_key)
        return str(device.id)

    def revoke(self, device_id: str) -> None:
        """The administrator takes a computer out."""
        from portal.accounts.enrolment import revoke
        from portal.accounts.models import Device

        revoke(Device.objects.get(pk=device_id), self._now())

    def change_key(self) -> None:
        """The administrator gives the portal another key while it serves."""
        from portal.intake.heads import last_dated
        from portal.intake.keys import keyring

        keyring().change((last_dated(BEGINNING + self.wrong_by) + MARGIN).isoformat())

    def forget_keys(self) -> None:
        """The first key signs again, for the world that comes next."""
        from portal.intake.keys import keyring

        keyring().steps_file.unlink(missing_ok=True)
        for file in keyring().folder.glob("portal-*.key"):
            file.unlink()

    def answer(self, data: bytes, path: str = wire.EXCHANGE_PATH) -> bytes | None:
        """The answer to a request; None where the portal died over it."""
        from portal.intake.blobs import take_slice
        from portal.intake.exchange import exchange

        if path == wire.EXCHANGE_PATH:
            return self._answer(data, exchange, "sync-reply")
        reply = self._answer(data, take_slice, "blob-reply")
        if reply is None:
            self._tear()
        elif self.damages:
            self._damage()
        return reply

    def _damage(self) -> None:
        """Its disk turns some bytes of what has come so far of a file, or loses its end."""
        from portal.intake.blobs import place_of
        from portal.intake.models import Blob

        for blob in Blob.rows.for_office(self.office).filter(completed_at=None, offset__gt=0):
            self.damages = max(0, self.damages - 1)
            with place_of(self.office, blob.sha256).open("r+b") as file:
                file.seek(self.chance.randrange(blob.offset))
                if self.chance.random() < 0.5:
                    file.truncate()
                else:
                    file.write(bytes(9))

    def _tear(self) -> None:
        """A slice that was being written when the portal died: some of it is there, and none of it is told of."""
        from portal.intake.blobs import place_of
        from portal.intake.models import Blob

        for blob in Blob.rows.for_office(self.office).filter(completed_at=None):
            place = place_of(self.office, blob.sha256)
            if place.is_file():
                with place.open("r+b") as file:
                    file.seek(blob.offset)
                    file.write(self.chance.randbytes(self.chance.randrange(100)))

    def take_stick(self, volumes: Iterable[Path], folder: Path) -> tuple[Path, ...] | None:
        """Its receipts, written to the folder, for a set that came by hand; None where the portal died over it.
        Raises as the portal's own verb does, with nothing changed."""
        from portal.intake.stick import take_files, write_receipts

        now = self._now()
        try:
            with self._mortal():
                taken = take_files(volumes, now)
        except Killed:
            self.deaths += 1
            return None
        assert taken.refused == "", taken.refused
        return write_receipts(taken, folder, now)

    def erase(self, ocid: str, path: str) -> bool:
        """The administrator takes a value from the past of a record; whether there was one that may go."""
        from portal.intake.erasing import NotErasable, erase

        try:
            with self._mortal():
                return bool(erase(self.office, ocid, path, "CT/1", self._now()))
        except NotErasable:
            return False
        except Killed:
            self.deaths += 1
            return False

    def content_hash(self, sha256: str) -> str:
        """The hash of what it holds whole under that name, "" for nothing."""
        from portal.intake.blobs import is_whole, place_of

        if not is_whole(self.office, sha256):
            return ""
        return hashlib.sha256(place_of(self.office, sha256).read_bytes()).hexdigest()

    def told(self) -> list[Any]:
        """All that it has been told, in numbers, to see whether anything changed."""
        from portal.intake import models

        kinds = (models.StoredOperation, models.StoredReceipt, models.DocumentFile, models.Blob, models.Record)
        return [list(kind.rows.for_office(self.office).order_by("pk").values_list()) for kind in kinds]

    def tell_keys(self, data: bytes) -> bytes | None:
        """The answer to who asks by which key it signs; None where the portal died over it."""
        from portal.intake.exchange import tell_keys

        return self._answer(data, tell_keys, "keys-reply")

    def _answer(self, data: bytes, service: Any, kind: str) -> bytes | None:
        from portal.intake import views

        now = self._now()
        try:
            with self._mortal():
                response = views.respond(data, service, kind, now)
        except Killed:
            self.deaths += 1
            return None
        return response.content

    def _now(self) -> datetime:
        """Its clock jumps."""
        self.requests += 1
        self.wrong_by += timedelta(seconds=self.chance.choice([1, 1, 1, -86400, 86400]))
        return BEGINNING + self.wrong_by

    @contextmanager
    def _mortal(self) -> Iterator[None]:
        from django.db import connection

        if not self.left:
            yield
            return
        with connection.execute_wrapper(self._count):
            yield
        self.left = 0

    def _count(self, execute: Callable[..., Any], *said: Any) -> Any:
        self.left -= 1
        if not self.left:
            raise Killed(str(said[0]))
        return execute(*said)
