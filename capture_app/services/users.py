"""Who works on this computer: people with a role and a password of their own, signing in, and what comes of guesses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from capture_app.errors import BadInput, NotFound, Refused, SignInDelayed, SignInNeeded
from capture_app.ids import Clock, read_stamp, stamp
from capture_app.settings import Settings
from capture_app.store import authorities, people, portal_keys
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Signing
from capture_app.words import say
from forms import workflow
from forms.codes import fold
from forms.workflow import Role

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSWORD, LONGEST_PASSWORD, LONGEST_NAME = 8, 200, 80
FREE_TRIES, FIRST_WAIT, LONGEST_WAIT = 3, 5, 900
_COMMON = frozenset(("12345678", "123456789", "contraseña", "password", "captura123", "municipio", "qwertyuiop"))


@dataclass(frozen=True, slots=True)
class User:
    """One person; `waits` are the seconds until the next try may be made, 0 for none; `signs` says that the portal
    knows a key with which the person signs acts."""

    name: str
    role: str
    has_password: bool
    waits: int
    signs: bool = False


class Keyring(Protocol):
    """Who makes, seals, opens and enrols the keys of persons."""

    def make(self) -> bytes: ...
    def seal(self, private: bytes, password: str) -> str: ...
    def open(self, sealed: str, password: str) -> bytes | None: ...
    def signing(self, private: bytes) -> Signing: ...
    def enrol(self, settings: Settings, name: str, private: bytes, code: str, authorities: str | None) -> None: ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Proof, within this process, that a person signed in; it ends with a new password, another role or a removal."""

    name: str
    role: str
    seal: str
    signing: Signing | None = field(default=None, compare=False, repr=False)


def acting(connection: Connection, settings: Settings, user: str | SignedIn | None, read_only: bool) -> Settings:
    """The settings with who acts and in which role. SignInNeeded where people have passwords and nobody signed in;
    who only reads need not."""
    if isinstance(user, SignedIn):
        row = people.find(connection, user.name)
        if row is None or _seal(row) != user.seal:
            raise SignInNeeded(user.name)
        return settings.acting_as(row["name"], row["role"])
    name = user or settings.user
    if not read_only and people.has_passwords(connection):
        raise SignInNeeded(name)
    row = people.find(connection, name)
    return settings.acting_as(row["name"], row["role"]) if row else settings.acting_as(user)


def wait_after(failures: int) -> timedelta:
    """How long the next try waits after so many wrong ones: nothing for the first, then twice as long each time,
    never more than a quarter of an hour, so that nobody is locked out for good."""
    if failures < FREE_TRIES:
        return timedelta()
    return timedelta(seconds=min(FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 16), LONGEST_WAIT))


def _seal(row: Row) -> str:
    return hashlib.sha256(f"{row['person_id']}\n{row['role']}\n{row['password']}".encode()).hexdigest()


class UserService:
    """People, roles, passwords. Only an administrator changes others; everybody changes the own password."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        clock: Clock,
        hasher: PasswordHasher | None = None,
        keyring: Keyring | None = None,
    ) -> None:
        self._connection, self._settings, self._clock = connection, settings, clock
        self._keyring = keyring
        self._given_hasher = hasher

    @cached_property
    def _hasher(self) -> PasswordHasher:
        """Made at the first password: who needs none does not load it."""
        from argon2 import PasswordHasher

        return self._given_hasher or PasswordHasher()

    def users(self) -> tuple[User, ...]:
        """Everybody, by name."""
        now = self._clock.now()
        return tuple(
            User(row["name"], row["role"], bool(row["password"]), _seconds_left(row, now), self._signs(row))
            for row in people.everybody(self._connection)
        )

    def needs_sign_in(self) -> bool:
        """Whether whoever writes must sign in first."""
        return people.has_passwords(self._connection)

    def sign_in(self, name: str, password: str) -> SignedIn:
        """Who has this name and this password. SignInDelayed while guesses have to wait; Refused when it is wrong.

        The try is written down before the password is looked at, so that ending the program gains nothing.
        """
        row = people.find(self._connection, name)
        if row is None or not row["password"]:
            self._hasher.hash(password[:LONGEST_PASSWORD])
            raise self._wrong()
        row = self._counted(row)
        if not self._is_right(row["password"], password):
            raise self._wrong()
        return self._welcome(row, password)

    def _counted(self, row: Row) -> Row:
        """The row with one try more; SignInDelayed while it may not be made."""
        now = self._clock.now()
        with self._connection.transaction():
            fresh = people.find(self._connection, row["name"]) or row
            if left := _seconds_left(fresh, now):
                if stamp(now) < fresh["tried_at"]:
                    people.change(self._connection, fresh, tried_at=stamp(now))
            else:
                people.change(self._connection, fresh, failures=fresh["failures"] + 1, tried_at=stamp(now))
        if left:
            raise SignInDelayed(left)
        return fresh

    def _welcome(self, row: Row, password: str) -> SignedIn:
        with self._connection.transaction():
            kept = row["password"]
            if self._hasher.check_needs_rehash(kept):
                kept = self._hasher.hash(password)
            people.change(self._connection, row, failures=0, tried_at="", password=kept)
        return SignedIn(row["name"], row["role"], _seal({**row, "password": kept}), self._signing(row, password))

    def _signs(self, row: Row) -> bool:
        key = people.key_of(self._connection, row["person_id"])
        return key is not None and bool(key["enrolled_at"])

    def _signing(self, row: Row, password: str) -> Signing | None:
        """With what the person signs acts, where the portal knows the key."""
        if self._keyring is None or not self._signs(row):
            return None
        private = self._opened(row, password)
        return self._keyring.signing(private) if private else None

    def _opened(self, row: Row, password: str) -> bytes | None:
        key = people.key_of(self._connection, row["person_id"])
        return self._keyring.open(key["sealed"], password) if key and self._keyring else None

    def enrol_key(self, name: str, password: str, code: str) -> None:
        """Give a person a key to sign acts with and make it known to the portal with a one-time code. Where the
        answer is lost, the same code enrols the same key. Refused, SignInDelayed or CaptureError."""
        if self._keyring is None:
            raise RuntimeError("no keyring was given")
        self.sign_in(name, password)
        row = self._row(name)
        private = None if self._signs(row) else self._opened(row, password)
        if private is None:
            private = self._keyring.make()
            signing, sealed = self._keyring.signing(private), self._keyring.seal(private, password)
            with self._connection.transaction():
                people.keep_key(self._connection, row["person_id"], signing.public_key, sealed, self._now())
        portal_key = portal_keys.current(self._connection, self._settings.portal_key)
        settings = replace(self._settings, portal_key=portal_key)
        self._keyring.enrol(settings, row["name"], private, code, authorities.trusted(self._connection))
        with self._connection.transaction():
            people.key_enrolled(self._connection, row["person_id"], self._now())

    def _is_right(self, kept: str, password: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return len(password) <= LONGEST_PASSWORD and self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    def _wrong(self) -> Refused:
        return Refused(say("user.wrong"), (), say("act.safe"), say("user.wrong.action"))

    def add(self, name: str, role: str, password: str | None = None) -> None:
        """One person more; the first one is an administrator."""
        self._refuse_others()
        said = " ".join(name.split())
        if not 0 < len(said) <= LONGEST_NAME or not said.isprintable():
            raise BadInput(say("user.name"), place="name")
        if people.find(self._connection, said) is not None:
            raise BadInput(say("user.taken", name=said), place="name")
        if not people.everybody(self._connection) and role != Role.ADMINISTRADOR:
            raise BadInput(say("user.first"), place="role")
        sealed = "" if password is None else self._sealed(said, password)
        with self._connection.transaction():
            people.add(self._connection, said, _role(role), sealed, self._now(), self._settings.user)
            self._refuse_nobody_left()

    def set_role(self, name: str, role: str) -> None:
        """Another role; the last administrator keeps it."""
        self._refuse_others()
        row = self._row(name)
        if _role(role) != Role.ADMINISTRADOR:
            self._refuse_last(row)
        with self._connection.transaction():
            people.change(self._connection, row, role=role)
            self._refuse_nobody_left()

    def set_password(self, name: str, new: str, old: str | None = None) -> None:
        """Another password: one's own by saying the old one, another person's by an administrator, which also
        ends that person's wait."""
        row = self._row(name)
        if self.asks_old(name):
            self.sign_in(name, old or "")
            row = self._row(name)
        elif row["folded"] != fold(self._settings.user):
            self._refuse_others()
        sealed = self._sealed(row["name"], new)
        private = self._opened(row, old) if old and self._keyring else None
        key = self._keyring.seal(private, new) if private and self._keyring else ""
        with self._connection.transaction():
            people.change(self._connection, row, password=sealed, failures=0, tried_at="")
            self._refuse_nobody_left()
            if key:
                people.seal_key_again(self._connection, row["person_id"], key)
            else:
                people.drop_key(self._connection, row["person_id"])

    def asks_old(self, name: str) -> bool:
        """Whether changing this password asks for the present one: it is one's own, and there is one."""
        row = self._row(name)
        return bool(row["password"]) and row["folded"] == fold(self._settings.user)

    def remove(self, name: str) -> None:
        """Who leaves signs in no more; what he or she did stays under the name."""
        self._refuse_others()
        row = self._row(name)
        self._refuse_last(row)
        with self._connection.transaction():
            people.change(self._connection, row, removed_at=self._now())
            self._refuse_nobody_left()
            people.drop_key(self._connection, row["person_id"])

    def _row(self, name: str) -> Row:
        row = people.find(self._connection, name)
        if row is None:
            raise NotFound(say("user.unknown", name=name))
        return row

    def _refuse_others(self) -> None:
        if people.everybody(self._connection) and not workflow.may_manage_users(self._settings.user_role):
            raise Refused(say("user.not_admin"), (), say("act.safe"), say("user.not_admin.action"))

    def _refuse_last(self, row: Row) -> None:
        others = (one for one in people.everybody(self._connection) if one["person_id"] != row["person_id"])
        if row["role"] == Role.ADMINISTRADOR and not any(one["role"] == Role.ADMINISTRADOR for one in others):
            raise Refused(say("user.last", name=row["name"]), (), say("act.safe"), say("user.last.action"))

    def _refuse_nobody_left(self) -> None:
        """From the first password on who has none cannot enter: then an administrator must be able to. Asked within
        the transaction, which takes back what was written."""
        everybody = people.everybody(self._connection)
        can_enter = [row["role"] for row in everybody if row["password"]]
        if can_enter and Role.ADMINISTRADOR not in can_enter:
            raise Refused(say("user.nobody_left"), (), say("act.safe"), say("user.nobody_left.action"))

    def _sealed(self, name: str, password: str) -> str:
        """The password as it is kept: argon2id, never the words themselves."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise BadInput(say("user.password", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD), place="password")
        if fold(password) in _COMMON or fold(password) == fold(name) or len(set(password)) < 3:
            raise BadInput(say("user.password.weak"), place="password")
        return self._hasher.hash(password)

    def _now(self) -> str:
        return stamp(self._clock.now())


def _role(role: str) -> str:
    if role not in set(Role):
        raise BadInput(say("user.role", role=role, names=", ".join(Role)), place="role")
    return role


def _seconds_left(row: Row, now: datetime) -> int:
    """The seconds until the next try; with a clock set back the whole wait begins again."""
    wait = wait_after(row["failures"])
    if not row["tried_at"] or not wait:
        return 0
    tried = min(read_stamp(row["tried_at"]), now)
    left = (tried + wait - now).total_seconds()
    return max(0, int(-(-left // 1)))
