"""A table of sentences in TOML, each beginning on a line of its own with its quoted key: read when it is first said.

A window says a few dozen of a thousand before it is on screen, and reading them all takes longer than painting it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

_KEY = re.compile(r'^"([^"\n]+)" = ', re.MULTILINE)


class Sentences(Mapping[str, str]):
    """The sentences of a file by their key."""

    def __init__(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        begun = list(_KEY.finditer(text))
        ends = [at.start() for at in begun[1:]] + [len(text)]
        self._entries = {at[1]: text[at.start() : end] for at, end in zip(begun, ends, strict=True)}
        self._read: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        found = self._read.get(key)
        if found is None:
            (found,) = tomllib.loads(self._entries[key]).values()
            self._read[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
