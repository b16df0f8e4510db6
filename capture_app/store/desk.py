"""What every part of the store works with, given once by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from capture_app.ids import Clock, Ids, stamp
from capture_app.settings import Settings
from capture_app.store import meta
from capture_app.store.connection import Connection
from capture_app.store.figures import FigureTable
from forms.catalog import Catalog
from forms.record_type import RecordType
from forms.thresholds import Thresholds

CONTRACTING_PROCESS = "contracting_process"


@dataclass(frozen=True)
class Signing:
    """Who signs acts: public key and signature in base64."""

    public_key: str
    sign: Callable[[bytes], str]


def no_failpoint(name: str) -> None:
    """Where a fault test stops the process; nothing in the program itself."""


@dataclass(frozen=True)
class Desk:
    """Connection, law, office, time, identifiers and the named points of the fault tests."""

    connection: Connection
    catalog: Catalog
    settings: Settings
    clock: Clock
    ids: Ids
    failpoint: Callable[[str], None] = no_failpoint
    figures: FigureTable = field(default_factory=FigureTable, compare=False)
    signing: Signing | None = field(default=None, compare=False, repr=False)

    def now(self) -> str:
        """This moment as columns hold it."""
        return stamp(self.clock.now())

    def thresholds(self) -> Thresholds:
        """The dated rows to judge by: the office's over the program's."""
        return self.figures.read(self.connection)

    @property
    def device_id(self) -> str:
        """Who this computer is to the portal: as enrolled, or as renamed since because it is a copy of that one."""
        return meta.renamed_device(self.connection, self.settings.device_id)

    def law(self, record_type: str) -> RecordType:
        return self.catalog.record_types[record_type]
