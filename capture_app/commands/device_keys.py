"""The private keys of this computer, as they lie in the key store."""

from __future__ import annotations

from collections.abc import Iterator

from capture_app.errors import CaptureError
from capture_app.secrets import Secrets, device_key_name, find_secrets
from capture_app.store.desk import Desk
from capture_app.words import say

NEXT, EARLIER = "-next", "-earlier"
MOST_EARLIER = 16
_BYTES = 32


class DeviceKeyring:
    """The key with which the computer signs; one that it was given and that the portal may not have heard of; and
    those it had before, which sign nothing any more and open what was still sealed to them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def current(self) -> bytes:
        """The key that signs. CaptureError where it is not there."""
        private = self._secrets.get(self._name)
        if private is None:
            raise CaptureError(say("key.missing"), say("exchange.safe"), say("key.missing.action"))
        return private

    def others(self) -> tuple[bytes, ...]:
        """The keys that may only open, the newest first."""
        kept = [self._secrets.get(self._name + NEXT), *self._earlier()]
        return tuple(key for key in kept if key is not None)

    def following(self, make: bytes) -> bytes:
        """The key that is to sign next; ``make`` where none was given yet, kept before the portal hears of it."""
        known = self._secrets.get(self._name + NEXT)
        if known is None or known == self._secrets.get(self._name):
            self._secrets.put(self._name + NEXT, make)
            return make
        return known

    def take_following(self) -> bool:
        """From now on the key that was given last signs; False where there is none but the one that does."""
        following, current = self._secrets.get(self._name + NEXT), self._secrets.get(self._name)
        if following is None or following == current:
            return False
        if current is not None:
            kept = [current, *(key for key in self._earlier() if key != current)]
            self._secrets.put(self._name + EARLIER, b"".join(kept[:MOST_EARLIER]))
        self._secrets.put(self._name, following)
        return True

    def _earlier(self) -> Iterator[bytes]:
        kept = self._secrets.get(self._name + EARLIER) or b""
        return (kept[at : at + _BYTES] for at in range(0, len(kept), _BYTES))

    @property
    def _name(self) -> str:
        return device_key_name(self._desk.settings, self._desk.device_id)

    @property
    def _secrets(self) -> Secrets:
        return find_secrets()
