"""How a payload is folded: zstd with a trained dictionary, plain zstd, gzip where zstd is missing, or as it is.

Dictionaries are data (``sync/dictionaries``), named by record type and the first 8 digits of their SHA-256, checked
when read. Nobody is required to have one: who does not know it says so, and plain zstd is used.

What one device has just said to its portal, both ends still have: a dictionary may go on with it, named by the hash of
those words (:class:`Spoken`). Who does not remember them says so, and the same message comes without them.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sync import canonical, wire

try:
    import zstandard
except ImportError:  # an office without the library still talks to its portal
    zstandard = None  # type: ignore[assignment]

CAREFUL, QUICK = 19, 9
CAREFUL_BYTES = 4 * 1024 * 1024
ONLY_READ = frozenset({"contracting_process-0197fd7e"})  # desktops of the first edition write with it
MAX_WINDOW_BYTES = 32 * 1024 * 1024
IDENTITY, GZIP, ZSTD = "identity", "gzip", "zstd"
_SUFFIX = ".zdict"
_SLICE = 256 * 1024
REMEMBERED = 320 * 1024
_DIGITS = 8
_GZIP_WINDOW = 31


@dataclass(frozen=True, slots=True)
class Spoken:
    """The end of what was said with a dictionary, up to ``REMEMBERED`` bytes; empty where nothing was."""

    encoding: str = ""
    said: bytes = b""

    @property
    def name(self) -> str:
        """The encoding that goes on with it: that of the dictionary, ``+``, and 8 digits of the hash of the words."""
        return f"{self.encoding}+{canonical.digest(self.said)[:8]}" if self.said else self.encoding

    def after(self, encoding: str, data: bytes, batch: wire.Batch) -> Spoken:
        """What is remembered once a message in that encoding was taken: its bytes, or where its batch is large what the
        last operations say, each for itself (the end of many in columns would be of few columns)."""
        if not encoding.startswith(f"{ZSTD}:"):
            return SILENT
        before = self.said if self.said and encoding == self.name else b""
        words = data if len(data) <= REMEMBERED // 4 else wire.words_of(batch, REMEMBERED)
        return Spoken(f"{ZSTD}:{alone(encoding)[-_DIGITS:]}", (before + words)[-REMEMBERED:])


SILENT = Spoken()


def alone(encoding: str) -> str:
    """An encoding without what was said before: that of an answer."""
    return encoding.partition("+")[0]


def preferred() -> tuple[str, ...]:
    """The encodings this side can write, the best first."""
    if zstandard is None:
        return (GZIP, IDENTITY)
    trained = (f"{ZSTD}:{name}" for name in dictionaries() if name not in ONLY_READ)
    return (*trained, ZSTD, GZIP, IDENTITY)


@cache
def dictionaries() -> dict[str, bytes]:
    """The dictionaries that came with the program and are whole, by name."""
    found: dict[str, bytes] = {}
    for file in sorted(resources.files("sync.dictionaries").iterdir(), key=lambda entry: entry.name):
        name = file.name.removesuffix(_SUFFIX)
        if name != file.name:
            data = file.read_bytes()
            if canonical.digest(data)[:8] == name.rpartition("-")[2]:
                found[name] = data
    return found


def compress(data: bytes, encoding: str = ZSTD, quick_from: int = CAREFUL_BYTES, spoken: Spoken = SILENT) -> bytes:
    """The payload of ``data``, carefully unless it is of so many bytes or more; contexts are made per call (decisions
    37). WireError ``encoding_unknown``."""
    if encoding == IDENTITY:
        return data
    if encoding == GZIP:
        folder = zlib.compressobj(9, wbits=_GZIP_WINDOW)
        return folder.compress(data) + folder.flush()
    dictionary = _dictionary(encoding, spoken)
    known = None if dictionary is None else zstandard.ZstdCompressionDict(dictionary)
    chosen = zstandard.ZstdCompressionParameters.from_level(
        CAREFUL if len(data) < quick_from else QUICK,
        source_size=len(data),
        dict_size=len(dictionary or b""),
        write_content_size=False,  # the envelope says which dictionary it is, the end of the payload how long it is
        write_dict_id=False,
    )
    return zstandard.ZstdCompressor(dict_data=known, compression_params=chosen).compress(data)


def decompress(payload: bytes, encoding: str, most: int = wire.MAX_BODY_BYTES, spoken: Spoken = SILENT) -> bytes:
    """The bytes of a payload, never more than ``most`` in memory. WireError ``encoding_unknown``, ``too_large`` or
    ``malformed``."""
    if encoding == IDENTITY:
        data = payload[: most + 1]
    elif encoding == GZIP:
        data = _read_gzip(payload, most)
    else:
        data = _read_zstd(payload, most, _dictionary(encoding, spoken))
    if len(data) > most:
        raise wire.WireError("too_large")
    return data


def _dictionary(encoding: str, spoken: Spoken = SILENT) -> bytes | None:
    """The dictionary that a zstd encoding names, None for plain zstd."""
    if spoken.said and encoding == spoken.name:
        return (_dictionary(spoken.encoding) or b"") + spoken.said
    kind, _, name = encoding.partition(":")
    if kind != ZSTD or zstandard is None:
        raise wire.WireError("encoding_unknown")
    if not name:
        return None
    for known, data in dictionaries().items():
        if name in (known, known.rpartition("-")[2]):
            return data
    raise wire.WireError("encoding_unknown")


def _read_gzip(payload: bytes, most: int) -> bytes:
    unfolder = zlib.decompressobj(wbits=_GZIP_WINDOW)
    try:
        data = unfolder.decompress(payload, most + 1)
    except zlib.error as error:
        raise wire.WireError("malformed") from error
    if len(data) <= most and not unfolder.eof:
        raise wire.WireError("malformed")
    return data


def _read_zstd(payload: bytes, most: int, dictionary: bytes | None) -> bytes:
    data = bytearray()
    known = None if dictionary is None else zstandard.ZstdCompressionDict(dictionary)
    unfolder = zstandard.ZstdDecompressor(dict_data=known, max_window_size=MAX_WINDOW_BYTES)
    try:
        with unfolder.stream_reader(io.BytesIO(payload)) as reader:
            while len(data) <= most and (piece := reader.read(_SLICE)):
                data += piece
    except zstandard.ZstdError as error:
        raise wire.WireError("malformed") from error
    return bytes(data)
