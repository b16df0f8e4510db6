"""Files of an office, by their content: taken slice by slice, kept apart from other offices', whole only when the
bytes have the hash. Originals are for the office alone."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Count, Q, Sum

from portal.accounts.models import Device, Office
from portal.intake import envelope
from portal.intake.models import Blob, DocumentFile, FileWord
from portal.intake.refusals import RequestRefused
from portal.intake.writing import known_device, one_batch, use_nonce
from sync import wire

LARGEST = 8 * 1024**3
FULL_SECONDS = 60
_READ = 1024 * 1024
_HEX = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,32}")


def place_of(office: Office, sha256: str) -> Path:
    """Where a content of an office is kept; nothing that a person names is part of it."""
    return Path(settings.PORTAL_BLOBS) / office.pk.hex / sha256[:2] / sha256


def note_files(links: Sequence[wire.FileLink], device: Device, now: datetime) -> None:
    """Take links as they are told, in the caller's transaction. A later word on a row replaces the earlier, and one of
    the same device that comes late changes nothing."""
    if len(links) > wire.MAX_FILES:
        raise RequestRefused("malformed")
    held = DocumentFile.rows.for_office(device.office)
    for link in links:
        record_id = _checked(link)
        if not _is_news(link, record_id, device):
            continue
        if link.removed:
            its_own = Q(device=device) if link.number else Q(pk=None)
            taken_away = held.filter(Q(sha256=link.sha256) | its_own, record_id=record_id, row_key=link.row_key)
            taken_away.delete()
            continue
        members = {
            "sha256": link.sha256,
            "public_sha256": link.public_sha256,
            "name": link.name[:255],
            "media_type": link.media_type[:127],
            "size": link.size,
            "device": device,
            "linked_at": now,
        }
        held.update_or_create(
            record_id=record_id,
            row_key=link.row_key,
            defaults=members,
            create_defaults={**members, "office": device.office},
        )


def _is_news(link: wire.FileLink, record_id: uuid.UUID, device: Device) -> bool:
    """Whether the device has not said this of the row, nor anything later; it is remembered as its last word."""
    said = FileWord.rows.for_office(device.office)
    place = {"device": device, "record_id": record_id, "row_key": link.row_key}
    content = {"sha256": link.sha256, "public_sha256": link.public_sha256}
    word = {"number": link.number, **(dict.fromkeys(content, "") if link.removed else content)}
    last = said.filter(**place).values(*word).first()
    if last is not None and link.number and (link.number < last["number"] or last == word):
        return False
    said.update_or_create(**place, defaults=word, create_defaults={**word, **place, "office": device.office})
    return True


def proof_of(device: Device) -> int:
    """The device's last words on files and the contents of these that are whole here, in one number (`wire.Proof`)."""
    words = FileWord.rows.for_office(device.office).filter(device=device)
    told = words.aggregate(numbers=Sum("number"))["numbers"]
    if told is None:
        return 0
    named = Q(sha256__in=words.values("sha256")) | Q(sha256__in=words.values("public_sha256"))
    whole = Blob.rows.for_office(device.office).filter(named, completed_at__isnull=False)
    there = whole.aggregate(contents=Count("id"), size=Sum("size"))
    return int(told) + int(there["contents"]) + int(there["size"] or 0)


def _is_named(office: Office, sha256: str) -> bool:
    """Whether a document of the office has the content, or a desk last said so of one in which another's is by now."""
    of_it = Q(sha256=sha256) | Q(public_sha256=sha256)
    return any(kind.rows.for_office(office).filter(of_it).exists() for kind in (DocumentFile, FileWord))


def _checked(link: wire.FileLink) -> uuid.UUID:
    is_sound = _HEX.fullmatch(link.sha256) and (not link.public_sha256 or _HEX.fullmatch(link.public_sha256))
    if not is_sound or not _KEY.fullmatch(link.row_key) or not 0 <= link.size <= LARGEST or "\0" in link.name:
        raise RequestRefused("malformed")
    try:
        return uuid.UUID(link.record_id)
    except ValueError as error:
        raise RequestRefused("malformed") from error


def take_slice(data: bytes, now: datetime) -> tuple[wire.BlobState, str]:
    """(how far the file is, nonce of the request). A slice at another place than the end changes nothing."""
    header, payload, signed = envelope.split(data, "blob")
    device = known_device(header.sender, signed, header.signature)
    said, newline, content = payload.partition(b"\n")
    head = envelope.message_in(header.encoding, said, wire.BlobSlice)
    if not newline or head.device_id != str(device.id) or not _HEX.fullmatch(head.sha256):
        raise RequestRefused("malformed")
    if head.office_code != device.office.code:
        raise RequestRefused("wrong_office")
    with one_batch():
        use_nonce(device, header.nonce)
        blob = _blob(device.office, head)
        if content and blob.completed_at is None and head.offset == blob.offset:
            _append(place_of(device.office, head.sha256), blob, content)
            blob.save(update_fields=["offset"])
    if blob.completed_at is None and blob.offset == blob.size:
        return _completed(device.office, blob, now), header.nonce
    return _state(blob), header.nonce


def _blob(office: Office, head: wire.BlobSlice) -> Blob:
    """The row of a content that a document of the office names; this portal may have been put back to before it was
    told so."""
    if not 0 <= head.size <= LARGEST:
        raise RequestRefused("malformed")
    if not _is_named(office, head.sha256):
        raise RequestRefused("file_unknown")
    rows = Blob.rows.for_office(office).select_for_update()
    blob: Blob = rows.get_or_create(sha256=head.sha256, defaults={"office": office, "size": head.size})[0]
    if blob.completed_at is None and blob.size != head.size:
        blob.size, blob.offset = head.size, 0
        blob.save(update_fields=["size", "offset"])
    return blob


def _append(place: Path, blob: Blob, content: bytes) -> None:
    """The bytes at their place, flushed before the row says so; what a fall left behind is written over."""
    if len(content) > blob.size - blob.offset:
        raise RequestRefused("malformed")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.seek(blob.offset)
            file.write(content)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RequestRefused("retry_later", FULL_SECONDS) from error
    blob.offset += len(content)


def _completed(office: Office, blob: Blob, now: datetime) -> wire.BlobState:
    """Believe the whole file only by its hash; one that has another begins again."""
    place = place_of(office, blob.sha256)
    if not blob.size:
        _append(place, blob, b"")
    sound = _hash_of(place) == blob.sha256
    with one_batch():
        if sound:
            blob.completed_at = now
        else:
            blob.offset = 0
        blob.save(update_fields=["completed_at", "offset"])
    return wire.BlobState(sha256=blob.sha256, offset=blob.offset, complete=sound, altered=not sound)


def take_whole(office: Office, sha256: str, stream: BinaryIO, now: datetime) -> bool:
    """Take a content that came in one piece; whether it is here whole. One that no document of the office names, or
    whose bytes have another hash, is left. RequestRefused where this portal cannot write."""
    if not _HEX.fullmatch(sha256) or not _is_named(office, sha256):
        return False
    if is_whole(office, sha256):
        return True
    place = place_of(office, sha256)
    half = place.with_suffix(".entero")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        size, digest = _written(half, stream)
        if digest == sha256:
            half.replace(place)
    except OSError as error:
        raise RequestRefused("retry_later", FULL_SECONDS) from error
    finally:
        half.unlink(missing_ok=True)
    if digest != sha256:
        return False
    with one_batch():
        members = {"size": size, "offset": size, "completed_at": now}
        Blob.rows.for_office(office).update_or_create(
            sha256=sha256, defaults=members, create_defaults={**members, "office": office}
        )
    return True


def _written(place: Path, stream: BinaryIO) -> tuple[int, str]:
    """(bytes, hash) of what was written and flushed, LARGEST at most."""
    total, size = hashlib.sha256(), 0
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        while size <= LARGEST and (piece := stream.read(_READ)):
            total.update(piece)
            size += len(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, total.hexdigest()


def _hash_of(place: Path) -> str:
    total = hashlib.sha256()
    if place.is_file():
        with place.open("rb") as file:
            while piece := file.read(_READ):
                total.update(piece)
    return total.hexdigest()


def _state(blob: Blob) -> wire.BlobState:
    return wire.BlobState(sha256=blob.sha256, offset=blob.offset, complete=blob.completed_at is not None)


def is_whole(office: Office, sha256: str) -> bool:
    """Whether the office's content is here, all of it."""
    return bool(Blob.rows.for_office(office).filter(sha256=sha256, completed_at__isnull=False).exists())
