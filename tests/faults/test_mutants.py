"""A seeded tenth of the mutants: with its defence off, each case turns red. `make mutants` tries all forty."""

from __future__ import annotations

import os

from tests.faults.listing import PLACE, marked, page
from tests.faults.mutants import a_tenth, try_out
from tests.faults.mutating import MUTANTS
from tests.faults.table import CASES

SEED = int(os.environ.get("CAPTURA_SEED", "4"))


def test_every_case_has_a_mutant():
    assert sorted(MUTANTS) == list(range(1, CASES + 1))


def test_the_page_of_the_docs_names_the_tests_and_the_mutants_there_are():
    assert sorted(marked()) == list(range(1, CASES + 1))
    assert PLACE.read_text("utf-8") == page(), "python -m tests.faults.listing"


def test_a_tenth_of_the_cases_turns_red_without_its_defence():
    for mutant in a_tenth(SEED):
        seen = try_out(mutant)
        assert seen.red, f"case {mutant.case} without «{mutant.defence}»: {seen.said[-1500:]}"
