"""`print`: sheets for the folder of a process, letters to the areas, acuses."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, WRONG_USE, Verb
from capture_app.services.printing.service import BATCH, KINDS
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    kinds = ", ".join(KINDS)
    parser.add_argument("what", choices=KINDS, metavar="HOJA", help=say("print.help.kind", kinds=kinds))
    parser.add_argument("name", nargs="?", default="", metavar="OCID", help=say("print.help.name"))
    parser.add_argument("--out", required=True, type=Path, metavar="ARCHIVO", help=say("print.help.out"))


def _run(session: Session, arguments: Namespace) -> int:
    if not arguments.name and arguments.what != BATCH:
        session.say(say("print.needs_name"))
        return WRONG_USE
    written = session.reader().printing.print(arguments.what, arguments.name, arguments.out)
    if session.as_json:
        session.result(written.members())
    else:
        session.line(say("print.done", path=written.path))
    return DONE


PRINT = Verb("print", say("print.help"), _run, _arguments)
