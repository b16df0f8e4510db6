"""Statuses and the applicable law follow the facts as they are captured by hand (forms.followed)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from capture_app.changes import FieldEdit
from capture_app.patching import Body
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.editing import edited
from capture_app.store.records import StoredRecord
from forms.followed import followed, unsaid

_ROUNDS = 2


def with_facts(desk: Desk, record: StoredRecord, after: Body) -> Body:
    """The document after an edit by hand with what its facts tell."""
    zone = desk.settings.zone
    then, today = record.saved_at.astimezone(ZoneInfo(zone)).date(), desk.clock.today(zone)
    return _settled(desk, record, after, lambda body: followed(record.document, body, then, today, desk.thresholds()))


def completed(desk: Desk, record: StoredRecord) -> Body:
    """The document with what its facts tell and it does not say, as it is to be published."""
    today = desk.clock.today(desk.settings.zone)
    return _settled(desk, record, record.document, lambda body: unsaid(body, today, desk.thresholds()))


def _settled(desk: Desk, record: StoredRecord, body: Body, tell: Callable[[Body], Iterable[tuple[str, Any]]]) -> Body:
    """Told twice: a procedure follows from its awards, which follow from their contracts."""
    if record.record_type != CONTRACTING_PROCESS:
        return body
    for _ in range(_ROUNDS):
        edits = [FieldEdit(path, value) for path, value in tell(body)]
        if not edits:
            break
        body = edited(body, edits, desk.ids)
    return body
