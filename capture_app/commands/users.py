"""`user`: who works on this computer, with which role, and their passwords."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from capture_app.commands.session import Session
from capture_app.commands.signing_in import ask
from capture_app.commands.verb import DONE, WRONG_USE, Verb
from capture_app.services.users import UserService
from capture_app.words import say
from forms.words import text
from forms.workflow import Role

DOINGS = ("list", "add", "password", "role", "key", "remove")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("doing", choices=DOINGS, metavar="QUÉ", help="list, add, password, role, key o remove")
    parser.add_argument("name", nargs="?", metavar="NOMBRE", help="de quién se trata")
    roles = [role.value for role in Role]
    parser.add_argument("--role", choices=roles, metavar="FUNCIÓN", help=f"una de: {', '.join(roles)}")
    parser.add_argument("--code", metavar="PALABRAS", help="con key: el código de un solo uso que dio el portal")
    parser.add_argument("--password", action="store_true", help="pide la contraseña al dar de alta")


def _run(session: Session, given: Namespace) -> int:
    if given.doing == "list":
        return _list(session)
    needed = {"role": ("--role", given.role), "key": ("--code", given.code)}.get(given.doing, ("", "-"))
    if not given.name or not needed[1]:
        session.say(say("use.missing", what=needed[0] if given.name else "NOMBRE"))
        return WRONG_USE
    users = session.writer().users
    _DO[given.doing](users, given)
    if session.as_json:
        session.result(_members(users))
    else:
        session.line(say("user.done", name=given.name))
    return DONE


def _add(users: UserService, given: Namespace) -> None:
    password = ask(say("user.ask_new", name=given.name)) or "" if given.password else None
    users.add(given.name, given.role or Role.CAPTURISTA, password)


def _password(users: UserService, given: Namespace) -> None:
    old = ask(say("user.ask_old", name=given.name)) if users.asks_old(given.name) else None
    users.set_password(given.name, ask(say("user.ask_new", name=given.name)) or "", old)


def _role(users: UserService, given: Namespace) -> None:
    users.set_role(given.name, given.role)


def _key(users: UserService, given: Namespace) -> None:
    users.enrol_key(given.name, ask(say("user.ask", name=given.name)) or "", given.code)


def _remove(users: UserService, given: Namespace) -> None:
    users.remove(given.name)


_DO = {"add": _add, "password": _password, "role": _role, "key": _key, "remove": _remove}


def _members(users: UserService) -> list[dict[str, object]]:
    return [
        {
            "name": user.name,
            "role": user.role,
            "has_password": user.has_password,
            "waits": user.waits,
            "signs": user.signs,
        }
        for user in users.users()
    ]


def _list(session: Session) -> int:
    app = session.reader()
    own = app.review.self_reviews()
    if session.as_json:
        counted = {"total": own.total, "without_reason": own.without_reason}
        session.result({"users": _members(app.users), "self_reviews": counted})
        return DONE
    for user in app.users.users():
        password = say("user.with_password" if user.has_password else "user.without_password")
        session.line(say("user.line", name=user.name, role=text(f"role.{user.role}"), password=password))
    if not app.users.users():
        session.say(say("user.none"))
    session.say(say("user.self_reviews", total=own.total, without=own.without_reason))
    return DONE


USER = Verb("user", "Da de alta a las personas de la oficina y cambia contraseñas y funciones.", _run, _arguments)
