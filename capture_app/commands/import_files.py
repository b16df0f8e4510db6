"""`import`: take processes from files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, Verb
from capture_app.importers.registry import AUTO, format_names
from capture_app.services.import_report import FileReport, ImportReport
from capture_app.words import say
from forms.findings import Level


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="ARCHIVO", help="archivos que se importan")
    parser.add_argument("--format", default=AUTO, choices=format_names(), help="formato de los archivos")
    parser.add_argument("--dry-run", action="store_true", help="muestra qué pasaría, sin guardar nada")


def _run(session: Session, arguments: Namespace) -> int:
    app = session.reader() if arguments.dry_run else session.writer()
    report = app.importing.import_files(arguments.files, arguments.format, arguments.dry_run, session.progress)
    if session.as_json:
        session.result(report.members())
    else:
        _show(session, report)
    return DONE if report.is_clean else FINDINGS


def _show(session: Session, report: ImportReport) -> None:
    for file in report.files:
        _show_file(session, file)
    session.line(say("import.totals", **report.totals))


def _show_file(session: Session, file: FileReport) -> None:
    for problem in file.problems:
        if problem.level in (Level.ERROR, Level.WARNING):
            where = " ".join(part for part in (Path(file.file).name, problem.place, problem.pointer) if part)
            session.say(problem.message if file.is_refused else f"{where}: {problem.message}")
    notes = sum(problem.level == Level.NOTE for problem in file.problems)
    if not file.is_refused:
        members = file.members()
        session.line(say("import.file", name=Path(file.file).name, notes=notes, **{k: members[k] for k in _COUNTS}))


_COUNTS = ("read", "stored", "unchanged", "refused", "kept_aside")
IMPORT = Verb("import", "Importa archivos de otros programas.", _run, _arguments)
