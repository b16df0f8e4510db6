"""The table of figures: one row for each day, and only approved ones are judged by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.context import Context
from forms.guides import GUIDES
from forms.thresholds import Standing, Thresholds, load_thresholds, read_thresholds

DAY = date(2026, 3, 20)
ROW: dict[str, Any] = {"code": "quotes.least", "value": 3, "unit": "cotizaciones", "state": "vigente"}


def table(*changes: dict[str, Any]) -> Thresholds:
    return read_thresholds({**ROW, "approved_by": "Cabildo", **change} for change in changes)


def test_a_row_in_force_and_approved_is_usable() -> None:
    row = table({}).usable("quotes.least", DAY)
    assert row is not None
    assert (row.value, row.unit, row.state) == (Decimal(3), "cotizaciones", Standing.IN_FORCE)


@pytest.mark.parametrize("change", [{"state": "muestra"}, {"state": "no verificado"}, {"approved_by": " "}])
def test_samples_unverified_and_unapproved_rows_are_not(change: dict[str, Any]) -> None:
    rows = table(change)
    assert rows.usable("quotes.least", DAY) is None
    assert rows.on("quotes.least", DAY) is not None


def test_the_row_of_the_day() -> None:
    rows = table(
        {"value": 2, "until": date(2025, 12, 31)},
        {"value": 3, "from": date(2026, 1, 1)},
        {"value": 4, "from": date(2026, 3, 20)},
    )
    found = [rows.usable("quotes.least", day) for day in (date(2025, 6, 1), date(2026, 3, 19), DAY)]
    assert [row.value if row else None for row in found] == [2, 3, 4]
    assert rows.usable("quotes.most", DAY) is None
    assert table({"from": date(2027, 1, 1)}).usable("quotes.least", DAY) is None


def test_a_later_row_that_is_not_approved_hides_the_older_one() -> None:
    rows = table({}, {"value": 5, "from": date(2026, 1, 1), "state": "muestra"})
    assert rows.usable("quotes.least", DAY) is None


@pytest.mark.parametrize("change", [{"state": "seguro"}, {"value": "tres"}])
def test_rows_that_are_none_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        table(change)


def test_what_comes_with_the_program_is_in_force_nowhere() -> None:
    rows = load_thresholds().rows
    assert rows
    assert [row.code for row in rows if row.usable or row.state is Standing.IN_FORCE] == []


def test_every_figure_that_a_guide_rests_on_has_its_row() -> None:
    codes = {row.code for row in load_thresholds().rows}
    assert {code for guide in GUIDES for code in guide.rests_on} - codes == set()


def test_the_context_stays_a_value() -> None:
    assert Context(DAY) == Context(DAY)
    assert hash(Context(DAY)) == hash(Context(DAY))
    assert Context(DAY, thresholds=table({})) != Context(DAY)
