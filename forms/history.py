"""The port by which a guide asks what lies beyond its record: the office's other processes and lists.

Whoever checks a record may know nothing of it (a file judged without importing it): every answer
can be None, and then the guide says that it cannot be evaluated.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class PastAward:
    """An award of the office: enough for amounts by supplier and year, and for what was bought."""

    ocid: str
    supplier_id: str
    awarded_on: date
    amount: Decimal
    method: str = ""
    classes: tuple[str, ...] = ()


class History(Protocol):
    """What the office knows beside the record. Implementations are values: hashable and without side effects."""

    def process(self, ocid: str) -> Mapping[str, Any] | None:
        """The body of a contracting process of the office; None for one that it has not, or may not tell."""

    def awards(
        self, since: date, until: date, suppliers: Collection[str] = (), classes: Collection[str] = ()
    ) -> tuple[PastAward, ...] | None:
        """The office's awards between two days, both included; None where they are not known.

        With suppliers or classes (beginnings of codes of what was bought) those of any of them are enough.
        """

    def is_listed(self, register: str, taxpayer: str, day: date) -> bool | None:
        """Whether a taxpayer stood in a register ("sanctioned", "suppliers") on a day; None without the register."""


@dataclass(frozen=True, slots=True)
class NoHistory:
    """Knows nothing."""

    def process(self, ocid: str) -> Mapping[str, Any] | None:
        return None

    def awards(
        self, since: date, until: date, suppliers: Collection[str] = (), classes: Collection[str] = ()
    ) -> tuple[PastAward, ...] | None:
        return None

    def is_listed(self, register: str, taxpayer: str, day: date) -> bool | None:
        return None


NO_HISTORY = NoHistory()
