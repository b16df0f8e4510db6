"""Rows written with one prepared statement are rows as Django writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models.constants import OnConflict

ON_BOTH = True
NOW = datetime(2026, 3, 20, 15, 30, 1, 250_000, tzinfo=UTC)


def _record(**columns):
    return {
        "id": uuid4(),
        "record_id": uuid4(),
        "record_type": "contracting_process",
        "ocid": "ocds-xs1qbl-1",
        "body": b"\x00\xff",
        "body_hash": "ab",
        "amount": Decimal("1234.56"),
        "last_was_plain": True,
        "updated_at": NOW,
        **columns,
    }


def test_a_row_reads_as_one_that_django_wrote(site):
    from portal.intake.models import Record

    office = site.office()
    one = _record()
    Record.rows.insert(office, [one])
    written = Record.rows.for_office(office).values().get()
    assert Record.rows.for_office(office).delete()[0] == 1
    Record.rows.for_office(office).bulk_create([Record(office=office, **one)])
    assert Record.rows.for_office(office).values().get() == written


def test_a_row_that_is_there_has_what_is_renewed_and_keeps_the_rest(site):
    from portal.intake.models import Record

    office = site.office()
    one = _record()
    Record.rows.insert(office, [one, _record(ocid="ocds-xs1qbl-2")])
    Record.rows.insert(office, [{**one, "title": "Otra", "ocid": "ocds-xs1qbl-3"}], ("title",))
    found = Record.rows.for_office(office).order_by("ocid").values_list("ocid", "title")
    assert list(found) == [("ocds-xs1qbl-1", "Otra"), ("ocds-xs1qbl-2", "")]


def test_one_row_too_many_leaves_none(site):
    from portal.intake.models import Record

    office = site.office()
    twice = _record()
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.rows.insert(office, [_record(), twice, {**twice, "id": uuid4()}])
    assert not Record.rows.for_office(office).exists()


def test_a_name_that_is_held_stays_with_its_holder(site):
    from portal.config.inserting import insert_all
    from portal.intake.models import OcidHolder

    office = site.office()
    first, second = ({"ocid": "ocds-xs1qbl-1", "office_id": office.pk, "record_id": uuid4()} for _ in range(2))
    for row in (first, second):
        insert_all(OcidHolder, [row], OnConflict.IGNORE)
    assert OcidHolder.objects.get().record_id == first["record_id"]
