"""The window's words, from messages/es.toml: flat keys with named parameters, plural by two keys."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.sentences import Sentences

FILE = Path(__file__).resolve().parent / "messages" / "es.toml"


@cache
def load_words() -> Mapping[str, str]:
    return Sentences(FILE)


def say(key: str, **parameters: object) -> str:
    """The sentence of a key; a missing key is our bug and rises."""
    return load_words()[key].format_map(parameters)


def count(key: str, number: int, **parameters: object) -> str:
    """The sentence of `key_one` or `key_many`, with `n` as parameter."""
    return say(f"{key}_one" if number == 1 else f"{key}_many", n=f"{number:,}", **parameters)
