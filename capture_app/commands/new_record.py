"""`new`: begin a record of any type."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb, answer_of
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("type", metavar="TIPO", help="tipo de registro, como public_debt")
    parser.add_argument("--title", metavar="TEXTO", help="cómo se llama")


def _run(session: Session, arguments: Namespace) -> int:
    app = session.writer()
    changes = app.capture.create(arguments.title, arguments.type)
    if session.as_json:
        session.result(answer_of(changes))
    else:
        session.line(say("new.done", ocid=changes.ocid, folio=app.capture.open(changes.record_id).folio))
    return DONE


NEW = Verb("new", "Empieza un expediente o un registro.", _run, _arguments)
