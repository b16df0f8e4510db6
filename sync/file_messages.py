"""How a desk tells of files and carries them: the messages. Pure."""

from __future__ import annotations

import msgspec

from sync import canonical
from sync.bounds import Count


class FileLink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a row of documents, by its content. ``public_sha256`` is the version for the public, "" for none;
    ``name`` is data, never part of a path; ``removed`` takes the link away and leaves the content. ``number`` is
    greater in a later word of the device on the row; 0 of desktops that do not count them."""

    record_id: str
    row_key: str
    sha256: str
    size: Count
    name: str
    media_type: str
    public_sha256: str = ""
    removed: bool = False
    number: Count = 0


class BlobSlice(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a request that carries part of a file: after it a newline and the bytes from ``offset`` on, none
    to ask how far the portal has it."""

    office_code: str
    device_id: str
    sha256: str
    size: Count
    offset: Count


class BlobState(msgspec.Struct, frozen=True, kw_only=True):
    """How far the portal has a file; ``complete`` once all of it is there and has the hash. ``altered`` says that the
    bytes that came are not those of the name: all of it begins again."""

    sha256: str
    offset: int
    complete: bool = False
    altered: bool = False


canonical.prepare(BlobSlice, BlobState)
