"""Public tables. Pages and downloads read these and nothing else."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar
from urllib.parse import quote

from django.db import models

from forms.catalog import load_catalog
from forms.outlets import Policies, read_policies
from portal.accounts.models import Office
from portal.intake import storage
from portal.intake.projection import CONTRACTING
from portal.publication.amounts import AmountField
from portal.publication.ending import ending_words


def _code_words(codelist: str, code: str) -> str:
    known = load_catalog().codelists.get(codelist)
    return known.title_of(code) if known and code else ""


class Process(models.Model):
    """The published state of one contracting process; ``compiled`` is its compiled release."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="processes")
    record_id = models.UUIDField(unique=True)
    ocid = models.CharField(max_length=255, unique=True)
    folio = models.CharField(max_length=255, blank=True)
    title = models.TextField(blank=True)
    buyer = models.TextField(blank=True)
    suppliers = models.TextField(blank=True)
    amount: Any = AmountField()
    contracted: Any = AmountField()
    currency = models.CharField(max_length=8, blank=True)
    method = models.CharField(max_length=32, blank=True)
    category = models.CharField(max_length=32, blank=True)
    stage = models.CharField(max_length=32, blank=True)
    ending = models.CharField(max_length=32, blank=True)
    year = models.IntegerField(null=True)
    started_on = models.DateField(null=True)
    search_text = models.TextField(blank=True)
    compiled = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    persons = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["-published_at", "ocid"]
        indexes: ClassVar = [
            models.Index(fields=["-published_at"], name="process_newest"),
            models.Index(fields=["office", "year"], name="process_office_year"),
            models.Index(fields=["stage"], name="process_stage"),
        ]

    def __str__(self) -> str:
        return self.ocid

    @property
    def content(self) -> dict[str, Any]:
        """The compiled release."""
        value: dict[str, Any] = storage.unpack(self.compiled)
        return value

    @property
    def policies(self) -> Policies:
        """What the act of publication let each outlet say of natural persons."""
        return read_policies(self.persons)

    @property
    def stage_words(self) -> str:
        stage = load_catalog().record_types[CONTRACTING].stage(self.stage)
        return stage.title_for(self.category, self.method) if stage else ""

    @property
    def ending_words(self) -> str:
        """How it ended where nothing was bought, "" otherwise."""
        return ending_words(self.ending, self.category, self.method)

    @property
    def method_words(self) -> str:
        return _code_words("procurementMethod", self.method)

    @property
    def category_words(self) -> str:
        return _code_words("mainProcurementCategory", self.category)

    def get_absolute_url(self) -> str:
        return f"/proceso/{quote(self.ocid, safe='')}/"


class Release(models.Model):
    """One release as it was minted; ``is_archived`` when the process was restated after it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="releases")
    release_id = models.CharField(max_length=300, unique=True)
    number = models.IntegerField()
    date = models.CharField(max_length=32)
    tags = models.CharField(max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    operation_id = models.CharField(max_length=64)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["process", "number"], name="release_once")]

    def __str__(self) -> str:
        return self.release_id

    @property
    def value(self) -> dict[str, Any]:
        release: dict[str, Any] = storage.unpack(self.content)
        return release


class PublicFile(models.Model):
    """A content that the public state of a record names; what it names no more is served no more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    record_id = models.UUIDField()
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=127, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["record_id", "sha256"], name="public_file_once")]


class Supplier(models.Model):
    """Who a process was awarded to, for counts and search."""

    id = models.BigAutoField(primary_key=True)
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="supplier_rows")
    party_id = models.CharField(max_length=255, db_index=True)
    name = models.TextField()
