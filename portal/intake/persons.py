"""Who did what: acts by the key of a person, captures by the name that the office's computers give."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from forms.codes import fold
from portal.accounts.models import Device, Office, PersonKey
from portal.intake import keys
from sync import wire

SIGNATURE = "act.signature"
UNSIGNED = "act.unsigned"


class ActRefused(Exception):
    """``rule`` says why an act is nobody's."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def signer_of(operation: wire.Operation, office: Office) -> uuid.UUID | None:
    """The user whose key signed an act; None where it is not signed and nobody of the office signs yet.

    Raises ActRefused: once one person of an office has a key, no act is taken without one.
    """
    act = operation.act
    if act is None or not (act.person or act.signature):
        if PersonKey.objects.filter(office=office, revoked_at=None).exists():
            raise ActRefused(UNSIGNED)
        return None
    key = PersonKey.objects.select_related("user").filter(office=office, public_key=act.person).first()
    said = wire.act_bytes(office.code, operation.record_id, operation.ocid, operation.kind, act)
    if key is None or not keys.is_signed_by(key.public_key, said, act.signature):
        raise ActRefused(SIGNATURE)
    if key.revoked_at is not None or not key.user.is_active:
        raise ActRefused(SIGNATURE)
    return key.user_id


def names_of(office: Office) -> dict[str, uuid.UUID]:
    """Whose the names are that people have on the office's computers."""
    return {fold(name): user for name, user in PersonKey.objects.filter(office=office).values_list("name", "user_id")}


def editor_of(author: str, device: Device, names: Mapping[str, uuid.UUID]) -> uuid.UUID:
    """Who captured: the person of that name, or else the one for whom the computer was enrolled."""
    return names.get(fold(author), device.user_id)
