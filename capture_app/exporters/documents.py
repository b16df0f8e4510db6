"""What every exporter is given and gives back: processes in, pieces of a file out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from capture_app.ocds.package import PackageHead
from capture_app.ocds.record import compile_releases
from sync import canonical


@dataclass(frozen=True, slots=True)
class ExportProcess:
    """One process to write: its releases, the oldest first; ``urls`` where each stands, when they are public.

    ``body`` is what the format's outlet may see of the record, for formats that are not OCDS.
    """

    ocid: str
    releases: tuple[Mapping[str, Any], ...]
    urls: tuple[str, ...] | None = None
    body: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def state_of(process: ExportProcess) -> Mapping[str, Any]:
    """What the process is now: its only release, or its releases compiled; an entry of a register as it is seen."""
    if not process.releases:
        return {**bare(process.body), "code": process.ocid}
    return process.releases[0] if len(process.releases) == 1 else compile_releases(process.releases)


def bare(value: Any) -> Any:
    """The value without what is ours alone."""
    if isinstance(value, Mapping):
        return {name: bare(member) for name, member in value.items() if not name.startswith("_")}
    return [bare(member) for member in value] if isinstance(value, list) else value


class Writer(Protocol):
    """Turns processes into the pieces of one file, one process in memory at a time."""

    def __call__(self, processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
        """The pieces in order."""


def package_pieces(head: PackageHead, member: str, values: Iterable[Any]) -> Iterator[bytes]:
    """A package in canonical form whose list is written value by value."""
    members = {**head.members(), member: None}
    yield b"{"
    for place, name in enumerate(sorted(members)):
        yield (b"," if place else b"") + canonical.encode(name) + b":"
        if name == member:
            yield from _list_pieces(values)
        else:
            yield canonical.encode(members[name])
    yield b"}\n"


def _list_pieces(values: Iterable[Any]) -> Iterator[bytes]:
    yield b"["
    for place, value in enumerate(values):
        yield (b",\n" if place else b"\n") + canonical.encode(value)
    yield b"]"
