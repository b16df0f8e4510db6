"""Carrying files to the portal by their content, slice by slice, from where the portal has them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import BinaryIO

from sync import wire
from sync.errors import SyncError, TransportFailed
from sync.ports import Clock, Files, Outbox
from sync.steps import Carry, Steps

LEAST_SLICE = 64 * 1024
MOST_SLICE = 4 * 1024 * 1024
FIRST_SLICE = 256 * 1024
SLICE_SECONDS = 8.0
MOST_FAILURES = 2


class Uploads:
    """Keeps the pace learned of the link from one file to the next."""

    def __init__(self, files: Files, outbox: Outbox, clock: Clock) -> None:
        self._files = files
        self._outbox = outbox
        self._clock = clock
        self._slice = FIRST_SLICE
        self.bytes_sent = 0

    def run(self, cancelled: Callable[[], bool], told: Callable[[int], None]) -> Steps[None]:
        """Everything that waits; ``told`` hears the bytes sent so far."""
        for sha256, size in self._files.waiting():
            content = self._files.open(sha256)
            if content is None:
                self._files.lost(sha256)
                continue
            with content:
                yield from self._send(sha256, size, content, cancelled, told)

    def _send(
        self, sha256: str, size: int, content: BinaryIO, cancelled: Callable[[], bool], told: Callable[[int], None]
    ) -> Steps[None]:
        """One file, beginning where the portal says; a second transport failure in a row ends it. What arrived as
        something else goes once more if it is here what its name says: then the portal's copy was damaged."""
        offset, failures, is_again = -1, 0, False
        while True:
            if cancelled():
                raise SyncError("cancelled")
            try:
                state = yield from self._step(sha256, size, content, offset)
            except TransportFailed:
                failures, offset = failures + 1, -1
                self._slice = max(LEAST_SLICE, self._slice // 4)
                if failures >= MOST_FAILURES:
                    raise
                continue
            failures = 0 if offset >= 0 else failures
            if state.altered and _hash_of(content) != sha256:
                self._files.lost(sha256)
                return
            self._files.sent(sha256, state.offset, state.complete)
            told(self.bytes_sent)
            if state.complete or (state.altered and is_again):
                return
            is_again = is_again or state.altered
            offset = state.offset

    def _step(self, sha256: str, size: int, content: BinaryIO, offset: int) -> Steps[wire.BlobState]:
        """Ask how far it is (offset -1), or send the next slice."""
        position = self._outbox.position()
        data = b""
        if offset >= 0:
            content.seek(offset)
            data = content.read(min(self._slice, size - offset))
        head = wire.BlobSlice(
            office_code=position.office_code,
            device_id=position.device_id,
            sha256=sha256,
            size=size,
            offset=max(offset, 0),
        )
        started = self._clock.monotonic()
        state: wire.BlobState = yield Carry(head, data)
        if data:
            self.bytes_sent += len(data)
            self._slice = next_slice(len(data), self._clock.monotonic() - started)
        return state


def _hash_of(content: BinaryIO) -> str:
    total = hashlib.sha256()
    content.seek(0)
    while piece := content.read(LEAST_SLICE):
        total.update(piece)
    return total.hexdigest()


def next_slice(size: int, seconds: float) -> int:
    """About what the link carries in eight seconds, never more than four times the last."""
    wanted = size * 4 if seconds <= 0 else min(size * 4, int(size / seconds * SLICE_SECONDS))
    return max(LEAST_SLICE, min(MOST_SLICE, wanted))
