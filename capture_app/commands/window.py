"""Without a verb: the window."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import WORLD_FAILED, Verb
from capture_app.settings import read_settings
from capture_app.words import say


def run(session: Session, arguments: Namespace) -> int:
    return open_window(session, session.data_dir)


def open_window(session: Session, folder: Path) -> int:
    """The window on a data folder, until it is closed."""
    from capture_app.bootstrap import build

    try:
        from ui import application
    except ImportError as error:
        session.say(say("window.missing", detail=error))
        return WORLD_FAILED
    read_settings(folder)
    code: int = application.run(lambda: build(folder, user=session.user), folder)
    return code


WINDOW = Verb("", "Abre la ventana.", run)
