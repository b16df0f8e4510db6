"""`list`: what is captured."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from capture_app.changes import ProcessSummary
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.words import count
from forms.formats import money

EVERY_TYPE = "all"
CONTRACTING_PROCESS = "contracting_process"
_LEVELS = ("error", "warning", "note")


def _arguments(parser: ArgumentParser) -> None:
    text = "tipo de registro; sin esto, las contrataciones; «all», todos"
    parser.add_argument("--type", metavar="TIPO", help=text)


def _members(summary: ProcessSummary) -> dict[str, Any]:
    return {
        "id": summary.id,
        "ocid": summary.ocid,
        "folio": summary.folio,
        "title": summary.title,
        "stage": summary.stage,
        "status": summary.status,
        "amount": summary.amount,
        "currency": summary.currency,
        "problems": {level: summary.problems.get(level, 0) for level in _LEVELS},
    }


def _type(summary: ProcessSummary, arguments: Namespace) -> dict[str, str]:
    """Said where a type was asked for; the plain list answers as scripts know it."""
    return {} if arguments.type is None else {"record_type": summary.record_type}


def _line(summary: ProcessSummary) -> str:
    amount = "" if summary.amount is None else money(summary.amount, summary.currency)
    return "  ".join(part for part in (summary.folio, summary.ocid, summary.title, amount) if part)


def _run(session: Session, arguments: Namespace) -> int:
    wanted = arguments.type or CONTRACTING_PROCESS
    summaries = session.reader().capture.everything(None if wanted == EVERY_TYPE else wanted)
    if session.as_json:
        session.result([{**_members(summary), **_type(summary, arguments)} for summary in summaries])
        return DONE
    for summary in summaries:
        session.line(_line(summary))
    session.say(count("list.total", len(summaries)))
    return DONE


LIST = Verb("list", "Muestra qué hay capturado.", _run, _arguments)
