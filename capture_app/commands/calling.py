"""What was asked for on the command line is run, and what went wrong is said."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from capture_app.commands.parser import parse
from capture_app.commands.session import Session
from capture_app.commands.verb import FINDINGS, WORLD_FAILED, WRONG_USE, Verb
from capture_app.commands.window import WINDOW
from capture_app.errors import BadInput, CaptureError, NotFound, Refused
from capture_app.words import say
from forms.findings import Level
from forms.law_error import LawError

_MOST_FINDINGS = 20


def call(words: Sequence[str]) -> int:
    """Run the window or a verb; the exit code is 0 done, 1 findings or refused, 2 wrong use, 3 the world failed."""
    _speak_utf8()
    try:
        given = parse(words)
        with Session(given.data, given.user, bool(given.json)) as session:
            return _run(session, given)
    except LawError as error:  # a file of the office's own registers (CAPTURA_FORMS_EXTRA)
        sys.stderr.write(say("law.wrong", place=error.place, reason=error.reason) + "\n")
        return WORLD_FAILED


def _run(session: Session, given: Namespace) -> int:
    try:
        return _verb(given.verb).run(session, given)
    except CaptureError as error:
        return _tell(session, error)
    except KeyboardInterrupt:
        session.say(say("use.interrupted"))
        return WORLD_FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WORLD_FAILED


def _verb(name: str | None) -> Verb:
    """The window loads no other verb."""
    if name is None:
        return WINDOW
    from capture_app.commands.registry import VERBS

    return next(verb for verb in VERBS if verb.name == name)


def _tell(session: Session, error: CaptureError) -> int:
    session.say(error.sentences)
    if isinstance(error, Refused):
        from forms.words import describe

        errors = [item for item in error.findings if item.level is Level.ERROR]
        for item in errors[:_MOST_FINDINGS]:
            words = describe(item, session.catalog, error.record_type, error.kinds)
            session.say("  ".join(("", *filter(None, (item.pointer, words)))))
        return FINDINGS
    return WRONG_USE if isinstance(error, (BadInput, NotFound)) else WORLD_FAILED


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
