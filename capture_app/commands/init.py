"""`init`: begin an office in a folder without asking anything."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, WRONG_USE, Verb
from capture_app.settings import LIVE, PRACTICE
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--office-code", required=True, metavar="CLAVE", help="clave de la oficina")
    parser.add_argument("--office", required=True, metavar="NOMBRE", help="nombre de la oficina")
    parser.add_argument("--ocid-prefix", required=True, metavar="PREFIJO", help="prefijo de los identificadores")
    parser.add_argument("--rfc", default="", metavar="RFC", help=say("init.rfc"))
    parser.add_argument("--practice", action="store_true", help="una oficina de práctica: nada de ella se publica")
    parser.add_argument("--portal", metavar="URL", help="dirección del portal")
    parser.add_argument("--code", metavar="CÓDIGO", help="código de alta que dio el portal")


def _run(session: Session, arguments: Namespace) -> int:
    from capture_app.commands.joining import init

    if not session.user or bool(arguments.portal) != bool(arguments.code):
        session.say(say("init.user" if not session.user else "init.portal"))
        return WRONG_USE
    settings = init(
        session.data_dir,
        office_code=arguments.office_code,
        office_name=arguments.office,
        ocid_prefix=arguments.ocid_prefix,
        user=session.user,
        portal_url=arguments.portal,
        enrol_code=arguments.code,
        office_rfc=arguments.rfc,
        space=PRACTICE if arguments.practice else LIVE,
    )
    if session.as_json:
        session.result(asdict(settings))
    else:
        session.line(say("init.done", office=settings.office_name, folder=session.data_dir))
    return DONE


INIT = Verb("init", "Inicia una oficina en la carpeta de datos.", _run, _arguments)
