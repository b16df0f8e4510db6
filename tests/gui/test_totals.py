"""The sums below the estimates of a work: what was charged, and what the contract still has."""

from __future__ import annotations

from decimal import Decimal

from ui.form.totals import totals_text

PATH = "/contracts/@cccccccccc/implementation/estimates"


def body(*gross: str, whole: str = "4000000") -> dict[str, object]:
    rows = [{"_key": f"r{at}", "gross": {"amount": Decimal(value)}} for at, value in enumerate(gross)]
    contract = {"_key": "cccccccccc", "value": {"amount": Decimal(whole)}, "implementation": {"estimates": rows}}
    return {"contracts": [contract]}


def test_estimates_are_summed_and_what_is_left_is_told(catalog):
    field = catalog.record_types["contracting_process"].field_at("/contracts/*/implementation/estimates")
    text = totals_text(field, PATH, body("780000.50", "1032400"))
    assert "Importe de los trabajos 1,812,400.50" in text
    assert "falta por estimar 2,187,599.50" in text
    assert totals_text(field, PATH, body()) == ""


def test_quotes_are_never_summed(catalog):
    field = catalog.record_types["contracting_process"].field_at("/planning/requestsForQuotes/*/quotes")
    rows = [{"_key": "q", "value": {"amount": Decimal(1)}}]
    assert totals_text(field, "/quotes", {"quotes": rows}) == ""
