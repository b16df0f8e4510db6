"""`history` and `verify`: the chain of this computer's operations handed over, and any such file checked."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, Verb
from capture_app.errors import CaptureError
from capture_app.words import say
from sync import verifier


def _history_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="ARCHIVO", help="archivo .jsonl que se escribe")


def _history(session: Session, arguments: Namespace) -> int:
    written = session.reader().chain.write(arguments.out)
    if session.as_json:
        session.result(asdict(written))
    else:
        session.line(say("history.done", **asdict(written)))
    return DONE


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="ARCHIVO", help="historia escrita por «history»")
    parser.add_argument("--portal-key", default="", metavar="CLAVE", help="clave pública del portal en que se confía")
    parser.add_argument("--heads", type=Path, metavar="ARCHIVO", help="cabezas diarias publicadas por el portal")


def _verify(session: Session, arguments: Namespace) -> int:
    try:
        published = verifier.lines_of(arguments.heads) if arguments.heads else []
        verdict = verifier.verify(verifier.lines_of(arguments.file), arguments.portal_key, published)
    except (OSError, UnicodeDecodeError) as error:
        said = say("history.unreadable", path=arguments.file)
        raise CaptureError(said, say("history.safe"), say("history.unreadable.action")) from error
    if session.as_json:
        session.result(asdict(verdict))
    else:
        session.line(verifier.told(verdict))
    return DONE if verdict.is_sound else FINDINGS


HISTORY = Verb(
    "history", "Escribe la historia de esta computadora para que otros la comprueben.", _history, _history_arguments
)
VERIFY = Verb("verify", "Comprueba una historia.", _verify, _verify_arguments)
