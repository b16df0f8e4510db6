"""The whole law, read once: record types, code lists and their version."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from forms.codes import Code, Codelist, read_codelists
from forms.law import read_folders, read_groups, read_record_types
from forms.law_error import LawError
from forms.record_type import Field, FieldType, Question, RecordType, Section, Stage
from forms.register import Register
from forms.register_files import read_registers
from forms.trees import TreeError
from forms.upgrades import FORMS_VERSION

__all__ = [
    "Catalog",
    "Code",
    "Codelist",
    "Field",
    "FieldType",
    "LawError",
    "Question",
    "RecordType",
    "Section",
    "Stage",
    "load_catalog",
]
PROCESS = "contracting_process"
HOME = Path(__file__).resolve().parent
EXTRA_VARIABLE = "CAPTURA_FORMS_EXTRA"


@dataclass(frozen=True, eq=False)
class Catalog:
    """Compared and hashed by identity: one catalog is read once and handed around."""

    record_types: Mapping[str, RecordType]
    codelists: Mapping[str, Codelist]
    forms_version: int

    @property
    def registers(self) -> tuple[tuple[RecordType, Register], ...]:
        """The registers among the record types, in the order in which they are shown."""
        found = [(record, record.register) for record in self.record_types.values() if record.register is not None]
        return tuple(sorted(found, key=lambda pair: (pair[1].number, pair[0].id)))


def load_catalog(extra: Path | None = None) -> Catalog:
    """The law of this program, with the TOML of `extra` (or CAPTURA_FORMS_EXTRA) added to it."""
    if extra is None and os.environ.get(EXTRA_VARIABLE):
        extra = Path(os.environ[EXTRA_VARIABLE])
    return read_catalog(HOME, *(() if extra is None else (extra.resolve(),)))


@cache
def read_catalog(*homes: Path) -> Catalog:
    """The law of these folders, each with `records` and `codelists`, later ones adding to earlier."""
    codelists = read_codelists(tuple(home / "codelists" for home in homes))
    folders = tuple(home / "records" for home in homes)
    groups = read_groups(folders)
    read = read_folders(folders)
    try:
        record_types = {
            **read_record_types(read, codelists, groups),
            **read_registers(folders, read.get(PROCESS, {}), groups, codelists),
        }
    except TreeError as error:
        raise LawError(error.place, error.reason) from error
    return Catalog(MappingProxyType(record_types), codelists, FORMS_VERSION)
