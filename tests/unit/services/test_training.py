"""The demonstration is invented, says so everywhere, and is the same every time."""

from __future__ import annotations

import pytest
from stdnum.mx import rfc

from capture_app.services import training
from sync import canonical

NEIGHBOURS = list(training.neighbours())


def test_the_same_seed_gives_the_same_bytes():
    again = training.release_package(list(training.neighbours()))
    assert again == training.release_package(NEIGHBOURS)
    assert again != training.release_package(list(training.neighbours(seed=1)))


def test_every_process_is_another_one():
    names = [release["ocid"] for release in [*training.told_cases(), *NEIGHBOURS]]
    assert len(set(names)) == len(names) >= 40


@pytest.mark.parametrize("release", NEIGHBOURS, ids=lambda release: release["ocid"][-8:])
def test_companies_and_the_office_are_marked_as_invented(release):
    for party in release["parties"]:
        if "identifier" in party:
            assert "(INVENTAD" in party["name"]
            assert party["identifier"]["legalName"] == party["name"]


def test_neighbours_reach_every_stage():
    reached = {len([name for name in ("planning", "tender", "awards", "contracts") if name in r]) for r in NEIGHBOURS}
    assert reached == {1, 2, 3, 4}
    assert any("implementation" in contract for r in NEIGHBOURS for contract in r.get("contracts", []))


def test_invented_keys_have_the_form_of_real_ones():
    parties = [party for release in NEIGHBOURS for party in release["parties"] if "identifier" in party]
    suppliers = {party["identifier"]["id"] for party in parties if "buyer" not in party["roles"]}
    assert all(rfc.is_valid(number, validate_check_digits=True) for number in suppliers)


def test_the_package_is_read_back_as_it_was_written():
    assert (
        canonical.decode_strict(training.release_package(NEIGHBOURS[:2]))["releases"][0]["ocid"]
        == NEIGHBOURS[0]["ocid"]
    )
