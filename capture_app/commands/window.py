"""Without a verb: the window."""

from __future__ import annotations

import logging
from argparse import Namespace
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import WORLD_FAILED, Verb
from capture_app.settings import FILE_NAME, read_settings
from capture_app.words import say

LOGS = "logs"
LOG_BYTES = 1_000_000


def run(session: Session, arguments: Namespace) -> int:
    return open_window(session, session.data_dir)


def open_window(session: Session, folder: Path) -> int:
    """The window on a data folder, until it is closed."""
    from capture_app.bootstrap import build
    from capture_app.commands.joining import enrol, init

    try:
        from ui import application
    except ImportError as error:
        session.say(say("window.missing", detail=error))
        return WORLD_FAILED
    begun = (folder / FILE_NAME).exists()
    if begun:
        read_settings(folder)
    keep_log(folder)
    user = session.who_writes() if begun else session.user
    code: int = application.run(
        lambda: build(folder, user=user),
        folder,
        begin=None if begun else partial(init, folder),
        enrol=partial(enrol, folder),
    )
    return code


def keep_log(folder: Path) -> None:
    """Trouble of the window is written in the data folder, without what anyone typed."""
    (folder / LOGS).mkdir(parents=True, exist_ok=True)
    kept = RotatingFileHandler(folder / LOGS / "captura.log", maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
    kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(kept)


WINDOW = Verb("", "Abre la ventana.", run)
