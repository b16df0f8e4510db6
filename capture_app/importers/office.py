"""What an importer may know of the office it reads for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from capture_app.importers.mapping.plan import Plan
from capture_app.importers.reading import Cancelled, never
from capture_app.importers.tables.limits import DEFAULT, Limits
from capture_app.ocds.release import content_key
from forms.catalog import Catalog

Find = Callable[[str], str]
CODE_LENGTH = 8
YEARS_BACK = 10


def _finds_nothing(name: str) -> str:
    return ""


def _has_nothing(ocid: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Office:
    """The office's names, its day, its law, and the records it has.

    ``find`` gives the ocid behind a folio, ``invoice_at`` the ocid of the process that has an invoice, ``into`` is the
    process that a person chose for what is imported.
    """

    prefix: str
    code: str
    name: str
    today: date
    zone: str
    catalog: Catalog
    rfc: str = ""
    into: str = ""
    find: Find = _finds_nothing
    invoice_at: Find = _finds_nothing
    body_of: Callable[[str], Mapping[str, Any]] = _has_nothing
    limits: Limits = DEFAULT
    cancelled: Cancelled = never
    plans: Mapping[str, Plan] = field(default_factory=dict)

    def ocid_of(self, key: str) -> str:
        """The ocid of the process an office calls by this number: the one it has, else one made from the number."""
        return self.find(key) or f"{self.prefix}-{self.code}-{content_key('table', self.code, key)}"


def is_register_code(name: str, record_type: str) -> bool:
    """Whether a name is one that entries of the register have."""
    slug = record_type.replace("_", "-")
    return re.fullmatch(rf".+-{slug}-\d{{4}}-[a-z0-9]{{{CODE_LENGTH}}}", name) is not None


def register_code(office: Office, record_type: str, key: str, year: str = "") -> str:
    """The public name of a register's entry that comes from a file: it follows from what the entry is about."""
    digest = content_key("register", record_type, key)[:CODE_LENGTH]
    start = f"{office.code}-{record_type.replace('_', '-')}-"
    known = (f"{start}{office.today.year - past}-{digest}" for past in range(YEARS_BACK))
    here = "" if year else next((name for name in known if office.find(name)), "")
    return here or f"{start}{year or office.today.year}-{digest}"
