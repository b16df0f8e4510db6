"""`show`: one record as it is stored."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ocid", metavar="OCID", help="identificador o folio del expediente")


def _run(session: Session, arguments: Namespace) -> int:
    session.document(session.reader().capture.body(arguments.ocid))
    return DONE


SHOW = Verb("show", "Muestra un expediente.", _run, _arguments)
