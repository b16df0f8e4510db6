"""The only place where the desktop's parts meet: constructor injection, no locator, nothing global."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from capture_app.app import App as App
from capture_app.errors import CaptureError
from capture_app.ids import Clock, Ids, RandomIds, SystemClock, stamp
from capture_app.process import ProcessLock
from capture_app.secrets import device_key_name, find_secrets
from capture_app.services.acts import ActService
from capture_app.services.attachments import AttachmentService
from capture_app.services.capture import CaptureService
from capture_app.services.catalogues import CatalogueService
from capture_app.services.chain import ChainService
from capture_app.services.check import CheckService
from capture_app.services.exchange import ExchangeService, Report
from capture_app.services.exporting import ExportService
from capture_app.services.figures import FigureService
from capture_app.services.importing import ImportService
from capture_app.services.printing.service import PrintService
from capture_app.services.publish import PublishService
from capture_app.services.reuse import ReuseService
from capture_app.services.review import ReviewService
from capture_app.services.stick import StickService
from capture_app.services.suppliers import SupplierService
from capture_app.settings import read_settings
from capture_app.store.answers import Answers
from capture_app.store.attachments import DocumentFolder
from capture_app.store.desk import CONTRACTING_PROCESS, Desk, no_failpoint
from capture_app.store.opening import open_database
from capture_app.store.outbox import SqliteOutbox
from capture_app.store.processes import ProcessStore
from capture_app.store.uploads import Uploads
from capture_app.words import say
from forms.catalog import load_catalog
from forms.compile import schema_hash


def build(
    data_dir: Path,
    *,
    user: str | None = None,
    read_only: bool = False,
    clock: Clock | None = None,
    ids: Ids | None = None,
    failpoint: Callable[[str], None] = no_failpoint,
) -> App:
    """Open a data folder; AnotherWindow where another process is writing in it, unless only to read."""
    settings, time = read_settings(data_dir).acting_as(user), clock or SystemClock()
    with ExitStack() as opened:
        if not read_only:
            opened.callback(ProcessLock(data_dir).release)
        connection = open_database(data_dir, stamp(time.now()), read_only=read_only)
        opened.callback(connection.close)
        desk = Desk(connection, load_catalog(), settings, time, ids or RandomIds(), failpoint)
        return _compose(data_dir, desk, opened.pop_all())


def _compose(data_dir: Path, desk: Desk, opened: ExitStack) -> App:
    processes, settings, catalog = ProcessStore(desk), desk.settings, desk.catalog
    outbox = SqliteOutbox(desk, Answers(desk, processes), schema_hash(CONTRACTING_PROCESS, catalog))
    courier = opened.enter_context(_Courier(outbox, desk)) if settings.enrolled else None
    capture, folder = CaptureService(desk, processes), DocumentFolder(data_dir / "documents")
    return App(
        data_dir=data_dir,
        settings=settings,
        catalog=catalog,
        capture=capture,
        reuse=ReuseService(desk, processes),
        acts=ActService(desk, processes),
        review=ReviewService(desk, processes),
        publish=PublishService(desk, processes),
        attachments=AttachmentService(desk, processes, folder),
        exchange=ExchangeService(desk, courier),
        stick=StickService(courier),
        chain=ChainService(desk),
        importing=ImportService(capture, catalog, settings, desk.clock, data_dir / "errores"),
        exporting=ExportService(capture, catalog, settings),
        printing=PrintService(desk, capture, processes),
        catalogues=CatalogueService(data_dir, catalog, desk.clock, settings.zone, settings.user),
        figures=FigureService(desk),
        suppliers=SupplierService(desk, processes),
        checking=CheckService(desk, folder),
        outbox=outbox,
        close=opened.close,
    )


class _Courier(ExitStack):
    """The engine of `sync`, made at the first exchange: a lane that only captures loads no network."""

    def __init__(self, outbox: SqliteOutbox, desk: Desk) -> None:
        super().__init__()
        self._outbox, self._desk = outbox, desk
        self._engine: Any = None

    def exchange(self, *given: Any, **named: Any) -> Report:
        """One exchange; the engine keeps what it learns of the link."""
        if self._engine is None:
            self._engine = self._make()
        report: Report = self._engine.exchange(*given, **named)
        return report

    def write_files(self, folder: Path) -> Any:
        """Everything that waits, in files for the portal; None where nothing does. CaptureError or OSError."""
        from sync import stick

        with _told_in_words():
            return stick.write_batches(self._outbox, stick.Holder(*self._keys()), self._desk.clock, folder)

    def take_files(self, paths: tuple[Path, ...]) -> Any:
        """The portal's receipts that came in files. CaptureError or OSError."""
        from sync import stick

        with _told_in_words():
            return stick.take_receipts(self._outbox, stick.Holder(*self._keys()), paths)

    def _keys(self) -> tuple[bytes, bytes]:
        """The device's private key and the portal's public one."""
        from sync.keys import from_text

        settings = self._desk.settings
        private = find_secrets().get(device_key_name(settings))
        if private is None:
            raise CaptureError(say("key.missing"), say("exchange.safe"), say("key.missing.action"))
        return private, from_text(settings.portal_key)

    def _make(self) -> Any:
        from sync import client, engine, keys, transport

        settings, clock = self._desk.settings, self._desk.clock
        device = keys.DeviceKeys(*self._keys())
        post = self.enter_context(client.SyncClient(transport.Transport(settings.portal_url), device, clock))
        files = Uploads(self._desk, DocumentFolder(self._desk.connection.path.parent / "documents"))
        return engine.SyncEngine(self._outbox, post, device, clock, Random(), self._desk.failpoint, files=files)


@contextmanager
def _told_in_words() -> Iterator[None]:
    """What the courier says, as the desktop's own errors."""
    from sync.errors import SyncError

    try:
        yield
    except SyncError as error:
        raise CaptureError(error.message) from error
