"""`template`: the workbook that an office fills and imports."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.settings import write_whole
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="ARCHIVO", help="libro que se escribe")
    parser.add_argument("--all", action="store_true", help="con todas las hojas, también las que casi nadie llena")


def _run(session: Session, arguments: Namespace) -> int:
    from capture_app.services.template_book import template_book

    data, sheets = template_book(session.catalog, arguments.all)
    write_whole(arguments.out, data)
    if session.as_json:
        session.result({"path": str(arguments.out), "sheets": sheets})
    else:
        session.line(say("template.done", path=arguments.out, sheets=sheets))
    return DONE


TEMPLATE = Verb("template", "Escribe el libro que se llena a mano y se importa.", _run, _arguments)
