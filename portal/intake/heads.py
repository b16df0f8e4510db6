"""The daily head: where every device's chain stood at the end of a day (UTC), signed and published.

Whoever kept a day's head can show later that nothing before it was altered or taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Min

from portal.accounts.models import Office
from portal.intake import keys
from portal.intake.ledger import operation_of
from portal.intake.models import DayHead, StoredOperation, StoredReceipt
from portal.intake.storage import unpack_bytes
from portal.intake.writing import one_batch
from sync import canonical, history, wire


def close_days(now: datetime) -> int:
    """Sign the head of every day that is over, from the first one with operations; how many were new."""
    today = now.astimezone(UTC).date()
    last = DayHead.objects.order_by("-day").first()
    if last is not None and last.day >= today - timedelta(days=1):
        return 0
    with one_batch():
        days = _days_to_close(today)
        last = DayHead.objects.order_by("-day").first()
        previous = canonical.digest(bytes(last.content)) if last else ""
        for day in days:
            previous = _close(day, previous, now)
    return len(days)


def _days_to_close(today: date) -> list[date]:
    last = DayHead.objects.aggregate(day=Max("day"))["day"]
    began = [at for office in _offices() if (at := _began(office)) is not None]
    if last is None and not began:
        return []
    first = last + timedelta(days=1) if last else min(began).astimezone(UTC).date()
    return [first + timedelta(days=number) for number in range((today - first).days)]


def _began(office: Office) -> datetime | None:
    at: datetime | None = StoredOperation.rows.for_office(office).aggregate(at=Min("received_at"))["at"]
    return at


def _offices() -> Iterable[Office]:
    return Office.objects.all()


def _end(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def _close(day: date, previous: str, now: datetime) -> str:
    text = history.day_text(history.DayHead(day=day.isoformat(), previous=previous, heads=_heads(_end(day))))
    DayHead.objects.create(day=day, content=text, signature=keys.sign(text), created_at=now)
    return canonical.digest(text)


def _heads(end: datetime) -> list[tuple[str, int, str]]:
    """Where every chain stood: device, place, hash; in the order of the devices."""
    return sorted(head for office in _offices() for head in _heads_of(office, end))


def _heads_of(office: Office, end: datetime) -> Iterator[tuple[str, int, str]]:
    before = StoredOperation.rows.for_office(office).filter(received_at__lt=end)
    for row in before.values("device_id").annotate(place=Max("sequence")).order_by():
        newest = before.get(device_id=row["device_id"], sequence=row["place"])
        yield str(row["device_id"]), row["place"], newest.op_hash


def last_dated(now: datetime) -> datetime:
    """The last moment that anything signed here names: this one, or a later one where the clock has been ahead."""
    receipts = [StoredReceipt.rows.for_office(office).aggregate(at=Max("created_at"))["at"] for office in _offices()]
    day = DayHead.objects.aggregate(day=Max("day"))["day"]
    return max([now, *(at for at in receipts if at is not None), *([_end(day)] if day else [])])


def key_lines() -> Iterator[str]:
    """Every change of the portal's key as a line of a history, oldest first."""
    for step in keys.keyring().steps:
        yield history.key_line(step) + "\n"


def day_lines() -> Iterator[str]:
    """Every daily head as a line of a history, oldest first, behind the changes of the key that signs them."""
    yield from key_lines()
    for head in DayHead.objects.order_by("day").iterator():
        yield history.day_line(bytes(head.content), head.signature) + "\n"


def history_lines(office: Office) -> Iterator[str]:
    """The whole history of an office: operations, receipts, daily heads."""
    yield history.first_line(office.code, keys.portal_public_key()) + "\n"
    for row in StoredOperation.rows.for_office(office).order_by("device_id", "sequence").iterator():
        yield history.operation_line(operation_of(row)) + "\n"
    for row in StoredReceipt.rows.for_office(office).order_by("created_at", "receipt_no").iterator():
        yield history.receipt_line(wire.decode_message(unpack_bytes(row.content), wire.Receipt)) + "\n"
    yield from day_lines()
