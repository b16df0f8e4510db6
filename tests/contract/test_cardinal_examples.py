"""The examples that Cardinal's pages tell in words, and what they say of settings, with invented processes.

The data are made here; the numbers (quartiles, fences, periods, amounts, defaults) are of its documentation, 0.0.6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from forms.indicators import Settings, lower_fence, quantile, upper_fence
from tests.contract.test_cardinal_values import bid, process, values

DEFAULTS = Settings()
LOW, HIGH = [0.05] * 3 + [0.06] * 3 + [0.07] * 4, [0.05] * 4 + [0.06] * 3 + [0.07] * 3


def quartiles(found: Sequence[float]) -> tuple[float, float]:
    return quantile(found, 0.25), quantile(found, 0.75)


def compared(ocid: str, winning: float, second: float, winner: str = "W", loser: str = "L", **tender: Any) -> Any:
    return process(ocid, winner, bid("valid", winner, winning), bid("valid", loser, second), **tender)


def gaps(differences: Sequence[float]) -> list[dict[str, Any]]:
    return [compared(f"{n}", 1000, 1000 * (1 + one), f"W{n}", f"L{n}") for n, one in enumerate(differences)]


def test_r003_a_notice_of_the_15th_with_a_deadline_of_the_20th() -> None:
    period = {"startDate": "2026-03-15T09:00:00-05:00", "endDate": "2026-03-20T09:00:00-05:00"}
    release = process("F", "W", tenderPeriod=period, procurementMethodDetails="Licitación")
    assert values([release], "R003", DEFAULTS) == {"OCID": {"F": 1.0}}
    assert DEFAULTS.least_days == 15
    assert values([release], "R003", replace(DEFAULTS, least_days=5)) == {}
    assert values([release], "R003", replace(DEFAULTS, days_by_details={"Licitación": 10})) != {}
    assert values([release], "R003", replace(DEFAULTS, days_by_details={"Cotización": 7}, least_days=5)) == {}
    assert values([release], "R003", replace(DEFAULTS, methods=("open", "selective", "limited"))) != {}


def test_r018_one_tenderer_of_an_open_or_selective_procedure() -> None:
    assert DEFAULTS.competitive == ("open", "selective")
    found = {method: process(method, "W", procurementMethod=method, numberOfTenderers=1) for method in METHODS}
    assert values(list(found.values()), "R018", DEFAULTS) == {"OCID": {"open": 1.0, "selective": 1.0}}
    assert values(list(found.values()), "R018", replace(DEFAULTS, competitive=("limited",))) == {"OCID": {"limited": 1}}
    two = process("2", "W", procurementMethod="open", numberOfTenderers=2)
    assert values([two], "R018", DEFAULTS) == {}


METHODS = ("open", "selective", "limited", "direct")


def test_r024_a_difference_of_one_per_cent_under_a_fence_of_two() -> None:
    near = [*gaps(LOW), compared("F", 100_000, 101_000, "CollusionCorp", "ProcureManipulate")]
    differences = [*LOW, 0.01]
    assert quartiles(differences) == pytest.approx((0.05, 0.07))
    assert lower_fence(differences) == pytest.approx(0.02)
    assert values(near, "R024", DEFAULTS) == {
        "OCID": {"F": pytest.approx(0.01)},
        "Tenderer": {"CollusionCorp": 0.0, "ProcureManipulate": 0.0},
    }
    assert values(near, "R024", replace(DEFAULTS, close_fence=0.005)) == {}
    assert len(values(near, "R024", replace(DEFAULTS, close_fence=0.055))["OCID"]) == 4


def test_r058_a_difference_of_fifteen_per_cent_over_a_fence_of_ten() -> None:
    far = [*gaps(HIGH), compared("F", 100_000, 115_000, "Lemon Industries", "FairDeal Enterprises")]
    differences = [*HIGH, 0.15]
    assert quartiles(differences) == pytest.approx((0.05, 0.07))
    assert upper_fence(differences) == pytest.approx(0.1)
    assert values(far, "R058", DEFAULTS) == {
        "OCID": {"F": pytest.approx(0.15)},
        "Tenderer": {"Lemon Industries": 0.0},
    }
    assert values(far, "R058", replace(DEFAULTS, discount_fence=0.5)) == {}


@pytest.mark.parametrize("code", ["R024", "R058"])
def test_prices_are_compared_where_price_decides_and_each_bids_alone(code: str) -> None:
    wide = replace(DEFAULTS, close_fence=9, discount_fence=0.01)
    assert "OCID" in values([compared("F", 100, 110)], code, wide)
    dearer = compared("F", 110, 100)
    pending = compared("F", 100, 110)
    pending["awards"].append({"status": "pending"})
    several = compared("F", 100, 110)
    several["awards"] *= 2
    joint_award = compared("F", 100, 110)
    joint_award["awards"][0]["suppliers"].append({"id": "V"})
    joint_bid = compared("F", 100, 110)
    joint_bid["bids"]["details"][1]["tenderers"].append({"id": "V"})
    for release in (dearer, pending, several, joint_award, joint_bid):
        assert values([release], code, wide) == {}
    twice = compared("F", 100, 110)
    twice["bids"]["details"].append(bid("valid", "W", 88))
    assert values([twice], code, wide)["OCID"] == {"F": pytest.approx(0.25)}


@pytest.mark.parametrize(("code", "fences"), [("R024", "lower"), ("R058", "upper")])
def test_where_three_of_four_do_not_differ_nobody_is_an_outlier(code: str, fences: str) -> None:
    """Quartiles and their distance of nothing would flag them all."""
    assert values(gaps([0.0, 0.0, 0.0, 0.0]), code, DEFAULTS) == {}


def tried(name: str, bids: int, won: int) -> Iterator[dict[str, Any]]:
    """Processes in which one bid alone, won by it or by another who is not among the valid bidders."""
    for n in range(bids):
        yield process(f"{name}-{n}", name if n < won else "somebody", bid("valid", name))


def test_r025_one_tenth_won_of_a_hundred_and_fifty() -> None:
    ratios = [0.5] * 5 + [0.6] + [0.75] * 4
    others = [one for n, ratio in enumerate(ratios) for one in tried(f"B{n}", 100, round(100 * ratio))]
    releases = [*others, *tried("UnethicalBid", 150, 15)]
    assert quartiles([*ratios, 0.1]) == pytest.approx((0.5, 0.75))
    assert lower_fence([*ratios, 0.1]) == pytest.approx(0.125)
    assert quantile([100] * 10 + [150], 0.75) == 100
    assert values(releases, "R025", DEFAULTS) == {"Tenderer": {"UnethicalBid": pytest.approx(0.1)}}
    assert values(releases, "R025", replace(DEFAULTS, losing_fence=0.05)) == {}
    assert DEFAULTS.top_percentile == 75
    fewer = [*others, *tried("UnethicalBid", 90, 9)]
    assert values(fewer, "R025", DEFAULTS) == {}, "no bidder of the top quarter"
    assert values(fewer, "R025", replace(DEFAULTS, top_percentile=0)) == {"Tenderer": {"UnethicalBid": 0.1}}
    losers = [one for n in range(8) for one in tried(f"L{n}", 3, 0)]
    assert values(losers, "R025", DEFAULTS) == {}, "where three of four win nothing nobody is an outlier"


def test_r028_a_bid_that_matches_the_lowest_one() -> None:
    same = process("F", "BribeCorp", bid("disqualified", "Fair", 100.0), bid("pending", "BribeCorp", 100))
    other = process("1", "BribeCorp", bid("valid", "Fair", 100), bid("invited", "BribeCorp", 100))
    assert values([same, other], "R028", DEFAULTS) == {"OCID": {"F": 1.0}, "Tenderer": {"Fair": 1.0, "BribeCorp": 1.0}}


def test_r030_a_bid_of_april_for_a_deadline_of_march() -> None:
    period = {"endDate": "2026-03-15T12:00:00-05:00"}
    late = process("F", "CorruptX", bid("valid", "CorruptX", 9, "2026-04-01T10:00:00-05:00"), tenderPeriod=period)
    assert values([late], "R030", DEFAULTS) == {"OCID": {"F": 1.0}, "Tenderer": {"CorruptX": 1.0}}
    for status in ("disqualified", "pending", "withdrawn"):
        other = process("1", "CorruptX", bid(status, "CorruptX", 9, "2026-04-01T10:00:00-05:00"), tenderPeriod=period)
        assert values([other], "R030", DEFAULTS) == {}
    in_time = process("1", "CorruptX", bid("valid", "CorruptX", 9, "2026-03-15T17:00:00Z"), tenderPeriod=period)
    assert values([in_time], "R030", DEFAULTS) == {}
    unawarded = process("1", "CorruptX", *late["bids"]["details"], status="cancelled", tenderPeriod=period)
    assert values([unawarded], "R030", DEFAULTS) == {}


def test_r035_four_of_five_bids_disqualified() -> None:
    out = [bid("disqualified", f"D{n}") for n in range(4)]
    release = process("F", "CorruptX", bid("valid", "CorruptX"), *out)
    assert DEFAULTS.least_disqualified == 1
    assert values([release], "R035", DEFAULTS) == {"OCID": {"F": 4.0}, "Tenderer": {"CorruptX": 0.0}}
    assert "OCID" in values([release], "R035", replace(DEFAULTS, least_disqualified=4))
    assert values([release], "R035", replace(DEFAULTS, least_disqualified=5)) == {}
    alone = process("1", "CorruptX", bid("valid", "CorruptX"), bid("disqualified", "CorruptX"))
    assert values([alone], "R035", replace(DEFAULTS, least_disqualified=0)) == {}, "others' bids, at least one"
    another = process("1", "W", bid("valid", "CorruptX"), *out)
    pending = process("1", "CorruptX", bid("valid", "CorruptX"), *out, status="pending")
    assert values([another, pending], "R035", DEFAULTS) == {}


def test_r036_the_lowest_of_a_hundred_thousand_disqualified() -> None:
    bids = (bid("disqualified", "FairDeal", 100_000), bid("valid", "BribeCorp", 111_111))
    assert values([process("F", "BribeCorp", *bids)], "R036", DEFAULTS) == {"OCID": {"F": 1.0}}
    assert values([process("1", "BribeCorp", *bids, status="cancelled")], "R036", DEFAULTS) == {}
    unpriced = (bid("disqualified", "FairDeal", 100_000), bid("valid", "BribeCorp"))
    assert values([process("1", "BribeCorp", *unpriced)], "R036", DEFAULTS) == {}, "no valid bid has an amount"


def received(buyer: str, disqualified: int, bids: int = 100) -> dict[str, Any]:
    found = [bid("disqualified" if n < disqualified else "valid", f"{buyer}-{n}") for n in range(bids)]
    return {**process(buyer, "W", *found), "buyer": {"id": buyer}}


def test_r038_a_buyer_who_disqualifies_fifty_nine_per_cent() -> None:
    shares = [2] * 4 + [10] * 3 + [22] * 3
    releases = [*(received(f"B{n}", share) for n, share in enumerate(shares)), received("Water", 59)]
    ratios = [share / 100 for share in (*shares, 59)]
    assert quartiles(ratios) == pytest.approx((0.02, 0.22))
    assert upper_fence(ratios) == pytest.approx(0.52)
    assert values(releases, "R038", DEFAULTS) == {"Buyer": {"Water": 0.59}}
    assert values(releases, "R038", replace(DEFAULTS, disqualified_fence=0.6)) == {}
    for release in releases:
        release["tender"]["procuringEntity"] = release.pop("buyer")
    assert values(releases, "R038", DEFAULTS) == {"ProcuringEntity": {"Water": 0.59}}


def test_r038_a_tenderer_with_seventy_three_per_cent_disqualified() -> None:
    shares = {**{f"T{n}": share for n, share in enumerate([0] * 4 + [12] * 3 + [24] * 3)}, "MisconductCorp": 73}
    releases = [
        {"ocid": f"{name}-{n}", "bids": {"details": [bid("disqualified" if n < share else "valid", name)]}}
        for name, share in shares.items()
        for n in range(100)
    ]
    ratios = [share / 100 for share in shares.values()]
    assert quartiles(ratios) == pytest.approx((0, 0.24))
    assert upper_fence(ratios) == pytest.approx(0.6)
    assert values(releases, "R038", DEFAULTS) == {"Tenderer": {"MisconductCorp": 0.73}}
    assert DEFAULTS.least_bids == 2
    assert values(releases, "R038", replace(DEFAULTS, least_bids=101)) == {}


def supplied(name: str, kinds: int, processes: int = 20) -> Iterator[dict[str, Any]]:
    for n in range(processes):
        release = process(f"{name}-{n}", name)
        release["awards"][0]["items"] = [{"classification": {"id": f"{10 + n % kinds}{n:02}0000"}}]
        yield release


def test_r048_twenty_kinds_of_things_over_a_fence_of_eight_and_a_half() -> None:
    kinds = [1] * 4 + [2] * 3 + [4] * 3
    releases = [one for n, variety in enumerate(kinds) for one in supplied(f"S{n}", variety)]
    varied = [*releases, *supplied("RentSeekers", 20)]
    assert quartiles([*kinds, 20]) == pytest.approx((1, 4))
    assert upper_fence([*kinds, 20]) == pytest.approx(8.5)
    assert (DEFAULTS.digits, DEFAULTS.least_supplied) == (2, 20)
    assert values(varied, "R048", DEFAULTS) == {"Tenderer": {"RentSeekers": 20.0}}
    assert values([*releases, *supplied("RentSeekers", 19, 19)], "R048", DEFAULTS) == {}, "nineteen processes"
    assert values(varied, "R048", replace(DEFAULTS, variety_fence=21)) == {}
    longer = values(varied, "R048", replace(DEFAULTS, digits=4, variety_fence=1))["Tenderer"]
    assert longer["S0"] == 20, "families instead of segments"
    joint = list(supplied("RentSeekers", 20))
    for release in joint:
        release["awards"][0]["suppliers"].append({"id": "S1"})
    assert values([*releases, *joint], "R048", DEFAULTS) == {}


@pytest.mark.parametrize("code", ["R024", "R028", "R036", "R058"])
def test_procedures_whose_prices_are_not_compared(code: str) -> None:
    """R024, R028, R036 and R058 leave out what the office names, or look at nothing else."""
    bids = (bid("valid", "W", 100), bid("valid", "L", 100), bid("disqualified", "D", 90), bid("valid", "X", 120))
    release = process("F", "W", *bids, procurementMethodDetails="Sorteo de Obras")
    if code == "R058":
        release["bids"]["details"].pop(1)
    wide = replace(DEFAULTS, close_fence=0.5, discount_fence=0.1)
    assert values([release], code, wide)["OCID"].keys() == {"F"}
    assert values([release], code, replace(wide, unpriced_details=("Sorteo de Obras",))) == {}
    assert values([release], code, replace(wide, priced_details=("Reverse Auction",))) == {}
    assert "OCID" in values([release], code, replace(wide, priced_details=("Sorteo de Obras",)))
    release["tender"].pop("procurementMethodDetails")
    assert values([release], code, replace(wide, priced_details=("Reverse Auction",))) == {}
    assert "OCID" in values([release], code, replace(wide, unpriced_details=("Sorteo de Obras",)))


def test_cancelled_processes_and_procedures_left_out_say_nothing() -> None:
    one = process("F", "W", procurementMethod="open", numberOfTenderers=1, procurementMethodDetails="Sorteo de Obras")
    assert values([one], "R018", DEFAULTS) == {"OCID": {"F": 1.0}}
    assert values([one], "R018", replace(DEFAULTS, left_out_details=("Sorteo de Obras",))) == {}
    one["tender"]["status"] = "cancelled"
    assert values([one], "R018", DEFAULTS) == {}
    one["tender"]["status"], one["ocid"] = "complete", 7
    assert values([one], "R018", DEFAULTS) == {}, "an ocid that is no text"
