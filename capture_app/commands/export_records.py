"""`export`: write records in a format."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, WRONG_USE, Verb
from capture_app.exporters.registry import EXPORTERS
from capture_app.exporters.xlsx import TOO_LONG
from capture_app.ocds.package import AUDIENCES, PUBLIC
from capture_app.services.exporting import STATIC, ExportReport, LeftOut
from capture_app.services.pnt import PNT, exporter_for
from capture_app.words import count, say

_MOST_PLACES = 5
_MOST_LINES = 200


def _arguments(parser: ArgumentParser) -> None:
    names = [*(exporter.name for exporter in EXPORTERS), PNT, STATIC]
    parser.add_argument("format", choices=names, metavar="FORMATO", help=", ".join(names))
    parser.add_argument("--out", required=True, type=Path, metavar="LUGAR", help="archivo o carpeta donde se escribe")
    parser.add_argument("--audience", choices=AUDIENCES, default=PUBLIC, metavar="QUIÉN", help=say("export.audience"))
    parser.add_argument("--ocid", action="append", metavar="OCID", help="solo este expediente; se puede repetir")
    parser.add_argument("--url", metavar="DIRECCIÓN", help=say("static.help.url"))
    parser.add_argument("--quarter", metavar="AÑO-N", help=say("pnt.quarter"))
    parser.add_argument("--definition", type=Path, metavar="ARCHIVO", help=say("pnt.definition"))
    parser.add_argument("--format-id", metavar="NÚMERO", help=say("pnt.definition.id"))


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.format == STATIC and not arguments.url:
        session.say(say("static.needs_url"))
        return WRONG_USE
    report = _export(session, arguments)
    for left in report.left_out:
        session.say(why_left_out(left))
    _say_missing(session, report)
    if session.as_json:
        session.result(report.members())
    else:
        _show(session, report)
    return FINDINGS if report.left_out or report.missing else DONE


def _export(session: Session, arguments: Namespace) -> ExportReport:
    if arguments.format == STATIC:
        return session.reader().exporting.publish_static(arguments.out, arguments.url, session.progress)
    exporter = exporter_for(arguments.format, arguments.quarter, arguments.definition, arguments.format_id)
    unknown = exporter.pnt.format.unknown if exporter.pnt is not None else ()
    if unknown:
        session.say(say("pnt.unknown", columns=", ".join(f"«{label}»" for label in unknown)))
    exporting = session.reader().exporting
    return exporting.export(exporter, arguments.out, arguments.ocid, session.progress, arguments.audience)


def _say_missing(session: Session, report: ExportReport) -> None:
    for cell in sorted(report.missing, key=lambda cell: not cell.is_required)[:_MOST_LINES]:
        key = "pnt.missing.required" if cell.is_required else "pnt.missing"
        session.say(say(key, ocid=cell.ocid, contract=cell.contract, column=cell.column))
    if report.missing:
        session.say(say("pnt.missing.count", number=f"{len(report.missing):,}"))


def why_left_out(left: LeftOut) -> str:
    """Why a process did not go out, and which of its members is to blame."""
    places = ", ".join(defect.pointer for defect in left.defects[:_MOST_PLACES])
    key = "export.too_long" if left.defects[0].code == TOO_LONG else "export.left_out"
    return say(key, ocid=left.ocid, places=places)


def _show(session: Session, report: ExportReport) -> None:
    if report.format == STATIC:
        session.line(say("static.done", number=f"{len(report.files):,}", path=Path(report.files[-1].path).parent))
    for file in () if report.format == STATIC else report.files:
        session.line(f"{file.path}  {file.bytes:,} bytes  sha256 {file.sha256}")
    session.say(count("export.done", report.records) if report.records else say("export.nothing"))


EXPORT = Verb("export", "Exporta expedientes.", _run, _arguments)
