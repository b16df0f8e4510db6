"""Amounts kept exactly: SQLite has no decimals and makes of a number of 16 digits the nearest one it knows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

DIGITS, PLACES = 24, 6
_WIDTH = DIGITS + 1
_TOO_MUCH = Decimal(10) ** (DIGITS - PLACES)


def fits(amount: Decimal | None) -> bool:
    """Whether the column of amounts can hold it."""
    return amount is not None and abs(amount) < _TOO_MUCH - 1


class AmountField(models.DecimalField):
    """``numeric(24, 6)``; in SQLite a text of fixed width, which sorts as the amounts do."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": DIGITS, "decimal_places": PLACES, "null": True, **options})

    def get_internal_type(self) -> str:
        return "AmountField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text" if connection.vendor == "sqlite" else f"numeric({self.max_digits}, {self.decimal_places})"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        amount = self.to_python(value)
        if amount is None or connection.vendor != "sqlite":
            return amount
        return f"{amount:0{_WIDTH}.{self.decimal_places}f}"

    def from_db_value(self, value: Any, *_: Any) -> Decimal | None:
        """The amount as it was given; a sum made by SQLite is a number of 15 good digits."""
        return None if value is None else value if isinstance(value, Decimal) else Decimal(str(value))
