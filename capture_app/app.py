"""What the window and the command line work with: the services of one lane.

Each is made when it is first asked for, with what it needs of the libraries: a window that shows its list
waits for no exporter (docs/decisions/0015-made-when-first-asked-for.md).
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capture_app.commands.courier import CourierOf
    from capture_app.services.acts import ActService
    from capture_app.services.agenda import AgendaService
    from capture_app.services.attachments import AttachmentService
    from capture_app.services.authorities import AuthorityService
    from capture_app.services.backups import BackupService
    from capture_app.services.capture import CaptureService
    from capture_app.services.catalogues import CatalogueService
    from capture_app.services.chain import ChainService
    from capture_app.services.check import CheckReport, CheckService
    from capture_app.services.contracted import ContractedService
    from capture_app.services.erasing import EraseService
    from capture_app.services.exchange import ExchangeService
    from capture_app.services.exporting import ExportService
    from capture_app.services.figures import FigureService
    from capture_app.services.finding import FindingService
    from capture_app.services.importing import ImportService
    from capture_app.services.mapping_tables import MappingService
    from capture_app.services.platform_uploads import PlatformUploads
    from capture_app.services.printing.service import PrintService
    from capture_app.services.protecting import ProtectionService
    from capture_app.services.publish import PublishService
    from capture_app.services.reuse import ReuseService
    from capture_app.services.review import ReviewService
    from capture_app.services.stick import StickService
    from capture_app.services.suppliers import SupplierService
    from capture_app.services.users import UserService
    from capture_app.store.attachments import DocumentFolder
    from capture_app.store.desk import Desk
    from capture_app.store.outbox import SqliteOutbox
    from capture_app.store.processes import ProcessStore


class App:
    """The services of one lane, on a connection of their own. Close it when done."""

    def __init__(self, data_dir: Path, desk: Desk, opened: ExitStack) -> None:
        self.data_dir, self.settings, self.catalog = data_dir, desk.settings, desk.catalog
        self._desk, self._opened = desk, opened

    def close(self) -> None:
        """Let go of the database and of the folder's lock."""
        self._opened.close()

    def check(self) -> CheckReport:
        """Whether everything is still as it was written."""
        return self.checking.check()

    @cached_property
    def processes(self) -> ProcessStore:
        from capture_app.store.processes import ProcessStore

        return ProcessStore(self._desk)

    @cached_property
    def outbox(self) -> SqliteOutbox:
        from capture_app.store.answers import Answers
        from capture_app.store.desk import CONTRACTING_PROCESS
        from capture_app.store.outbox import SqliteOutbox
        from forms.compile import schema_hash

        answers = Answers(self._desk, self.processes)
        return SqliteOutbox(self._desk, answers, schema_hash(CONTRACTING_PROCESS, self.catalog))

    @cached_property
    def _courier(self) -> CourierOf | None:
        """None before the office is enrolled at a portal."""
        from capture_app.commands.courier import CourierOf

        return self._opened.enter_context(CourierOf(self.outbox, self._desk)) if self.settings.enrolled else None

    @cached_property
    def _documents(self) -> DocumentFolder:
        from capture_app.store.attachments import DOCUMENTS, DocumentFolder

        return DocumentFolder(self.data_dir / DOCUMENTS, self._desk.connection.cipher)

    @cached_property
    def capture(self) -> CaptureService:
        from capture_app.services.capture import CaptureService

        return CaptureService(self._desk, self.processes)

    @cached_property
    def finding(self) -> FindingService:
        from capture_app.services.finding import FindingService

        return FindingService(self._desk)

    @cached_property
    def reuse(self) -> ReuseService:
        from capture_app.services.reuse import ReuseService

        return ReuseService(self._desk, self.processes)

    @cached_property
    def acts(self) -> ActService:
        from capture_app.services.acts import ActService

        return ActService(self._desk, self.processes)

    @cached_property
    def review(self) -> ReviewService:
        from capture_app.services.review import ReviewService

        return ReviewService(self._desk, self.processes)

    @cached_property
    def publish(self) -> PublishService:
        from capture_app.services.publish import PublishService

        return PublishService(self._desk, self.processes)

    @cached_property
    def attachments(self) -> AttachmentService:
        from capture_app.services.attachments import AttachmentService

        return AttachmentService(self._desk, self.processes, self._documents)

    @cached_property
    def exchange(self) -> ExchangeService:
        from capture_app.services.exchange import ExchangeService

        return ExchangeService(self._desk, self._courier)

    @cached_property
    def stick(self) -> StickService:
        from capture_app.services.stick import StickService

        return StickService(self._courier)

    @cached_property
    def chain(self) -> ChainService:
        from capture_app.services.chain import ChainService

        return ChainService(self._desk)

    @cached_property
    def importing(self) -> ImportService:
        from capture_app.services.error_sheet import FOLDER
        from capture_app.services.importing import ImportService

        return ImportService(self.capture, self.catalog, self.settings, self._desk.clock, self.data_dir / FOLDER)

    @cached_property
    def mapping(self) -> MappingService:
        """The assistant for tables nobody has described yet."""
        from capture_app.services.mapping_tables import MappingService

        return MappingService(self.importing, self.capture)

    @cached_property
    def exporting(self) -> ExportService:
        from capture_app.services.exporting import ExportService

        return ExportService(self.capture, self.catalog, self.settings)

    @cached_property
    def printing(self) -> PrintService:
        from capture_app.services.printing.service import PrintService

        return PrintService(self._desk, self.capture, self.processes)

    @cached_property
    def platform_uploads(self) -> PlatformUploads:
        from capture_app.services.platform_uploads import PlatformUploads

        return PlatformUploads(self._desk)

    @cached_property
    def catalogues(self) -> CatalogueService:
        from capture_app.services.catalogues import CatalogueService

        settings = self.settings
        who = (settings.zone, settings.user, settings.user_role)
        return CatalogueService(self.data_dir, self.catalog, self._desk.clock, *who)

    @cached_property
    def figures(self) -> FigureService:
        from capture_app.services.figures import FigureService

        return FigureService(self._desk)

    @cached_property
    def authorities(self) -> AuthorityService:
        """Certificate authorities that the office trusts beside the system's."""
        from capture_app.services.authorities import AuthorityService

        return AuthorityService(self._desk)

    @cached_property
    def backups(self) -> BackupService:
        from capture_app.services.backups import BackupService

        return BackupService(self.data_dir, self._desk.connection, self._desk.clock)

    @cached_property
    def protecting(self) -> ProtectionService:
        from capture_app.services.protecting import ProtectionService

        return ProtectionService(self.data_dir, self._desk)

    @cached_property
    def erasing(self) -> EraseService:
        from capture_app.services.erasing import EraseService

        return EraseService(self._desk, self.backups)

    @cached_property
    def agenda(self) -> AgendaService:
        from capture_app.services.agenda import AgendaService

        return AgendaService(self._desk)

    @cached_property
    def contracted(self) -> ContractedService:
        from capture_app.services.contracted import ContractedService

        return ContractedService(self._desk)

    @cached_property
    def suppliers(self) -> SupplierService:
        from capture_app.services.suppliers import SupplierService

        return SupplierService(self._desk, self.processes)

    @cached_property
    def checking(self) -> CheckService:
        from capture_app.services.check import CheckService

        return CheckService(self._desk, self._documents)

    @cached_property
    def users(self) -> UserService:
        from capture_app.commands.person_keys import PersonKeyring
        from capture_app.services.users import UserService

        return UserService(self._desk.connection, self.settings, self._desk.clock, keyring=PersonKeyring())
