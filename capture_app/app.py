"""What the window and the command line work with: the services of one lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from capture_app.services.acts import ActService
from capture_app.services.agenda import AgendaService
from capture_app.services.attachments import AttachmentService
from capture_app.services.authorities import AuthorityService
from capture_app.services.backups import BackupService
from capture_app.services.capture import CaptureService
from capture_app.services.catalogues import CatalogueService
from capture_app.services.chain import ChainService
from capture_app.services.check import CheckReport, CheckService
from capture_app.services.erasing import EraseService
from capture_app.services.exchange import ExchangeService
from capture_app.services.exporting import ExportService
from capture_app.services.figures import FigureService
from capture_app.services.importing import ImportService
from capture_app.services.mapping_tables import MappingService
from capture_app.services.platform_uploads import PlatformUploads
from capture_app.services.printing.service import PrintService
from capture_app.services.publish import PublishService
from capture_app.services.reuse import ReuseService
from capture_app.services.review import ReviewService
from capture_app.services.stick import StickService
from capture_app.services.suppliers import SupplierService
from capture_app.services.users import UserService
from capture_app.settings import Settings
from capture_app.store.outbox import SqliteOutbox
from forms.catalog import Catalog


@dataclass(frozen=True)
class App:
    """The services of one lane, on a connection of their own. Close it when done."""

    data_dir: Path
    settings: Settings
    catalog: Catalog
    capture: CaptureService
    reuse: ReuseService
    acts: ActService
    review: ReviewService
    publish: PublishService
    attachments: AttachmentService
    exchange: ExchangeService
    stick: StickService
    chain: ChainService
    importing: ImportService
    exporting: ExportService
    printing: PrintService
    platform_uploads: PlatformUploads
    catalogues: CatalogueService
    figures: FigureService
    agenda: AgendaService
    suppliers: SupplierService
    checking: CheckService
    outbox: SqliteOutbox
    authorities: AuthorityService
    backups: BackupService
    erasing: EraseService
    users: UserService
    close: Callable[[], None]

    def check(self) -> CheckReport:
        """Whether everything is still as it was written."""
        return self.checking.check()

    @property
    def mapping(self) -> MappingService:
        """The assistant for tables nobody has described yet."""
        return MappingService(self.importing, self.capture)
