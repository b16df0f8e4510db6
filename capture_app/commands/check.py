"""`check`: digests, history chain, database and documents."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, Verb
from capture_app.words import count


def _run(session: Session, arguments: Namespace) -> int:
    report = session.reader().checking.check()
    bad = [asdict(item) for item in report.bad]
    if session.as_json:
        session.result({"records": report.records, "bad": bad})
    else:
        for item in bad:
            session.line("  ".join(str(value) for value in item.values() if value))
        session.say(count("check.total", report.records))
    return FINDINGS if bad else DONE


CHECK = Verb("check", "Revisa que lo guardado esté íntegro.", _run)
