"""`erase`: a personal value taken out of the past of a record, by order of law."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ocid", metavar="OCID", help="identificador o folio del expediente")
    parser.add_argument("path", metavar="LUGAR", help="el lugar del dato, por ejemplo /parties/@clave/contactPoint")
    parser.add_argument("--reason", required=True, metavar="TEXTO", help="la resolución que lo ordena")


def _run(session: Session, given: Namespace) -> int:
    erased = session.writer().erasing.erase(given.ocid, given.path, given.reason)
    if session.as_json:
        session.result(asdict(erased))
        return DONE
    session.line(say("erase.done", rows=f"{erased.rows:,}"))
    if erased.copies:
        session.say(say("erase.copies", number=f"{len(erased.copies):,}"))
        for copy in erased.copies:
            session.line(copy)
    return DONE


ERASE = Verb("erase", "Borra del pasado de un expediente un dato personal, por orden de ley.", _run, _arguments)
