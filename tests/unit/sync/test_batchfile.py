"""A file that carries a batch: whole or refused, for one reader, whatever happens to the stick."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pytest

from sync import batchfile, keys, sealing
from sync.batchfile import BatchFileError, Label, Member

PORTAL, DEVICE = keys.new_key(), keys.new_key()
SIGNER = keys.Signer(DEVICE)
BLOB = bytes(Random(7).randbytes(300_000))
MEMBERS = {"messages/000001": b"one" * 1000, "blobs/" + "0" * 64: BLOB}


def label(**others) -> Label:
    given = {
        "format": batchfile.FORMAT,
        "kind": batchfile.BATCH,
        "set_id": "ZAP-20261121-101500-abcdef",
        "number": 0,
        "last": False,
        "sender": "device-1",
        "office_code": "ZAP",
        "space": "live",
        "once": "",
        "sha256": "",
        "size": 0,
        "operations": 3,
    }
    return Label(**{**given, **others})


def write(folder: Path, volume_bytes: int = batchfile.VOLUME_BYTES, **others) -> tuple[Path, ...]:
    members = [batchfile.text_member(name, data) for name, data in MEMBERS.items()]
    return batchfile.write(folder, label(**others), members, keys.public_key(PORTAL), SIGNER.sign, volume_bytes)


def read(paths, private: bytes = PORTAL) -> dict[str, bytes]:
    volumes = batchfile.in_order([batchfile.inspect(path) for path in paths])
    return {name: stream.read() for name, stream in batchfile.read(volumes, [sealing.opener_of(private)])}


def refusal(paths, **options) -> str:
    with pytest.raises(BatchFileError) as refused:
        read(paths, **options)
    assert refused.value.message
    assert "{" not in refused.value.message
    return refused.value.code


def test_what_was_written_is_read_and_the_file_has_a_plain_name(tmp_path):
    (path,) = write(tmp_path)
    assert path.name == "ZAP-20261121-101500-abcdef.capbatch"
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
    assert read([path]) == MEMBERS


def test_nobody_without_the_key_sees_what_is_inside(tmp_path):
    (path,) = write(tmp_path)
    assert b"oneone" not in path.read_bytes()
    assert BLOB[:64] not in path.read_bytes()
    assert refusal([path], private=keys.new_key()) == "stick_not_for_us"


def test_a_set_in_volumes_is_read_whatever_the_order_they_are_given_in(tmp_path):
    paths = write(tmp_path, volume_bytes=100_000)
    assert len(paths) == 5
    assert all(path.stat().st_size < 110_000 for path in paths)
    assert read(reversed(paths)) == MEMBERS


@pytest.mark.fault(40, "stick: removed, altered, in parts, wrong key, twice")
@pytest.mark.parametrize("left_out", range(5))
def test_a_part_that_is_missing_is_named(tmp_path, left_out):
    paths = write(tmp_path, volume_bytes=100_000)
    rest = [path for number, path in enumerate(paths) if number != left_out]
    assert refusal(rest) == "stick_missing_part"


def test_parts_of_two_sets_are_not_taken_for_one(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    ours, theirs = write(first, 100_000), write(second, 100_000)
    assert refusal([ours[0], theirs[1], *ours[2:]]) == "stick_mixed"
    assert refusal([*ours, *theirs]) == refusal([*theirs, *ours]) == "stick_mixed"


def test_two_sets_of_one_part_are_not_taken_for_one_and_the_same_part_twice_is(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    (ours,), (theirs,) = write(first), write(second)
    assert refusal([ours, theirs]) == refusal([theirs, ours]) == "stick_mixed"
    assert len(batchfile.in_order([batchfile.inspect(ours), batchfile.inspect(ours)])) == 1


def test_a_file_cut_anywhere_is_refused(tmp_path):
    (path,) = write(tmp_path)
    whole = path.read_bytes()
    for size in [0, 1, 7, 8, 15, 16, *range(20, len(whole), 9973), len(whole) - 1]:
        path.write_bytes(whole[:size])
        assert refusal([path]) in ("stick_incomplete", "stick_altered")


@pytest.mark.fault(40, "stick: removed, altered, in parts, wrong key, twice")
def test_a_byte_altered_anywhere_is_noticed(tmp_path):
    (path,) = write(tmp_path)
    whole = path.read_bytes()
    label_at = len(whole) - 900
    for at in [*range(0, label_at, 14_957), *range(label_at, len(whole))]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BatchFileError):
            _checked(path)


def _checked(path: Path) -> None:
    """As a reader does it: the bytes, then who signed."""
    volume = batchfile.inspect(path)
    if not keys.verify(SIGNER.public_key(), batchfile.label_bytes(volume.label), volume.label.signature):
        raise BatchFileError("stick_unsigned", path)


def test_slices_cannot_be_cut_off_by_one_who_signs_again(tmp_path):
    (path,) = write(tmp_path)
    volume = batchfile.inspect(path)
    sealed = path.read_bytes()[: volume.label.size]
    once = bytes.fromhex(volume.label.once)
    opened = sealing.open_sealed([sealed[: sealing.SLICE + sealing.TAG]], once, [sealing.opener_of(PORTAL)])
    with pytest.raises(sealing.SealBroken):
        list(opened)


def test_another_file_is_not_ours(tmp_path):
    path = tmp_path / "fotos.zip"
    path.write_bytes(b"PK" * 500)
    assert refusal([path]) == "stick_not_ours"


@pytest.mark.fault(40, "stick: removed, altered, in parts, wrong key, twice")
def test_a_stick_that_fills_up_keeps_no_half_file(tmp_path):
    def broken() -> io.BytesIO:
        raise OSError(28, "No space left on device")

    members = [batchfile.text_member("messages/000001", b"x" * 200_000), Member("blobs/x", 10, broken)]
    with pytest.raises(OSError, match="space"):
        batchfile.write(tmp_path, label(), members, keys.public_key(PORTAL), SIGNER.sign, 100_000)
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_does_not_keep_what_is_written_is_noticed(tmp_path, monkeypatch):
    real = batchfile.inspect

    def worn_out(path: Path) -> batchfile.Volume:
        path.write_bytes(path.read_bytes().replace(b"ZAP", b"ZAQ"))
        return real(path)

    monkeypatch.setattr(batchfile, "inspect", worn_out)
    with pytest.raises(BatchFileError) as refused:
        write(tmp_path)
    assert refused.value.code == "stick_altered"
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_shrinks_while_it_is_written_stops_the_writing(tmp_path):
    members = [Member("blobs/x", 10, lambda: io.BytesIO(b"short"))]
    with pytest.raises(OSError, match="shorter"):
        batchfile.write(tmp_path, label(), members, keys.public_key(PORTAL), SIGNER.sign)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [0, 1, sealing.SLICE - 1, sealing.SLICE, sealing.SLICE + 1, 3 * sealing.SLICE])
def test_any_number_of_bytes_is_sealed_and_opened(size):
    data = Random(size).randbytes(size)
    once, pieces = sealing.seal([data[:5], data[5:]], keys.public_key(PORTAL))
    assert b"".join(sealing.open_sealed(pieces, once, [sealing.opener_of(PORTAL)])) == data


@pytest.mark.parametrize("place", [0, 1, 2])
def test_it_opens_for_any_of_the_keys_its_reader_ever_had(place):
    others = [sealing.opener_of(bytes([number]) * 32) for number in (8, 9)]
    openers = [*others[:place], sealing.opener_of(PORTAL), *others[place:]]
    data = Random(5).randbytes(2 * sealing.SLICE + 7)
    once, pieces = sealing.seal([data], keys.public_key(PORTAL))
    assert b"".join(sealing.open_sealed(pieces, once, openers)) == data
    once, pieces = sealing.seal([data], keys.public_key(PORTAL))
    with pytest.raises(sealing.SealBroken):
        list(sealing.open_sealed(pieces, once, others))
