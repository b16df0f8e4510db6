"""The courier by hand: everything that waits goes to a file, and the portal's receipts come back in another.

The same operations, places in the chain and results as by network; whoever comes second is a duplicate.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Protocol

from sync import batchfile, encodings, envelopes, keys, portal_keys, receipts, sealing, wire
from sync.batchfile import BatchFileError, Member
from sync.fingerprints import fingerprint
from sync.ports import Clock, Keys, Outbox
from sync.report import new_key_words

PORTAL = "portal"


class SealedOutbox(Outbox, Protocol):
    """An outbox that can seal everything that waits, not only the next batch."""

    def seal_waiting(self, max_operations: int, max_bytes: int) -> list[wire.Batch]:
        """Every unanswered batch, those sealed now included; none is marked as on its way."""

    def sealed_batch(self, batch_id: str) -> wire.Batch | None:
        """A batch as it was sealed, None where it is not of this computer."""


class CarriedFiles(Protocol):
    """The files of records, as far as a stick carries them."""

    def every_link(self) -> list[wire.FileLink]:
        """Links that the portal has not been told of."""

    def to_carry(self) -> list[tuple[str, int]]:
        """(sha256, size in bytes) of the linked contents that the portal is not known to have."""

    def open(self, sha256: str) -> BinaryIO | None:
        """A content for reading, None where it is no longer on this computer."""

    def arrived(self, contents: list[str], links: list[int]) -> None:
        """The portal has these contents, whole, and was told the links of these numbers."""


@dataclass(frozen=True)
class Holder:
    """A device's keys; what opens that was sealed to it, to the keys that it had before too; and the steps by which
    the portal came from the key of the enrolment to the one of today."""

    keys: Keys
    openers: tuple[sealing.Opener, ...]
    steps: tuple[wire.KeyStep, ...] = ()

    def believed(self) -> Iterator[bytes]:
        """The portal's keys that may have signed a receipt: the one of today, and those before it that handed over.
        The date on a receipt is its signer's own word, so that none is asked for."""
        yield self.keys.portal_key()
        for step in takewhile(portal_keys.is_signed_by_both, reversed(self.steps)):
            yield keys.from_text(step.before)


@dataclass(frozen=True, slots=True)
class StickReport:
    """Files written or read, and the operations, batches and contents of documents in them; ``notice`` says in words
    what else became known by them."""

    files: tuple[Path, ...]
    operations: int
    batches: int
    contents: int = 0
    notice: str = ""


def write_batches(
    outbox: SealedOutbox,
    holder: Holder,
    clock: Clock,
    folder: Path,
    files: CarriedFiles | None = None,
    volume_bytes: int = batchfile.VOLUME_BYTES,
) -> StickReport | None:
    """Write everything that waits, files too; None where nothing does. Nothing is marked sent: that needs a receipt."""
    batches = outbox.seal_waiting(wire.MAX_BATCH_OPERATIONS, wire.MAX_BATCH_BYTES)
    for batch in batches:
        receipts.check_batch(batch)
    links, blobs = (files.every_link(), list(_blobs(files))) if files else ([], [])
    if not batches and not links and not blobs:
        return None
    position, now = outbox.position(), clock.now()
    parts = [links[at : at + wire.MAX_FILES] for at in range(0, len(links), wire.MAX_FILES)]
    requests = [*((None, part) for part in parts), *((batch, []) for batch in batches)] or [(None, [])]
    messages = [_message(n, *said, position, now.isoformat()) for n, said in enumerate(requests, 1)]
    first = batches[0].operations[0] if batches else None
    mark = batches[-1].head if batches else secrets.token_hex(3)
    label = batchfile.Label(
        format=batchfile.FORMAT,
        kind=batchfile.BATCH,
        set_id=f"{position.office_code}-{now:%Y%m%d-%H%M%S}-{mark[:6]}",
        number=0,
        last=False,
        sender=position.device_id,
        office_code=position.office_code,
        space=position.space,
        once="",
        sha256="",
        size=0,
        operations=sum(len(batch.operations) for batch in batches),
        first_sequence=first.sequence if first else 0,
        follows=first.prev_hash if first else "",
        made_at=now.isoformat(timespec="seconds"),
    )
    paths = batchfile.write(
        folder, label, [*messages, *blobs], holder.keys.portal_key(), holder.keys.sign, volume_bytes
    )
    return StickReport(paths, label.operations, len(batches), len(blobs))


def _blobs(files: CarriedFiles) -> Iterator[Member]:
    """The contents that are here, read while they are written."""
    for sha256, size in files.to_carry():
        content = files.open(sha256)
        if content is not None:
            content.close()
            yield Member(f"blobs/{sha256}", size, partial(_open, files, sha256))


def _open(files: CarriedFiles, sha256: str) -> BinaryIO:
    content = files.open(sha256)
    if content is None:
        raise FileNotFoundError(sha256)
    return content


def _message(
    number: int, batch: wire.Batch | None, links: list[wire.FileLink], position: wire.Position, wall: str
) -> Member:
    request = wire.SyncRequest(
        office_code=position.office_code,
        space=position.space,
        device_id=position.device_id,
        forms_version=position.forms_version,
        forms_hash=position.forms_hash,
        epoch=position.epoch,
        since=position.since,
        wall=wall,
        batch=batch,
        files=links,
        folio_year=position.folio_year if number == 1 else 0,
        folio_last=position.folio_last,
    )
    return batchfile.text_member(
        f"messages/{number:06d}", encodings.compress(wire.encode_message(request), quick_from=0)
    )


def take_receipts(
    outbox: SealedOutbox, holder: Holder, paths: Iterable[Path], files: CarriedFiles | None = None
) -> StickReport:
    """Take the receipts that came back; one taken before changes nothing. Raises BatchFileError with nothing
    changed by the receipt it is about, or AnswerUnproved where a receipt does not answer what was sent."""
    volumes = batchfile.in_order([batchfile.inspect(path) for path in paths])
    known = holder.keys.portal_key()
    signers = [_signer_of(volume, holder) for volume in volumes]
    operations = batches = 0
    with closing(batchfile.read(volumes, holder.openers)) as members:
        for _, stream in members:
            reply = _reply(stream.read(wire.MAX_BODY_BYTES), volumes[0].path)
            operations += _take(outbox, signers[0], reply, volumes[0].path)
            batches += reply.receipt is not None
            if reply.folios is not None:
                outbox.take_folios(reply.folios)
            if files and (reply.whole or reply.linked) and outbox.position().epoch in ("", reply.epoch):
                files.arrived(reply.whole, reply.linked)
    is_known = holder.keys.portal_key() == known
    notice = "" if is_known else new_key_words(portal_keys.how_known(holder.keys))
    return StickReport(tuple(volume.path for volume in volumes), operations, batches, notice=notice)


def _reply(data: bytes, path: Path) -> wire.SyncReply:
    try:
        return wire.decode_message(envelopes.decompress(data, "zstd"), wire.SyncReply)
    except wire.WireError as error:
        raise BatchFileError("stick_altered", path) from error


def _signer_of(volume: batchfile.Volume, holder: Holder) -> bytes:
    """The key of the portal that signed a volume; one to which the label's steps lead is believed from now on."""
    label, signed = volume.label, batchfile.label_bytes(volume.label)
    if label.kind != batchfile.RECEIPT or label.sender != PORTAL:
        raise BatchFileError("stick_not_receipt", volume.path)
    for key in holder.believed():
        if keys.verify(key, signed, label.signature):
            return key
    steps = label.portal_keys or []
    following = portal_keys.key_of(steps[-1].follows) if steps else b""
    if not keys.verify(following, signed, label.signature):
        raise BatchFileError("stick_unsigned", volume.path)
    if not portal_keys.believe(holder.keys, steps[-1].follows, steps):
        raise BatchFileError("stick_key_unknown", volume.path, shown=fingerprint(steps[-1].follows))
    return following


def _take(outbox: SealedOutbox, portal_key: bytes, reply: wire.SyncReply, path: Path) -> int:
    """Take one answer; the number of operations it is about."""
    batch = outbox.sealed_batch(reply.receipt.batch_id) if reply.receipt else None
    if reply.receipt is not None and batch is None:
        raise BatchFileError("stick_not_for_us", path)
    position = outbox.position()
    receipts.check_reply(reply, batch, position, portal_key)
    is_newer = reply.epoch == position.epoch and reply.sequence > position.since
    outbox.take_answer(reply.receipt, reply.records if is_newer else [], reply.sequence if is_newer else 0)
    return len(batch.operations) if batch else 0
