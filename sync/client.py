"""The desktop's side of the two requests of ``cap-sync``: exchange and enrol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from sync import encodings, envelopes, keys, portal_keys, wire
from sync.envelopes import new_nonce as new_nonce
from sync.errors import Refused, ReplyRefused
from sync.ports import Clock, Keys
from sync.transport import Transport

T = TypeVar("T", bound=msgspec.Struct)

MOST_REMINDERS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it travels, the nonce that its answer must repeat, and the address that it goes to."""

    nonce: str
    body: bytes
    path: str = wire.EXCHANGE_PATH
    spoken: encodings.Spoken = encodings.SILENT
    """What both ends remember of what was said once it is answered."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A proved reply and what it cost."""

    reply: wire.SyncReply
    bytes_sent: int
    bytes_received: int


class SyncClient:
    """Talks with the portal where this device is enrolled; believes only what that portal signed."""

    def __init__(
        self, transport: Transport, device_keys: Keys, clock: Clock, nonce: Callable[[], str] = new_nonce
    ) -> None:
        self._transport = transport
        self._keys = device_keys
        self._clock = clock
        self._nonce = nonce
        self._encodings = list(encodings.preferred())
        self._spoken, self._reminders = encodings.SILENT, MOST_REMINDERS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop the connection."""
        self._transport.close()

    def exchange(self, request: wire.SyncRequest) -> Exchanged:
        """One round with the portal. Raises SyncError; nothing changed here in that case.

        A portal that does not know an encoding is asked again in the next one; after a reply that somebody on the
        way altered, nothing is folded any more.
        """
        asked = self.ask(request)
        data = self._transport.post(asked.path, asked.body, self._clock.now())
        try:
            return self.read(asked, data)
        except Refused as error:
            if not self.gives_way(error):
                raise
            return self.exchange(request)

    def gives_way(self, error: Refused) -> bool:
        """Whether the request may be asked again in another encoding: first without what was said before, which the
        portal need not remember; where it forgets again and again it is not reminded any more."""
        if error.code != "encoding_unknown":
            return False
        if self._spoken.said and self._reminders:
            self._spoken, self._reminders = encodings.SILENT, self._reminders - 1
            return True
        if len(self._encodings) == 1:
            return False
        del self._encodings[0]
        return True

    def ask(self, request: wire.SyncRequest) -> Asked:
        """The request sealed, in the best encoding that the portal is not known to refuse; what carries operations goes
        on from what was said before."""
        nonce, spoken, encoding = self._nonce(), self._spoken, self._encodings[0]
        if request.batch is not None and spoken.said:
            encoding = spoken.name
        data = wire.travelling(request)
        body = envelopes.seal_bytes("sync", request.device_id, nonce, data, self._keys.sign, encoding, spoken)
        if request.batch is not None and self._reminders:
            spoken = spoken.after(encoding, data, request.batch)
        return Asked(nonce, body, spoken=spoken)

    def read(self, asked: Asked, data: bytes) -> Exchanged:
        """What came back, once it is proved to be the portal's answer. Raises SyncError."""
        try:
            reply = self._opened(data, "sync-reply", asked.nonce, wire.SyncReply)
        except ReplyRefused:
            self._encodings, self._spoken = [encodings.IDENTITY], encodings.SILENT
            raise
        self._spoken = asked.spoken
        return Exchanged(reply, len(asked.body), len(data))

    def send_slice(self, head: wire.BlobSlice, data: bytes) -> wire.BlobState:
        """Part of a file, as it is: most files are folded already. Raises SyncError."""
        asked = self.ask_slice(head, data)
        return self.read_slice(asked, self._transport.post(asked.path, asked.body, self._clock.now()), head)

    def ask_slice(self, head: wire.BlobSlice, data: bytes) -> Asked:
        """The slice sealed."""
        nonce = self._nonce()
        payload = wire.encode_message(head) + b"\n" + data
        body = wire.pack("blob", head.device_id, nonce, payload, self._keys.sign, encoding=encodings.IDENTITY)
        return Asked(nonce, body, wire.BLOB_PATH)

    def read_slice(self, asked: Asked, data: bytes, head: wire.BlobSlice) -> wire.BlobState:
        """What came back for a slice, once it is proved to be the portal's answer about it. Raises SyncError."""
        state = self._opened(data, "blob-reply", asked.nonce, wire.BlobState)
        if state.sha256 != head.sha256 or not 0 <= state.offset <= head.size:
            raise ReplyRefused("reply_not_ours")
        return state

    def _opened(self, data: bytes, kind: str, nonce: str, message: type[T]) -> T:
        return portal_keys.open_reply(data, kind, nonce, message, self._keys, self._transport, self._clock)


def enrol(
    transport: Transport,
    signer: keys.Signer,
    code: str,
    name: str,
    clock: Clock,
    nonce: Callable[[], str] = new_nonce,
    whose: str = "device",
) -> wire.EnrolReply:
    """Make a key known to the portal with a one-time code; the request is signed by the new key itself."""
    public = keys.as_text(signer.public_key())
    request = wire.EnrolRequest(code=" ".join(code.split()), public_key=public, device_name=name, whose=whose)
    return envelopes.open_enrolment(*_ask(transport, signer, request, clock, nonce()))


def renew(
    transport: Transport, signer: keys.Signer, before: str, device_keys: keys.DeviceKeys, name: str, clock: Clock
) -> wire.EnrolReply:
    """Give a copy of the device ``before`` an identity of its own: the device's key vouches for the new one."""
    public = keys.as_text(signer.public_key())
    voucher = device_keys.sign(wire.renewal_bytes(before, public))
    request = wire.EnrolRequest(code="", public_key=public, device_name=name, renews=before, voucher=voucher)
    data, once = _ask(transport, signer, request, clock, new_nonce())
    return portal_keys.open_reply(data, "enrol-reply", once, wire.EnrolReply, device_keys, transport, clock)


def change_key(
    transport: Transport, signer: keys.Signer, device_id: str, device_keys: keys.DeviceKeys, clock: Clock
) -> wire.EnrolReply:
    """Give the device another key, for which the one it has vouches."""
    public = keys.as_text(signer.public_key())
    voucher = device_keys.sign(wire.renewal_bytes(device_id, public, "key"))
    request = wire.EnrolRequest(
        code="", public_key=public, device_name="", whose="key", renews=device_id, voucher=voucher
    )
    data, once = _ask(transport, signer, request, clock, new_nonce())
    return portal_keys.open_reply(data, "enrol-reply", once, wire.EnrolReply, device_keys, transport, clock)


def _ask(
    transport: Transport, signer: keys.Signer, request: wire.EnrolRequest, clock: Clock, once: str
) -> tuple[bytes, str]:
    body = envelopes.seal("enrol", request.public_key, once, request, signer.sign)
    return transport.post(wire.ENROL_PATH, body, clock.now()), once
