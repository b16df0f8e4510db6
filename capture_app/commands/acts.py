"""`submit`, `return`, `approve`, `publish` and `withdraw`: the acts of review and publication."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from capture_app.changes import Changes
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb, answer_of
from capture_app.services.judging import judged_findings
from capture_app.words import count, say

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
    parser.add_argument("--reason", metavar="TEXTO", default="", help="por qué revisa la misma persona que capturó")
    parser.add_argument("--preview", action="store_true", help="muestra lo que se publicaría, sin publicarlo")


def _verb(name: str, help: str, act: Act, arguments: Callable[[ArgumentParser], None] = _with_note) -> Verb:
    def run(session: Session, given: Namespace) -> int:
        app = session.writer()
        records = [app.capture.open(ocid).record_id for ocid in given.ocids]
        return _answer(session, name, act(app, records, given))

    return Verb(name, help, run, arguments)


def _answer(session: Session, name: str, done: Sequence[Changes]) -> int:
    answers = [answer_of(changes) for changes in done]
    if session.as_json:
        session.result(answers[0] if len(answers) == 1 else answers)
    else:
        for answer in answers:
            session.line(say(f"{name}.done", **answer))
    return DONE


def _with_reason(parser: ArgumentParser) -> None:
    _ocids(parser)
    parser.add_argument("--reason", metavar="TEXTO", required=True, help="por qué se retira; se publica en su lugar")


def _stages(given: Namespace) -> list[str] | None:
    return [stage.strip() for stage in given.stages.split(",") if stage.strip()] if given.stages else None


def _run_publish(session: Session, given: Namespace) -> int:
    """What will go out is said before it goes; with --preview it is only said."""
    stages = _stages(given)
    app = session.reader() if given.preview else session.writer()
    previews = [_preview(app, name, stages) for name in given.ocids]
    if given.preview:
        if session.as_json:
            session.result(previews[0] if len(previews) == 1 else previews)
        else:
            for preview in previews:
                _tell(preview, session.line)
        return DONE
    for preview in previews:
        _tell(preview, session.say)
    return _answer(
        session, "publish", app.publish.publish([preview["id"] for preview in previews], stages, given.reason)
    )


def _preview(app: App, name: str, stages: list[str] | None) -> dict[str, Any]:
    view = app.capture.open(name)
    out = app.publish.preview(view.record_id, stages)
    told = judged_findings(view.ocid, out.personal, app.catalog, view.body, view.record_type)
    personal = [{"pointer": item.pointer, "message": item.message} for item in told]
    names = {"id": view.record_id, "ocid": view.ocid}
    return {**names, "personal": personal, "kept_back": list(out.kept_back), "shown": out.shown}


def _tell(preview: dict[str, Any], line: Callable[[str], None]) -> None:
    line(count("publish.kept_back", len(preview["kept_back"]), ocid=preview["ocid"]))
    for item in preview["personal"]:
        line(f"{say('level.warning')}  {item['pointer']}  {item['message']}")


SUBMIT = _verb("submit", "Pasa expedientes a revisión.", lambda app, ids, given: app.review.submit(ids, given.note))
RETURN = _verb(
    "return", "Devuelve expedientes a captura.", lambda app, ids, given: app.review.return_to_draft(ids, given.note)
)
APPROVE = _verb("approve", "Aprueba expedientes.", lambda app, ids, given: app.review.approve(ids, given.note))
PUBLISH = Verb("publish", "Publica expedientes; salen al portal en el siguiente envío.", _run_publish, _with_stages)
WITHDRAW = _verb(
    "withdraw",
    "Retira registros publicados; el portal muestra en su lugar el motivo.",
    lambda app, ids, given: app.publish.withdraw(ids, given.reason),
    _with_reason,
)
