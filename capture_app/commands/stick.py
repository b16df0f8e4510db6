"""`stick`: the post by hand, on a memory stick."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.errors import DatabaseTooNew
from capture_app.services.queue_file import QueueFile, write_queue_of_later
from capture_app.services.stick import StickFiles
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACCIÓN")
    write = acts.add_parser("write", help="escribe lo pendiente en una carpeta (la memoria USB)")
    write.add_argument("--out", type=Path, required=True, metavar="CARPETA")
    queue = acts.add_parser("queue", help="escribe lo pendiente en un archivo que se puede leer, sin portal ni clave")
    queue.add_argument("--out", type=Path, required=True, metavar="ARCHIVO")
    take = acts.add_parser("take", help="toma los acuses que devolvió el portal")
    take.add_argument("file", type=Path, nargs="+", metavar="ARCHIVO")


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.act == "queue":
        told = asdict(_write_queue(session, arguments.out))
        session.result(told) if session.as_json else session.line(say("stick.queue.done", **told))
        return DONE
    stick = session.writer().stick
    files = stick.write(arguments.out) if arguments.act == "write" else stick.take(arguments.file)
    _tell(session, arguments.act, files)
    return DONE


def _write_queue(session: Session, place: Path) -> QueueFile:
    try:
        return session.reader().exchange.write_queue(place)
    except DatabaseTooNew:
        return write_queue_of_later(session.data_dir, place)


def _tell(session: Session, act: str, files: StickFiles) -> None:
    if files.notice:
        session.say(files.notice)
    if session.as_json:
        session.result({"files": [str(path) for path in files.files], "operations": files.operations})
        return
    session.line(say(f"stick.{act}.done" if files.files else "stick.nothing", operations=files.operations))
    for path in files.files:
        session.line(str(path))


STICK = Verb("stick", "Lleva lo pendiente al portal en una memoria USB y trae sus acuses.", _run, _arguments)
