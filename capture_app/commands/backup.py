"""`backup`: copies of the office's database, and putting one back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, WRONG_USE, Verb
from capture_app.ids import SystemClock
from capture_app.process import ProcessLock
from capture_app.services.backups import Backup, key_of_copy, put_back, verify
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "doing", choices=("list", "make", "check", "restore"), metavar="QUÉ", help="list, make, check o restore"
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="ARCHIVO", help="con check o restore: el respaldo")
    parser.add_argument("--out", type=Path, metavar="CARPETA", help="con make: otra carpeta, mejor en otro disco")


def _run(session: Session, given: Namespace) -> int:
    if given.doing in ("check", "restore") and given.file is None:
        session.say(say("use.missing", what="ARCHIVO"))
        return WRONG_USE
    if given.doing == "check":
        return _told(session, {"records": _verified(session, given.file)}, "backup.sound")
    if given.doing == "restore":
        return _restore(session, given.file)
    if given.doing == "make":
        return _told(session, _members(session.writer().backups.make(given.out)), "backup.made")
    found = [_members(one) for one in session.reader().backups.kept()]
    if session.as_json:
        session.result(found)
    else:
        for one in found:
            session.line(say("backup.line", **one))
        if not found:
            session.say(say("backup.nothing"))
    return DONE


def _verified(session: Session, file: Path) -> int:
    return verify(file, session.with_key(lambda: key_of_copy(session.data_dir, file)))


def _restore(session: Session, file: Path) -> int:
    count, before = session.with_key(lambda: put_back_whole(session.data_dir, file))
    return _told(session, {"records": count, "before": str(before or "")}, "backup.restored")


def put_back_whole(data_dir: Path, file: Path) -> tuple[int, Path | None]:
    """:func:`put_back` with the folder held; AnotherWindow where another process works in it."""
    lock = ProcessLock(data_dir)
    try:
        return put_back(data_dir, file, SystemClock())
    finally:
        lock.release()


def _told(session: Session, members: dict[str, object], words: str) -> int:
    session.result(members) if session.as_json else session.line(say(words, **members))
    return DONE


def _members(one: Backup) -> dict[str, object]:
    made = one.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"path": str(one.path), "made_at": made, "bytes": one.size, "reason": one.reason}


BACKUP = Verb("backup", "Respalda la base de datos de la oficina y repone un respaldo.", _run, _arguments)
