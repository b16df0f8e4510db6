"""Files that carry a batch to the portal (``.capbatch``) and its receipts back (``.capreceipt``) without a network.

A set is a tar (``messages/000001`` …, ``blobs/<sha256>``) sealed to the reader's key and cut in
volumes that fit a stick. Each volume ends with its signed label, its length and a mark: a file that was not
written to its end has none. Labels and hashes can be checked by anyone; what is inside only by the reader.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from sync import canonical, sealing, wire
from sync.errors import SyncError

FORMAT = "cap-batch/1"
BATCH, RECEIPT = "batch", "receipt"
SUFFIXES = {BATCH: ".capbatch", RECEIPT: ".capreceipt"}
MARK = b"CAPBATCH"
MOST_LABEL_BYTES = 64 * 1024
VOLUME_BYTES = 3_900_000_000  # FAT32 takes no file of 4 GiB
_LENGTH = 8
_SLICE = 1024 * 1024


class BatchFileError(SyncError):
    """A file that cannot be taken; nothing changed because of it."""

    def __init__(self, code: str, path: Path, **parameters: str) -> None:
        super().__init__(code, file=path.name, **parameters)


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at the end of a volume, readable without a key.

    ``first_sequence`` and ``follows`` say which operation of the device must have come before; ``sha256`` and
    ``size`` (bytes) are of this volume's sealed bytes; ``portal_keys``, in a receipt, are the steps by which the
    portal came to the key that signs it, left out where there are none.
    """

    format: str
    kind: str
    set_id: str
    number: int
    last: bool
    sender: str
    office_code: str
    space: str
    once: str
    sha256: str
    size: int
    operations: int
    first_sequence: int = 0
    follows: str = ""
    made_at: str = ""
    signature: str = ""
    portal_keys: list[wire.KeyStep] | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a set: name, size in bytes, and how to read it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume whose label could be read and whose bytes are those of its label."""

    path: Path
    label: Label


def text_member(name: str, data: bytes) -> Member:
    """A member from bytes at hand."""
    return Member(name, len(data), lambda: io.BytesIO(data))


def write(
    folder: Path,
    label: Label,
    members: Iterable[Member],
    recipient: bytes,
    sign: Callable[[bytes], str],
    volume_bytes: int = VOLUME_BYTES,
) -> tuple[Path, ...]:
    """Write a set, each volume under a temporary name until it was read again and found whole.

    ``label`` gives what is the same in all volumes. Raises OSError where the stick is full or was taken out, and
    BatchFileError("stick_altered") where it does not keep what is written; nothing half-written keeps the name.
    """
    once, pieces = sealing.seal(_tar(members), recipient)
    common = msgspec.structs.replace(label, once=once.hex())
    written: list[Path] = []
    with ExitStack() as half_written:
        for number, (chunks, is_last) in enumerate(_volumes(pieces, volume_bytes), 1):
            written.append(folder / f"{common.set_id}.{number:03d}{SUFFIXES[common.kind]}.parte")
            half_written.callback(_remove, written[-1])
            _write_volume(written[-1], msgspec.structs.replace(common, number=number), chunks, is_last, sign)
        half_written.pop_all()
    return tuple(_named(path, common.set_id if len(written) == 1 else "") for path in written)


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    """A tar as it comes, without a file of its own."""
    for member in members:
        info = tarfile.TarInfo(member.name)
        info.size = member.size
        yield info.tobuf(tarfile.GNU_FORMAT)
        with member.open() as stream:
            left = member.size
            while left and (piece := stream.read(min(_SLICE, left))):
                left -= len(piece)
                yield piece
        if left:
            raise OSError(f"{member.name} became shorter while it was read")
        yield bytes(-member.size % tarfile.BLOCKSIZE)
    yield bytes(tarfile.BLOCKSIZE * 2)


def _volumes(pieces: Iterator[bytes], volume_bytes: int) -> Iterator[tuple[Iterator[bytes], Callable[[], bool]]]:
    """The pieces in runs of at most ``volume_bytes``, each with a way to ask, once it is read, if it was the last."""
    ahead = [next(pieces)]

    def run() -> Iterator[bytes]:
        size = 0
        while ahead and (not size or size + len(ahead[0]) <= volume_bytes):
            piece = ahead.pop()
            following = next(pieces, None)
            if following is not None:
                ahead.append(following)
            size += len(piece)
            yield piece

    while ahead:
        yield run(), lambda: not ahead


def _write_volume(
    path: Path, common: Label, chunks: Iterator[bytes], is_last: Callable[[], bool], sign: Callable[[bytes], str]
) -> None:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        bare = msgspec.structs.replace(common, last=is_last(), sha256=digest.hexdigest(), size=size, signature="")
        label = msgspec.structs.replace(bare, signature=sign(label_bytes(bare)))
        text = wire.encode_message(label)
        file.write(text + len(text).to_bytes(_LENGTH, "big") + MARK)
        file.flush()
        os.fsync(file.fileno())
    if inspect(path).label != label:
        raise BatchFileError("stick_altered", path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _named(path: Path, alone: str) -> Path:
    """The volume under its own name, once the whole set is there; one that stands alone has no number."""
    final = path.with_suffix("")
    if alone:
        final = final.with_name(alone + final.suffix)
    path.replace(final)
    return final


def label_bytes(label: Label) -> bytes:
    """What a label's signature covers."""
    return wire.encode_message(msgspec.structs.replace(label, signature=""))


def inspect(path: Path) -> Volume:
    """A volume as anyone may check it. BatchFileError: ``stick_not_ours stick_incomplete stick_altered``."""
    with path.open("rb") as file:
        label, sealed = _read_label(path, file)
        digest = hashlib.sha256()
        file.seek(0)
        left = sealed
        while left and (piece := file.read(min(_SLICE, left))):
            digest.update(piece)
            left -= len(piece)
    if left or label.size != sealed or digest.hexdigest() != label.sha256:
        raise BatchFileError("stick_altered", path)
    return Volume(path, label)


def _read_label(path: Path, file: BinaryIO) -> tuple[Label, int]:
    """(label, bytes before it)."""
    end = file.seek(0, os.SEEK_END)
    tail = _LENGTH + len(MARK)
    if end < tail:
        raise BatchFileError("stick_incomplete", path)
    file.seek(end - tail)
    length, mark = file.read(_LENGTH), file.read(len(MARK))
    size = int.from_bytes(length, "big")
    if mark != MARK:
        raise BatchFileError("stick_incomplete" if path.suffix in SUFFIXES.values() else "stick_not_ours", path)
    if size > min(MOST_LABEL_BYTES, end - tail):
        raise BatchFileError("stick_altered", path)
    file.seek(end - tail - size)
    text = file.read(size)
    try:
        label = wire.decode_message(text, Label)
    except wire.WireError as error:
        raise BatchFileError("stick_altered", path) from error
    if wire.encode_message(label) != text:
        raise BatchFileError("stick_altered", path)
    if label.format != FORMAT:
        raise BatchFileError("stick_not_ours", path)
    return label, end - tail - size


def in_order(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """The volumes of one set, first to last. BatchFileError ``stick_mixed`` or ``stick_missing_part``."""
    given = sorted(volumes, key=lambda volume: volume.label.number)
    for volume in given:
        if _common(volume.label) != _common(given[0].label):
            raise BatchFileError("stick_mixed", volume.path)
    ordered = tuple({volume.label.number: volume for volume in given}.values())
    for place, volume in enumerate(ordered, 1):
        if volume.label.number != place:
            raise BatchFileError("stick_missing_part", volume.path, part=str(place))
    if not ordered[-1].label.last:
        raise BatchFileError("stick_missing_part", ordered[-1].path, part=str(len(ordered) + 1))
    return ordered


def _common(label: Label) -> Label:
    return msgspec.structs.replace(label, number=0, last=True, sha256="", size=0, signature="")


def read(volumes: tuple[Volume, ...], openers: Sequence[sealing.Opener]) -> Generator[tuple[str, BinaryIO], None, None]:
    """(name, stream) of each member in its order; a stream is good until the next one is asked for.

    Raises BatchFileError("stick_not_for_us") where the set was sealed to none of these keys or is not whole.
    """
    try:
        once = bytes.fromhex(volumes[0].label.once)
        with (
            closing(_sealed_bytes(volumes)) as sealed,
            closing(sealing.open_sealed(sealed, once, openers)) as plain,
            tarfile.open(fileobj=io.BufferedReader(sealing.PieceReader(plain)), mode="r|") as tar,
        ):
            for info in tar:
                stream = tar.extractfile(info)
                if stream is not None:
                    yield info.name, stream  # type: ignore[misc]
    except (sealing.SealBroken, tarfile.TarError, ValueError) as error:
        raise BatchFileError("stick_not_for_us", volumes[0].path) from error


def _sealed_bytes(volumes: tuple[Volume, ...]) -> Generator[bytes, None, None]:
    for volume in volumes:
        with volume.path.open("rb") as file:
            left = volume.label.size
            while left and (piece := file.read(min(_SLICE, left))):
                left -= len(piece)
                yield piece


canonical.prepare(Label)
