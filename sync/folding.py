"""How the operations of a batch are written while they travel: what a reader can work out is left out.

Beside the operation before it in the batch, one leaves out what follows from that one (its place in the chain and the
hash it follows) or is the same (device, author, kind …). A commitment whose value travels beside it is worked out from
that. Identifiers and hashes, which no compressor can shorten, are written in base64. Nothing of this is hashed or
stored: :func:`unfold` gives the operations back as they were sealed.
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sync import canonical, concealing

Members = dict[str, Any]
MARK = "~"
SAME = ("author", "device_id", "forms_version", "kind", "record_type")
NAMES = ("op_id", "record_id")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHORT_HASH = re.compile(r"[0-9a-f]{16}")
_SALT = re.compile(r"[0-9a-f]{32}")
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_TAIL = 8
_PLAIN_DIGITS = str.maketrans("-_", "+/")
_PADDING = ("=", "", "===", "==")  # by the length of a text with its mark


class FoldingError(ValueError):
    """Operations that are not folded as this module does it."""


def tail_of(record_id: str) -> str:
    """The last 40 bits of a record's name in 8 letters: how an ocid made here ends (decisions 29)."""
    number = uuid.UUID(record_id).int
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(_TAIL)))


def fold(operations: Sequence[Members]) -> list[Members]:
    """The operations of a batch as they travel."""
    folded: list[Members] = []
    before: Members | None = None
    for operation in operations:
        known = _follows(before)
        written = {name: value for name, value in operation.items() if name not in known or known[name] != value}
        folded.append(_shortened(written, operation["record_id"]))
        before = operation
    return folded


def unfold(folded: Sequence[Any]) -> list[Members]:
    """The operations as they were sealed. FoldingError where it cannot be; their hashes are judged elsewhere."""
    operations: list[Members] = []
    for written in folded:
        if not isinstance(written, dict) or not isinstance(written.get("patch"), list):
            raise FoldingError
        before = operations[-1] if operations else None
        try:
            operations.append({**_follows(before), **_lengthened(written)})
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise FoldingError from error
    return operations


def _follows(before: Members | None) -> Members:
    """What an operation says unless it says otherwise."""
    known: Members = {"act": None, "private": {}}
    if before is not None:
        bare = {name: value for name, value in before.items() if name != "private"}
        known |= {name: before[name] for name in SAME}
        known |= {"sequence": before["sequence"] + 1, "prev_hash": canonical.content_hash(bare)}
    return known


def _shortened(written: Members, record_id: str) -> Members:
    short = {**written, **{name: _short(written[name], _UUID) for name in NAMES}}
    if _UUID.fullmatch(record_id) and written["ocid"].endswith(tail_of(record_id)):
        short["ocid"] = written["ocid"][:-_TAIL] + MARK
    elif written["ocid"].endswith(MARK):
        short["ocid"] = written["ocid"] + MARK
    private = written.get("private", {})
    short["patch"] = [_item(item, private, _short_hash, _short_mark) for item in written["patch"]]
    return {**short, **_salted(private, lambda salt: _short(salt, _SALT))}


def _lengthened(written: Mapping[str, Any]) -> Members:
    long = {**written, **{name: _long(written[name], _as_uuid) for name in NAMES}}
    ocid = written["ocid"]
    if ocid.endswith(MARK):
        long["ocid"] = ocid[:-1] if ocid.endswith(MARK * 2) else ocid[:-1] + tail_of(long["record_id"])
    long |= _salted(written.get("private", {}), long_hash)
    private = long.get("private", {})
    return {**long, "patch": [_item(item, private, long_hash, _long_mark) for item in written["patch"]]}


def _item(item: Any, private: Mapping[str, Any], hashed: Any, marked: Any) -> Any:
    """The item with its commitments and the hash of what it replaces written otherwise."""
    if not isinstance(item, list) or len(item) != 4 or not isinstance(item[1], str):
        return item
    kind, path, value, was = item
    if concealing.is_mark(value):
        value = marked(value, private.get(path))
    if concealing.is_mark(was):
        was = marked(was, private.get(concealing.WAS + path))
    return [kind, path, value, hashed(was) if isinstance(was, str) else was]


def _salted(private: Mapping[str, Any], change: Any) -> Members:
    """``private`` with its salts written otherwise; nothing where there is none."""
    if not private:
        return {}
    return {
        "private": {name: [change(pair[0]), *pair[1:]] if _is_pair(pair) else pair for name, pair in private.items()}
    }


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)


def _short_mark(mark: Members, pair: Any) -> Members:
    said = mark[concealing.SEALED]
    if _is_pair(pair) and concealing.commitment(*pair) == said:
        return {concealing.SEALED: MARK}
    return {concealing.SEALED: MARK + said} if isinstance(said, str) and said.startswith(MARK) else mark


def _long_mark(mark: Members, pair: Any) -> Members:
    said = mark[concealing.SEALED]
    if said == MARK:
        if not _is_pair(pair):
            raise FoldingError
        return {concealing.SEALED: concealing.commitment(*pair)}
    return {concealing.SEALED: said[1:]} if isinstance(said, str) and said.startswith(MARK) else mark


def short_name(name: str) -> str:
    """A UUID in base64 behind the mark."""
    return _short(name, _UUID)


def long_name(text: str) -> str:
    """What :func:`short_name` was given. FoldingError where it is none."""
    return _long(text, _as_uuid)


def long_hash(text: str) -> str:
    """Hexadecimal digits again of what is written in base64 behind the mark. FoldingError where it is none."""
    return _long(text, bytes.hex)


def _short_hash(text: str) -> str:
    return _short(text, _SHORT_HASH)


def _short(text: str, form: re.Pattern[str]) -> str:
    """A text of hexadecimal digits in base64 behind the mark; one that begins with the mark gets another."""
    if form.fullmatch(text):
        return MARK + base64.urlsafe_b64encode(bytes.fromhex(text.replace("-", ""))).rstrip(b"=").decode()
    return MARK + text if text.startswith(MARK) else text


def _long(text: str, write: Any) -> str:
    if not text.startswith(MARK):
        return text
    if text.startswith(MARK * 2):
        return text[1:]
    try:
        raw = binascii.a2b_base64(text[1:].translate(_PLAIN_DIGITS) + _PADDING[len(text) % 4], strict_mode=True)
    except binascii.Error as error:
        raise FoldingError from error
    return str(write(raw))


def _as_uuid(raw: bytes) -> str:
    return str(uuid.UUID(bytes=raw))
