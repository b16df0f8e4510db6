"""The courier of a desk: the engine and the stick of `sync`, made when they are first needed.

A copy of a data folder or a whole disk finds out here that it is one: by the mark that the original left outside the
folder, or by the portal, which knows its place in the chain as taken. It gets an identity of its own and goes on.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from capture_app.commands import installs
from capture_app.commands.device_keys import DeviceKeyring
from capture_app.errors import CaptureError
from capture_app.secrets import device_key_name, find_secrets
from capture_app.store import portal_keys
from capture_app.store.attachments import DOCUMENTS, DocumentFolder
from capture_app.store.authorities import trusted
from capture_app.store.desk import Desk
from capture_app.store.outbox import SqliteOutbox
from capture_app.store.uploads import Uploads
from sync.report import ExchangeReport

FORK, BAD_SIGNATURE = "fork", "bad_signature"


class CourierOf(ExitStack):
    """The engine of `sync`, made at the first exchange: a lane that only captures loads no network."""

    def __init__(self, outbox: SqliteOutbox, desk: Desk) -> None:
        super().__init__()
        self._outbox, self._desk, self._ring = outbox, desk, DeviceKeyring(desk)
        self._watched: Any = None

    def exchange(self, *given: Any, **named: Any) -> ExchangeReport:
        """One exchange; the engine keeps what it learns of the link. A copy is renamed first, or once the portal has
        said so, and what it carries goes on under its new name."""
        from sync.watchdog import Watchdog

        if self._watched is None:
            self._watched = Watchdog(self._make, self.close, self._desk.clock)
        failed = self._renew() if installs.is_copy(self._desk) else None
        report: ExchangeReport = failed or self._watched.exchange(*given, **named)
        if report.stopped == FORK:
            report = self._renew() or self._watched.exchange(*given, **named)
        if report.stopped == BAD_SIGNATURE and self._take_next_key():
            report = self._watched.exchange(*given, **named)
        return report

    def change_key(self) -> None:
        """Another key for this computer, for which the one it has vouches; what is sealed stays as it is. Where the
        answer is lost, the next exchange finds out which of the two the portal knows. CaptureError."""
        from sync import client, keys

        private = self._ring.following(keys.new_key())
        with _told_in_words(), closing(self._line()) as post:
            client.change_key(post, keys.Signer(private), self._desk.device_id, self._keys(), self._desk.clock)
        self._take_next_key()

    def _take_next_key(self) -> bool:
        """From now on the key that was made last signs; False where there is none but the one that does."""
        if not self._ring.take_following():
            return False
        if self._watched is not None:
            self._watched.renew()
        return True

    def _renew(self) -> Any:
        """Another identity for this computer; None when it has it, else a report that says why it has not."""
        from sync import client, keys
        from sync.errors import SyncError

        desk, secrets = self._desk, find_secrets()
        before, waiting = desk.device_id, f"{desk.device_id}-renewing"
        private = secrets.get(waiting) or keys.new_key()
        secrets.put(waiting, private)
        try:
            with closing(self._line()) as post:
                reply = client.renew(post, keys.Signer(private), before, self._keys(), platform.node(), desk.clock)
        except SyncError as error:
            return ExchangeReport(pending=self._outbox.waiting(), stopped=error.code, message=error.message)
        secrets.put(device_key_name(desk.settings, reply.device_id), private)
        self._outbox.rename_device(reply.device_id)
        installs.mark(desk)
        self._watched.renew()
        return None

    def write_files(self, folder: Path) -> Any:
        """Everything that waits, in files for the portal; None where nothing does. CaptureError or OSError."""
        from sync import stick

        with _told_in_words():
            return stick.write_batches(self._outbox, self._holder(), self._desk.clock, folder, self._files())

    def take_files(self, paths: tuple[Path, ...]) -> Any:
        """The portal's receipts that came in files. CaptureError or OSError."""
        from sync import stick

        with _told_in_words():
            return stick.take_receipts(self._outbox, self._holder(), paths, self._files())

    def _holder(self) -> Any:
        """The same keys, and what opens that was sealed to this computer."""
        from sync import sealing, stick

        openers = map(sealing.opener_of, (self._ring.current(), *self._ring.others()))
        steps = portal_keys.steps(self._desk.connection, self._desk.settings.portal_key)
        return stick.Holder(self._keys(), tuple(openers), tuple(steps))

    def _files(self) -> Uploads:
        connection = self._desk.connection
        return Uploads(self._desk, DocumentFolder(connection.path.parent / DOCUMENTS, connection.cipher))

    def _keys(self) -> Any:
        """The device's key beside the portal's, and what is known of how that came to be."""
        from sync import keys

        desk, enrolled = self._desk, self._desk.settings.portal_key
        portal = keys.from_text(portal_keys.current(desk.connection, enrolled))
        learned = partial(portal_keys.keep, desk.connection, enrolled)
        return keys.DeviceKeys(self._ring.current(), portal, learned, desk.settings.portal_fingerprint)

    def _line(self) -> Any:
        from sync.transport import Transport

        settings = self._desk.settings
        return Transport(settings.portal_url, authorities=trusted(self._desk.connection), pins=settings.pins)

    def _make(self) -> Any:
        from sync import client, engine

        clock, device = self._desk.clock, self._keys()
        post = self.enter_context(client.SyncClient(self._line(), device, clock))
        return engine.SyncEngine(self._outbox, post, device, clock, Random(), self._desk.failpoint, files=self._files())


@contextmanager
def _told_in_words() -> Iterator[None]:
    """What the courier says, as the desktop's own errors."""
    from sync.errors import SyncError

    try:
        yield
    except SyncError as error:
        raise CaptureError(error.message) from error
