"""Columns of a published process, copied from its compiled release for search, filters and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from forms.codes import fold
from forms.pointers import expand, get
from forms.progress import amount_of, current_stage, title_of
from portal.intake.projection import CONTRACTING
from portal.publication.amounts import fits
from portal.publication.ending import ending_of

LONGEST_SEARCH_TEXT = 20_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SEARCHED = [
    "/tender/title",
    "/tender/description",
    "/planning/budget/project",
    "/planning/budget/description",
    "/awards/*/title",
    "/awards/*/description",
    "/contracts/*/title",
    "/contracts/*/description",
    "/contracts/*/id",
    "/tender/id",
    "/tender/items/*/description",
    "/buyer/name",
    "/tender/procuringEntity/name",
    "/parties/*/name",
]
_STARTS = [
    "/tender/tenderPeriod/startDate",
    "/awards/*/date",
    "/contracts/*/dateSigned",
    "/contracts/*/period/startDate",
    "/tender/contractPeriod/startDate",
    "/planning/budget/budgetBreakdown/*/period/startDate",
]


@dataclass(frozen=True)
class Party:
    party_id: str
    name: str


def columns_of(release: Mapping[str, Any], ocid: str, folio: str) -> dict[str, Any]:
    """Everything a list needs of a process."""
    amount, currency = amount_of(release)
    suppliers = suppliers_of(release)
    started_on = _first_day(release)
    return {
        "title": title_of(release),
        "buyer": buyer_of(release),
        "suppliers": "; ".join(party.name for party in suppliers),
        "amount": amount if fits(amount) else None,
        "contracted": _contracted(release),
        "currency": (currency or "")[:8],
        "method": str(get(release, "/tender/procurementMethod", ""))[:32],
        "category": str(get(release, "/tender/mainProcurementCategory", ""))[:32],
        "stage": current_stage(release, CONTRACTING),
        "ending": ending_of(release),
        "year": started_on.year if started_on else None,
        "started_on": started_on,
        "search_text": _search_text(release, ocid, folio),
    }


def buyer_of(release: Mapping[str, Any]) -> str:
    for pointer in ("/buyer/name", "/tender/procuringEntity/name"):
        name = get(release, pointer)
        if isinstance(name, str) and name:
            return name
    return ""


def suppliers_of(release: Mapping[str, Any]) -> tuple[Party, ...]:
    """Suppliers of the awards, each once."""
    found: dict[str, Party] = {}
    for _, row in expand(release, "/awards/*/suppliers/*"):
        if isinstance(row, Mapping) and row.get("name"):
            key = str(row.get("id") or fold(str(row["name"])))[:255]
            found.setdefault(key, Party(key, str(row["name"])))
    return tuple(found.values())


def _contracted(release: Mapping[str, Any]) -> Decimal | None:
    """The sum of contracts in pesos, None without any."""
    if not get(release, "/contracts"):
        return None
    amount, currency = amount_of({"contracts": get(release, "/contracts")})
    return amount if currency == "MXN" and fits(amount) else None


def _first_day(release: Mapping[str, Any]) -> date | None:
    """The earliest known day of the procedure, as written."""
    for pattern in _STARTS:
        days = sorted(_days(release, pattern))
        if days:
            return days[0]
    return None


def _days(release: Mapping[str, Any], pattern: str) -> Iterator[date]:
    for _, text in expand(release, pattern):
        if isinstance(text, str) and _DAY.match(text):
            try:
                yield date.fromisoformat(text[:10])
            except ValueError:
                continue


def _search_text(release: Mapping[str, Any], ocid: str, folio: str) -> str:
    texts = [ocid, folio]
    texts += [str(value) for pattern in _SEARCHED for _, value in expand(release, pattern)]
    return fold(" ".join(dict.fromkeys(texts)))[:LONGEST_SEARCH_TEXT]
