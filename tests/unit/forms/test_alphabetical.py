"""The order of names in Spanish."""

from __future__ import annotations

import random

import pytest

from forms.codes import alphabetical

ORDER = ("", "3 de Mayo", "a", "Ábaco", "abad", "«Barda»", "nz", "ña", "ñandú", "Ñu", "o", "Óscar", "ÜBER", "zeta")


def test_neither_case_nor_accents_nor_signs_count_and_n_tilde_stands_after_n() -> None:
    mixed = list(ORDER)
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=alphabetical) == list(ORDER)


@pytest.mark.parametrize(("one", "other"), [("Niño", "nin\u0303o"), ("CAFÉ", "cafe"), (" La  Paz ", "¡la paz!")])
def test_one_name_written_in_two_ways_stands_in_one_place(one: str, other: str) -> None:
    assert alphabetical(one) == alphabetical(other)
