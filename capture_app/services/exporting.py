"""Exporting records: whole files or none, the same bytes for the same data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from itertools import count as count_from
from pathlib import Path
from typing import Any, Protocol

from capture_app.changes import ProcessSummary
from capture_app.errors import BadInput, CaptureError, NotFound
from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.files import ExportedFile, write_file
from capture_app.exporters.gzipped import gzip_pieces
from capture_app.exporters.pnt.rows import Missing
from capture_app.exporters.registry import Exporter, exporter_of
from capture_app.exporters.static_tree import Tree, write_tree
from capture_app.ocds.dates import utc_text
from capture_app.ocds.draft import draft_release
from capture_app.ocds.package import OFFICE, PUBLIC, PackageHead, Publisher, local_uri
from capture_app.ocds.release import RECORD_TYPE
from capture_app.ocds.soundness import defects
from capture_app.settings import Settings
from capture_app.words import say
from forms.catalog import Catalog
from forms.findings import Finding
from forms.marks import ABSENT
from forms.outlets import Outlet
from forms.public_view import visible

PROCESSES_IN_A_FILE = 1000
STATIC = "static"
_NEVER_CHANGED = datetime(1970, 1, 1, tzinfo=UTC)


class ExportCancelled(CaptureError):
    """Somebody stopped the export; nothing of it is left."""

    def __init__(self) -> None:
        super().__init__(say("export.cancelled"), say("export.cancelled.safe"))


def _never() -> bool:
    return False


class ExportDesk(Protocol):
    """Where the records are."""

    def everything(self, record_type: str | None = RECORD_TYPE) -> tuple[ProcessSummary, ...]:
        """Every record of a type once."""

    def find(self, name: str) -> str | None:
        """The record id behind an ocid."""

    def body(self, name: str) -> dict[str, Any]:
        """The body of a record."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A process that the official schema would reject, and where."""

    ocid: str
    defects: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What went out and what did not; ``contents`` are the ids of the records in each file, by its digest."""

    format: str
    records: int
    files: tuple[ExportedFile, ...]
    left_out: tuple[LeftOut, ...] = ()
    audience: str = PUBLIC
    missing: tuple[Missing, ...] = ()
    contents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    record_type: str = RECORD_TYPE

    def members(self) -> dict[str, Any]:
        """The report as ``--json`` shows it; who was left out and what is missing is said beside it."""
        files = [file.members() for file in self.files]
        return {"format": self.format, "records": self.records, "files": files}


class ExportService:
    """Writes records in the formats of the exporters."""

    def __init__(self, desk: ExportDesk, catalog: Catalog, settings: Settings) -> None:
        self._desk = desk
        self._record = catalog.record_types[RECORD_TYPE]
        self._catalog = catalog
        self._settings = settings

    def export(
        self,
        format: str | Exporter,
        out: Path,
        ocids: Sequence[str] | None = None,
        progress: Callable[[int, int], None] | None = None,
        audience: str = PUBLIC,
        cancelled: Callable[[], bool] = _never,
    ) -> ExportReport:
        """Export all records, or those named, for an audience of ``AUDIENCES``.

        KeyError for a format that does not exist; ExportCancelled, with no file left, once ``cancelled`` says so.
        """
        exporter = exporter_of(format) if isinstance(format, str) else format
        chosen = self._chosen(ocids, exporter.record_type)
        passage = _Passage(self._judged, exporter, audience, len(chosen), progress or _silent, cancelled)
        head = self._head(chosen, out, audience)
        files, contents = list[ExportedFile](), dict[str, tuple[str, ...]]()
        try:
            for path, part in _parts(out, passage.sound(chosen), len(chosen), exporter):
                files.append(write_file(path, _packed(path, exporter.write(part, head), head)))
                contents[files[-1].sha256] = passage.hand_over()
        except ExportCancelled:
            for file in files:
                Path(file.path).unlink(missing_ok=True)
            raise
        left_out, missing = tuple(passage.left_out), tuple(passage.missing)
        return ExportReport(
            exporter.name, passage.records, tuple(files), left_out, audience, missing, contents, exporter.record_type
        )

    def publish_static(self, out: Path, url: str, progress: Callable[[int, int], None] | None = None) -> ExportReport:
        """Write the publication as files alone: only what is public, every sound process, addresses below ``url``."""
        if out.is_file():
            raise BadInput(say("static.needs_folder", path=out), str(out))
        exporter, chosen = exporter_of("ocds-record-package"), self._chosen(None)
        passage = _Passage(self._judged, exporter, PUBLIC, len(chosen), progress or _silent, _never)

        def processes(ocids: Sequence[str] | None) -> Iterator[ExportProcess]:
            if ocids is None:
                yield from passage.sound(chosen)
                return
            wanted = frozenset(ocids)
            again = (self._judged(summary, exporter, PUBLIC) for summary in chosen if summary.ocid in wanted)
            yield from (process for process in again if isinstance(process, ExportProcess))

        tree = Tree(url.rstrip("/"), self._head(chosen, out, PUBLIC), processes)
        files = write_tree(tree, out)
        return ExportReport(STATIC, passage.records, tuple(files), tuple(passage.left_out))

    def _chosen(self, ocids: Sequence[str] | None, record_type: str = RECORD_TYPE) -> list[ProcessSummary]:
        everything = sorted(self._desk.everything(record_type), key=lambda summary: (summary.ocid, summary.id))
        if not ocids:
            return everything
        known = frozenset(summary.id for summary in everything)
        wanted = {self._found(ocid, known) for ocid in ocids}
        return [summary for summary in everything if summary.id in wanted]

    def _found(self, ocid: str, known: Collection[str]) -> str:
        record_id = self._desk.find(ocid)
        if record_id is None:
            raise NotFound(say("export.not_found", ocid=ocid))
        if record_id not in known:
            raise NotFound(say("export.register", ocid=ocid))
        return record_id

    def _judged(self, summary: ProcessSummary, exporter: Exporter, audience: str) -> ExportProcess | LeftOut:
        """The process for the exporter, or why it cannot go out."""
        if not exporter.is_ocds:
            outlet = Outlet.OFFICE if audience == OFFICE and exporter.has_audience else exporter.outlet
            shown = self._shown(summary, outlet, exporter.record_type)
            found = exporter.refuses(shown)
            return (
                LeftOut(summary.ocid, tuple(found))
                if found
                else ExportProcess(summary.ocid or summary.folio, (), body=shown)
            )
        release = self._release(summary, audience, exporter.outlet)
        found = defects(release, self._catalog) or exporter.refuses(release)
        return LeftOut(summary.ocid, tuple(found)) if found else ExportProcess(summary.ocid, (release,))

    def _shown(self, summary: ProcessSummary, outlet: str, record_type: str) -> dict[str, Any]:
        """What the outlet may see of the body, with its folio and what the office said of what is absent."""
        body = self._desk.body(summary.id)
        shown = visible(body, outlet, self._settings.policies, record_type, salt=summary.id, catalog=self._catalog)
        said = {ABSENT: body[ABSENT]} if ABSENT in body else {}
        return {**shown, **said, "_folio": summary.folio}

    def _release(self, summary: ProcessSummary, audience: str, outlet: str) -> dict[str, Any]:
        return draft_release(
            summary.ocid,
            self._desk.body(summary.id),
            summary.saved_at,
            self._settings.zone,
            public=audience == PUBLIC,
            record=self._record,
            policies=self._settings.policies,
            salt=summary.id,
            outlet=outlet,
        )

    def _head(self, chosen: Sequence[ProcessSummary], out: Path, audience: str) -> PackageHead:
        """Who publishes and when: the last change of what was chosen, not today."""
        office, name = self._settings, chosen[0].ocid if len(chosen) == 1 else out.stem
        changed_at = utc_text(max((summary.saved_at for summary in chosen), default=_NEVER_CHANGED))
        uri, publisher = local_uri(office.office_code, name), Publisher(office.office_name)
        return PackageHead(uri, publisher, changed_at, audience=audience, zone=office.zone)


@dataclass
class _Passage:
    """One passage over the chosen records: the sound ones go on, the others are named."""

    judged: Callable[[ProcessSummary, Exporter, str], ExportProcess | LeftOut]
    exporter: Exporter
    audience: str
    total: int
    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]
    records: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def hand_over(self) -> tuple[str, ...]:
        """The ids of the records that went into the file just written."""
        held, self.written = tuple(self.written), []
        return held

    def sound(self, chosen: Sequence[ProcessSummary]) -> Iterator[ExportProcess]:
        """The processes that can go out, one at a time."""
        for number, summary in enumerate(chosen, 1):
            if self.cancelled():
                raise ExportCancelled()
            found = self.judged(summary, self.exporter, self.audience)
            if isinstance(found, LeftOut):
                self.left_out.append(found)
            elif self._is_taken(found):
                self.records += 1
                self.written.append(summary.id)
                yield found
            self.progress(number, self.total)

    def _is_taken(self, process: ExportProcess) -> bool:
        """Whether the format is for this process; what the platform will miss in it is noted."""
        pnt = self.exporter.pnt
        if pnt is None:
            return True
        self.missing += pnt.missing(process.ocid, process.body)
        return pnt.takes(process.body)


def _silent(done: int, total: int) -> None:
    """For who does not want to know how far it is."""


def _parts(
    out: Path, sound: Iterator[ExportProcess], total: int, exporter: Exporter
) -> Iterator[tuple[Path, Iterator[ExportProcess]]]:
    """The one file, or numbered files in a folder; none where there is nothing sound."""
    is_numbered = out.is_dir() or total > PROCESSES_IN_A_FILE
    for number in count_from(1):
        first = next(sound, None)
        if first is None:
            return
        part = chain([first], islice(sound, PROCESSES_IN_A_FILE - 1))
        yield (out / f"{exporter.name}-{number:04}{exporter.suffix}" if is_numbered else out), part


def _packed(path: Path, pieces: Iterator[bytes], head: PackageHead) -> Iterator[bytes]:
    return gzip_pieces(pieces, f"audience={head.audience}") if path.suffix == ".gz" else pieces
