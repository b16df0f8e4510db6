"""How a portal tells of its keys: the messages, and what is signed. Pure."""

from __future__ import annotations

import msgspec

from sync import canonical


class KeyStep(msgspec.Struct, frozen=True, kw_only=True):
    """That the portal's key ``follows`` takes the place of ``before`` (both base64), which signs nothing dated after
    ``at``. ``accepted`` is the signature of the key that follows over :func:`key_step_bytes`, ``signature`` that of
    the one before, "" where it is no longer to be trusted."""

    before: str
    follows: str
    at: str
    signature: str = ""
    accepted: str = ""


class KeysRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Who cannot verify an answer asks by which key the portal signs; ``known`` is the one it had (base64)."""

    known: str


class KeysReply(msgspec.Struct, frozen=True, kw_only=True):
    """The key by which the portal signs, this answer too, and every step that led to it from its first one."""

    portal_key: str
    steps: list[KeyStep] = []


def key_step_bytes(step: KeyStep) -> bytes:
    """What both keys of a step sign."""
    members = {"before": step.before, "follows": step.follows, "at": step.at, "what": "cap-sync/2 portal-key"}
    return canonical.encode(members)


canonical.prepare(KeysRequest, KeysReply)
