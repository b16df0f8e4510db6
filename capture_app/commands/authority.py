"""`authority`: certificate authorities that the office trusts beside the system's."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, WRONG_USE, Verb
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("doing", choices=("list", "add", "remove"), metavar="QUÉ", help="list, add o remove")
    parser.add_argument("file", nargs="?", type=Path, metavar="ARCHIVO", help="con add: el certificado (PEM o DER)")
    parser.add_argument("--fingerprint", metavar="HUELLA", help="la huella SHA-256, ya comparada con quien lo dio")


def _run(session: Session, given: Namespace) -> int:
    if given.doing == "list":
        return _list(session)
    if (given.doing == "add" and given.file is None) or (given.doing == "remove" and not given.fingerprint):
        session.say(say("use.missing", what="ARCHIVO" if given.doing == "add" else "--fingerprint"))
        return WRONG_USE
    service = session.writer().authorities
    if given.doing == "remove":
        service.forget(given.fingerprint)
        session.line(say("authority.removed", fingerprint=given.fingerprint))
        return DONE
    data = service.read_file(given.file)
    if not given.fingerprint:
        return _show(session, service.look_at(data))
    trusted = service.trust(data, given.fingerprint)
    session.result(asdict(trusted)) if session.as_json else session.line(
        say("authority.added", subject=trusted.subject)
    )
    return DONE


def _show(session: Session, found: object) -> int:
    """What is in the file, to be compared; nothing is trusted yet."""
    shown = {name: str(getattr(found, name)) for name in ("fingerprint", "subject", "until")}
    session.result(shown) if session.as_json else session.line(say("authority.compare", **shown))
    return FINDINGS


def _list(session: Session) -> int:
    trusted = session.reader().authorities.trusted()
    if session.as_json:
        session.result([asdict(one) for one in trusted])
        return DONE
    for one in trusted:
        session.line(f"{one.fingerprint}  {one.subject}  ({one.added_by}, {one.added_at[:10]})")
    if not trusted:
        session.say(say("authority.none"))
    return DONE


AUTHORITY = Verb(
    "authority", "Autoridades de certificación en que la oficina confía, además de las del sistema.", _run, _arguments
)
