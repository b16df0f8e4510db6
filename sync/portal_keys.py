"""The keys of a portal one after the other: who believed in one of them believes in those that it led to.

A portal that changes its key signs with the old one that the new one follows. A desk finds out when it cannot verify
an answer; it asks for the steps, and goes on only where they lead from the key that it knows to the one that signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from sync import envelopes, keys, wire
from sync.errors import AnswerUnproved, ReplyRefused, SyncError
from sync.fingerprints import fingerprint, is_fingerprint
from sync.ports import Clock, Keys

T = TypeVar("T", bound=msgspec.Struct)

UNSIGNED = "reply_unsigned"


class Line(Protocol):
    """What carries a request to the portal."""

    def post(self, path: str, body: bytes, now: datetime) -> bytes:
        """The body of the answer. SyncError."""


def key_of(public: str) -> bytes:
    """The 32 bytes of a key (base64), none where it is not one."""
    try:
        return keys.from_text(public)
    except ValueError:
        return b""


def is_signed_by_both(step: wire.KeyStep) -> bool:
    """Whether the key before hands over and the one that follows takes."""
    signed = wire.key_step_bytes(step)
    return keys.verify(key_of(step.before), signed, step.signature) and keys.verify(
        key_of(step.follows), signed, step.accepted
    )


def leading(known: str, wanted: str, steps: Sequence[wire.KeyStep], confirmed: str = "") -> list[wire.KeyStep] | None:
    """The steps from one key to another (base64); None where they do not get there. Each is signed by both its keys,
    but for the one to the key of which a person ``confirmed`` the fingerprint."""
    path: list[wire.KeyStep] = []
    here = known
    while here != wanted:
        step = next((one for one in steps if one.before == here and one not in path), None)
        if step is None or not (is_signed_by_both(step) or _is_confirmed(step, confirmed)):
            break
        path.append(step)
        here = step.follows
    if here == wanted:
        return path
    return (
        [wire.KeyStep(before=known, follows=wanted, at="")] if confirmed and is_fingerprint(confirmed, wanted) else None
    )


def _is_confirmed(step: wire.KeyStep, confirmed: str) -> bool:
    return bool(confirmed) and is_fingerprint(confirmed, step.follows)


def believe(device_keys: Keys, signer: str, steps: Sequence[wire.KeyStep]) -> bool:
    """Take that key (base64) for the portal's from now on, where the known one leads to it; whether it does."""
    path = leading(keys.as_text(device_keys.portal_key()), signer, steps, device_keys.confirmed())
    if path is None:
        return False
    device_keys.follow(path)
    return True


def how_known(device_keys: Keys) -> str:
    """How the portal's key came to be believed in, once it is another (``report.new_key_words``)."""
    by_person = device_keys.confirmed() and is_fingerprint(
        device_keys.confirmed(), keys.as_text(device_keys.portal_key())
    )
    return "confirmed" if by_person else "followed"


def is_of_the_portal(public: str, device_keys: Keys, line: Line, clock: Clock) -> bool:
    """Whether that key (base64) is the one known here, or one that it led to."""
    if key_of(public) == device_keys.portal_key():
        return True
    said = _ask(line, device_keys, clock)
    return said is not None and said.portal_key == public and believe(device_keys, public, said.steps)


def open_reply(data: bytes, kind: str, nonce: str, message: type[T], device_keys: Keys, line: Line, clock: Clock) -> T:
    """The message of a reply, as :func:`envelopes.open_reply`; one that the key known here did not sign is read again
    once the portal has shown how it came to another."""
    try:
        return envelopes.open_reply(data, kind, nonce, message, device_keys.portal_key())
    except ReplyRefused as error:
        said = _ask(line, device_keys, clock) if error.code == UNSIGNED else None
        if said is None:
            raise
    if not believe(device_keys, said.portal_key, said.steps):
        raise AnswerUnproved("portal_key_unknown", shown=fingerprint(said.portal_key))
    return envelopes.open_reply(data, kind, nonce, message, device_keys.portal_key())


def _ask(line: Line, device_keys: Keys, clock: Clock) -> wire.KeysReply | None:
    """What the portal says of its keys, fresh and signed by the one that it names; None where it says nothing that
    can be read."""
    once = envelopes.new_nonce()
    request = wire.KeysRequest(known=keys.as_text(device_keys.portal_key()))
    try:
        answer = line.post(wire.KEYS_PATH, envelopes.seal("keys", "", once, request, device_keys.sign), clock.now())
        return envelopes.open_keys(answer, once)
    except SyncError:
        return None
