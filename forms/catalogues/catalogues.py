"""The catalogues the program brings: one table and one entry of `data/index.toml` each."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.catalogues.entry import Catalogue, Hierarchy, Plan
from forms.catalogues.reading import decode, read_entries

DATA = Path(__file__).resolve().parent / "data"
INDEX = "index.toml"


class BadCatalogue(ValueError):
    """A table that the program brings is wrong: a mistake of ours."""


@cache
def plans(folder: Path = DATA) -> Mapping[str, Plan]:
    """What is said of each catalogue, by name."""
    table = tomllib.loads((folder / INDEX).read_text(encoding="utf-8"))
    return MappingProxyType({name: _plan(name, entry) for name, entry in table.items()})


def _plan(name: str, entry: Mapping[str, Any]) -> Plan:
    return Plan(
        name=name,
        title=entry["title"],
        edition=entry["edition"],
        scheme=entry["scheme"],
        pattern=re.compile(entry["pattern"]),
        shape=entry["shape"],
        hierarchy=Hierarchy(entry["hierarchy"]),
        lengths=tuple(entry.get("lengths", ())),
        kinds=tuple(entry["kinds"]),
        source=entry["source"],
        verified=entry["verified"],
    )


@cache
def load_catalogue(name: str, folder: Path = DATA) -> Catalogue:
    """A catalogue as the program brings it; KeyError for a name that there is not."""
    plan = plans(folder)[name]
    reading = read_entries(decode((folder / f"{name}.csv").read_bytes()), plan)
    if reading.problems:
        raise BadCatalogue(f"{name}.csv: {reading.problems[:5]}")
    return Catalogue(plan, reading.entries)
