"""The recovery key survives a telephone: what was heard wrong is found in its group."""

from __future__ import annotations

import os

import pytest

from capture_app.errors import BadInput
from capture_app.store.recovery_key import heard, spoken, spoken_groups

SECRET = bytes(range(240, 256))


@pytest.mark.parametrize("between", ["-", " ", "", "\n", " – ", ". "])
def test_it_is_understood_however_it_is_written(between):
    assert heard(between.join(spoken_groups(spoken(SECRET)))) == SECRET


def test_every_key_comes_back():
    for secret in (bytes(16), b"\xff" * 16, *(os.urandom(16) for _ in range(200))):
        assert heard(spoken(secret)) == secret
        assert [len(group) for group in spoken_groups(spoken(secret))] == [6] * 8


@pytest.mark.parametrize("place", range(8))
def test_a_digit_heard_wrong_or_two_exchanged_are_found_in_their_group(place):
    groups = list(spoken_groups(spoken(SECRET)))
    for spoil in (
        lambda group: group[:-1] + str((int(group[-1]) + 1) % 10),
        lambda group: group[1] + group[0] + group[2:],
    ):
        wrong = [spoil(group) if at == place else group for at, group in enumerate(groups)]
        if wrong != groups:
            with pytest.raises(BadInput, match=f"grupo {place + 1} "):
                heard("-".join(wrong))


@pytest.mark.parametrize("text", ["", "hola", "123456", "0" * 47, "0" * 49])
def test_another_number_of_digits_is_said(text):
    with pytest.raises(BadInput, match="48 cifras"):
        heard(text)
