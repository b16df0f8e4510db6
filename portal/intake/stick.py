"""Batches that come in a file: the same reception as by network, and the receipts back in another file."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from django.conf import settings

from portal.accounts.models import Device
from portal.intake import blobs, envelope, keys, repeats
from portal.intake.exchange import take
from portal.intake.refusals import RequestRefused
from portal.intake.writing import known_device
from sync import batchfile, encodings, wire
from sync.sealing import opener_of


@dataclass(frozen=True)
class Taken:
    """What came in a set: its device, an answer for each message taken, and why it stopped before its end."""

    device: Device
    files: tuple[str, ...]
    replies: tuple[wire.SyncReply, ...]
    refused: str = ""

    @property
    def operations(self) -> int:
        return sum(len(reply.receipt.results) for reply in self.replies if reply.receipt)

    def count(self, *codes: str) -> int:
        """How many operations had one of these results."""
        receipts = [reply.receipt for reply in self.replies if reply.receipt]
        return sum(result.code in codes for receipt in receipts for result in receipt.results)


def take_files(paths: Iterable[Path], now: datetime) -> Taken:
    """Take a set of ``.capbatch`` files, any number of times and in any order of sets.

    Raises BatchFileError (a file altered, cut, of another set, for another portal) and RequestRefused (its device is
    unknown or revoked) with nothing applied.
    """
    volumes = batchfile.in_order([batchfile.inspect(path) for path in paths])
    device = _sender(volumes)
    openers = [opener_of(private) for private in keys.keyring().every_private().values()]
    with closing(batchfile.read(volumes, openers)) as members:
        replies, whole, refused = _take_members(device, members, now)
    if replies and whole:
        replies[-1] = msgspec.structs.replace(replies[-1], whole=whole)
    return Taken(device, tuple(volume.path.name for volume in volumes), tuple(replies), refused)


def _take_members(
    device: Device, members: Iterable[tuple[str, BinaryIO]], now: datetime
) -> tuple[list[wire.SyncReply], list[str], str]:
    """(an answer for each message, the contents that are whole, why it stopped before the last one)."""
    replies: list[wire.SyncReply] = []
    whole: list[str] = []
    for name, stream in members:
        try:
            if name.startswith("blobs/"):
                whole += [name[6:]] if blobs.take_whole(device.office, name[6:], stream, now) else []
                continue
            message = envelope.unfolded("zstd", stream.read(envelope.MAX_REQUEST_BYTES))
            request, carried = repeats.parted(message, device, _request_in)
            reply = take(device, _following(request, replies), now, carried=carried)
            replies.append(msgspec.structs.replace(reply, linked=[link.number for link in request.files]))
        except RequestRefused as error:
            return replies, whole, error.code
    return replies, whole, ""


def _request_in(message: bytes) -> wire.SyncRequest:
    return envelope.read_message(message, wire.SyncRequest)


def _sender(volumes: tuple[batchfile.Volume, ...]) -> Device:
    first = volumes[0]
    if first.label.space != settings.PORTAL_SPACE:
        raise RequestRefused("wrong_space")
    if first.label.kind != batchfile.BATCH:
        raise batchfile.BatchFileError("stick_not_batch", first.path)
    try:
        devices = [
            known_device(
                volume.label.sender, batchfile.label_bytes(volume.label), volume.label.signature, formerly=True
            )
            for volume in volumes
        ]
    except RequestRefused as error:
        if error.code == "bad_signature":
            raise batchfile.BatchFileError("stick_unsigned", first.path) from error
        raise
    return devices[0]


def _following(request: wire.SyncRequest, replies: list[wire.SyncReply]) -> wire.SyncRequest:
    """The request as if it had come after the answers before it: no record is brought twice."""
    if not replies or replies[-1].more:
        return request
    return msgspec.structs.replace(request, epoch=replies[-1].epoch, since=max(request.since, replies[-1].sequence))


def write_receipts(taken: Taken, folder: Path, now: datetime) -> tuple[Path, ...]:
    """The receipts of a set, sealed to its device; empty where nothing was taken. OSError as files give it."""
    if not taken.replies:
        return ()
    label = batchfile.Label(
        format=batchfile.FORMAT,
        kind=batchfile.RECEIPT,
        set_id=f"acuse-{taken.device.office.code}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        number=0,
        last=False,
        sender=envelope.SENDER,
        office_code=taken.device.office.code,
        space=settings.PORTAL_SPACE,
        once="",
        sha256="",
        size=0,
        operations=taken.operations,
        made_at=now.isoformat(timespec="seconds"),
        portal_keys=list(keys.keyring().steps) or msgspec.UNSET,
    )
    members = [
        batchfile.text_member(f"messages/{number:06d}", _packed(reply)) for number, reply in enumerate(taken.replies, 1)
    ]
    recipient = keys.raw(taken.device.public_key)
    return batchfile.write(folder, label, members, recipient, keys.sign)


def _packed(reply: wire.SyncReply) -> bytes:
    return encodings.compress(wire.encode_message(reply), quick_from=envelope.QUICK_FROM)
