"""`export`: write records in a format."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, WRONG_USE, Verb
from capture_app.errors import BadInput
from capture_app.exporters.registry import (
    EXPORTERS,
    RECORD_PACKAGE,
    TABLES,
    Exporter,
    record_exporter,
    register_exporter,
)
from capture_app.ocds.package import AUDIENCES, PUBLIC
from capture_app.services.exporting import STATIC, ExportReport
from capture_app.services.outputs import remarks_of, said_of
from capture_app.services.pnt import PNT, exporter_for
from capture_app.words import say
from forms.catalog import load_catalog
from forms.record_type import RecordType

_MOST_LINES = 200
EMBEDDED, LINKED = "embedded", "linked"


def _arguments(parser: ArgumentParser) -> None:
    names = [*(exporter.name for exporter in EXPORTERS), PNT, STATIC]
    parser.add_argument("format", choices=names, metavar="FORMATO", help=", ".join(names))
    parser.add_argument("--out", required=True, type=Path, metavar="LUGAR", help="archivo o carpeta donde se escribe")
    parser.add_argument("--audience", choices=AUDIENCES, default=PUBLIC, metavar="QUIÉN", help=say("export.audience"))
    parser.add_argument("--ocid", action="append", metavar="OCID", help="solo este expediente; se puede repetir")
    parser.add_argument("--url", metavar="DIRECCIÓN", help=say("static.help.url"))
    parser.add_argument(
        "--register", choices=sorted(_registers()), metavar="REGISTRO", help=say("export.help.register")
    )
    parser.add_argument("--releases", choices=(EMBEDDED, LINKED), metavar="CÓMO", help=say("export.help.releases"))
    parser.add_argument("--versioned", action=BooleanOptionalAction, help=say("export.help.versioned"))
    parser.add_argument("--quarter", metavar="AÑO-N", help=say("pnt.quarter"))
    parser.add_argument("--definition", type=Path, metavar="ARCHIVO", help=say("pnt.definition"))
    parser.add_argument("--format-id", metavar="NÚMERO", help=say("pnt.definition.id"))


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.format == STATIC and not arguments.url:
        session.say(say("static.needs_url"))
        return WRONG_USE
    report = _export(session, arguments)
    for remark in remarks_of(report)[:_MOST_LINES]:
        session.say(remark)
    if session.as_json:
        session.result(report.members())
    else:
        _show(session, report)
    return FINDINGS if report.left_out or report.missing else DONE


def _export(session: Session, arguments: Namespace) -> ExportReport:
    if arguments.format == STATIC:
        return session.reader().exporting.publish_static(arguments.out, arguments.url, session.progress)
    exporter = _exporter(arguments)
    unknown = exporter.pnt.format.unknown if exporter.pnt is not None else ()
    if unknown:
        session.say(say("pnt.unknown", columns=", ".join(f"«{label}»" for label in unknown)))
    exporting = session.reader().exporting
    return exporting.export(exporter, arguments.out, arguments.ocid, session.progress, arguments.audience)


def _registers() -> dict[str, RecordType]:
    return {record.id: record for record, _ in load_catalog().registers}


def _exporter(arguments: Namespace) -> Exporter:
    if arguments.register:
        if arguments.format not in TABLES:
            raise BadInput(say("export.register_tables", names=", ".join(TABLES)), place="--register")
        return register_exporter(arguments.format, _registers()[arguments.register])
    if arguments.format != RECORD_PACKAGE:
        if arguments.releases or arguments.versioned is not None:
            raise BadInput(say("export.only_records"), place="--releases, --versioned")
        return exporter_for(arguments.format, arguments.quarter, arguments.definition, arguments.format_id)
    is_linked = arguments.releases == LINKED
    if is_linked and not arguments.url:
        raise BadInput(say("export.needs_url"), place="--url")
    return record_exporter(arguments.url if is_linked else "", arguments.versioned is not False)


def _show(session: Session, report: ExportReport) -> None:
    if report.format == STATIC:
        session.line(say("static.done", number=f"{len(report.files):,}", path=Path(report.files[-1].path).parent))
    for file in () if report.format == STATIC else report.files:
        session.line(f"{file.path}  {file.bytes:,} bytes  sha256 {file.sha256}")
    session.say(said_of(report))


EXPORT = Verb("export", "Exporta expedientes.", _run, _arguments)
