"""The one canonical form of JSON: what is stored, hashed, signed and sent.

Keys sorted, UTF-8, no spaces, numbers in plain notation without exponent or trailing zeros
(the idea of RFC 8785 with exact decimals instead of doubles). Text from outside comes in through
:func:`decode_strict`, which refuses what two readers could understand differently.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import GenericAlias
from typing import Any, NoReturn

import msgspec

MAX_DEPTH = 64
MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
_ENCODER = msgspec.json.Encoder(decimal_format="number", order="sorted")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError)
"""What ``decode`` raises for bytes that were never written by ``encode``, or are spoilt."""
_LONGEST_INTEGER = 40
_AS_IT_IS = frozenset({str, int, bool, type(None)})
_ESCAPE, _TEXT = re.compile(rb"\\.", re.DOTALL), re.compile(rb'"[^"]*"')
_PAIR = re.compile(rb"\[\]|\{\}")
_NO_BRACKETS = bytes(set(range(256)) - set(b'"[]{}'))
_PLAIN_DECIMAL = re.compile(r"-?(?:[0-9]+\.[0-9]*[1-9]|[1-9][0-9]*|(?<!-)0)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)'
    r"|(?P<constant>-?(?:NaN|Infinity))",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text was refused: 1-based line and column, JSON Pointer of the containing value."""

    line: int
    column: int
    pointer: str


def prepare(*kinds: type[msgspec.Struct]) -> None:
    """Make the readers of these kinds of message, and of what is inside them, while one thread imports their module.

    msgspec makes the reader of a kind when the first one is read; two threads that come to that at once end the whole
    process.
    """
    msgspec.json.Decoder(GenericAlias(tuple, kinds))


class JsonRefused(ValueError):
    """Text that is not accepted as JSON; ``code`` says why, ``place`` where.

    Codes: ``not_utf8 malformed nan nul duplicate_key too_deep too_large number``.
    """

    def __init__(self, code: str, place: Place, detail: str = "") -> None:
        super().__init__(f"{code} at line {place.line}, column {place.column} ({place.pointer}) {detail}")
        self.code = code
        self.place = place
        self.detail = detail


def plain(value: Any) -> Any:
    """Return ``value`` with every Decimal in its shortest plain form, ready to be written; floats are refused
    (TypeError)."""
    if isinstance(value, dict):
        return {key: member if type(member) in _AS_IT_IS else plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [member if type(member) in _AS_IT_IS else plain(member) for member in value]
    if isinstance(value, Decimal):
        return _plain_number(value)
    if isinstance(value, float):
        raise TypeError("floats have no canonical form; use Decimal")
    return value


def _plain_number(value: Decimal) -> int | Decimal | msgspec.Raw:
    if value == value.to_integral_value():
        return int(value)
    digits = format(value, "f").rstrip("0")
    short = Decimal(digits)
    return short if str(short) == digits else msgspec.Raw(digits.encode())  # below a millionth with an exponent


def encode(value: Any) -> bytes:
    """Canonical bytes of a JSON value (dict, list, str, int, Decimal, bool, None)."""
    return _ENCODER.encode(value if _is_plain(value) else plain(value))


def _is_plain(value: Any) -> bool:
    """Whether :func:`plain` would change nothing: seen without a copy, as most values come from where they were."""
    containers: list[Any] = [(value,)]
    for container in containers:
        for member in container.values() if type(container) is dict else container:
            kind = type(member)
            if kind in _AS_IT_IS:
                continue
            if kind is dict or kind is list:
                containers.append(member)
            elif kind is not Decimal or _PLAIN_DECIMAL.fullmatch(str(member)) is None:
                return False
    return True


def encode_around(members: dict[str, Any], name: str) -> tuple[bytes, bytes]:
    """Canonical bytes of an object without one of its members, neither the first nor the last by its name, and with
    it: the others are written once, since members stand in the order of their names."""
    before = encode({other: members[other] for other in members if other < name})[:-1]
    after = encode({other: members[other] for other in members if other > name})[1:]
    return before + b"," + after, b"%b,%b:%b,%b" % (before, encode(name), encode(members[name]), after)


def decode(data: bytes) -> Any:
    """Read canonical bytes of our own; numbers with a point come back as Decimal."""
    return _DECODER.decode(data)


def digest(data: bytes) -> str:
    """SHA-256 of ``data``, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical bytes of ``value``, 64 hexadecimal digits."""
    return digest(encode(value))


def short_hash(value: Any) -> str:
    """First 8 bytes of :func:`content_hash` as 16 hexadecimal digits; "" when ``value`` is None (absent)."""
    return "" if value is None else content_hash(value)[:16]


def decode_strict(
    data: bytes, *, max_bytes: int = MAX_DOCUMENT_BYTES, max_depth: int = MAX_DEPTH, plain_numbers: bool = False
) -> Any:
    """Read JSON from outside, refusing NaN, duplicate keys, NUL, depth and size beyond the limits.

    Returns dict/list/str/int/Decimal/bool/None. Raises :class:`JsonRefused` naming the place.
    """
    if len(data) > max_bytes:
        raise JsonRefused("too_large", Place(1, 1, ""), str(len(data)))
    text = _decode_text(data)
    _refuse_nul(text)
    if not _is_shallow(data, max_depth):
        _refuse_depth(text, max_depth)
    try:
        value = json.loads(
            text,
            parse_float=_parse_plain if plain_numbers else Decimal,
            parse_int=_parse_plain if plain_numbers else _parse_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_members,
        )
    except json.JSONDecodeError as error:
        raise JsonRefused("malformed", Place(error.lineno, error.colno, ""), error.msg) from error
    except _Refusal as refusal:
        raise JsonRefused(refusal.code, _locate(text, refusal), refusal.detail) from None
    _refuse_lone_surrogates(text, value)
    return value


class _Refusal(Exception):
    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail


def _decode_text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise JsonRefused("not_utf8", Place(line, error.start + 1, ""), error.reason) from error


def _refuse_nul(text: str) -> None:
    at = text.find("\x00")
    if at < 0 and "\\u0000" in text:
        match = re.search(r"(?<!\\)(?:\\\\)*\\u0000", text)
        at = match.start() if match else -1
    if at >= 0:
        raise JsonRefused("nul", _place(text, at, _pointer_at(text, at)), "")


def _refuse_lone_surrogates(text: str, value: Any) -> None:
    """Half of a UTF-16 pair can be written as an escape but never stored as UTF-8."""
    escape = re.search(r"\\u[dD][89a-fA-F]", text)
    if escape is None:
        return
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise JsonRefused("malformed", _place(text, escape.start(), ""), "surrogate") from error


def _is_shallow(data: bytes, limit: int) -> bool:
    """Whether a document is certainly no deeper than the limit, found without walking over it: what is left of it
    when texts are taken out are brackets, and pairs of them vanish from within."""
    if data.count(b"[") + data.count(b"{") <= limit:
        return True
    left = _TEXT.sub(b"", _ESCAPE.sub(b"", data).translate(None, _NO_BRACKETS))
    for _ in range(limit):
        left = _PAIR.sub(b"", left)
        if not left:
            return True
    return False


def _refuse_depth(text: str, limit: int) -> None:
    depth = 0
    for match in _TOKEN.finditer(text):
        if match["open"]:
            depth += 1
            if depth > limit:
                raise JsonRefused("too_deep", _place(text, match.start(), ""), str(limit))
        elif match["close"]:
            depth -= 1


def _parse_integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def plain_number(text: str) -> int | Decimal:
    """A number written alone. Raises :class:`JsonRefused` where it is none, or none of our messages."""
    if _NUMBER.fullmatch(text) is None:
        raise JsonRefused("malformed", Place(1, 1, ""), text[:_LONGEST_INTEGER])
    try:
        return _parse_plain(text)
    except _Refusal as refusal:
        raise JsonRefused(refusal.code, Place(1, 1, ""), refusal.detail) from None


def _parse_plain(digits: str) -> int | Decimal:
    """A number that has a short plain form: of our own messages no other is believed."""
    value = Decimal(digits)
    if not -_LONGEST_INTEGER <= value.adjusted() <= _LONGEST_INTEGER or len(digits) > 2 * _LONGEST_INTEGER:
        raise _Refusal("number", digits[:_LONGEST_INTEGER])
    return int(digits) if digits.lstrip("-").isdigit() else value


def _refuse_constant(name: str) -> NoReturn:
    raise _Refusal("nan", name)


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refusal("duplicate_key", key)
            seen.add(key)
    return members


def _place(text: str, at: int, pointer: str) -> Place:
    start = text.rfind("\n", 0, at) + 1
    return Place(text.count("\n", 0, at) + 1, at - start + 1, pointer)


def _locate(text: str, refusal: _Refusal) -> Place:
    """Find the first NaN or repeated key again, slowly, to name its line; runs only on refusal."""
    seen: dict[str, set[str]] = {}
    for at, pointer, token in _walk(text):
        if refusal.code == "nan" and token["constant"]:
            return _place(text, at, pointer)
        if refusal.code == "duplicate_key" and token["colon"]:
            key = json.loads(f'"{token["text"]}"')
            keys = seen.setdefault(pointer, set())
            if key in keys and key == refusal.detail:
                return _place(text, at, f"{pointer}/{key}")
            keys.add(key)
        if token["open"]:
            seen.pop(pointer, None)
    return Place(1, 1, "")


def _pointer_at(text: str, at: int) -> str:
    pointer = ""
    for position, pointer, token in _walk(text):
        if token.end() > at or position >= at:
            return pointer
    return pointer


def _walk(text: str) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Yield (offset, pointer, token) over a text that may not be well formed.

    For a key the pointer is that of its object; for an opening bracket that of the value it opens.
    """
    stack: list[str | int] = []
    for token in _TOKEN.finditer(text):
        if token["open"]:
            yield token.start(), _join(stack), token
            stack.append(0 if token["open"] == "[" else "")
        elif token["close"]:
            stack = stack[:-1]
        elif token["comma"]:
            if stack and isinstance(stack[-1], int):
                stack[-1] += 1
        elif token["colon"]:
            yield token.start(), _join(stack[:-1]), token
            if stack:
                stack[-1] = token["text"]
        else:
            yield token.start(), _join(stack), token


def _join(stack: list[str | int]) -> str:
    return "".join(f"/{token}" for token in stack)
