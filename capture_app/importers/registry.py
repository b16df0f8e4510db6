"""The formats that can be imported: one module and one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from capture_app.importers import ocds
from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.reading import FileRefused

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Importer:
    """A format: whether a file looks like it, and the processes in it."""

    name: str
    accepts: Callable[[Path], bool]
    read: Callable[[Path], Iterator[ForeignProcess]]


IMPORTERS: tuple[Importer, ...] = (Importer(ocds.NAME, ocds.accepts, ocds.read_processes),)


def format_names() -> tuple[str, ...]:
    """What may be given as a format."""
    return (AUTO, *(importer.name for importer in IMPORTERS))


def importer_for(file: Path, name: str = AUTO) -> Importer:
    """The importer of the name, or with ``auto`` the first that accepts the file; FileRefused where none does."""
    wanted = (item for item in IMPORTERS if item.name == name or (name == AUTO and item.accepts(file)))
    found = next(wanted, None)
    if found is None:
        raise FileRefused("unknown_format", file)
    return found
