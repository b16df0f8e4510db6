"""Numbers that can be carried exactly: fifteen digits before the point, six after (decisions 2)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

LIMIT = Decimal(10) ** 15
DECIMALS = 6
LONGEST = 300
_DUST = Decimal("1e-9")
_DUSTY_DIGITS = 15
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?", re.ASCII)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def fits(value: int | Decimal) -> bool:
    """Whether the number lies within the limits, zeros at its end left out."""
    if isinstance(value, int):
        return abs(value) < LIMIT
    exact = value.normalize() if value.is_finite() and _length(value) <= LONGEST else None
    if exact is None or abs(exact) >= LIMIT:
        return False
    exponent = exact.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS


def without_dust(value: Decimal) -> Decimal:
    """The number somebody typed, where what follows its sixth decimal is only what binary arithmetic leaves.

    4712.848000000001 is 4712.848; any other number (1/3, a millionth of a millionth) is returned as it is.
    """
    if not value.is_finite() or _length(value) > LONGEST or abs(value) >= LIMIT:
        return value
    rounded = round(value, DECIMALS)
    is_dusty = len(value.as_tuple().digits) >= _DUSTY_DIGITS and abs(value - rounded) < _DUST
    return rounded.normalize() if is_dusty else value


def read_plain(text: str) -> int | Decimal | None:
    """The number that a text writes with nothing lost, None for any other text."""
    if not _PLAIN.fullmatch(text):
        return None
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value


def tamed(value: Any) -> Any:
    """A copy in which numbers that nobody could write out (10^999999999) are the text of their digits."""
    if isinstance(value, dict):
        return {name: tamed(member) for name, member in value.items()}
    if isinstance(value, list):
        return [tamed(member) for member in value]
    if isinstance(value, Decimal) and _length(value) > LONGEST:
        return str(value)[:LONGEST]
    return value


def _length(value: Decimal) -> int:
    """About how many characters the number takes in plain notation."""
    _, digits, exponent = value.as_tuple()
    return len(digits) + (abs(exponent) if isinstance(exponent, int) else 0)
