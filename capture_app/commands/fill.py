"""`fill`: the blank fields of a register's record, from the contracting process it names."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="FOLIO", help="folio u OCID del renglón del registro")


def _run(session: Session, arguments: Namespace) -> int:
    app = session.writer()
    filled = app.reuse.fill_from_link(app.capture.open(arguments.name).record_id)
    labels = list(filled.labels) if filled else []
    if session.as_json:
        session.result({"from": filled.folio if filled else None, "filled": labels})
    elif filled is None:
        session.line(say("fill.nothing"))
    else:
        session.line(say("fill.done", folio=filled.folio, fields=", ".join(labels)))
    return DONE


FILL = Verb("fill", "Llena lo que falta de un registro con lo del expediente que nombra.", _run, _arguments)
