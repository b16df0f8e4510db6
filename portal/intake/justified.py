"""The reasons an office gives for what is warned of in its records, for whoever reviews them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.justifications import JUSTIFIED, justified
from forms.record_type import kinds_of
from forms.validate import validate
from forms.words import describe
from portal.accounts.models import Office
from portal.intake.judgement import context_of
from portal.intake.models import Record

MOST_RECORDS = 50


@dataclass(frozen=True)
class Reason:
    """One warning with what was said of it; `is_lapsed` when its value has changed since."""

    ocid: str
    title: str
    words: str
    reason: str
    by: str
    is_lapsed: bool


def reasons(office: Office, now: datetime) -> list[Reason]:
    """Those of the newest records that are in review or approved."""
    rows = Record.rows.for_office(office).exclude(status="draft").order_by("-updated_at")[:MOST_RECORDS]
    return [reason for row in rows for reason in _of(row, office, now)]


def _of(row: Record, office: Office, now: datetime) -> Iterator[Reason]:
    body = row.content
    if not body.get(JUSTIFIED):
        return
    kinds = kinds_of(body)
    findings = validate(body, row.record_type, context_of(row.ocid, office, now, "draft"))
    for item, kept in justified(body, findings):
        words = describe(item, record_type=row.record_type, kinds=kinds)
        yield Reason(row.ocid, row.title, words, kept.reason, kept.by, kept.is_lapsed)
