"""`import`: take processes from files."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from pathlib import Path

from capture_app.commands.import_undo import show_runs, undo_import
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, Verb
from capture_app.errors import BadInput
from capture_app.importers.mapped import is_name
from capture_app.importers.registry import AUTO, format_names
from capture_app.services.import_report import FileReport, ImportReport, ProcessOutcome
from capture_app.words import say
from forms.findings import Level


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="ARCHIVO", help="archivos que se importan, o carpetas con ellos"
    )
    parser.add_argument("--format", default=AUTO, type=_format, help=f"{', '.join(format_names())} o mapping:NOMBRE")
    parser.add_argument("--into", default="", metavar="OCID", help="expediente que completan las facturas")
    parser.add_argument("--undo", metavar="NÚMERO", help="deshace una importación (la última con «last»)")
    parser.add_argument("--runs", action="store_true", help="muestra las importaciones que se pueden deshacer")
    parser.add_argument(
        "--dry-run",
        "--check",
        action="store_true",
        help="revisa sin guardar nada: qué sería nuevo, qué cambiaría y qué se rechazaría, y por qué",
    )
    parser.add_argument(
        "--seen", action="append", default=[], metavar="HUELLA", help="importa solo si el archivo es el que se revisó"
    )


def _format(name: str) -> str:
    if name not in format_names() and not is_name(name):
        raise ArgumentTypeError(say("import.unknown_format", names=", ".join(format_names())))
    return name


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.undo:
        return undo_import(session, arguments.undo)
    if arguments.runs:
        return show_runs(session)
    if not arguments.files:
        raise BadInput(say("import.no_files"))
    app = session.reader() if arguments.dry_run else session.writer()
    files = _named(arguments.files)
    report = app.importing.import_files(
        *(files, arguments.format, arguments.dry_run, session.progress),
        into=arguments.into,
        seen=_seen(files, arguments.seen),
    )
    if session.as_json:
        session.result({**report.members(), **({"check": report.outcomes()} if arguments.dry_run else {})})
    else:
        _show(session, report)
        if arguments.dry_run:
            _show_check(session, report)
    return DONE if report.is_clean else FINDINGS


def _named(given: list[Path]) -> list[Path]:
    """The files, those of a folder in the order of their names but for hidden ones and those of open spreadsheets."""
    return [file for path in given for file in (_of_folder(path) if path.is_dir() else [path])]


def _seen(files: list[Path], given: list[str]) -> dict[str, str]:
    """What the files were when they were looked at, in their order."""
    if given and len(given) != len(files):
        raise BadInput(say("import.seen_count"))
    return {str(file): sha256.lower() for file, sha256 in zip(files, given, strict=False)}


def _of_folder(folder: Path) -> list[Path]:
    found = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith((".", "~$")))
    if not found:
        raise BadInput(say("import.empty_folder", folder=folder), str(folder))
    return found


def _show(session: Session, report: ImportReport) -> None:
    for file in report.files:
        _show_file(session, file)
    session.line(say("import.totals", **report.totals))


def _show_check(session: Session, report: ImportReport) -> None:
    """Each process that would be new, different or refused, and what would change in it."""
    for file in report.files:
        if file.sha256:
            session.line(say("import.would.seen", name=Path(file.file).name, sha256=file.sha256))
        for process in file.processes:
            if process.outcome != "unchanged":
                session.line(say(f"import.would.{process.outcome}", **_names(process)))
            for change in process.differences:
                session.line(
                    say("import.would.differ", label=change.label, old=change.old or "∅", new=change.new or "∅")
                )
            if process.changes > len(process.differences):
                session.line(say("import.would.more", number=process.changes - len(process.differences)))
    session.line(say("import.would.nothing"))


def _names(process: ProcessOutcome) -> dict[str, str]:
    return {"place": process.place, "name": process.name, "title": process.title}


def _show_rows(session: Session, file: FileReport) -> None:
    if file.rows is not None:
        session.line(say("import.rows", **asdict(file.rows)))
    if file.error_sheet:
        session.line(say("import.error_sheet", path=file.error_sheet, rows=len(file.refused_rows)))


def _show_file(session: Session, file: FileReport) -> None:
    for problem in file.problems:
        if problem.level in (Level.ERROR, Level.WARNING):
            where = " ".join(part for part in (Path(file.file).name, problem.place, problem.pointer) if part)
            session.say(problem.message if file.is_refused else f"{where}: {problem.message}")
    notes = sum(problem.level == Level.NOTE for problem in file.problems)
    if not file.is_refused:
        members = file.members()
        session.line(say("import.file", name=Path(file.file).name, notes=notes, **{k: members[k] for k in _COUNTS}))
        _show_rows(session, file)


_COUNTS = ("read", "stored", "unchanged", "refused", "kept_aside")
IMPORT = Verb("import", "Importa archivos de otros programas.", _run, _arguments)
