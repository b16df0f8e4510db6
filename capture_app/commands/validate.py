"""`validate`: what is wrong with records of the office, or with files that are not imported."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, WRONG_USE, Verb
from capture_app.services.judging import Judged, judge_file, judged_findings
from capture_app.words import count, say
from forms.findings import Level


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="ARCHIVO", help="archivos que no se importan")
    parser.add_argument("--ocid", action="append", default=[], metavar="OCID", help="expediente que se revisa")
    parser.add_argument("--all", action="store_true", help="revisa todos los expedientes")


def _run(session: Session, arguments: Namespace) -> int:
    if bool(arguments.files) + bool(arguments.ocid) + arguments.all != 1:
        session.say(say("validate.choose"))
        return WRONG_USE
    source = _of_files(session, arguments.files) if arguments.files else _of_records(session, arguments)
    found = list(source)
    if session.as_json:
        session.result([_members(item) for item in found])
    else:
        _show(session, found)
    return FINDINGS if any(item.level == Level.ERROR for item in found) else DONE


def _of_files(session: Session, files: list[Path]) -> Iterator[Judged]:
    has_office = (session.data_dir / "settings.toml").is_file()
    settings = session.settings() if has_office else None
    for file in files:
        yield from judge_file(file, session.catalog, settings)


def _of_records(session: Session, arguments: Namespace) -> Iterator[Judged]:
    app = session.reader()
    names = arguments.ocid or [summary.id for summary in app.capture.everything(None)]
    for number, name in enumerate(names, 1):
        view = app.capture.open(name)
        reasons = dict(view.justified)
        yield from judged_findings(view.ocid, view.findings, session.catalog, view.body, view.record_type, reasons)
        session.progress(number, len(names))


def _members(item: Judged) -> dict[str, Any]:
    return {
        "ocid": item.ocid,
        "pointer": item.pointer,
        "code": item.code,
        "level": item.level,
        "message": item.message,
        **({"justification": item.justification} if item.justification else {}),
    }


def _show(session: Session, found: list[Judged]) -> None:
    for item in found:
        session.line(f"{say(f'level.{item.level}')}  {item.ocid}  {item.pointer}  {item.message}{_reason(item)}")
    session.say(count("validate.total", len(found)))


def _reason(item: Judged) -> str:
    return f"  {say('justify.shown', reason=item.justification)}" if item.justification else ""


VALIDATE = Verb("validate", "Revisa expedientes o archivos.", _run, _arguments)
