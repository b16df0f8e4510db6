"""``captura-portal``: the portal's command line."""

from __future__ import annotations

import argparse
import gc
import getpass
import json
import os
import sys
from _thread import interrupt_main
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from signal import SIGINT, default_int_handler, signal
from threading import Thread
from typing import Any, TextIO

import django
from django.core.management import call_command
from django.db import DatabaseError, connections

from forms.rules.wording import is_uri
from forms.workflow import Policy, Role
from portal import key_commands
from portal.config.home import DATA_VARIABLE, HomeMissing, PortalHome, default_folder
from portal.config.keyring import KeyRefused
from sync.options import SpanishParser

DONE, REFUSED, WRONG_USE, WORLD_FAILED = 0, 1, 2, 3
DEFAULT_PORT = 8765
RUBBISH_AFTER = 20_000  # objects made since the last look: of a batch nearly all are in use until it is stored
Outcome = Mapping[str, Any]


class CommandRefused(Exception):
    """What was asked cannot be done; the message says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; the exit code says how it went."""
    options = _parser().parse_args(arguments)
    gc.set_threshold(RUBBISH_AFTER)
    folder = (options.data or default_folder()).expanduser().resolve()
    os.environ[DATA_VARIABLE] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    try:
        _show(options.run(options, PortalHome(folder)), options.json)
    except BrokenPipeError:
        return DONE
    except CommandRefused as error:
        _say(str(error), sys.stderr)
        return REFUSED
    except (HomeMissing, DatabaseError, OSError) as error:
        _say(f"No se pudo: {error}", sys.stderr)
        return WORLD_FAILED
    return DONE


def _say(text: str, stream: TextIO | None = None) -> None:
    out = stream or sys.stdout
    out.write(text + "\n")
    out.flush()


def _show(outcome: Outcome, as_json: bool) -> None:
    if as_json:
        _say(json.dumps(outcome, ensure_ascii=False, indent=1, default=str))
        return
    for name, value in outcome.items():
        rows = value if isinstance(value, list) and value and isinstance(value[0], dict) else []
        _say(f"{name}:" if rows else f"{name}: {value}")
        for row in rows:
            _say("  " + ", ".join(f"{key}: {part}" for key, part in row.items()))


def _parser() -> SpanishParser:
    parser = SpanishParser(prog="captura-portal", description="Portal de contrataciones abiertas")
    shared = SpanishParser(has_help=False)
    shared.add_argument("--data", type=Path, metavar="DIR", help="carpeta de datos del portal")
    shared.add_argument("--json", action="store_true", help="resultado en JSON")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERBO")
    for name, (words, run, arguments) in VERBS.items():
        verb = verbs.add_parser(name, help=words, description=words, parents=[shared])
        verb.set_defaults(run=run)
        for flags, settings in arguments:
            verb.add_argument(flags, **settings)
    return parser


def _open(home: PortalHome) -> None:
    if not home.is_ready:
        raise HomeMissing(f"{home.folder} no es una carpeta del portal; ejecute captura-portal init")
    django.setup()


def _init(options: argparse.Namespace, home: PortalHome) -> Outcome:
    is_new = not home.is_ready
    home.prepare()
    said = {"url": options.url, "name": options.name, "complaint_url": _web_address(options.complaint_url)}
    home.write_options({**home.options(), **{key: value for key, value in said.items() if value}})
    _open(home)
    _call_migrate()
    return {"data": str(home.folder), "epoch": home.epoch, "new": is_new, "url": options.url or ""}


def _web_address(said: str | None) -> str | None:
    if said and not (is_uri(said) and said.startswith(("https://", "http://"))):
        raise CommandRefused(f"«{said}» no es una dirección de Internet completa; empiece con https://.")
    return said


def _migrate(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    _call_migrate()
    return {"data": str(home.folder), "migrated": True}


def _figures(options: argparse.Namespace, home: PortalHome) -> Outcome:
    """The portal's copy of the table of dated rows, in and out; each import is kept with who and when."""
    _open(home)
    _call_migrate()
    from django.utils import timezone

    from portal.intake.figures import export_table, figures_in_force, import_table

    if options.file:
        _, problems = import_table(options.file.read_bytes(), getpass.getuser(), timezone.now())
        if problems:
            first = problems[0]
            place = f"{options.file.name}, renglón {first.row}, columna {first.column or '—'}"
            raise CommandRefused(f"{place}: «{first.value}» no vale ({first.what}). No se importó nada.")
    if options.export:
        options.export.write_text(export_table(), encoding="utf-8-sig", newline="")
    table = figures_in_force()
    return {"own": len(table.own), "in_force": len(table.codes_in_force)}


def _restored(options: argparse.Namespace, home: PortalHome) -> Outcome:
    """The administrator says that the database was restored from a copy: desks compare everything at their next
    exchange and offer again what the copy does not have."""
    _open(home)
    before = home.epoch
    return {"epoch_before": before, "epoch": home.renew_epoch()}


def _call_migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
        from portal.intake.upgrading import upgrade_records

        upgrade_records()
    finally:
        connections.close_all()


def _serve(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    _call_migrate()
    from django.conf import settings

    from portal.config.serving import make_server

    server = make_server(options.host, options.port)
    address = f"http://{options.host}:{server.effective_port}"
    settings.PORTAL_URL = settings.PORTAL_URL or address
    _say(json.dumps({"url": address}) if options.json else f"Portal en {address} (Ctrl+C termina)")
    with closing(server):
        try:
            if options.with_parent:
                signal(SIGINT, default_int_handler)  # a program in the background may have it ignored
                Thread(target=_interrupt_when_alone, daemon=True).start()
            server.run()
        except KeyboardInterrupt:
            server.task_dispatcher.shutdown()
    return {"served": address}


def _interrupt_when_alone() -> None:
    """Whoever started us holds our input; when it closes, however that came, there is nobody left to serve."""
    sys.stdin.buffer.read()
    interrupt_main()


def _create_office(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from portal.accounts.models import Office

    if Office.objects.filter(code=options.code).exists():
        raise CommandRefused(f"Ya hay una oficina con la clave {options.code}.")
    office = Office.objects.create(
        code=options.code,
        name=options.name,
        ocid_prefixes=" ".join(options.ocid_prefix),
        zone=options.zone,
        approval=options.approval,
        is_demo=options.demo,
    )
    connections.close_all()
    return {"code": office.code, "name": office.name, "ocid_prefixes": list(office.prefixes), "demo": office.is_demo}


def _create_user(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from portal.accounts.models import Membership, User

    office = _find_office(options.office)
    user, is_new = User.objects.get_or_create(username=options.user, defaults={"first_name": options.name or ""})
    if is_new or options.password:
        _set_password(user, options.password)
    if options.portal_admin:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    Membership.objects.update_or_create(user=user, office=office, defaults={"role": options.role})
    connections.close_all()
    return {"user": user.username, "office": office.code, "role": options.role, "new": is_new}


def _set_password(user: Any, wanted: bool) -> None:
    """A password is asked for at the terminal and never given on the command line; without one nobody signs in."""
    if not wanted:
        user.set_unusable_password()
    else:
        typed = getpass.getpass("Contraseña: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        _check_password(typed, user)
        user.set_password(typed)
    user.save()


def _check_password(typed: str, user: Any) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(typed, user)
    except ValidationError as error:
        raise CommandRefused(" ".join(error.messages)) from error


def _enrol_code(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from django.utils import timezone

    from portal.accounts.enrolment import give_code
    from portal.accounts.models import User

    office = _find_office(options.office)
    user = User.objects.filter(username=options.user, memberships__office=office).first()
    if user is None:
        raise CommandRefused(f"{options.user} no tiene función en {office.code}; use captura-portal create-user.")
    valid_for = timedelta(hours=options.hours)
    code, expires_at = give_code(office, user, timezone.now(), valid_for, for_person=options.person)
    connections.close_all()
    return {"code": code, "office": office.code, "user": user.username, "expires_at": expires_at.isoformat()}


def _find_office(code: str) -> Any:
    from portal.accounts.models import Office

    office = Office.objects.filter(code=code).first()
    if office is None:
        raise CommandRefused(f"No hay una oficina con la clave {code}.")
    return office


def _stats(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from portal.intake.stats import counts

    outcome = counts()
    connections.close_all()
    return outcome


def _static(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from portal.publication.static_files import write_static

    url = _web_address(options.url) or str(home.options().get("url") or "")
    if not url:
        raise CommandRefused("Diga con --url en qué dirección quedará publicada la carpeta.")
    outcome = write_static(options.out, url)
    connections.close_all()
    return outcome


def _take_batch(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from django.utils import timezone

    from portal.intake.refusals import RequestRefused
    from portal.intake.stick import take_files, write_receipts
    from sync.errors import SyncError, words_at_portal

    now = timezone.now()
    try:
        taken = take_files(options.file, now)
        receipts = write_receipts(taken, options.receipts, now)
    except SyncError as error:
        raise CommandRefused(error.message) from error
    except RequestRefused as error:
        raise CommandRefused(words_at_portal(error.code)) from error
    finally:
        connections.close_all()
    if taken.refused:
        _say(words_at_portal(taken.refused), sys.stderr)
    return {
        "office": taken.device.office.code,
        "operations": taken.operations,
        "applied": taken.count("applied", "merged"),
        "duplicate": taken.count("duplicate"),
        "attention": taken.operations - taken.count("applied", "merged", "duplicate"),
        "receipts": [str(path) for path in receipts],
    }


def _history(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from django.utils import timezone

    from portal.intake.heads import close_days, history_lines

    office = _find_office(options.office)
    closed = close_days(timezone.now())
    with options.out.open("w", encoding="utf-8") as file:
        file.writelines(history_lines(office))
    connections.close_all()
    return {"office": office.code, "out": str(options.out), "days_closed": closed}


def _erase(options: argparse.Namespace, home: PortalHome) -> Outcome:
    _open(home)
    from django.utils import timezone

    from portal.intake.erasing import NotErasable, erase

    try:
        told = erase(_find_office(options.office), options.ocid, options.path, options.reason, timezone.now())
    except NotErasable as error:
        raise CommandRefused(NOT_ERASABLE[error.code]) from error
    finally:
        connections.close_all()
    return {"ocid": options.ocid, "operations": told}


def _of_keys(run: Callable[[argparse.Namespace, PortalHome], Outcome]) -> Callable[..., Outcome]:
    """A verb about the keys, in an open home."""

    def opened(options: argparse.Namespace, home: PortalHome) -> Outcome:
        _open(home)
        try:
            return run(options, home)
        except KeyRefused as error:
            raise CommandRefused(key_commands.said(error)) from error
        finally:
            connections.close_all()

    return opened


NOT_ERASABLE = {
    "unknown": "No hay un expediente con ese ocid en la oficina.",
    "present": "El expediente todavía dice ese dato: quítelo primero en una computadora de la oficina y envíelo.",
    "open": "Ese dato no se capturó como personal y su historia lo cubre entero; no se puede borrar sin romperla.",
}
Arguments = tuple[tuple[str, dict[str, Any]], ...]
VERBS: Mapping[str, tuple[str, Callable[[argparse.Namespace, PortalHome], Outcome], Arguments]] = {
    "init": (
        "prepara la carpeta de datos, las claves y la base",
        _init,
        (
            ("--url", {"help": "dirección definitiva del portal"}),
            ("--name", {"help": "nombre del portal"}),
            ("--complaint-url", {"help": "página en que se reciben denuncias; el portal solo lleva a ella"}),
        ),
    ),
    "serve": (
        "atiende el portal",
        _serve,
        (
            ("--port", {"type": int, "default": DEFAULT_PORT, "metavar": "N"}),
            ("--host", {"default": "127.0.0.1"}),
            ("--with-parent", {"action": "store_true", "help": "termina cuando se cierra su entrada"}),
        ),
    ),
    "static": (
        "escribe lo publicado como archivos, para cualquier servidor",
        _static,
        (
            ("--out", {"required": True, "type": Path, "metavar": "DIR"}),
            ("--url", {"help": "dirección final de la carpeta; la del portal si no se dice"}),
        ),
    ),
    "figures": (
        "importa o exporta los montos, plazos y textos vigentes",
        _figures,
        (
            ("--import", {"dest": "file", "type": Path, "metavar": "ARCHIVO", "help": "tabla CSV; toda o nada"}),
            ("--export", {"type": Path, "metavar": "ARCHIVO", "help": "escribe la tabla como CSV"}),
        ),
    ),
    "migrate": ("pone la base al día", _migrate, ()),
    "restored": ("avisa a las computadoras que la base se restauró de un respaldo", _restored, ()),
    "create-office": (
        "da de alta una oficina",
        _create_office,
        (
            ("--code", {"required": True}),
            ("--name", {"required": True}),
            ("--ocid-prefix", {"required": True, "action": "append"}),
            ("--zone", {"default": "America/Cancun"}),
            ("--approval", {"default": Policy.ONE_PERSON.value, "choices": [item.value for item in Policy]}),
            ("--demo", {"action": "store_true", "help": "los datos de esta oficina son inventados"}),
        ),
    ),
    "create-user": (
        "da de alta a una persona en una oficina",
        _create_user,
        (
            ("--user", {"required": True}),
            ("--name", {}),
            ("--office", {"required": True}),
            ("--role", {"default": Role.ADMINISTRADOR.value, "choices": [item.value for item in Role]}),
            ("--password", {"action": "store_true", "help": "pide la contraseña para entrar a las páginas"}),
            ("--portal-admin", {"action": "store_true", "help": "administra el portal: ve y da de baja en todas"}),
        ),
    ),
    "erase": (
        "borra del pasado de un expediente un dato personal, por orden de ley",
        _erase,
        (
            ("--office", {"required": True}),
            ("--ocid", {"required": True}),
            ("--path", {"required": True, "help": "el lugar, por ejemplo /parties/@clave/contactPoint"}),
            ("--reason", {"required": True, "help": "la resolución que lo ordena"}),
        ),
    ),
    "enrol-code": (
        "da un código de un solo uso para inscribir una computadora, o con --person la firma de una persona",
        _enrol_code,
        (
            ("--office", {"required": True}),
            ("--user", {"required": True}),
            ("--hours", {"type": float, "default": 72.0}),
            ("--person", {"action": "store_true"}),
        ),
    ),
    "take-batch": (
        "recibe archivos .capbatch traídos en memoria USB y escribe sus acuses",
        _take_batch,
        (
            ("file", {"type": Path, "nargs": "+", "metavar": "ARCHIVO"}),
            ("--receipts", {"type": Path, "required": True, "metavar": "CARPETA"}),
        ),
    ),
    "history": (
        "escribe la historia de una oficina para que otros la comprueben",
        _history,
        (("--office", {"required": True}), ("--out", {"type": Path, "required": True, "metavar": "ARCHIVO"})),
    ),
    "new-key": (
        "cambia la llave con que firma el portal; la de antes responde por la nueva",
        _of_keys(key_commands.new_key),
        (("--compromised", {"action": "store_true", "help": "la de antes cayó en otras manos: no responde por nada"}),),
    ),
    "keys": ("muestra con qué llave firma el portal, su huella y las anteriores", _of_keys(key_commands.keys), ()),
    "retire-key": (
        "destruye una llave anterior; lo que se cerró para ella ya no se abre",
        _of_keys(key_commands.retire_key),
        (("--fingerprint", {"required": True, "metavar": "HUELLA"}),),
    ),
    "stats": ("cuenta lo que hay", _stats, ()),
}

if __name__ == "__main__":
    sys.exit(main())
