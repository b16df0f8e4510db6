"""`submit`, `return`, `approve`, `publish` and `withdraw`: the acts of review and publication."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from capture_app.changes import Changes
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb, answer_of
from capture_app.words import say

if TYPE_CHECKING:
    from capture_app.app import App

Act = Callable[["App", Sequence[str], Namespace], tuple[Changes, ...]]


def _ocids(parser: ArgumentParser) -> None:
    parser.add_argument("ocids", nargs="+", metavar="OCID", help="identificadores o folios de los expedientes")


def _with_note(parser: ArgumentParser) -> None:
    _ocids(parser)
    parser.add_argument("--note", metavar="TEXTO", help="nota para quien sigue")


def _with_stages(parser: ArgumentParser) -> None:
    _ocids(parser)
    parser.add_argument("--stages", metavar="ETAPA,…", help="etapas que se publican; sin esto, todas las capturadas")


def _verb(name: str, help: str, act: Act, arguments: Callable[[ArgumentParser], None] = _with_note) -> Verb:
    def run(session: Session, given: Namespace) -> int:
        app = session.writer()
        records = [app.capture.open(ocid).record_id for ocid in given.ocids]
        answers = [answer_of(changes) for changes in act(app, records, given)]
        if session.as_json:
            session.result(answers[0] if len(answers) == 1 else answers)
        else:
            for answer in answers:
                session.line(say(f"{name}.done", **answer))
        return DONE

    return Verb(name, help, run, arguments)


def _with_reason(parser: ArgumentParser) -> None:
    _ocids(parser)
    parser.add_argument("--reason", metavar="TEXTO", required=True, help="por qué se retira; se publica en su lugar")


def _stages(given: Namespace) -> list[str] | None:
    return [stage.strip() for stage in given.stages.split(",") if stage.strip()] if given.stages else None


SUBMIT = _verb("submit", "Pasa expedientes a revisión.", lambda app, ids, given: app.review.submit(ids, given.note))
RETURN = _verb(
    "return", "Devuelve expedientes a captura.", lambda app, ids, given: app.review.return_to_draft(ids, given.note)
)
APPROVE = _verb("approve", "Aprueba expedientes.", lambda app, ids, given: app.review.approve(ids, given.note))
PUBLISH = _verb(
    "publish",
    "Publica expedientes; salen al portal en el siguiente envío.",
    lambda app, ids, given: app.publish.publish(ids, _stages(given)),
    _with_stages,
)
WITHDRAW = _verb(
    "withdraw",
    "Retira registros publicados; el portal muestra en su lugar el motivo.",
    lambda app, ids, given: app.publish.withdraw(ids, given.reason),
    _with_reason,
)
