"""Amounts as people read them."""

from decimal import Decimal, InvalidOperation
from typing import Any


def shown_amount(value: Any) -> str:
    """An amount with thousands and at least two decimals."""
    if value is None:
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    exponent = number.as_tuple().exponent
    decimals = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"{number:,.{decimals}f}"
