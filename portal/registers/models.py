"""Public tables of the registers. Their pages and downloads read these and nothing else."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar
from urllib.parse import quote

from django.db import models

from forms.catalog import load_catalog
from portal.accounts.models import Office
from portal.intake import storage
from portal.publication.amounts import AmountField


class EntryQuerySet(models.QuerySet["Entry"]):
    def shown(self) -> EntryQuerySet:
        """What is before the public now."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> EntryQuerySet:
        """What was published and taken away, the latest first."""
        return self.exclude(withdrawn_at=None).order_by("-withdrawn_at", "code")


class Entry(models.Model):
    """The published state of one record of a register; ``content`` is its public snapshot, empty once withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="entries")
    record_id = models.UUIDField(unique=True)
    record_type = models.CharField(max_length=64)
    code = models.CharField(max_length=255, unique=True)
    folio = models.CharField(max_length=255, blank=True)
    title = models.TextField(blank=True)
    name_key = models.CharField(max_length=255, blank=True)
    amount: Any = AmountField()
    currency = models.CharField(max_length=8, blank=True)
    year = models.IntegerField(null=True)
    search_text = models.TextField(blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    number = models.IntegerField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at", "code"]
        indexes: ClassVar = [
            models.Index(fields=["record_type", "-published_at"], name="entry_newest"),
            models.Index(fields=["record_type", "name_key", "code"], name="entry_by_name"),
            models.Index(fields=["record_type", "year"], name="entry_year"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def value(self) -> dict[str, Any]:
        """The public snapshot."""
        content: dict[str, Any] = storage.unpack(self.content)
        return content

    def get_absolute_url(self) -> str:
        register = load_catalog().record_types[self.record_type].register
        return f"/registros/{register.public if register else ''}/{quote(self.code, safe='')}/"


class Snapshot(models.Model):
    """What one act of publication showed; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="snapshots")
    number = models.IntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    operation_id = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="snapshot_once")]


class Mention(models.Model):
    """A process or a company that the published state of a record names."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="mentions")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=255)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["value", "kind"], name="mention_of")]
