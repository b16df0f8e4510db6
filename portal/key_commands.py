"""The verbs of ``captura-portal`` about the keys with which the portal signs and opens what is sealed to it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from portal.config.home import PortalHome
from portal.config.keyring import KeyRefused
from sync.fingerprints import fingerprint

MARGIN = timedelta(seconds=5)  # who was asked just now still signs with the old one
WORDS = {
    "unknown": "Ninguna llave anterior de este portal tiene esa huella; véalas con captura-portal keys.",
    "in_use": "Con esa llave firma el portal. Haga antes otra con captura-portal new-key.",
}


def new_key(options: argparse.Namespace, home: PortalHome) -> Mapping[str, Any]:
    """Sign with another key from now on."""
    from django.utils import timezone

    from portal.intake.heads import last_dated

    at = (last_dated(timezone.now()) + MARGIN).astimezone(UTC).replace(microsecond=0)
    step = home.keyring.change(at.isoformat().replace("+00:00", "Z"), vouched=not options.compromised)
    return {
        "fingerprint": fingerprint(step.follows),
        "key": step.follows,
        "before": fingerprint(step.before),
        "until": step.at,
        "vouched": bool(step.signature),
    }


def keys(options: argparse.Namespace, home: PortalHome) -> Mapping[str, Any]:
    """Every key, the first one first."""
    ring = home.keyring
    kept = ring.every_private()
    earlier = [
        {"fingerprint": fingerprint(step.before), "until": step.at, "opens": step.before in kept} for step in ring.steps
    ]
    return {"fingerprint": fingerprint(ring.public), "key": ring.public, "earlier": earlier}


def retire_key(options: argparse.Namespace, home: PortalHome) -> Mapping[str, Any]:
    """Let go of a key that only opens. KeyRefused."""
    return {"retired": fingerprint(home.keyring.retire(options.fingerprint))}


def said(refused: KeyRefused) -> str:
    """Why a key was not retired, in words."""
    return WORDS[refused.code]
