"""`pnt-acuse`: notes that a file was loaded into the transparency platform, or lists what was."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, WRONG_USE, Verb
from capture_app.services.platform_uploads import PlatformUpload
from capture_app.words import say
from forms.formats import show_day


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="ARCHIVO", help=say("pnt.acuse.help.file"))
    parser.add_argument("--number", metavar="NÚMERO", help=say("pnt.acuse.help.number"))
    parser.add_argument("--date", metavar="AAAA-MM-DD", help=say("pnt.acuse.help.date"))
    parser.add_argument("--format", default="", metavar="FORMATO", help=say("pnt.acuse.help.format"))
    parser.add_argument("--quarter", default="", metavar="AÑO-N", help=say("pnt.acuse.help.quarter"))
    parser.add_argument("--ocid", action="append", default=[], metavar="OCID", help=say("pnt.acuse.help.ocid"))


def _run(session: Session, arguments: Namespace) -> int:
    given = (arguments.file, arguments.number, arguments.date)
    if not any(given):
        return _show(session, session.reader().platform_uploads.all())
    if not all(given):
        session.say(say("pnt.acuse.needs"))
        return WRONG_USE
    uploads = session.writer().platform_uploads
    said = (arguments.number, arguments.date, arguments.file, arguments.format, arguments.quarter, arguments.ocid)
    return _show(session, (uploads.note(*said),))


def _show(session: Session, uploads: tuple[PlatformUpload, ...]) -> int:
    if session.as_json:
        session.result([upload.members() for upload in uploads])
        return DONE
    for upload in uploads:
        session.line(say("pnt.acuse.line", day=show_day(upload.loaded_on), number=upload.number, file=upload.file))
    if not uploads:
        session.say(say("pnt.acuse.none"))
    return DONE


PNT_ACUSE = Verb("pnt-acuse", say("pnt.acuse.help"), _run, _arguments)
