"""`protect`: the data of this computer sealed, so that a stolen disk tells nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.unlocking import asked, kept_or_asked
from capture_app.commands.verb import DONE, Verb
from capture_app.errors import BadInput
from capture_app.services.protecting import open_file, standing_of, unlock_folder
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACCIÓN")
    acts.add_parser("status", help="dice si la carpeta está protegida")
    acts.add_parser("on", help="protege la carpeta y muestra, una sola vez, la clave de recuperación")
    acts.add_parser("off", help="quita la protección: todo queda legible otra vez")
    acts.add_parser("unlock", help="abre con la clave de recuperación una carpeta que esta cuenta no puede abrir")
    opening = acts.add_parser("open", help="descifra un archivo que salió de una carpeta protegida (lo pendiente)")
    opening.add_argument("file", type=Path, metavar="ARCHIVO")
    opening.add_argument("--out", type=Path, required=True, metavar="ARCHIVO")


def _run(session: Session, given: Namespace) -> int:
    acts = {"status": _status, "on": _put_on, "off": _take_off, "unlock": _unlock, "open": _open}
    acts[given.act](session, given)
    return DONE


def _status(session: Session, _given: Namespace) -> None:
    session.settings()
    standing = standing_of(session.data_dir)
    if session.as_json:
        session.result(asdict(standing))
        return
    session.line(say(f"protection.{standing.state}", since=standing.since))
    session.line(say("protection.store" if standing.has_store else "protection.no_store"))


def _put_on(session: Session, _given: Namespace) -> None:
    """The key is shown and its last group asked back before anything is written; then the folder is opened again,
    which seals it."""
    app = session.writer()
    prepared = app.protecting.prepare()
    session.say(say("protection.before"))
    if session.as_json:
        app.protecting.begin(prepared, prepared.groups[-1])
    else:
        session.line(say("protection.sheet", office=app.settings.office_name, recovery="   ".join(prepared.groups)))
        session.say(say("protection.ask_back"))
        app.protecting.begin(prepared, asked() or "")
    _settle(session)
    told = standing_of(session.data_dir)
    if session.as_json:
        session.result({**asdict(told), "recovery_key": prepared.recovery})
        return
    session.line(say("protection.done"))
    if not told.has_store:
        session.line(say("protection.no_store"))


def _take_off(session: Session, _given: Namespace) -> None:
    session.writer().protecting.end()
    _settle(session)
    _tell(session, "protection.undone")


def _settle(session: Session) -> None:
    """What was decided is done by the opening."""
    session.let_go()
    session.writer()


def _unlock(session: Session, _given: Namespace) -> None:
    kept = unlock_folder(session.data_dir, _recovery())
    _tell(session, "protection.unlocked" if kept else "protection.unlocked_once")


def _open(session: Session, given: Namespace) -> None:
    open_file(given.file, _recovery(), given.out)
    _tell(session, "protection.file_open", path=given.out)


def _recovery() -> str:
    recovery = kept_or_asked() or asked()
    if not recovery:
        raise BadInput(say("recovery.length", given=0), action_es=say("recovery.again"))
    return recovery


def _tell(session: Session, words: str, **named: object) -> None:
    standing = asdict(standing_of(session.data_dir))
    session.result(standing) if session.as_json else session.line(say(words, **named))


PROTECT = Verb("protect", "Cifra los datos de esta computadora, o les quita el cifrado.", _run, _arguments)
