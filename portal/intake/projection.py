"""Columns that are copies of what a body says, for lists and counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from forms.progress import amount_of, current_stage, title_of

CONTRACTING = "contracting_process"
LARGEST_AMOUNT = Decimal("999999999999999")


def columns_of(body: dict[str, Any], record_type: str) -> dict[str, Any]:
    """title, amount, currency and stage of a record."""
    if record_type != CONTRACTING:
        return {"title": str(body.get("title", ""))[:2000], "amount": None, "currency": "", "stage": ""}
    amount, currency = amount_of(body)
    return {
        "title": title_of(body)[:2000],
        "amount": amount if fits(amount) else None,
        "currency": (currency or "")[:8],
        "stage": current_stage(body, record_type),
    }


def fits(amount: Decimal | None) -> bool:
    """Whether the column of amounts can hold it."""
    return amount is not None and abs(amount) <= LARGEST_AMOUNT
