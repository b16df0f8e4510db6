"""The portal closes each day: where every chain stood is signed, published, and never written anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from portal.intake import storage
from sync import verifier
from tests.unit.portal.site import PREFIX, Site, small_body

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def _close(now):
    from portal.intake.heads import close_days

    return close_days(now)


def _received(office, moment):
    """Everything received just now, as if at one moment."""
    from portal.intake.models import StoredOperation

    StoredOperation.rows.for_office(office).filter(received_at__gt=datetime(2026, 6, 1, tzinfo=UTC)).update(
        received_at=moment
    )


def test_a_day_that_is_over_is_signed_once_and_the_next_one_follows_it(site: Site):
    from portal.intake.heads import history_lines

    office = site.office()
    computer = site.computer(office)
    first = computer.create(small_body(), f"{PREFIX}-MLA-2026-aaaaaaaa")
    computer.send(first)
    _received(office, NOON)
    assert _close(NOON) == 0
    assert _close(NOON + timedelta(days=1)) == 1
    assert _close(NOON + timedelta(days=1)) == 0
    computer.send(computer.create(small_body(), f"{PREFIX}-MLA-2026-bbbbbbbb"))
    _received(office, NOON + timedelta(days=1))
    assert _close(NOON + timedelta(days=3)) == 2
    lines = "".join(history_lines(office)).split("\n")
    verdict = verifier.verify(lines)
    assert (verdict.wrong, verdict.days, verdict.operations) == ([], 3, 2)


def test_what_is_altered_at_the_portal_afterwards_is_betrayed_by_a_day_that_somebody_kept(site: Site):
    from portal.intake.heads import day_lines, history_lines
    from portal.intake.models import StoredOperation

    office = site.office()
    computer = site.computer(office)
    computer.send(computer.create(small_body(), f"{PREFIX}-MLA-2026-aaaaaaaa"))
    _received(office, NOON)
    _close(NOON + timedelta(days=1))
    kept = [line.rstrip("\n") for line in day_lines()]
    row = StoredOperation.rows.for_office(office).get()
    row.content = storage.pack({**storage.unpack(row.content), "author": "otra persona"})
    row.save()
    lines = [line for line in "".join(history_lines(office)).split("\n") if '"receipt"' not in line]
    assert {item.code for item in verifier.verify(lines, "", kept).wrong} == {"day_unfounded"}


def test_the_page_of_data_offers_the_heads_and_the_verifier(site: Site):
    page = site.page("/datos/")
    assert "/historia/cabezas.jsonl" in page
    assert "/historia/verificador.py" in page
    assert "def verify(" in site.client.get("/historia/verificador.py").content.decode()
