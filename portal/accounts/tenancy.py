"""The only way to a table that belongs to an office."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models.constants import OnConflict

from portal.config.inserting import Columns, insert_all

if TYPE_CHECKING:
    from portal.accounts.models import Office

M = TypeVar("M", bound=models.Model)


class OfficeRows(models.Manager[M]):
    """A manager that gives nothing until an office is named."""

    def for_office(self, office: Office) -> models.QuerySet[M]:
        """The rows of one office and no other."""
        return super().get_queryset().filter(office=office)

    def insert(self, office: Office, fresh: Iterable[Columns], renewed: tuple[str, ...] = ()) -> None:
        """New rows of one office; with ``renewed`` one that is there already has these columns anew."""
        on_conflict = OnConflict.UPDATE if renewed else None
        insert_all(self.model, [{**row, "office_id": office.pk} for row in fresh], on_conflict, renewed)

    def get_queryset(self) -> models.QuerySet[M]:
        raise NotImplementedError("office-owned rows are reached by for_office()")


class OfficeOwned(models.Model):
    """A row that belongs to one office, reached by ``rows.for_office(office)``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")

    rows: Any = OfficeRows()

    class Meta:
        abstract = True
