"""Who may write, once, and one at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import IntegrityError, connection, transaction

from portal.accounts.models import Device
from portal.intake import keys
from portal.intake.models import Nonce
from portal.intake.refusals import RequestRefused

NONCES_KEPT = 5000
ONE_WRITER = Lock()


@contextmanager
def one_batch() -> Iterator[None]:
    """One transaction; on SQLite one writer of this process at a time."""
    if connection.vendor == "sqlite":
        with ONE_WRITER, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield


def known_device(sender: str, signed: bytes, signature: str, *, formerly: bool = False) -> Device:
    """The enrolled device that signed an envelope, or (``formerly``) a file, maybe with a key it had then."""
    try:
        device_id = uuid.UUID(sender)
    except ValueError as error:
        raise RequestRefused("unknown_device") from error
    device = Device.objects.select_related("office", "user").filter(id=device_id).first()
    if device is None:
        raise RequestRefused("unknown_device")
    former = device.former_keys.values_list("public_key", flat=True) if formerly else ()
    if not any(keys.is_signed_by(key, signed, signature) for key in (device.public_key, *former)):
        raise RequestRefused("bad_signature")
    if device.revoked_at is not None or not device.user.is_active:
        raise RequestRefused("revoked_device")
    return device


def use_nonce(device: Device, nonce: str) -> None:
    """A nonce serves once; the newest ones are remembered. Inside the transaction that its request ends with."""
    try:
        Nonce.objects.create(device=device, nonce=nonce)
    except IntegrityError as error:
        raise RequestRefused("replayed") from error
    if nonce[-1] == "0":
        oldest = Nonce.objects.filter(device=device).order_by("-id").values_list("id", flat=True)[NONCES_KEPT:].first()
        if oldest is not None:
            Nonce.objects.filter(device=device, id__lte=oldest).delete()
