"""Values as people read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forms.catalog import Field, FieldType, load_catalog
from forms.formats import display, money, plain_number, quantity, show_day, show_moment

LAW = load_catalog()


def at(path: str) -> Field:
    field = LAW.record_types["contracting_process"].field_at(path)
    assert field is not None
    return field


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("/tender/value", {"amount": 4850000, "currency": "MXN"}, "4,850,000.00 MXN"),
        ("/tender/value", {"amount": Decimal("0.125"), "currency": "USD"}, "0.125 USD"),
        ("/tender/value", {"currency": "USD"}, ""),
        ("/awards/0/date", "2026-03-03", "03/03/2026"),
        ("/awards/0/date", "2017-04-04T04:20:53Z", "04/04/2017"),
        ("/awards/0/date", "pronto", "pronto"),
        ("/tender/contractPeriod", {"startDate": "2026-03-03", "endDate": "2026-03-18"}, "03/03/2026 – 18/03/2026"),
        ("/tender/contractPeriod", {"startDate": "2026-03-03"}, "desde 03/03/2026"),
        ("/tender/contractPeriod", {"endDate": "2026-03-03"}, "hasta 03/03/2026"),
        ("/tender/contractPeriod", {"durationInDays": 15}, "15 días"),
        ("/buyer", {"id": "x", "name": "Municipio"}, "Municipio"),
        ("/buyer", {"id": "x"}, "x"),
        ("/awards/0/suppliers", [{"name": "A"}, {"name": "B"}], "A; B"),
        ("/awards/0/suppliers", [{"name": str(number)} for number in range(12)], "12 renglones"),
        ("/tender/documents", [{"title": "Acta"}], "Acta"),
        ("/tender/documents", [{}], "1 renglón"),
        ("/tender/title", None, ""),
        ("/tender/title", "Papel", "Papel"),
        ("/tender/numberOfTenderers", 1200, "1,200"),
        ("/planning/hasQuotes", True, "Sí"),
        ("/planning/hasQuotes", False, "No"),
        ("/tender/procurementMethod", "other", "other"),
    ],
)
def test_display(path: str, value: Any, shown: str) -> None:
    assert display(at(path), value, LAW) == shown


def test_codes_show_their_titles() -> None:
    field = at("/tender/procurementMethod")
    assert display(field, "direct", LAW) == LAW.codelists["procurementMethod"].title_of("direct") != "direct"


@pytest.mark.parametrize("odd", [5, "x", [1], {"x": 1}, [{"x": {}}], True, Decimal("1e30"), [[]], {"amount": "x"}])
def test_odd_values_are_shown_somehow(odd: Any) -> None:
    for item in LAW.record_types["contracting_process"].walk():
        assert isinstance(display(item, odd, LAW), str)


def test_moments_say_their_hour() -> None:
    assert show_moment("2026-03-18T10:00:00-05:00") == "18/03/2026 10:00"
    assert show_moment("2026-03-18T10:00:00Z") == "18/03/2026 10:00 UTC"
    assert show_moment("2026-03-18") == "18/03/2026"
    assert show_day(None) == "None"


def test_numbers() -> None:
    assert quantity(Decimal("1234.50")) == "1,234.5"
    assert quantity(10**20) == "100,000,000,000,000,000,000"
    assert money(0) == "0.00 MXN"
    assert plain_number(Decimal("100.00")) == 100
    assert str(plain_number(Decimal("1.50"))) == "1.5"


def test_every_type_is_displayed() -> None:
    for kind in FieldType:
        assert display(Field("/x", "x", kind), "a", LAW)
