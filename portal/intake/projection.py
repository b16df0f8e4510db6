"""Columns that are copies of what a body says, for lists and counts."""

from __future__ import annotations

from typing import Any

from forms.catalog import load_catalog
from forms.progress import amount_of, current_stage, title_of
from forms.register import amount_in, title_in
from portal.publication.amounts import fits

CONTRACTING = "contracting_process"


def columns_of(body: dict[str, Any], record_type: str) -> dict[str, Any]:
    """title, amount, currency and stage of a record."""
    register = load_catalog().record_types[record_type].register
    amount, currency = amount_in(body, register) if register else amount_of(body)
    return {
        "title": (title_in(body, register) if register else title_of(body))[:2000],
        "amount": amount if fits(amount) else None,
        "currency": (currency or "")[:8],
        "stage": "" if register else current_stage(body, record_type),
    }
