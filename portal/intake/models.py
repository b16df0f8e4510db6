"""What was received: every operation with its result, the records as the portal has them, what needs a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from portal.accounts.models import Device, Office
from portal.accounts.tenancy import OfficeOwned
from portal.intake import storage
from portal.publication.amounts import AmountField

LONGEST_TAXPAYER = 255


class OfficeCounter(models.Model):
    """The row that a batch locks: the office's sequence of changes and of receipts."""

    office = models.OneToOneField(Office, primary_key=True, on_delete=models.PROTECT, related_name="+")
    sequence = models.BigIntegerField(default=0)
    receipts = models.BigIntegerField(default=0)


class OcidHolder(models.Model):
    """Which office and record an ocid belongs to; ocids are unique at the portal."""

    ocid = models.CharField(max_length=255, primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    record_id = models.UUIDField()


class Record(OfficeOwned):
    """A record as the portal has it. ``chain`` links its versions over (operation hash, outcome)."""

    record_id = models.UUIDField()
    record_type = models.CharField(max_length=64)
    ocid = models.CharField(max_length=255, db_index=True)
    folio = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=16, default="draft")
    version = models.BigIntegerField(default=0)
    sequence = models.BigIntegerField(default=0)
    forms_version = models.IntegerField(default=1)
    body = models.BinaryField()
    body_hash = models.CharField(max_length=64)
    removed = models.BinaryField(default=bytes)
    chain = models.CharField(max_length=64, blank=True)
    author_id = models.UUIDField(null=True)
    last_device_id = models.UUIDField(null=True)
    last_device_sequence = models.BigIntegerField(default=0)
    last_was_plain = models.BooleanField(default=False)
    title = models.TextField(blank=True)
    amount = AmountField()
    currency = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=32, blank=True)
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    mark = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "record_id"], name="record_once")]
        indexes: ClassVar = [
            models.Index(fields=["office", "sequence"], name="record_pull"),
            models.Index(fields=["office", "mark"], name="record_proof"),
        ]

    @property
    def content(self) -> dict[str, Any]:
        value: dict[str, Any] = storage.unpack(self.body)
        return value


class PastAward(OfficeOwned):
    """An award as a record of the office tells it (forms.traces), beside the record and written with it.

    Days are ISO text, amounts exact text.
    """

    record_id = models.UUIDField()
    ocid = models.CharField(max_length=255)
    supplier_id = models.TextField()
    awarded_on = models.CharField(max_length=10)
    amount = models.TextField()
    method = models.TextField(blank=True)
    classes = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "awarded_on"], name="past_award_day"),
            models.Index(fields=["office", "record_id"], name="past_award_record"),
        ]


class Listing(OfficeOwned):
    """A taxpayer in a register of the office, as one of its records tells (forms.traces). Days are ISO text."""

    record_id = models.UUIDField()
    register = models.CharField(max_length=32)
    taxpayer = models.CharField(max_length=LONGEST_TAXPAYER)
    since = models.CharField(max_length=10)
    until = models.CharField(max_length=10)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "register", "taxpayer"], name="listing_taxpayer"),
            models.Index(fields=["office", "record_id"], name="listing_record"),
        ]


class StoredOperation(OfficeOwned):
    """One operation as received, its hash and the result first given. ``private`` can be erased lawfully."""

    op_id = models.UUIDField()
    op_hash = models.CharField(max_length=64)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    prev_hash = models.CharField(max_length=64, blank=True)
    after_sequence = models.BigIntegerField(default=0)
    record_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    ocid = models.CharField(max_length=255, blank=True)
    content = models.BinaryField()
    private = models.BinaryField(default=bytes)
    code = models.CharField(max_length=16)
    result = models.BinaryField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "op_id"], name="operation_once"),
            models.UniqueConstraint(fields=["device", "sequence"], name="chain_place_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "record_id", "code"], name="operation_record"),
            models.Index(fields=["office", "code", "received_at"], name="operation_code"),
            models.Index(fields=["office", "device", "code", "sequence"], name="operation_outcome"),
        ]


class Conflict(OfficeOwned):
    """A place where the portal's value stayed and the device's is kept for a person."""

    record_id = models.UUIDField()
    operation = models.ForeignKey(StoredOperation, on_delete=models.PROTECT, related_name="+")
    path = models.TextField()
    reason = models.CharField(max_length=32)
    theirs = models.BinaryField()
    ours = models.BinaryField()
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)


class StoredReceipt(OfficeOwned):
    """The first receipt given for a batch; of one that came in a file the hash of its bytes there and its places."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    batch_id = models.CharField(max_length=64)
    receipt_no = models.CharField(max_length=64)
    operations = models.IntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField()
    batch_sha256 = models.CharField(max_length=64, blank=True, default="")
    first_sequence = models.BigIntegerField(default=0)
    last_sequence = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "batch_id"], name="batch_once")]
        indexes: ClassVar = [models.Index(fields=["device", "batch_sha256"], name="batch_bytes")]


class DocumentFile(OfficeOwned):
    """Which content belongs to a row of documents: the original, for the office alone, and the version for the public
    ("" for none). The name is data."""

    record_id = models.UUIDField()
    row_key = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    public_sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "record_id", "row_key"], name="file_of_row")]


class FileWord(OfficeOwned):
    """The last word of a device on the file of a row of documents: what comes after it and is older is no news."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    record_id = models.UUIDField()
    row_key = models.CharField(max_length=32)
    number = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, db_index=True)
    public_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "record_id", "row_key"], name="last_word")]


class Blob(OfficeOwned):
    """A content by its hash: how many of its bytes are here, and when all of it was there and had the hash."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "sha256"], name="blob_once")]


class FolioLease(OfficeOwned):
    """Numbers for folios of a year that one device alone may use."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    first = models.IntegerField()
    last = models.IntegerField()
    leased_at = models.DateTimeField()
    expires_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "year", "first"], name="folio_block_once")]


class Erasure(OfficeOwned):
    """That a personal value was erased by order of law: where it stood and why, never what it was."""

    record_id = models.UUIDField()
    path = models.TextField()
    reason = models.TextField()
    operations = models.IntegerField()
    erased_at = models.DateTimeField()


class StepBack(OfficeOwned):
    """A desk found the portal behind what it had confirmed (a restored copy, a lost record): what came of it."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    epoch_before = models.CharField(max_length=64)
    sequence_before = models.BigIntegerField()
    epoch = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    offered = models.BigIntegerField(default=0)
    found_at = models.DateTimeField()


class DayHead(models.Model):
    """Where every chain stood at the end of a day (UTC), as signed and published."""

    day = models.DateField(primary_key=True)
    content = models.BinaryField()
    signature = models.CharField(max_length=128)
    created_at = models.DateTimeField()


class FigureEdition(models.Model):
    """One edition of the table of dated rows (amounts, periods, texts in force): who imported it and when."""

    id = models.BigAutoField(primary_key=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)
    content = models.TextField()


class Nonce(models.Model):
    """Nonces seen of each device, the newest ones only."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "nonce"], name="nonce_once")]
