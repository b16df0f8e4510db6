"""What was contracted in the year and its part of the budget: only what is captured is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from capture_app.changes import FieldEdit
from capture_app.services import contracted
from capture_app.services.contracted import Budget, ContractedService, add_up, budget_of
from ui.contracted_note import sentences


def row(amount: object = None, signed: str | None = None, currency: str | None = "MXN", **others: object) -> dict:
    value = {"amount": amount, "currency": currency} if amount is not None else None
    return {"dateSigned": signed, "value": value, **others}


def budget(total: object, moment: str = "approved", year: int = 2026, currency: str = "MXN") -> dict:
    return {"year": year, "budgetStage": moment, "total": {"amount": total, "currency": currency}}


BODIES = [
    {"contracts": [row(Decimal("100.10"), "2026-01-05"), row(200, "2026-03-01T10:00:00-05:00"), row(7, "2025-12-31")]},
    {
        "contracts": [
            row(30, "2026-02-01", "USD"),
            row(None, "2026-02-01"),
            row(9),
            row(5, "2026-02-02", status="cancelled"),
        ]
    },
    {"contracts": "no es una lista"},
]


def test_each_currency_has_its_sum_and_what_cannot_be_counted_is_told_apart():
    found = add_up(BODIES, 2026)
    assert found.totals == {"MXN": Decimal("300.10"), "USD": 30}
    assert (found.count, found.unvalued, found.undated, found.share) == (3, 1, 1, None)
    said = " ".join(sentences(found))
    assert said.startswith("300.10 MXN + 30.00 USD en 3 contratos firmados.")
    assert "presupuesto" not in said


def test_the_share_is_of_the_budget_in_its_currency():
    found = add_up(BODIES, 2026, Budget("modified", Decimal(1200), "MXN"))
    assert "Del presupuesto 2026 modificado (1,200.00 MXN): 25.0 %." in list(sentences(found))
    tiny = add_up(BODIES, 2026, Budget("approved", Decimal(92_000_000), "MXN"))
    assert any("menos de 0.1 %" in text for text in sentences(tiny))
    other = add_up(BODIES, 2026, Budget("approved", Decimal(10), "EUR"))
    assert not any("presupuesto" in text for text in sentences(other))


def test_a_year_without_contracts_says_nothing():
    assert list(sentences(add_up([], 2026, Budget("approved", Decimal(10), "MXN")))) == []


@pytest.mark.parametrize(
    ("bodies", "found"),
    [
        ([budget(10), budget(12, "modified")], Budget("modified", Decimal(12), "MXN")),
        ([budget(10), budget(10)], Budget("approved", Decimal(10), "MXN")),
        ([budget(10), budget(11)], None),
        ([budget(10, year=2025), budget(3, "spent"), budget(0)], None),
    ],
)
def test_the_budget_is_the_years_and_never_a_guess(bodies, found):
    assert budget_of(bodies, 2026) == found


def test_it_is_read_off_the_offices_records_and_says_when_there_are_more(office, monkeypatch):
    service = ContractedService(office.desk)
    for title in ("Uno", "Dos"):
        made = row(50, "2026-02-01", id=title, status="active")
        office.save(office.new(title), FieldEdit("/contracts/@cccccccccc", made, "row_add"))
    register = office.capture.create("Presupuesto 2026", record_type="annual_budget").record_id
    for path, value in (("/year", 2026), ("/budgetStage", "approved"), ("/total", {"amount": 400, "currency": "MXN"})):
        office.save(register, FieldEdit(path, value))
    whole = service.this_year()
    assert (whole.totals, whole.share, whole.read) == ({"MXN": 100}, Decimal("0.25"), None)
    monkeypatch.setattr(contracted, "MOST_READ", 1)
    part = service.this_year()
    assert (part.totals, part.read, part.share) == ({"MXN": 50}, 1, None)
    assert any("hay más" in text for text in sentences(part))
