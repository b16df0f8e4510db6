"""`catalog thresholds`: the dated rows that guides rest on, shown, edited, imported and exported."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE
from capture_app.services.figures import FigureLine
from capture_app.store.figures import FigureEntry
from capture_app.words import count, say
from forms.thresholds import Threshold

NAME = "thresholds"
CELLS = ("value", "unit", "text", "state", "approved_by", "source")


def add_arguments(parser: ArgumentParser) -> None:
    """What `catalog` takes for this table alone."""
    group = parser.add_argument_group(say("figures.group"))
    group.add_argument("--export", type=Path, metavar="ARCHIVO", help=say("figures.help.export"))
    group.add_argument("--set", metavar="CLAVE", help=say("figures.help.set"))
    group.add_argument("--end", metavar="CLAVE", help=say("figures.help.end"))
    group.add_argument("--history", action="store_true", help=say("figures.help.history"))
    for name in CELLS:
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, dest=name, metavar="TEXTO", help=say(f"figures.help.{name}"))


def run(session: Session, arguments: Namespace) -> int:
    """What was asked of the table; without anything, the table."""
    if arguments.export is not None:
        written = session.reader().figures.export_file(arguments.export)
        session.say(count("figures.exported", written, file=arguments.export))
    elif arguments.file is not None:
        _changed(session, session.writer().figures.import_file(arguments.file))
    elif arguments.end:
        session.writer().figures.end(arguments.end, arguments.since)
        _changed(session, 1)
    elif arguments.set:
        _changed(session, int(session.writer().figures.put(_cells(arguments))))
    elif arguments.history:
        _show(session, [_version(entry) for entry in session.reader().figures.history()])
    else:
        _show(session, [_line(line) for line in session.reader().figures.lines()])
    return DONE


def _cells(arguments: Namespace) -> dict[str, str]:
    said = {name: getattr(arguments, name) or "" for name in CELLS}
    days = {
        name: day.isoformat() if day else "" for name, day in (("since", arguments.since), ("until", arguments.until))
    }
    return {"code": arguments.set, **said, **days}


def _changed(session: Session, rows: int) -> None:
    if session.as_json:
        session.result({"changed": rows})
    else:
        session.line(count("figures.changed", rows))


def _show(session: Session, lines: list[dict[str, Any]]) -> None:
    if session.as_json:
        session.result(lines)
        return
    for line in lines:
        session.line("  ".join(_said(name, line[name]) for name in _SHOWN if line.get(name) not in ("", None)))


def _said(name: str, value: object) -> str:
    return say(f"figures.{name}", day=value) if name in ("since", "until") else str(value)


_SHOWN = ("code", "title", "value", "unit", "text", "since", "until", "state", "approved_by", "at", "user", "ended_at")


def _row(row: Threshold) -> dict[str, Any]:
    members = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(row).items()}
    return {name: members[name] for name in ("code", *CELLS, "since", "until")}


def _line(line: FigureLine) -> dict[str, Any]:
    row = _row(line.row)
    value = row.pop("value") if line.row.unit else ""
    code = row.pop("code")
    return {"code": code, "title": line.title, "value": value, **row, "own": line.is_own, "judged": line.is_judged_by}


def _version(entry: FigureEntry) -> dict[str, Any]:
    ended = entry.ended_at.isoformat() if entry.ended_at else ""
    return {
        **_row(entry.row),
        "at": entry.at.isoformat(),
        "user": entry.user,
        "ended_at": ended,
        "ended_by": entry.ended_by,
    }
