"""The same file once more is answered from the receipt kept of it, word for word as if it were read: only its very
bytes, of the same device, and only while everything that was answered stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync import wire
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

ON_BOTH = True
NOW = datetime(2026, 3, 20, 15, tzinfo=UTC)


class Stick:
    """Messages of a computer, as they lie in a file, taken by the portal."""

    def __init__(self, computer: Computer) -> None:
        self.computer = computer
        self.hours = 0

    def take(self, request: wire.SyncRequest, *, read: bool = False) -> wire.SyncReply:
        """What the portal answers; ``read`` opens every operation, whatever is known."""
        from portal.accounts.models import Device
        from portal.intake import repeats
        from portal.intake.exchange import take
        from portal.intake.stick import _request_in

        self.hours += 1
        device = Device.objects.select_related("office", "user").get(id=self.computer.device_id)
        now = NOW + timedelta(hours=self.hours)
        message = wire.encode_message(request)
        if read:
            return take(device, _request_in(message), now)
        known, carried = repeats.parted(message, device, _request_in)
        return take(device, known, now, carried=carried)


def results(reply: wire.SyncReply) -> list[tuple[str, str, int]]:
    assert reply.receipt is not None
    return [(result.code, result.first, result.version) for result in reply.receipt.results]


def without_time(reply: wire.SyncReply) -> wire.SyncReply:
    assert reply.receipt is not None
    receipt = msgspec.structs.replace(reply.receipt, received_at="", signature="")
    return msgspec.structs.replace(reply, receipt=receipt, clock="")


@pytest.fixture
def reading(monkeypatch) -> list[str]:
    """The batches whose operations were opened."""
    from portal.intake import ledger

    opened: list[str] = []
    real = ledger.check_batch

    def check_batch(batch: wire.Batch, device: Any) -> list[bytes]:
        opened.append(batch.batch_id)
        return real(batch, device)

    monkeypatch.setattr(ledger, "check_batch", check_batch)
    return opened


@pytest.fixture
def computer(site: Site) -> Computer:
    return site.computer(site.office())


def created(computer: Computer, count: int = 3) -> wire.SyncRequest:
    made = [computer.create(small_body(), f"{PREFIX}-usb-{number}") for number in range(count)]
    return computer.request(made)


def test_the_same_bytes_are_answered_without_opening_them_and_word_for_word_the_same(computer, reading):
    stick, request = Stick(computer), created(computer)
    first = stick.take(request)
    assert results(first) == [("applied", "", 1)] * 3
    again = stick.take(request)
    assert len(reading) == 1
    assert results(again) == [("duplicate", "applied", 1)] * 3
    assert without_time(again) == without_time(stick.take(request, read=True))


def test_written_to_another_stick_later_it_is_the_same_batch(computer, reading):
    stick, request = Stick(computer), created(computer)
    stick.take(request)
    later = msgspec.structs.replace(request, wall="2026-03-21T10:00:00Z", since=1)
    assert results(stick.take(later)) == [("duplicate", "applied", 1)] * 3
    assert len(reading) == 1


def test_another_content_under_the_name_of_a_batch_is_opened_and_found_altered(computer, reading):
    stick, request = Stick(computer), created(computer)
    stick.take(request)
    assert request.batch is not None
    first, *others = request.batch.operations
    altered = [*others, msgspec.structs.replace(first, author="otra", sequence=4, prev_hash=request.batch.head)]
    other = msgspec.structs.replace(request, batch=wire.make_batch(request.batch.batch_id, altered))
    for _ in range(2):
        assert [code for code, *_ in results(stick.take(other))] == ["duplicate", "duplicate", "rejected"]
    assert len(reading) == 3


def test_what_waited_and_was_settled_since_is_told_as_it_is_now(computer, reading):
    stick = Stick(computer)
    body = small_body()
    before = computer.create(body, f"{PREFIX}-usb-tarde")
    after = computer.change(body, {**body, "language": "en"}, before, 0)
    late = computer.request([after])
    assert results(stick.take(late)) == [("held", "", 0)]
    assert results(stick.take(late)) == [("held", "", 0)]
    stick.take(computer.request([before]))
    assert results(stick.take(late)) == [("duplicate", "applied", 2)]
    assert len(reading) == 4


def test_a_record_that_was_lost_since_is_made_again(computer, site, reading):
    from portal.accounts.models import Office
    from portal.intake.models import Record

    stick, request = Stick(computer), created(computer)
    stick.take(request)
    records = Record.rows.for_office(Office.objects.get())
    records.filter(ocid=f"{PREFIX}-usb-1").delete()
    assert results(stick.take(request)) == [
        ("duplicate", "applied", 1),
        ("applied", "", 1),
        ("duplicate", "applied", 1),
    ]
    assert records.count() == 3


def test_a_conflict_shows_the_record_again(computer, reading):
    stick = Stick(computer)
    body = small_body()
    base = computer.create(body, f"{PREFIX}-usb-choque")
    stick.take(computer.request([base]))
    clash = [["set", "/language", "fr", "0" * 16]]
    request = computer.request([computer.operation("patch", base.record_id, base.ocid, clash, base_version=1)], since=9)
    first = stick.take(request)
    again = stick.take(request)
    assert results(first)[0][0] == "conflict"
    assert results(again) == [("duplicate", "conflict", 2)]
    assert len(reading) == 2
    assert without_time(again) == without_time(stick.take(request, read=True))
    assert [record.ocid for record in again.records] == [base.ocid]


def test_another_device_is_not_answered_with_it(computer, site, reading):
    from portal.accounts.models import Office

    stick, request = Stick(computer), created(computer)
    stick.take(request)
    other = site.computer(Office.objects.get(), "eva")
    theirs = msgspec.structs.replace(request, device_id=other.device_id)
    with pytest.raises(Exception, match="malformed"):
        Stick(other).take(theirs)
    assert len(reading) == 2


def test_a_message_that_is_not_written_as_ours_is_read_whole(computer, reading):
    from portal.accounts.models import Device
    from portal.intake import repeats
    from portal.intake.stick import _request_in

    message = wire.encode_message(created(computer))
    device = Device.objects.get(id=computer.device_id)
    spaced = message.replace(b'{"batch":', b'{ "batch": ', 1)
    request, carried = repeats.parted(spaced, device, _request_in)
    assert request == _request_in(message)
    assert carried is None


def test_what_was_answered_anew_since_is_told_as_it_is_now(computer, site, reading):
    from portal.accounts.models import Office
    from portal.intake import storage
    from portal.intake.models import Record, StoredOperation

    stick, request = Stick(computer), created(computer, 1)
    stick.take(request)
    office, told = Office.objects.get(), wire.Result(code="applied", version=7)
    Record.rows.for_office(office).update(version=7)
    StoredOperation.rows.for_office(office).update(
        settled_at=NOW + timedelta(days=1), result=storage.pack_bytes(wire.encode_message(told))
    )
    assert results(stick.take(request)) == [("duplicate", "applied", 7)]
    assert len(reading) == 2


def test_an_altered_operation_that_had_been_rejected_is_found_altered_each_time(computer, reading):
    stick = Stick(computer)
    wrong, right = computer.create(small_body(), ""), computer.create(small_body(), f"{PREFIX}-usb-bien")
    stick.take(computer.request([wrong, right]))
    request = computer.request([msgspec.structs.replace(wrong, author="otra"), right])
    for _ in range(2):
        assert results(stick.take(request)) == [("rejected", "", 0), ("duplicate", "applied", 1)]
    assert len(reading) == 3
