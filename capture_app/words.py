"""What this room says to people: one flat table of sentences in Spanish with named parameters."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.sentences import Sentences

MESSAGES = Path(__file__).resolve().parent / "messages" / "es.toml"


@cache
def sentences() -> Mapping[str, str]:
    """Every sentence by its key."""
    return Sentences(MESSAGES)


def say(key: str, **parameters: object) -> str:
    """The sentence of a key with its parameters; "" for a key that has none."""
    return sentences().get(key, "").format_map(parameters)


def count(key: str, number: int, **parameters: object) -> str:
    """The sentence for one (`key.one`) or for many (`key.many`)."""
    return say(f"{key}.{'one' if number == 1 else 'many'}", number=f"{number:,}", **parameters)


def reason(error: OSError) -> str:
    """Why the system refused, in a few words; its number where there are none for it."""
    number = error.errno or 0
    return say(f"system.{errno.errorcode.get(number, '')}") or say("system.other", number=number)
