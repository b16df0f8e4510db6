"""The protocol ``cap-sync``: what travels between a desktop and the portal, on the wire or on a stick.

Everything here is pure: frozen messages, their canonical bytes and hashes. Signing and compressing are
given by the caller, so that this file needs neither a key nor a library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from sync import canonical, concealing, folding, thinning
from sync.bounds import Count, Edition, Place, Short, Word
from sync.concealing import commitment as commitment
from sync.concealing import conceal as conceal
from sync.file_messages import BlobSlice as BlobSlice
from sync.file_messages import BlobState as BlobState
from sync.file_messages import FileLink as FileLink
from sync.key_steps import KeysReply as KeysReply
from sync.key_steps import KeysRequest as KeysRequest
from sync.key_steps import KeyStep as KeyStep
from sync.key_steps import key_step_bytes as key_step_bytes
from sync.wrapping import ECHOED as ECHOED
from sync.wrapping import FIRST as FIRST
from sync.wrapping import PROTO as PROTO
from sync.wrapping import Envelope as Envelope
from sync.wrapping import WireError as WireError
from sync.wrapping import pack as pack
from sync.wrapping import unpack as unpack

T = TypeVar("T")
Writings = tuple[bytes, bytes]


CONTENT_TYPE = "application/cap-sync+zstd"
EXCHANGE_PATH = "/sync/v2/exchange"
ENROL_PATH = "/sync/v2/enrol"
BLOB_PATH = "/sync/v2/blob"
KEYS_PATH = "/sync/v2/keys"
FIRST_PATHS = {path: path.replace("v2", "v1") for path in (EXCHANGE_PATH, ENROL_PATH, BLOB_PATH)}
MAX_BATCH_OPERATIONS = 500
MAX_BATCH_BYTES = 1024 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
WRAPPING_DEPTH = 8
_DEPTH = canonical.MAX_DEPTH + WRAPPING_DEPTH
MAX_WANTED = 200
MAX_BLANKS = 200
MAX_FILES = 200
CLOSED_STATES = ("acked", "duplicate", "merged")
ATTENTION_STATES = ("conflict", "rejected", "held", "forbidden", "schema_unknown", "too_large")


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a device stands: who it is, and up to where it has the portal's changes; ``space`` is ``live`` or
    ``practice``, and nothing goes from one to the other. ``folio_year`` asks for numbers for folios of that year
    (0 = none are needed), ``folio_last`` is the last one that the device was ever given."""

    device_id: str
    office_code: str
    epoch: str
    since: int
    forms_version: int
    forms_hash: str
    space: str = "live"
    folio_year: int = 0
    folio_last: int = 0


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an act of review or publication was given to see (decisions 12).

    ``self_review`` says that who approves also captured, the reason standing in ``note``.
    ``persons`` says of natural persons what the office lets each outlet say, where that is not the cautious policy.
    ``person`` is the public key (base64) of who acts, ``signature`` theirs, of the act and of what it is on
    (:func:`act_bytes`); both "" for none.
    """

    version: Count = 0
    body_hash: str = ""
    stages: tuple[str, ...] = ()
    note: str = ""
    persons: dict[str, str] = {}
    self_review: bool = False
    person: str = ""
    signature: str = ""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One sealed change of one record.

    kind: ``create patch delete restore submit return approve publish withdraw``. ``patch`` is a list of
    ``[kind, path, value, was]`` with kind in ``set row_add row_remove row_move``; personal values stand in
    it as ``{"_sealed": commitment}`` and travel in ``private``, which the hash does not cover (decisions 17,
    ``sync/concealing.py``). ``sequence`` and ``prev_hash`` are the place in the device's chain, of its first
    operation 1 and ""; ``after_sequence`` is the sequence of the device's previous operation on the same record, 0
    for none. ``op_id`` and ``record_id`` are UUIDs. ``base_version`` is the version of the record that the device last
    had from the portal, 0 for none; ``forms_version`` the edition of the forms with which it was captured; ``author``
    the user who captured, ``at`` when by the device's clock (UTC, informative).
    """

    op_id: str
    device_id: str
    sequence: Place
    prev_hash: Short
    after_sequence: Count
    record_id: str
    record_type: str
    ocid: str
    kind: Word
    base_version: Count
    forms_version: Edition
    author: str
    at: str
    patch: list[list[Any]] = []
    act: Act | None = None
    private: dict[str, list[Any]] = {}


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Operations of one device in the order of its chain; ``batch_id`` is a UUID, the same when it is offered again,
    ``head`` the hash of the last operation, ``sha256`` (in the first edition) that of their list."""

    batch_id: Short
    sha256: Short
    head: Short
    operations: list[Operation]


OUTCOMES = ("applied", "merged", "conflict", "held", "forbidden", "rejected", "schema_unknown", "too_large")
"""What can have become of an operation, in the order by which :class:`Proof` counts."""

ALTERED = "op.altered"
"""The rule of a result: another operation was taken under that name before."""


class Proof(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one side holds, in numbers: the office's records, the sum of their marks (:func:`record_mark`), the
    operations of the asking device, and what became of these: the sum of each one's sequence times the place of its
    first result in ``OUTCOMES`` (null where it is not told). Equal numbers end an exchange. ``files`` is the sum of
    the device's last words on files (:class:`FileLink`'s numbers) and, for each content that these name and that is
    whole at the portal, of its size and one; a portal that knows of more than the desk lacks nothing."""

    records: int
    marks: int
    operations: int
    outcomes: int | None = None
    files: int | None = None


class Inventory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the portal holds, one by one: ``[record_id, version, mark]`` in the order of record_id, and (on the first
    page) the runs ``[first, last]`` of places in the asking device's chain and, as ``[sequence, code]``, what became of
    those operations that were not simply applied. ``more`` says that another page follows."""

    records: list[tuple[str, int, int]] = []
    places: list[tuple[int, int]] = []
    outcomes: list[tuple[int, str]] | None = None
    more: bool = False


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """The place in the chain of an operation that the portal could not take in: its name and hash, without content."""

    op_id: str
    op_hash: Short
    sequence: Place
    prev_hash: Short
    after_sequence: Count
    record_id: str
    kind: Word


class FolioBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers for folios of a year that this device alone may use, until the day ``expires_on`` (ISO)."""

    year: int
    first: int
    last: int
    expires_on: str


class SyncRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One round: what the device sends and what it already has (``epoch``, ``since``).

    ``inventory`` asks for a page of the portal's list after that record_id ("" = from the beginning), ``wanted`` for
    these records whatever the cursor says, ``offered`` tells how many answered operations are being offered again,
    ``blanks`` are the places of operations that were set aside, ``files`` links of files, told until they are answered.
    ``wall`` is the device's clock (UTC). ``forms_version`` is the newest edition of the forms that the device reads: to
    one older than the portal's no records are sent. ``forms_hash`` names its compiled forms and is not judged.
    """

    office_code: str
    device_id: str
    space: str = "live"
    forms_version: Edition = 1
    forms_hash: str = ""
    epoch: Short = ""
    since: Count = 0
    wall: str = ""
    batch: Batch | None = None
    inventory: str | None = None
    wanted: list[str] = []
    offered: Count = 0
    blanks: list[Blank] = []
    files: list[FileLink] = []
    folio_year: Count = 0
    folio_last: Count = 0


class ResultFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A finding of ``forms`` as data: plain JSON Pointer, code, level, parameters; never prose."""

    pointer: str
    code: str
    level: str
    parameters: dict[str, str] = {}


class FieldConflict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One place where the portal's value stayed: ``theirs`` is the portal's, ``ours`` the device's."""

    path: str
    theirs: Any = None
    ours: Any = None
    reason: str = "changed"


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Outcome of one operation.

    code: ``applied duplicate merged conflict rejected held forbidden schema_unknown too_large retry_later``.
    ``rule`` names the rule of a rejection (``ocid.taken``); ``first`` is the code first given, when duplicate.
    """

    code: str
    version: int = 0
    rule: str = ""
    first: str = ""
    findings: list[ResultFinding] = []
    conflicts: list[FieldConflict] = []


def outcome_of(result: Result) -> str:
    """What became of an operation: one of ``OUTCOMES``, whichever time it was answered."""
    return (result.first or OUTCOMES[0]) if result.code == "duplicate" else result.code


def state_of(result: Result) -> str:
    """The outbox state that a result gives to its operation ("" = none: ``retry_later`` leaves it as it is).

    A duplicate of something that needed a person still needs one: only the first answer was lost.
    """
    code = result.code
    if code == "duplicate" and result.first in ATTENTION_STATES:
        code = result.first
    return {"applied": "acked", "retry_later": ""}.get(code, code)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The portal's signed answer for one batch: results by position, ``head`` that of the batch, ``sequence`` the
    office's count of changes after it. ``signature`` is base64 of the portal's over the receipt with "" in its place.
    """

    receipt_no: str
    batch_id: str
    device_id: str
    epoch: str
    sequence: int
    head: str
    received_at: str
    results: list[Result]
    signature: str = ""


class RecordState(msgspec.Struct, frozen=True, kw_only=True):
    """A record as the portal has it at ``sequence`` of the office; ``body_hash`` is the content hash of ``body``.
    ``status``: ``draft in_review approved``; ``deleted`` says that it was put out of sight."""

    record_id: str
    record_type: str
    ocid: str
    version: int
    status: str
    folio: str
    sequence: int
    body: dict[str, Any]
    body_hash: str
    deleted: bool = False


class SyncReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The portal's answer; ``more`` says that another round would bring more records, ``whole`` (on a stick) which
    of the contents that came with it are there, whole, and ``linked`` (on a stick) the numbers of the links that it
    was told. ``epoch`` and ``sequence`` are the cursor for the next request; ``clock`` is the portal's (UTC)."""

    office_code: str
    epoch: str
    sequence: int
    receipt: Receipt | None = None
    records: list[RecordState] = []
    more: bool = False
    clock: str = ""
    proof: Proof | None = None
    inventory: Inventory | None = None
    whole: list[str] = []
    linked: list[int] = []
    folios: FolioBlock | None = None


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key asks to be known: the one-time code (words) and its Ed25519 public key, base64.

    whose: ``device``, or ``person`` for the key with which a person signs acts. A copy of a device, which the portal
    refused as a ``fork``, comes without a code: ``renews`` is the device that it was, ``voucher`` the signature of
    that device's key (base64) over its name and the new key (:func:`renewal_bytes`); with whose ``key`` it stays that
    device and signs with this key.
    """

    code: str
    public_key: str
    device_name: str
    whose: str = "device"
    renews: str = ""
    voucher: str = ""


class EnrolReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an enrolled device must know of its office and portal; ``space`` is ``live`` or ``practice``."""

    device_id: str
    office_code: str
    office_name: str
    ocid_prefixes: list[str]
    user: str
    portal_key: str
    epoch: str
    space: str = "live"


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a whole request was refused; ``code`` only, the words are the reader's. ``retry_after`` in seconds.

    Codes: ``malformed bad_hash bad_signature unknown_device revoked_device replayed code_unknown code_used
    code_expired wrong_office wrong_space fork head_differs op_altered file_unknown too_large encoding_unknown
    retry_later``.
    """

    code: str
    retry_after: int = 0


def members_of(message: msgspec.Struct) -> dict[str, Any]:
    """The members of a message as plain JSON values, decimals kept."""
    members: dict[str, Any] = msgspec.to_builtins(message, builtin_types=(Decimal,))
    return members


def operation_hash(operation: Operation) -> str:
    """Content hash of an operation: everything but ``private`` (decisions 17)."""
    return canonical.digest(operation_writings(operation)[0])


def operation_members(operation: Operation) -> dict[str, Any]:
    """The members of an operation as :func:`members_of` gives them; what is inside is shared, not copied."""
    members = {name: getattr(operation, name) for name in operation.__struct_fields__}
    if operation.act is not None:
        members["act"] = members_of(operation.act)
    return members


def operation_writings(operation: Operation) -> Writings:
    """Canonical bytes of an operation without its private values (its hash covers these) and with them (a batch's)."""
    return canonical.encode_around(operation_members(operation), "private")


def record_mark(record_id: str, version: int, status: str, folio: str, body_hash: str) -> int:
    """40 bits that stand for one state of a record; sums of them over an office fit 64 bits for 8 million records."""
    return int(canonical.content_hash([record_id, version, status, folio, body_hash])[:10], 16)


def mark_of(state: RecordState) -> int:
    """The mark of a record as it came from the portal."""
    return record_mark(state.record_id, state.version, state.status, state.folio, state.body_hash)


def reveal(operation: Operation) -> list[list[Any]]:
    """The patch with its personal values in place; an erased one is left out. WireError where one was altered."""
    try:
        return concealing.reveal(operation.patch, operation.private)
    except concealing.PrivateAltered as error:
        raise WireError("private_altered") from error


def make_batch(batch_id: str, operations: list[Operation], written: Sequence[Writings] = ()) -> Batch:
    """Wrap sealed operations, computing the hash of their bytes (``written`` where they are at hand) and naming the
    head."""
    written = written or [operation_writings(operation) for operation in operations]
    head = canonical.digest(written[-1][0]) if written else ""
    return Batch(batch_id=batch_id, sha256=written_hash(written), head=head, operations=operations)


def written_hash(written: Iterable[Writings]) -> str:
    """Hash of the operations of a batch, private values included, as :func:`operation_writings` gives them."""
    return operations_hash(whole for _, whole in written)


def operations_hash(wholes: Iterable[bytes]) -> str:
    """The same of the canonical bytes of whole operations."""
    return canonical.digest(b"[" + b",".join(wholes) + b"]")


def receipt_bytes(receipt: Receipt) -> bytes:
    """What the portal signs: the receipt without its signature."""
    return _without_signature(receipt)


def _without_signature(message: msgspec.Struct) -> bytes:
    members = members_of(message)
    members["signature"] = ""
    return canonical.encode(members)


def act_bytes(office_code: str, record_id: str, ocid: str, kind: str, act: Act) -> bytes:
    """What a person signs of an act: on which record of which office it is, and all that it says."""
    members = {**members_of(act), "signature": ""}
    return canonical.encode(["cap-sync/1 act", office_code, record_id, ocid, kind, members])


def renewal_bytes(device_id: str, public_key: str, act: str = "renew") -> bytes:
    """What the key of a device signs so that a copy gets an identity of its own, or (``key``) it another key."""
    return canonical.encode([f"cap-sync/1 {act}", device_id, public_key])


def encode_message(message: msgspec.Struct) -> bytes:
    """Canonical bytes of any message of this file; the operations of a request are folded (``sync.folding``)."""
    if not isinstance(message, SyncRequest):
        return canonical.encode(members_of(message))
    members = _request_members(message)
    if message.batch is not None:
        members["batch"]["operations"] = folding.fold(members["batch"]["operations"])
    return canonical.encode(members)


def _request_members(request: SyncRequest) -> dict[str, Any]:
    """The members of a request; its operations are many and are not copied."""
    batch = request.batch
    if batch is None:
        return members_of(request)
    members = members_of(msgspec.structs.replace(request, batch=msgspec.structs.replace(batch, operations=[])))
    members["batch"]["operations"] = [operation_members(operation) for operation in batch.operations]
    return members


def words_of(batch: Batch, most: int) -> bytes:
    """What the last operations of a batch say, each as it would travel alone, so many that there are ``most`` bytes."""
    words: list[bytes] = []
    left = most
    for operation in reversed(batch.operations):
        if left <= 0:
            break
        words.append(thinning.alone(operation_members(operation)))
        left -= len(words[-1])
    return b"".join(reversed(words))


def travelling(message: msgspec.Struct, proto: str = PROTO) -> bytes:
    """A message as it is put in an envelope of that edition: requests of the second are thin (``sync.thinning``)."""
    if proto == FIRST or not isinstance(message, SyncRequest):
        return encode_message(message)
    return thinning.thin(_request_members(message))


def arrived(data: bytes, kind: type[T], header: Envelope) -> T:
    """The message of an envelope; WireError("malformed") where it is not one."""
    if header.proto == FIRST or kind is not SyncRequest:
        return decode_message(data, kind)
    with _malformed():
        return msgspec.convert(thinning.full(data, header.sender, _DEPTH), kind)


def decode_message(data: bytes, kind: type[T]) -> T:
    """Read a message of the given kind; WireError("malformed") where it is not one."""
    with _malformed():
        value = canonical.decode_strict(data, max_depth=_DEPTH, plain_numbers=True)
        return msgspec.convert(thinning.unfolded(value) if kind is SyncRequest else value, kind)


@contextmanager
def _malformed() -> Iterator[None]:
    try:
        yield
    except (msgspec.ValidationError, canonical.JsonRefused, *thinning.REFUSED) as error:
        raise WireError("malformed") from error


canonical.prepare(Position, SyncRequest, SyncReply, EnrolRequest, EnrolReply, Refusal)
