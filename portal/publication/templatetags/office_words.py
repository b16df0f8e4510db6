"""Amounts and days as people write them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from forms.formats import money

register = template.Library()


@register.filter
def pesos(amount: Decimal | None, currency: str = "") -> str:
    """``4,850,000.00 MXN``; nothing for nothing."""
    return "" if amount is None else money(amount, currency or None)


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG reads it, whatever the language of the page."""
    return f"{number:g}"
