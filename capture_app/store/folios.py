"""Names of a record at its birth: the ocid, which never changes, and the folio the office may change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from capture_app.store import meta
from capture_app.store.baselines import FOLIO
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.records import StoredRecord
from forms.marks import absence_at
from forms.pointers import get
from sync.canonical import decode, encode
from sync.folding import tail_of
from sync.rows import apply_item
from sync.wire import FolioBlock

UNKNOWN_METHOD = "EXP"
NUMBER, METHOD, DIRECT = "/tender/id", "/tender/procurementMethod", "direct"
METHOD_WORDS = {DIRECT: "AD", "open": "LP", "limited": "IR", "selective": "IR"}
REFILL_BELOW = 50
BLOCKS = "folio_blocks"
YEAR, NEXT, LAST, EXPIRES = range(4)
_PROPOSED = re.compile(rf"^(.+)-{UNKNOWN_METHOD}-(\d{{4}}-(?:[A-Z0-9]{{2}}-)?\d{{3,}})$")


def new_ocid(desk: Desk, record_id: str) -> str:
    """`<prefix>-<office>-<year>-<8 characters of the record id>`, made without asking anyone (decisions 29)."""
    settings = desk.settings
    return f"{settings.ocid_prefixes[0]}-{settings.office_code}-{_year(desk)}-{tail_of(record_id)}"


def new_code(desk: Desk, record_id: str, record_type: str) -> str:
    """What a record is known by: an ocid, or a register's `<office>-<type>-<year>-<8 characters>` (decision 0005)."""
    if desk.law(record_type).register is None:
        return new_ocid(desk, record_id)
    return f"{desk.settings.office_code}-{record_type.replace('_', '-')}-{_year(desk)}-{tail_of(record_id)}"


def next_folio(desk: Desk, body: dict[str, Any], record_type: str = CONTRACTING_PROCESS) -> str:
    """The next number: of those that the portal leased to this device, else of its own count, with its tag so that no
    other computer proposes the same."""
    year, settings = _year(desk), desk.settings
    register = desk.law(record_type).register
    word = register.folio if register else _method_word(body)
    leased = _next_leased(desk, year)
    if leased:
        return f"{settings.office_code.upper()}-{word}-{year}-{leased:03d}"
    number = meta.get_number(desk.connection, f"folio:{year}") + 1
    meta.put(desk.connection, f"folio:{year}", number)
    tag = (settings.device_tag or "A0").upper()
    return f"{settings.office_code.upper()}-{word}-{year}-{tag}-{number:03d}"


@dataclass(frozen=True, slots=True)
class Leased:
    """How many numbers of this year are left to this device, and until when (ISO day); "" where there are none."""

    left: int = 0
    expires_on: str = ""


def leased(desk: Desk) -> Leased:
    """What is left of the blocks that stand."""
    standing = _standing(desk, _year(desk))
    left = sum(block[LAST] - block[NEXT] + 1 for block in standing)
    return Leased(left, max(str(block[EXPIRES]) for block in standing) if left else "")


def wanted_year(desk: Desk) -> int:
    """The year for which numbers run short, 0 where they do not."""
    return _year(desk) if leased(desk).left < REFILL_BELOW else 0


def last_leased(desk: Desk) -> int:
    """The last number of this year that the device was ever given."""
    return max((block[LAST] for block in _blocks(desk) if block[YEAR] == _year(desk)), default=0)


def take(desk: Desk, block: FolioBlock) -> None:
    """Keep a block, inside a transaction; one that is known changes nothing."""
    known = _blocks(desk)
    if block.first <= block.last and all((one[YEAR], one[LAST]) != (block.year, block.last) for one in known):
        _write(desk, [*known, [block.year, block.first, block.last, block.expires_on]])


def give_up(desk: Desk) -> None:
    """A copy leaves the numbers to its original."""
    _write(desk, [])


def _next_leased(desk: Desk, year: int) -> int:
    """The next number of the block that ends first, used up by this; 0 where there is none."""
    standing = sorted(_standing(desk, year), key=lambda block: block[NEXT])
    if not standing:
        return 0
    number: int = standing[0][NEXT]
    _write(desk, [[*one[:NEXT], number + 1, *one[NEXT + 1 :]] if one == standing[0] else one for one in _blocks(desk)])
    return number


def _standing(desk: Desk, year: int) -> list[list[Any]]:
    today = desk.clock.today(desk.settings.zone).isoformat()
    return [one for one in _blocks(desk) if one[YEAR] == year and one[NEXT] <= one[LAST] and today <= one[EXPIRES]]


def _blocks(desk: Desk) -> list[list[Any]]:
    found: list[list[Any]] = decode(meta.get(desk.connection, BLOCKS, "[]").encode())
    return found


def _write(desk: Desk, blocks: list[list[Any]]) -> None:
    meta.put(desk.connection, BLOCKS, encode(blocks).decode())


def followed_folio(record: StoredRecord, after: dict[str, Any]) -> dict[str, Any]:
    """A proposed folio takes the method's letters once the method is known, until the portal has seen it."""
    proposed = _PROPOSED.match(str(after.get(FOLIO, "")))
    word = _method_word(after)
    if proposed is None or record.version or word == UNKNOWN_METHOD:
        return after
    return {**after, FOLIO: f"{proposed[1]}-{word}-{proposed[2]}"}


def with_number(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The folio as the number of a direct award's file, which nobody is asked for and the cover of the folder says.

    Of other procedures it is the number of the call or the invitation, given by who calls. One that was typed, or
    said not to be, stays; one that followed the folio goes on following it, while it is the folio's to tell.
    """
    said, was, told = get(after, NUMBER), get(before, NUMBER), _told_number(after)
    is_blank = said is None and was is None and absence_at(after, NUMBER) is None
    was_following = said is not None and said == was == _told_number(before)
    if told == said or not (was_following or (is_blank and told)):
        return after
    return apply_item(after, "set", NUMBER, told)


def _told_number(document: dict[str, Any]) -> str | None:
    is_direct = get(document, METHOD) == DIRECT
    return document.get(FOLIO) if is_direct else None


def _method_word(body: dict[str, Any]) -> str:
    return METHOD_WORDS.get(str(get(body, METHOD, "")), UNKNOWN_METHOD)


def _year(desk: Desk) -> int:
    return desk.clock.today(desk.settings.zone).year
