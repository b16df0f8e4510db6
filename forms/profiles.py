"""Requirement profiles: what an office chooses to be asked for. They change what is missing, never what is wrong."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.pointers import expand, get

PROFILES = Path(__file__).resolve().parent / "profiles.toml"
FULL = "full"


@dataclass(frozen=True, slots=True)
class Profile:
    id: str
    title: str
    help: str
    levels: frozenset[str]
    pointers: tuple[str, ...] = ()

    def places(self, body: Mapping[str, Any], first: bool = False) -> Iterator[str]:
        """Places that the outlet asks for besides; of lists, in each row that is there (`first`: or in the first)."""
        for pattern in self.pointers:
            rows, _, rest = pattern.rpartition("/*/")
            owners = [pointer for pointer, _ in expand(body, f"{rows}/*")] if rows else [""]
            for owner in owners or ([f"{rows.replace('/*', '/0')}/0"] if first else []):
                yield f"{owner}/{rest}" if rows else pattern

    def lacking(self, body: Mapping[str, Any]) -> Iterator[str]:
        """Places of what the outlet asks for and the body has not."""
        return (pointer for pointer in self.places(body) if get(body, pointer) is None) if body else iter(())


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile by its name, in the order in which they are offered."""
    entries = tomllib.loads(PROFILES.read_text(encoding="utf-8"))["profile"]
    made = (
        Profile(item["id"], item["title"], item["help"], frozenset(item["levels"]), tuple(item.get("pointers", ())))
        for item in entries
    )
    return MappingProxyType({item.id: item for item in made})
