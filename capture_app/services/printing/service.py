"""What is printed, by name: one file each, the same bytes for the same data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from capture_app.changes import ProcessSummary
from capture_app.errors import NotFound
from capture_app.exporters.files import ExportedFile, write_file
from capture_app.ids import read_stamp
from capture_app.ocds.dates import zone_of
from capture_app.services.acts import ActService
from capture_app.services.capture import CaptureService
from capture_app.services.exchange import WORDS
from capture_app.services.pnt import asked_quarter
from capture_app.services.printing.owing import RECORD_TYPE, Owed, Printed, Receipted, areas_of
from capture_app.store import receipts
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from capture_app.words import say
from forms.acts.required import Standing
from forms.acts.wording import figure_words
from forms.formats import show_moment
from forms.progress import title_of
from forms.quarters import Quarter, is_of
from forms.record_type import RecordType, kinds_of
from forms.thresholds import Threshold
from forms.words import label_at
from sync.wire import Receipt, decode_message

PAPERS = ("caratula", "indice", "cuadro")
REQUEST, BATCH = "requerimiento", "acuse"
KINDS = (*PAPERS, REQUEST, BATCH)
SUFFIX = ".pdf"


class PrintService:
    """Sheets for the folder of a process, letters to the areas, and acuses of what was sent."""

    def __init__(self, desk: Desk, capture: CaptureService, processes: ProcessStore) -> None:
        self._desk = desk
        self._capture = capture
        self._acts = ActService(desk, processes)

    def print(self, kind: str, name: str, out: Path) -> ExportedFile:
        """Write the sheet of a kind of ``KINDS``: ``name`` is an ocid or folio, a quarter (``2026-3``) for the letter,
        the number of a receipt (the last one where it is "") for the acuse."""
        return write_file(out, iter([self.sheet(kind, name)]))

    def sheet(self, kind: str, name: str) -> bytes:
        """The PDF itself."""
        # Read at the first print: the library that writes PDF takes as long to load as the window.
        from capture_app.services.printing import papers

        if kind == REQUEST:
            return self._request(asked_quarter(name))
        if kind == BATCH:
            return self._batch(name)
        return papers.PAPERS[kind](self._printed(name))

    def _printed(self, name: str) -> Printed:
        view = self._capture.open(name)
        if view.record_type != RECORD_TYPE:
            raise NotFound(say("print.register", name=name))
        files = frozenset(document.row_key for document in view.documents)
        office, law = self._desk.settings.office_name, self._desk.catalog
        acts = self._acts.of(view.record_id)
        auditor = self._in_force("authority.audit")
        reviewer = auditor.text if auditor else ""
        saved_at = view.saved_at.astimezone(zone_of(self._desk.settings.zone))
        return Printed(office, view.ocid, view.folio, view.body, saved_at, law, acts, files, reviewer)

    def _in_force(self, code: str) -> Threshold | None:
        """The office's row of today, approved by somebody; None where there is none."""
        return self._desk.thresholds().usable(code, self._today())

    def _today(self) -> date:
        return self._desk.clock.today(self._desk.settings.zone)

    def _request(self, quarter: Quarter) -> bytes:
        summaries = sorted(self._capture.everything(), key=lambda summary: (summary.folio, summary.ocid))
        owed = [item for summary in summaries if (item := self._owed(summary, quarter)) is not None]
        from capture_app.services.printing.letters import request

        today = self._today()
        made_at = datetime(today.year, today.month, today.day, tzinfo=UTC)
        rows = filter(None, map(self._in_force, ("format.pnt", "authority.transparency")))
        fixed = tuple(map(figure_words, rows))
        return request(self._desk.settings.office_name, quarter, owed, today, made_at, fixed)

    def _owed(self, summary: ProcessSummary, quarter: Quarter) -> Owed | None:
        body = self._capture.body(summary.id)
        if not is_of(body, quarter):
            return None
        missing = self._missing(summary, body)
        return Owed(summary.folio or summary.ocid, title_of(body), areas_of(body), missing) if missing else None

    def _missing(self, summary: ProcessSummary, body: Mapping[str, Any]) -> tuple[str, ...]:
        """What must still be said, each member once, and the acts that are lacking."""
        found = self._capture.findings(summary.id, "published")
        record = self._desk.catalog.record_types[RECORD_TYPE]
        places = [item.pointer for item in found if item.code in MISSING]
        labels = [
            say("print.request.place", label=label_at(place, record, kinds_of(body)), stage=_stage(record, place, body))
            for place in places
        ]
        acts = [
            (act.row.document or act.row.act)
            for act in self._acts.of(summary.id).all()
            if act.standing is Standing.MISSING
        ]
        return tuple(dict.fromkeys([*labels, *acts]))

    def _batch(self, number: str) -> bytes:
        from capture_app.services.printing.letters import batch_receipt

        row = receipts.find(self._desk.connection, number)
        if row is None:
            raise NotFound(say("print.batch.none"))
        head = [
            (say("print.batch.number"), row["receipt_no"]),
            (say("print.batch.received"), show_moment(row["received_at"])),
            (say("print.batch.id"), row["batch_id"]),
        ]
        signature = say("print.batch.emptied")
        if row["body"]:
            receipt = decode_message(row["body"], Receipt)
            head += [(say("print.batch.device"), receipt.device_id), (say("print.batch.chain"), receipt.head)]
            signature = receipt.signature
        lines = [
            Receipted(
                held["folio"] or held["ocid"] or "",
                held["title"] or "",
                say(f"what.{held['kind']}") or say("print.batch.change"),
                say(f"state.{WORDS[held['state']]}"),
            )
            for held in receipts.operations(self._desk.connection, row["receipt_no"])
        ]
        made_at = read_stamp(row["taken_at"])
        return batch_receipt(self._desk.settings.office_name, head, lines, signature, made_at)


MISSING = ("required.missing", "required.expected")


def _stage(record: RecordType, place: str, body: Mapping[str, Any]) -> str:
    stage = record.stage_of(place)
    return stage.title_for(*kinds_of(body)) if stage else record.title
