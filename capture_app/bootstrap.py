"""The only place where the desktop's parts meet: constructor injection, no locator, nothing global."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from capture_app.app import App as App
from capture_app.commands.authority import read_authority
from capture_app.commands.courier import CourierOf
from capture_app.commands.person_keys import PersonKeyring
from capture_app.data_place import Probe, SystemProbe, refuse_unsafe_place
from capture_app.ids import Clock, Ids, RandomIds, SystemClock, stamp
from capture_app.process import ProcessLock
from capture_app.services.acts import ActService
from capture_app.services.agenda import AgendaService
from capture_app.services.attachments import AttachmentService
from capture_app.services.authorities import AuthorityService
from capture_app.services.backups import BackupService
from capture_app.services.capture import CaptureService
from capture_app.services.catalogues import CatalogueService
from capture_app.services.chain import ChainService
from capture_app.services.check import CheckService
from capture_app.services.erasing import EraseService
from capture_app.services.error_sheet import FOLDER as ERROR_SHEETS
from capture_app.services.exchange import ExchangeService
from capture_app.services.exporting import ExportService
from capture_app.services.figures import FigureService
from capture_app.services.importing import ImportService
from capture_app.services.platform_uploads import PlatformUploads
from capture_app.services.printing.service import PrintService
from capture_app.services.publish import PublishService
from capture_app.services.reuse import ReuseService
from capture_app.services.review import ReviewService
from capture_app.services.stick import StickService
from capture_app.services.suppliers import SupplierService
from capture_app.services.users import SignedIn, UserService, acting
from capture_app.settings import read_settings
from capture_app.store.answers import Answers
from capture_app.store.attachments import DOCUMENTS, DocumentFolder
from capture_app.store.desk import CONTRACTING_PROCESS, Desk, no_failpoint
from capture_app.store.form_upgrades import upgrade_drafts
from capture_app.store.opening import open_database, refuse_other_space
from capture_app.store.outbox import SqliteOutbox
from capture_app.store.processes import ProcessStore
from capture_app.store.restoring import finish
from forms.catalog import load_catalog
from forms.compile import schema_hash


def build(
    data_dir: Path,
    *,
    user: str | SignedIn | None = None,
    read_only: bool = False,
    clock: Clock | None = None,
    ids: Ids | None = None,
    failpoint: Callable[[str], None] = no_failpoint,
    probe: Probe | None = None,
) -> App:
    """Open a data folder; unless only to read, AnotherWindow where another process writes in it, UnsafePlace too."""
    settings, time = read_settings(data_dir), clock or SystemClock()
    with ExitStack() as opened:
        if not read_only:
            refuse_unsafe_place(data_dir, probe or SystemProbe(), os.environ)
            opened.callback(ProcessLock(data_dir).release)
        connection = open_database(data_dir, stamp(time.now()), read_only=read_only)
        opened.callback(connection.close)
        settings = acting(connection, settings, user, read_only)
        if not read_only:
            refuse_other_space(connection, settings)
        signing = user.signing if isinstance(user, SignedIn) else None
        desk = Desk(connection, load_catalog(), settings, time, ids or RandomIds(), failpoint, signing=signing)
        if not read_only:
            processes = ProcessStore(desk)
            finish(desk, processes)
            upgrade_drafts(desk, processes, data_dir / "backups")
        return _compose(data_dir, desk, opened.pop_all())


def _compose(data_dir: Path, desk: Desk, opened: ExitStack) -> App:
    processes, settings, catalog = ProcessStore(desk), desk.settings, desk.catalog
    outbox = SqliteOutbox(desk, Answers(desk, processes), schema_hash(CONTRACTING_PROCESS, catalog))
    courier = opened.enter_context(CourierOf(outbox, desk)) if settings.enrolled else None
    backups = BackupService(data_dir, desk.connection, desk.clock)
    capture, folder = CaptureService(desk, processes), DocumentFolder(data_dir / DOCUMENTS)
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
        importing=ImportService(capture, catalog, settings, desk.clock, data_dir / ERROR_SHEETS),
        exporting=ExportService(capture, catalog, settings),
        printing=PrintService(desk, capture, processes),
        platform_uploads=PlatformUploads(desk),
        catalogues=CatalogueService(data_dir, catalog, desk.clock, settings.zone, settings.user),
        figures=FigureService(desk),
        agenda=AgendaService(desk),
        suppliers=SupplierService(desk, processes),
        checking=CheckService(desk, folder),
        outbox=outbox,
        backups=backups,
        erasing=EraseService(desk, backups),
        authorities=AuthorityService(desk, read_authority),
        users=UserService(desk.connection, settings, desk.clock, keyring=PersonKeyring()),
        close=opened.close,
    )
