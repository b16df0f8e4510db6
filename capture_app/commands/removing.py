"""`delete`, `deleted` and `restore`: putting drafts away and taking them back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb, answer_of
from capture_app.words import say


def _ocids(parser: ArgumentParser) -> None:
    parser.add_argument("ocids", nargs="+", metavar="OCID", help="identificadores o folios")


def _delete(session: Session, given: Namespace) -> int:
    app = session.writer()
    with app.capture.together():
        answers = [answer_of(app.capture.delete(name)) for name in given.ocids]
    return _answer(session, "delete.done", answers)


def _restore(session: Session, given: Namespace) -> int:
    app = session.writer()
    with app.capture.together():
        answers = [answer_of(app.capture.bring_back(name)) for name in given.ocids]
    return _answer(session, "restore.done", answers)


def _answer(session: Session, words: str, answers: list[dict[str, object]]) -> int:
    if session.as_json:
        session.result(answers[0] if len(answers) == 1 else answers)
    else:
        for answer in answers:
            session.line(say(words, **answer))
    return DONE


def _list(session: Session, _: Namespace) -> int:
    found = session.reader().capture.deleted()
    if session.as_json:
        session.result([{"ocid": one.ocid, "folio": one.folio, "title": one.title} for one in found])
        return DONE
    for one in found:
        session.line(f"{one.folio}  {one.title}  ({one.ocid}, {one.deleted_at:%d/%m/%Y})")
    if not found:
        session.say(say("deleted.none"))
    return DONE


DELETE = Verb("delete", "Elimina borradores que el público no ha visto; se pueden recuperar.", _delete, _ocids)
DELETED = Verb("deleted", "Muestra los expedientes eliminados.", _list)
RESTORE = Verb("restore", "Recupera expedientes eliminados.", _restore, _ocids)
