"""`send` and `status`: one exchange with the portal, and where everything is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import Any

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, WORLD_FAILED, Verb
from capture_app.words import say

COUNTS = ("sent", "acked", "duplicate", "merged", "conflict", "rejected", "held", "pending")
NEED_A_PERSON = ("conflict", "rejected", "held")


def _counts(report: Any) -> dict[str, int]:
    return {name: getattr(report, name) for name in COUNTS}


def _arguments(parser: ArgumentParser) -> None:
    words = "cambia antes la llave con que esta computadora firma lo que envía; lo pendiente queda como está"
    parser.add_argument("--new-key", action="store_true", help=words)


def _send(session: Session, arguments: Namespace) -> int:
    if arguments.new_key:
        session.writer().exchange.change_key()
        session.say(say("send.new_key"))
    report = session.writer().exchange.send()
    counts = _counts(report)
    if session.as_json:
        session.result(counts)
    else:
        session.line(say("send.done", **counts))
    if report.notice:
        session.say(report.notice)
    if report.stopped:
        session.say(report.message or say("send.stopped"))
        return WORLD_FAILED
    return FINDINGS if any(counts[name] for name in NEED_A_PERSON) else DONE


def _status(session: Session, arguments: Namespace) -> int:
    status = session.reader().exchange.status()
    if session.as_json:
        session.result(_counts(status))
        return DONE
    for name in ("here", "sending", "at_portal", "attention"):
        session.line(f"{say(f'state.{name}')}: {getattr(status, name):,}")
    if status.rebuilt:
        session.line(status.rebuilt)
    if status.disk_is_full:
        session.line(say("status.disk"))
    if status.folios.left:
        until = f"{date.fromisoformat(status.folios.expires_on):%d/%m/%Y}"
        session.line(say("status.folios", left=f"{status.folios.left:,}", until=until))
    session.line(say("status.portal" if status.enrolled else "status.no_portal", url=status.portal_url))
    return DONE


SEND = Verb("send", "Envía al portal lo pendiente y trae lo nuevo.", _send, _arguments)
STATUS = Verb("status", "Muestra dónde está todo.", _status)
