"""Names of a record at its birth: the ocid, which never changes, and the folio the office may change."""

from __future__ import annotations

import re
import uuid
from typing import Any

from capture_app.ids import base32_of
from capture_app.store import meta
from capture_app.store.baselines import FOLIO
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.records import StoredRecord
from forms.pointers import get

UNKNOWN_METHOD = "EXP"
METHOD_WORDS = {"direct": "AD", "open": "LP", "limited": "IR", "selective": "IR"}
RANDOM_BITS = 40
_PROPOSED = re.compile(rf"^(.+)-{UNKNOWN_METHOD}-(\d{{4}}-[A-Z0-9]{{2}}-\d{{3,}})$")


def new_ocid(desk: Desk, record_id: str) -> str:
    """`<prefix>-<office>-<year>-<8 characters of the record id>`, made without asking anyone (decisions 29)."""
    settings = desk.settings
    return f"{settings.ocid_prefixes[0]}-{settings.office_code}-{_year(desk)}-{_tail(record_id)}"


def new_code(desk: Desk, record_id: str, record_type: str) -> str:
    """What a record is known by: an ocid, or a register's `<office>-<type>-<year>-<8 characters>` (decision 0005)."""
    if desk.law(record_type).register is None:
        return new_ocid(desk, record_id)
    return f"{desk.settings.office_code}-{record_type.replace('_', '-')}-{_year(desk)}-{_tail(record_id)}"


def _tail(record_id: str) -> str:
    return base32_of(uuid.UUID(record_id).int & ((1 << RANDOM_BITS) - 1), 8)


def next_folio(desk: Desk, body: dict[str, Any], record_type: str = CONTRACTING_PROCESS) -> str:
    """The next number of this device, with its tag so that no other computer proposes the same."""
    year, settings = _year(desk), desk.settings
    number = meta.get_number(desk.connection, f"folio:{year}") + 1
    meta.put(desk.connection, f"folio:{year}", number)
    tag = (settings.device_tag or "A0").upper()
    register = desk.law(record_type).register
    word = register.folio if register else _method_word(body)
    return f"{settings.office_code.upper()}-{word}-{year}-{tag}-{number:03d}"


def followed_folio(record: StoredRecord, after: dict[str, Any]) -> dict[str, Any]:
    """A proposed folio takes the method's letters once the method is known, until the portal has seen it."""
    proposed = _PROPOSED.match(str(after.get(FOLIO, "")))
    word = _method_word(after)
    if proposed is None or record.version or word == UNKNOWN_METHOD:
        return after
    return {**after, FOLIO: f"{proposed[1]}-{word}-{proposed[2]}"}


def _method_word(body: dict[str, Any]) -> str:
    return METHOD_WORDS.get(str(get(body, "/tender/procurementMethod", "")), UNKNOWN_METHOD)


def _year(desk: Desk) -> int:
    return desk.clock.today(desk.settings.zone).year
