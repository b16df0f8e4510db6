"""One value in one cell, and back: lists, and texts that a spreadsheet would take for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sync import canonical

SEPARATOR = ";"
QUOTE = "'"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTED = (*FORMULA_STARTS, QUOTE)
_FIRST = frozenset(_QUOTED)


def joined(values: list[Any]) -> str:
    """A list of plain values in one cell: texts with `;` between them, whatever that would not bring back as JSON."""
    try:
        text = SEPARATOR.join(values)
    except TypeError:
        text = ""
    if text and "" not in values and text.count(SEPARATOR) == len(values) - 1 and text[0] != "[":
        return text
    return canonical.encode(values).decode()


def split(text: str) -> list[Any]:
    """The list that `joined` wrote; a text that is no JSON list is split at `;`, without blanks around."""
    if text.startswith("["):
        try:
            values = canonical.decode_strict(text.encode())
        except canonical.JsonRefused:
            values = None
        if isinstance(values, list):
            return values
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]


def quoted(text: str) -> str:
    """The text for a CSV cell: with an apostrophe before what a spreadsheet would calculate, or before another one."""
    return QUOTE + text if text.startswith(_QUOTED) else text


def unquoted(text: str) -> str:
    """The text that `quoted` was given; an apostrophe of somebody else's file stays."""
    return text[1:] if text.startswith(QUOTE) and text[1:].startswith(_QUOTED) else text


def csv_text(value: Any) -> str:
    """Any value in a CSV cell: numbers plain, `true` and `false`, lists joined, objects as JSON."""
    if isinstance(value, str):
        return QUOTE + value if value[:1] in _FIRST else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return canonical.encode(value).decode()
    return quoted(joined(value) if isinstance(value, list) else canonical.encode(value).decode())


def csv_row(values: Iterable[Any]) -> list[Any]:
    """A row of CSV cells; most are plain texts or nothing, and those pay for no call."""
    return [
        value if value is None or (value.__class__ is str and value[:1] not in _FIRST) else csv_text(value)
        for value in values
    ]


def is_as_it_stands(lines: bytes) -> bool:
    """Whether no value of lines kept as JSON lists is a cell written otherwise than it stands.

    The quotation mark that ends a text has a comma or a bracket after it: nearly all lines are done with when none has
    the beginning of a formula there, and they are looked at closely where one has.
    """
    if _PERHAPS.search(lines) is None and b"true" not in lines and b"false" not in lines:
        return True
    return _OTHERWISE.search(lines) is None


def cells_of_lines(lines: Sequence[bytes], width: int) -> Iterator[tuple[list[Any], bool]]:
    """The CSV cells of rows kept as JSON lists, as many as ``width`` each, and whether none of a row needs quotation
    marks. All lines are asked at once: most have nothing to escape and no comma but those between cells."""
    together = b"".join(lines)
    if not is_as_it_stands(together):
        for line in lines:
            yield _cells_of_line(line, width), False
        return
    may_be_plain = width > 1 and b"\\" not in together
    for line, cells in zip(lines, _AS_WRITTEN_LINES(together), strict=True):
        is_plain = may_be_plain and line.count(b",") == len(cells) - 1
        yield (cells if len(cells) == width else cells + [""] * (width - len(cells))), is_plain


def _cells_of_line(line: bytes, width: int) -> list[Any]:
    cells = _AS_WRITTEN(line) if is_as_it_stands(line) else csv_row(_EXACT(line))
    return cells if len(cells) == width else cells + [""] * (width - len(cells))


def _as_written(digits: str) -> str:
    """A number with a point as the text it is, as plain as `canonical` writes it."""
    if digits[-1] != "0" and "e" not in digits and "E" not in digits:
        return digits
    return canonical.encode(Decimal(digits)).decode()


_AS_WRITTEN = msgspec.json.Decoder(list[Any], float_hook=_as_written).decode
_AS_WRITTEN_LINES = msgspec.json.Decoder(list[Any], float_hook=_as_written).decode_lines
_EXACT = msgspec.json.Decoder(list[Any], float_hook=Decimal).decode
_STARTS = b"|".join(re.escape(msgspec.json.encode(start)[1:-1]) for start in _QUOTED)
_PERHAPS = re.compile(rb'"(?:' + _STARTS + rb")")
_OTHERWISE = re.compile(rb'[\[,](?:"(?:' + _STARTS + rb")|true|false)")
