"""`practice`: an invented office to learn on, beside the real one and apart from it."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.commands.window import open_window
from capture_app.services import training
from capture_app.settings import FILE_NAME, PRACTICE
from capture_app.words import say


def folder_beside(data_dir: Path) -> Path:
    """Where the practice of a data folder is."""
    return data_dir.with_name(f"{data_dir.name}-practica")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--no-window", action="store_true", help="solo prepara la carpeta, sin abrir la ventana")


def _run(session: Session, arguments: Namespace) -> int:
    folder = folder_beside(session.data_dir)
    if not (folder / FILE_NAME).exists():
        _begin(folder, session.user or say("practice.user"))
    if arguments.no_window:
        session.result({"folder": str(folder)}) if session.as_json else session.line(str(folder))
        return DONE
    return open_window(session, folder)


def _begin(folder: Path, user: str) -> None:
    """The invented office with its told cases, on this computer alone."""
    from capture_app.bootstrap import build
    from capture_app.commands.joining import init

    office = training.demonstration_office()
    name = say("practice.office", office=office.office_name)
    init(folder, office.office_code, name, office.ocid_prefix, user, space=PRACTICE)
    app = build(folder)
    try:
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "practica.json"
            file.write_bytes(training.release_package(training.told_cases()))
            app.importing.import_files([file])
    finally:
        app.close()


PRACTICE_VERB = Verb(
    "practice", "Abre una oficina de práctica: nada de ella sale de esta computadora.", _run, _arguments
)
