"""`profile`: what the office is asked for while it captures."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.settings import check_settings, read_settings, write_settings
from capture_app.words import say
from forms.profiles import profiles


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="PERFIL", help="perfil que se elige; sin él se muestran todos")


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.name:
        _choose(session, arguments.name)
    chosen = read_settings(session.data_dir).requirements
    if session.as_json:
        session.result({"profile": chosen, "profiles": list(profiles())})
    elif arguments.name:
        session.line(say("profile.chosen", title=profiles()[chosen].title))
    else:
        for item in profiles().values():
            session.line(f"{'*' if item.id == chosen else ' '} {item.id}  {item.title}  {item.help}")
    return DONE


def _choose(session: Session, name: str) -> None:
    """Written while no window is open, for a window would go on with the old one."""
    session.writer()
    settings = read_settings(session.data_dir)
    write_settings(session.data_dir, check_settings(replace(settings, requirements=name)))


PROFILE = Verb("profile", "Muestra o elige lo que se pide al capturar.", _run, _arguments)
