"""`catalog`: the catalogues of codes, searched as in the window; and a newer edition taken in."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from capture_app.commands import figures
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, WRONG_USE, Verb
from capture_app.errors import NotFound
from capture_app.ids import SystemClock
from capture_app.services.catalogues import PAGE, ZONE, CatalogueHit, CatalogueService
from capture_app.words import count, say
from forms.catalogues.reading import read_day


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        raise ArgumentTypeError(say("catalogue.problem.day", value=text)) from error


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NOMBRE", help="catálogo; sin él se muestran todos")
    parser.add_argument("text", nargs="*", metavar="TEXTO", help="clave o palabras que se buscan")
    parser.add_argument("--limit", type=int, default=PAGE, metavar="N", help="cuántos renglones se muestran")
    parser.add_argument("--import", type=Path, dest="file", metavar="ARCHIVO", help="tabla CSV que se importa")
    parser.add_argument("--edition", default="", metavar="NOMBRE", help="nombre de la edición que se importa")
    parser.add_argument("--from", type=_day, dest="since", metavar="FECHA", help="desde cuándo vale lo importado")
    parser.add_argument("--until", type=_day, metavar="FECHA", help="hasta cuándo vale lo importado")
    figures.add_arguments(parser)


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.name == figures.NAME:
        return figures.run(session, arguments)
    if arguments.file is not None:
        return _import(session, arguments)
    return _search(session, arguments) if arguments.name else _list(session)


def _service(session: Session) -> CatalogueService:
    """For reading; a folder where no office has begun has the catalogues of the program."""
    try:
        zone = session.settings().zone
    except NotFound:
        zone = ZONE
    return CatalogueService(session.data_dir, session.catalog, SystemClock(), zone)


def _list(session: Session) -> int:
    found = _service(session).listing()
    if session.as_json:
        session.result([asdict(info) for info in found])
        return DONE
    for info in found:
        session.line("  ".join(filter(None, (info.name, f"{info.entries:,}", info.title, ", ".join(info.editions)))))
    return DONE


def _search(session: Session, arguments: Namespace) -> int:
    found = _service(session).search(arguments.name, " ".join(arguments.text), max(arguments.limit, 1))
    if session.as_json:
        session.result([_members(hit) for hit in found])
        return DONE
    for hit in found:
        session.line(_line(hit))
    if not found:
        session.say(say("catalogue.none", name=arguments.name))
    return DONE if found else FINDINGS


def _members(hit: CatalogueHit) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(hit).items()}


def _line(hit: CatalogueHit) -> str:
    beside = " › ".join(hit.path) or hit.detail
    until = say("catalogue.until", until=hit.until.isoformat()) if hit.until else ""
    parts = (hit.code, hit.title, f"({beside})" if beside else "", f"[{hit.word}]" if hit.word else "", until)
    return "  ".join(filter(None, parts))


def _import(session: Session, arguments: Namespace) -> int:
    if not arguments.name:
        session.say(say("use.missing", what="NOMBRE"))
        return WRONG_USE
    service = session.writer().catalogues
    made = service.import_file(arguments.name, arguments.file, arguments.edition, arguments.since, arguments.until)
    members = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(made).items()}
    if session.as_json:
        session.result({**members, "file": made.file_name})
    else:
        session.line(count("catalogue.imported", made.rows, name=made.name, edition=made.edition, since=made.since))
    return DONE


CATALOG = Verb("catalog", "Busca en los catálogos de claves o importa una edición.", _run, _arguments)
