"""The portal's keys in which this computer has believed, one after the other: the first is that of its enrolment
(settings), the others are those that each one led to, kept as the portal wrote it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from capture_app.store import meta
from capture_app.store.connection import Connection
from sync import canonical
from sync.key_steps import KeyStep


def steps(connection: Connection, enrolled: str) -> list[KeyStep]:
    """The steps that lead on from the key of the enrolment (base64), in their order."""
    kept = msgspec.convert(canonical.decode(meta.get(connection, meta.PORTAL_KEYS, "[]").encode()), list[KeyStep])
    path: list[KeyStep] = []
    here = enrolled
    while (step := next((one for one in kept if one.before == here and one not in path), None)) is not None:
        path.append(step)
        here = step.follows
    return path


def current(connection: Connection, enrolled: str) -> str:
    """The portal's key of today, base64."""
    path = steps(connection, enrolled)
    return path[-1].follows if path else enrolled


def keep(connection: Connection, enrolled: str, more: Sequence[KeyStep]) -> None:
    """Remember proved steps that go on from the key of today."""
    with connection.transaction():
        known = steps(connection, enrolled)
        kept = [*known, *(step for step in more if step not in known)]
        meta.put(connection, meta.PORTAL_KEYS, canonical.encode([msgspec.to_builtins(step) for step in kept]).decode())
