"""A sealed file gives back what went in, from any place of it, and nothing where one bit of it is another."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from capture_app.store.cipher import Cipher
from capture_app.store.sealed_files import note_of, open_file, sealed, size_of
from sync.sealing import SLICE

CIPHER = Cipher(bytes(range(32)))
SIZES = (0, 1, 1000, SLICE - 1, SLICE, SLICE + 1, 3 * SLICE + 5)


def kept(place: Path, content: bytes, note: bytes = b"") -> Path:
    pieces = (content[at : at + 1000] for at in range(0, len(content), 1000))
    place.write_bytes(b"".join(sealed(pieces, CIPHER, note)))
    return place


def read(file: Path, cipher: Cipher = CIPHER) -> bytes:
    with open_file(file, cipher) as stream:
        return stream.read()


@pytest.mark.parametrize("size", SIZES)
def test_it_gives_back_what_went_in_from_any_place(tmp_path, size):
    content = os.urandom(size)
    file = kept(tmp_path / "f", content, b"una nota")
    assert (read(file), size_of(file, CIPHER), note_of(file)) == (content, size, b"una nota")
    random = Random(size)
    with open_file(file, CIPHER) as stream:
        for _ in range(20):
            at, many = random.randint(0, size + 5), random.randint(0, size + 5)
            stream.seek(at)
            assert stream.read(many) == content[at : at + many]


def test_two_files_of_one_content_have_nothing_in_common(tmp_path):
    one, other = (kept(tmp_path / name, b"canaria" * 1000).read_bytes() for name in ("a", "b"))
    assert b"canaria" not in one
    assert one[20:] != other[20:]


@pytest.mark.parametrize("size", [1, SLICE, 2 * SLICE + 9])
def test_whatever_is_altered_cut_or_moved_is_not_read(tmp_path, size):
    file = kept(tmp_path / "f", os.urandom(size))
    whole = file.read_bytes()
    first = len(whole) - size - 16 * -(-size // SLICE)
    spoilt = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), max(1, size // 7))]
    spoilt += [whole[:-1], whole + b"x", whole[: first + 16], b"", whole[: first - 1]]
    if size > 2 * SLICE:
        step = SLICE + 16
        spoilt += [
            whole[: first + step],
            whole[:first]
            + whole[first + step : first + 2 * step]
            + whole[first : first + step]
            + whole[first + 2 * step :],
        ]
    for data in spoilt:
        file.write_bytes(data)
        with pytest.raises(OSError, match="altered"):
            read(file)


def test_another_key_reads_nothing(tmp_path):
    file = kept(tmp_path / "f", b"hola")
    with pytest.raises(OSError, match="altered"):
        read(file, Cipher(bytes(32)))


def test_who_goes_by_the_hash_is_given_zeros_for_an_altered_slice(tmp_path):
    content = os.urandom(2 * SLICE)
    file = kept(tmp_path / "f", content)
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with open_file(file, CIPHER, forgiving=True) as stream:
        assert stream.read() == content[:SLICE] + bytes(SLICE)
