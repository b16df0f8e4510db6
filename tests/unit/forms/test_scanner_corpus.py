"""How many of the personal data that people write are found, and what of an office's own texts is taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.scanner import kinds, scan

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "scanner"
# Found by no shape that would not also find numbers of the office.
TOO_LOOSE = (
    "83-2-12-34 ext. 12 tel. de casa",
    "Carretera Chetumal-Bacalar km 3.5, casa 12, domicilio del representante",
    "tarjeta de débito 5204 1601 0000 0006",
)


def lines(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def test_what_people_write_is_found_for_what_it_is() -> None:
    """140 texts with invented data in the writings that offices of the state use."""
    told = [line.split(": ", 1) for line in lines("personal")]
    assert len(told) == 140
    missed = [text for kind, text in told if kind not in kinds(text)]
    assert [text for text in missed if text not in TOO_LOOSE] == []


@pytest.mark.parametrize("text", lines("innocent"))
def test_what_an_office_writes_of_its_own_raises_no_alarm(text: str) -> None:
    """Folios, keys of the budget, articles, product codes, amounts, companies, public lines, works in streets."""
    assert scan(text) == ()
