"""The indicators that Cardinal defines give the values of its public documentation, and those of an invented case."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forms.indicators import INDICATORS, Settings, indicators, lower_fence, quantile, upper_fence

# What its documentation (0.0.6) shows for its own examples, with the settings it names: its defaults, but for R048
# a minimum of one process.
DOCUMENTED: dict[str, dict[str, dict[str, float]]] = {
    "R003": {"OCID": {"F": 1.0}},
    "R018": {"OCID": {"F": 1.0}},
    "R024": {"OCID": {"F": 1.0}, "Tenderer": {"W": 0.0, "L": 0.0}},
    "R025": {"Tenderer": {"F": 0.16666666666666666}},
    "R028": {"OCID": {"F": 1.0}, "Tenderer": {"D": 1.0, "V": 1.0}},
    "R030": {"OCID": {"F": 1.0}, "Tenderer": {"W": 1.0}},
    "R035": {"OCID": {"F": 1.0}, "Tenderer": {"V": 0.0}},
    "R036": {"OCID": {"F": 1.0}},
    "R038": {"Buyer": {"B": 0.5}},
    "R048": {"Tenderer": {"F": 2.0}},
    "R058": {"OCID": {"F": 99.0}, "Tenderer": {"W": 0.0}},
}
SETTINGS = Settings(least_supplied=1)


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def values(releases: list[dict[str, Any]], code: str, settings: Settings = SETTINGS) -> dict[str, dict[str, float]]:
    """The values of one indicator by group and identifier."""
    found = indicators(releases, settings)
    by_group = {
        group: {name: codes[code] for name, codes in names.items() if code in codes} for group, names in found.items()
    }
    return {group: names for group, names in by_group.items() if names}


@pytest.mark.parametrize("code", sorted(DOCUMENTED))
def test_documented_values(shared: Path, code: str) -> None:
    file = shared / "data" / "cardinal_examples" / f"R_{code.removeprefix('R')}.jsonl"
    found = values(read(file), code)
    assert found == {group: pytest.approx(names) for group, names in DOCUMENTED[code].items()}


def test_all_eleven_are_here() -> None:
    assert sorted(INDICATORS) == sorted(DOCUMENTED)


def bid(status: str, who: str, amount: float | None = None, date: str = "2026-02-10T10:00:00Z") -> dict[str, Any]:
    value = {} if amount is None else {"value": {"amount": amount, "currency": "MXN"}}
    return {"status": status, "date": date, "tenderers": [{"id": who}], **value}


def process(ocid: str, winner: str, *bids: dict[str, Any], status: str = "active", **tender: Any) -> dict[str, Any]:
    """An invented process of the office B with one award."""
    item = {"classification": {"id": "14111507"}}
    return {
        "ocid": ocid,
        "buyer": {"id": "B"},
        "tender": {"procurementMethod": "open", **tender},
        "bids": {"details": list(bids)},
        "awards": [{"status": status, "suppliers": [{"id": winner}], "items": [item]}],
    }


def test_quartiles_are_median_unbiased() -> None:
    assert quantile([1, 99, 99, 99, 99], 0.25) == pytest.approx(66.3333, abs=1e-4)
    assert quantile([0, 0, 0, 0, 0.5], 0.75) == pytest.approx(0.1667, abs=1e-4)
    assert (quantile([3, 1, 2], 0.5), quantile([5], 0.25), quantile([1, 2], 0.99)) == (2, 5, 2)
    assert lower_fence([1, 1, 1, 1]) == upper_fence([1, 1, 1, 1]) == 1


def test_a_process_without_bids_says_nothing() -> None:
    assert indicators([{"ocid": "1"}, {"ocid": 2}, {}, {"ocid": "3", "bids": {"details": "?"}, "awards": 5}]) == {}
    assert indicators([]) == {}


def test_open_awards_and_several_awards_are_left_out_of_price_comparisons() -> None:
    bids = (bid("valid", "W", 100), bid("valid", "L", 101))
    assert set(values([process("1", "W", *bids)], "R024")) == {"OCID", "Tenderer"}
    pending = process("1", "W", *bids)
    pending["awards"].append({"status": "pending"})
    twice = process("1", "W", *bids)
    twice["awards"] *= 2
    dearer = process("1", "L", *bids)
    for other in (pending, twice, dearer):
        assert values([other], "R024") == values([other], "R058") == {}


def test_only_bids_in_the_main_currency_are_compared() -> None:
    foreign = bid("valid", "L", 1)
    foreign["value"]["currency"] = "USD"
    release = process("1", "W", bid("valid", "W", 100), foreign, bid("valid", "X", 150))
    assert values([release], "R024") == {"OCID": {"1": 0.5}, "Tenderer": {"W": 0, "X": 0}}
    assert values([release], "R024", replace(SETTINGS, currency="USD")) == {}


def test_chosen_fences() -> None:
    release = process("1", "W", bid("valid", "W", 100), bid("valid", "L", 104))
    assert values([release], "R024", replace(SETTINGS, close_fence=0.03)) == {}
    assert values([release], "R024", replace(SETTINGS, close_fence=0.05))["OCID"] == {"1": 0.04}
    assert values([release], "R058", replace(SETTINGS, discount_fence=0.5)) == {}


def test_whole_days_of_notice() -> None:
    period = {"startDate": "2026-02-01T10:00:00Z", "endDate": "2026-02-16T09:00:00Z"}
    short = process("1", "W", tenderPeriod=period)
    whole = process("2", "W", tenderPeriod={**period, "endDate": "2026-02-16T10:00:00Z"})
    assert values([short, whole], "R003") == {"OCID": {"1": 1.0}}
    assert values([short], "R003", replace(SETTINGS, methods=("selective",))) == {}
    named = process("1", "W", tenderPeriod=period, procurementMethodDetails="Urgente")
    assert values([named], "R003", replace(SETTINGS, days_by_details={"Urgente": 5})) == {}


def test_single_bids_of_competitive_procedures_only() -> None:
    assert values([process("1", "W", bid("valid", "W"))], "R018") == {"OCID": {"1": 1.0}}
    assert values([process("1", "W", bid("valid", "W"), procurementMethod="direct")], "R018") == {}
    assert values([process("1", "W", bid("valid", "W"), numberOfTenderers=2)], "R018") == {}
    halves = process("1", "W", bid("valid", "W"), bid("valid", "L"), numberOfTenderers=1.5)
    assert values([halves], "R018") == {}, "no whole number counts nobody"


def test_one_bidder_twice_at_one_price_is_not_two_bidders() -> None:
    assert values([process("1", "W", bid("valid", "W", 5), bid("valid", "W", 5))], "R028") == {}
    together = bid("valid", "W", 5)
    together["tenderers"].append({"id": "X"})
    assert values([process("1", "W", together)], "R028") == {}
    assert values([process("1", "W", bid("withdrawn", "V", 5), bid("valid", "W", 5))], "R028") == {}


def test_late_bids_count_when_they_win() -> None:
    period = {"endDate": "2026-02-10T09:00:00Z"}
    assert values([process("1", "W", bid("valid", "W"), tenderPeriod=period)], "R030")["OCID"] == {"1": 1.0}
    assert values([process("1", "W", bid("valid", "L"), tenderPeriod=period)], "R030") == {}


def test_disqualified_bidders() -> None:
    out = [bid("disqualified", name, 50) for name in ("D1", "D2")]
    alone = process("1", "W", bid("valid", "W", 100), *out)
    assert values([alone], "R035") == {"OCID": {"1": 2.0}, "Tenderer": {"W": 0.0}}
    assert values([alone], "R035", replace(SETTINGS, least_disqualified=3)) == {}
    assert values([alone], "R036") == {"OCID": {"1": 1.0}}
    others = process("1", "W", bid("valid", "W", 100), bid("valid", "V", 120), *out)
    assert values([others], "R035") == {}
    assert values([process("1", "W", *out)], "R036") == {}


def test_shares_of_disqualified_bids() -> None:
    many = [process(str(n), "W", bid("valid", "W"), bid("disqualified", "D")) for n in range(2)]
    assert values(many, "R038") == {"Buyer": {"B": 0.5}}
    assert values([process("1", "W", bid("disqualified", "D"))], "R038") == {}
    assert values([process("1", "W", bid("valid", "W"), bid("valid", "V"))], "R038") == {}
    assert values(many, "R038", replace(SETTINGS, disqualified_fence=0.9)) == {"Tenderer": {"D": 1.0}}


def test_suppliers_of_few_processes_are_not_called_varied() -> None:
    assert values([process("1", "W", bid("valid", "W"))], "R048", Settings()) == {}
