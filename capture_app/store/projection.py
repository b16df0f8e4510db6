"""Columns of a record that are read off its body: what the list shows, sorts and searches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from capture_app.patching import Body
from capture_app.store.connection import Row
from capture_app.store.spelling import unaccented
from forms.findings import Finding, count_levels
from forms.justifications import open_findings
from forms.pointers import KEY, get
from forms.progress import amount_of, current_stage, record_title
from forms.record_type import RecordType
from forms.register import amount_in

LONGEST_SEARCH_TEXT = 4000
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T|$)")
_NAMES = frozenset(("title", "name", "legalName", "id", "date", "startDate", "endDate", "dateSigned", "awardID"))
_PROSE = frozenset(("description",))


def projected(body: Body, ocid: str, folio: str, law: RecordType, findings: tuple[Finding, ...]) -> Row:
    """Title, stage, amount, counts of findings and text to search in."""
    register = law.register
    amount, currency = amount_in(body, register) if register else amount_of(body)
    title = record_title(body, law)
    levels = count_levels(open_findings(body, findings))
    return {
        "title": title,
        "stage": law.id if register else current_stage(body, law.id),
        "method": get(body, "/tender/procurementMethod"),
        "year": _year(body, ocid),
        "amount": None if amount is None else format(amount, "f"),
        "currency": currency,
        "errors": levels["error"],
        "warnings": levels["warning"],
        "notes": levels["note"],
        "search_text": search_text(chain([ocid, folio, title], _searched(body, law))),
    }


def _searched(body: Body, law: RecordType) -> Iterator[str]:
    """What people search by: names and prose of a process, every text of a register."""
    if law.register is not None:
        return _texts(body, None)
    return chain(_texts(body, _NAMES), _texts(body, _PROSE))


def search_text(parts: Iterable[str]) -> str:
    """Lowercase without accents, each part once, cut where it gets too long."""
    kept: dict[str, None] = {}
    size = 0
    for part in parts:
        if part and part not in kept:
            kept[part] = None
            size += len(part) + 1
        if size > LONGEST_SEARCH_TEXT:
            break
    return unaccented(" ".join(kept)[:LONGEST_SEARCH_TEXT])


def _texts(value: Any, wanted: frozenset[str] | None, name: str = "") -> Iterator[str]:
    """Texts of the wanted members (all without any) anywhere in the body; a day also as people write it."""
    if isinstance(value, dict):
        for member in sorted(value):
            yield from _texts(value[member], wanted, member)
    elif isinstance(value, list):
        for row in value:
            yield from _texts(row, wanted, name)
    elif isinstance(value, str) and (name in wanted if wanted is not None else name != KEY):
        yield value
        day = _DAY.match(value)
        if day:
            yield f"{day[3]}/{day[2]}/{day[1]}"


def _year(body: Body, ocid: str) -> int | None:
    found = re.search(r"-(20\d\d)-", ocid)
    if found:
        return int(found[1])
    day = get(body, "/tender/tenderPeriod/startDate") or get(body, "/contracts/0/dateSigned")
    match = _DAY.match(str(day or ""))
    return int(match[1]) if match else None
