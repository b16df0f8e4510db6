"""The office's own history at the portal, written with its records and asked by indexed columns (forms.history)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from forms.history import PastAward as Award
from forms.thresholds import Thresholds
from forms.traces import (
    AWARD_COLUMNS,
    LISTING_COLUMNS,
    award_columns,
    award_of,
    class_beginning,
    is_worth_narrowing,
    listing_columns,
    listings,
    past_awards,
    standing,
)
from portal.accounts.models import Office
from portal.intake.models import LONGEST_TAXPAYER, Listing, PastAward, Record

Columns = dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """A record whose traces are to be kept; one that is new has none to take away."""

    record_id: uuid.UUID
    record_type: str
    ocid: str
    body: Mapping[str, Any]
    is_new: bool = False

    def awards(self) -> Iterator[Columns]:
        for award in past_awards(self.body, self.ocid):
            yield {"record_id": self.record_id, **dict(zip(AWARD_COLUMNS, award_columns(award), strict=True))}

    def listings(self) -> Iterator[Columns]:
        """No key of a taxpayer is as long as what is left out."""
        for found in listings(self.body, self.record_type):
            if len(found.taxpayer) <= LONGEST_TAXPAYER:
                yield {"record_id": self.record_id, **dict(zip(LISTING_COLUMNS, listing_columns(found), strict=True))}


def remember(office: Office, tellings: Sequence[Telling]) -> None:
    """Read the traces of records again, inside the transaction that writes them; all of a batch at once."""
    stale = [telling.record_id for telling in tellings if not telling.is_new]
    if stale:
        PastAward.rows.for_office(office).filter(record_id__in=stale).delete()
        Listing.rows.for_office(office).filter(record_id__in=stale).delete()
    PastAward.rows.insert(office, (row for telling in tellings for row in telling.awards()))
    Listing.rows.insert(office, (row for telling in tellings for row in telling.listings()))


@dataclass(frozen=True)
class OfficeHistory:
    """What one office has sent (forms.history.History), as of its last batch."""

    office: Office
    thresholds: Thresholds

    def process(self, ocid: str) -> dict[str, Any] | None:
        found = (
            Record.rows.for_office(self.office)
            .filter(ocid=ocid, record_type="contracting_process", deleted_at=None)
            .first()
        )
        return found.content if found is not None else None

    def awards(
        self, since: date, until: date, suppliers: Collection[str] = (), classes: Collection[str] = ()
    ) -> tuple[Award, ...] | None:
        days = (since.isoformat(), until.isoformat())
        rows = PastAward.rows.for_office(self.office).filter(awarded_on__range=days)
        if is_worth_narrowing(suppliers, classes):
            bought = (Q(classes__contains=class_beginning(code)) for code in classes)
            rows = rows.filter(reduce(or_, bought, Q(supplier_id__in=list(suppliers))))
        return tuple(map(award_of, rows.order_by("awarded_on").values(*AWARD_COLUMNS)))

    def is_listed(self, register: str, taxpayer: str, day: date) -> bool | None:
        rows = Listing.rows.for_office(self.office).filter(register=register)
        on = day.isoformat()
        is_there = rows.filter(taxpayer=taxpayer, since__lte=on, until__gte=on).exists()
        return standing(register, day, self.thresholds, is_there, rows.exists)
