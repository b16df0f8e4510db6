"""One-time codes of words, readable by telephone, and the devices that they let in."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from portal.accounts.models import Device, EnrolmentCode, FormerKey, Office, PersonKey, User

WORDS_FILE = Path(__file__).with_name("words.txt")
WORDS_IN_A_CODE = 5
VALID_FOR = timedelta(hours=72)
LEEWAY = timedelta(hours=1)  # the portal's clock may have been set meanwhile


class CodeRefused(Exception):
    """``code`` is one of ``code_unknown code_used code_expired malformed``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@cache
def words() -> tuple[str, ...]:
    return tuple(WORDS_FILE.read_text(encoding="utf-8").split())


def give_code(
    office: Office, user: User, now: datetime, valid_for: timedelta = VALID_FOR, *, for_person: bool = False
) -> tuple[str, datetime]:
    """A new code for one device of ``user`` in ``office``, or for the key with which the person signs, and when it
    expires; the words are not kept."""
    text = "-".join(secrets.choice(words()) for _ in range(WORDS_IN_A_CODE))
    expires_at = now + valid_for
    EnrolmentCode.objects.create(
        code_hash=_hash(text), office=office, user=user, expires_at=expires_at, for_person=for_person
    )
    return text, expires_at


def enrol_device(code: str, public_key: str, name: str, now: datetime) -> Device:
    """The device that the code lets in; asking again with the same key gives the same device.

    Runs inside the caller's transaction. Raises CodeRefused.
    """
    row = _find(code, public_key, for_person=False)
    if row.used_at is not None:
        return _again(row, public_key)
    _check_unused(row, public_key, now)
    device = Device.objects.create(office=row.office, user=row.user, name=name[:120], public_key=public_key)
    row.device, row.used_at = device, now
    row.save(update_fields=["device", "used_at"])
    return device


def enrol_person(code: str, public_key: str, name: str, now: datetime) -> PersonKey:
    """The key with which the person of the code signs from now on; those before it serve no more. Asking again with
    the same key gives the same one. Runs inside the caller's transaction. Raises CodeRefused."""
    row = _find(code, public_key, for_person=True)
    if row.used_at is not None:
        if row.person_key is None or row.person_key.public_key != public_key or row.person_key.revoked_at is not None:
            raise CodeRefused("code_used")
        return row.person_key
    _check_unused(row, public_key, now)
    PersonKey.objects.filter(office=row.office, user=row.user, revoked_at=None).update(revoked_at=now)
    row.person_key = PersonKey.objects.create(
        office=row.office, user=row.user, name=name[:120], public_key=public_key, enrolled_at=now
    )
    row.used_at = now
    row.save(update_fields=["person_key", "used_at"])
    return row.person_key


def _find(code: str, public_key: str, *, for_person: bool) -> EnrolmentCode:
    """The row of a code of that kind."""
    if not _is_key(public_key):
        raise CodeRefused("malformed")
    rows = EnrolmentCode.objects.select_for_update(of=("self",)).select_related("office", "person_key")
    row = rows.filter(code_hash=_hash(code), for_person=for_person).first()
    if row is None:
        raise CodeRefused("code_unknown")
    return row


def _check_unused(row: EnrolmentCode, public_key: str, now: datetime) -> None:
    if row.expires_at + LEEWAY < now:
        raise CodeRefused("code_expired")
    _check_new(public_key)


def _check_new(public_key: str) -> None:
    """A key is of one owner, for ever."""
    if any(kind.objects.filter(public_key=public_key).exists() for kind in (Device, FormerKey, PersonKey)):
        raise CodeRefused("malformed")


def renew_device(before: Device, public_key: str, name: str) -> Device:
    """The device that a copy of ``before`` is from now on; asking again with the same key gives the same one.

    Runs inside the caller's transaction. Raises CodeRefused.
    """
    if not _is_key(public_key) or public_key == before.public_key:
        raise CodeRefused("malformed")
    known = Device.objects.filter(public_key=public_key).first()
    if known is None:
        known = Device.objects.create(
            office=before.office, user=before.user, name=name[:120], public_key=public_key, copy_of=before
        )
    if known.copy_of_id != before.pk or known.revoked_at is not None:
        raise CodeRefused("malformed")
    return known


def change_key(device: Device, public_key: str, now: datetime) -> Device:
    """The same device, which signs with another key from now on; the one before is remembered for what it signed.

    Runs inside the caller's transaction. Raises CodeRefused.
    """
    if not _is_key(public_key):
        raise CodeRefused("malformed")
    _check_new(public_key)
    FormerKey.objects.create(device=device, public_key=device.public_key, until=now)
    device.public_key = public_key
    device.save(update_fields=["public_key"])
    return device


def revoke(device: Device, now: datetime) -> int:
    """No request of the device, nor of the copies of it, is taken any more; how many devices were revoked."""
    revoked = Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=now)
    return revoked + sum(revoke(copy, now) for copy in device.copies.all())


def _again(row: EnrolmentCode, public_key: str) -> Device:
    if row.device is None or row.device.public_key != public_key or row.device.revoked_at is not None:
        raise CodeRefused("code_used")
    return row.device


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _hash(code: str) -> str:
    """Keyed with the portal's secret: the database alone does not let anyone try codes."""
    return hmac.new(settings.SECRET_KEY.encode(), f"enrol:{_plain(code)}".encode(), hashlib.sha256).hexdigest()


def _plain(code: str) -> str:
    """The words as they were meant, however they were typed."""
    letters = unicodedata.normalize("NFKD", code.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())
