"""The real portal in the simulator: bytes and a moment in, bytes out; it can die at any statement to its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from tests.simulation.desk import BEGINNING, Chance
from tests.simulation.dice import Killed


class SimulatedPortal:
    """One office at the portal of this process."""

    def __init__(self, code: str, chance: Chance) -> None:
        from portal.accounts.models import Office

        self.chance = chance
        self.office = Office.objects.create(
            code=code, name=f"Municipio {code} (INVENTADO)", ocid_prefixes="ocds-213czf"
        )
        self.wrong_by = timedelta(days=chance.uniform(-3650, 3650))
        self.left = 0
        self.deaths = 0
        self.requests = 0

    def enrol(self, public_key: str) -> str:
        """The device_id of a computer of the office."""
        from portal.accounts.models import Device, Membership, User

        person, _ = User.objects.get_or_create(username="ana")
        Membership.objects.get_or_create(user=person, office=self.office, defaults={"role": "administrador"})
        device = Device.objects.create(office=self.office, user=person, name="inventada", public_key=public_key)
        return str(device.id)

    def change_key(self) -> None:
        """The administrator gives the portal another key while it serves."""
        from portal.intake.keys import keyring

        keyring().change((BEGINNING + self.wrong_by).isoformat())

    def forget_keys(self) -> None:
        """The first key signs again, for the world that comes next."""
        from portal.intake.keys import keyring

        keyring().steps_file.unlink(missing_ok=True)
        for file in keyring().folder.glob("portal-*.key"):
            file.unlink()

    def answer(self, data: bytes) -> bytes | None:
        """The answer to a request; None where the portal died over it."""
        from portal.intake.exchange import exchange

        return self._answer(data, exchange, "sync-reply")

    def tell_keys(self, data: bytes) -> bytes | None:
        """The answer to who asks by which key it signs; None where the portal died over it."""
        from portal.intake.exchange import tell_keys

        return self._answer(data, tell_keys, "keys-reply")

    def _answer(self, data: bytes, service: Any, kind: str) -> bytes | None:
        from portal.intake import views

        self.requests += 1
        self.wrong_by += timedelta(seconds=self.chance.choice([1, 1, 1, -86400, 86400]))
        try:
            with self._mortal():
                response = views.respond(data, service, kind, BEGINNING + self.wrong_by)
        except Killed:
            self.deaths += 1
            return None
        return response.content

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
