"""`justify`: why a warning or a point to look at stands as it is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb, answer_of
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ocid", metavar="OCID", help="identificador o folio del expediente")
    parser.add_argument("pointer", metavar="LUGAR", help="lugar del aviso, como lo dice validate")
    parser.add_argument("code", metavar="CÓDIGO", help="código del aviso, como lo dice validate --json")
    parser.add_argument("reason", metavar="MOTIVO", help="por qué está bien así; vacío quita el motivo")


def _run(session: Session, arguments: Namespace) -> int:
    app = session.writer()
    record_id = app.capture.open(arguments.ocid).record_id
    if arguments.reason.strip():
        changes = app.capture.justify(record_id, arguments.pointer, arguments.code, arguments.reason)
    else:
        changes = app.capture.take_back_reason(record_id, arguments.pointer, arguments.code)
    if session.as_json:
        session.result(answer_of(changes))
    else:
        session.line(say("justify.done" if changes.paths else "set.same", ocid=changes.ocid))
    return DONE


JUSTIFY = Verb("justify", "Dice por qué un aviso está bien así; el motivo se guarda.", _run, _arguments)
