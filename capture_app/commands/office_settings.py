"""`settings`: what the office has decided, and changing it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, WRONG_USE, Verb
from capture_app.errors import Refused
from capture_app.settings import ADMINISTERED, CHANGEABLE, change_settings
from capture_app.words import say
from forms.workflow import Role


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="AJUSTE", help=f"uno de: {', '.join(CHANGEABLE)}")
    parser.add_argument("value", nargs="?", metavar="VALOR", help="lo que vale desde ahora; vacío lo quita")


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.name is not None and arguments.value is None:
        session.say(say("use.missing", what="VALOR"))
        return WRONG_USE
    settings = session.settings()
    if arguments.name in ADMINISTERED and settings.user_role != Role.ADMINISTRADOR:
        raise Refused(say("settings.not_admin"), (), say("act.safe"), say("user.not_admin.action"))
    if arguments.name is not None:
        session.writer()
        settings = change_settings(session.data_dir, arguments.name, arguments.value)
    if session.as_json:
        session.result(asdict(settings))
    else:
        for name in CHANGEABLE:
            session.line(say("settings.done", name=name, value=getattr(settings, name)))
    return DONE


SETTINGS = Verb("settings", "Muestra o cambia lo que la oficina ha decidido.", _run, _arguments)
