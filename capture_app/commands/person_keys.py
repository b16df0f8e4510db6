"""The keys of persons as `sync` makes them, for the services that know them only as a port."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from capture_app.errors import CaptureError, Refused
from capture_app.ids import SystemClock
from capture_app.settings import Settings
from capture_app.words import say

if TYPE_CHECKING:
    from capture_app.store.desk import Signing


class PersonKeyring:
    """Makes, seals, opens and enrols keys; loads the libraries for it only then."""

    def make(self) -> bytes:
        from sync.keys import new_key

        return new_key()

    def seal(self, private: bytes, password: str) -> str:
        from sync.person_keys import seal

        return seal(private, password)

    def open(self, sealed: str, password: str) -> bytes | None:
        """None where the password is another one."""
        from sync.person_keys import NotOpened, open_sealed

        try:
            return open_sealed(sealed, password)
        except NotOpened:
            return None

    def signing(self, private: bytes) -> Signing:
        from capture_app.store.desk import Signing
        from sync.keys import Signer, as_text

        signer = Signer(private)
        return Signing(as_text(signer.public_key()), signer.sign)

    def enrol(self, settings: Settings, name: str, private: bytes, code: str, authorities: str | None) -> None:
        """Make the key known to the office's portal as this person's, with a one-time code; ``portal_key`` of the
        settings is the portal's of today. CaptureError."""
        from sync import client, errors, keys, portal_keys, transport

        if not settings.enrolled:
            raise Refused(say("exchange.not_enrolled"), (), say("act.safe"), say("exchange.not_enrolled.action"))
        signer = keys.DeviceKeys(private, keys.from_text(settings.portal_key), confirmed=settings.portal_fingerprint)
        try:
            with closing(transport.Transport(settings.portal_url, authorities=authorities, pins=settings.pins)) as post:
                reply = client.enrol(post, signer, code, name, SystemClock(), whose="person")
                is_ours = portal_keys.is_of_the_portal(reply.portal_key, signer, post, SystemClock())
        except errors.SyncError as error:
            raise CaptureError(error.message) from error
        if reply.office_code != settings.office_code or not is_ours:
            raise Refused(say("user.key.other_portal"), (), say("act.safe"), say("exchange.not_enrolled.action"))
