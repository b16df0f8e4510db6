"""The administrator's table as a spreadsheet: read strictly, written back the same, and what can be said in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.guides import GUIDES
from forms.threshold_table import figures, read_rows, write_rows
from forms.thresholds import WITHOUT_TAX, Standing, Threshold, load_thresholds

HEAD = "clave,valor,texto,situación,desde,hasta,aprobó,fuente\n"
GOOD = 'ceiling.direct.goods,"1,234.50",,vigente,2026-01-01,31/12/2026,Cabildo,Presupuesto 2026\n'


def test_a_row_as_people_write_it() -> None:
    rows, problems = read_rows(HEAD + GOOD)
    assert problems == ()
    (row,) = rows
    assert (row.value, row.unit, row.since, row.until) == (
        Decimal("1234.50"),
        "MXN con IVA",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert row.usable


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("ceiling.direct.good,1,,muestra,,,,", "clave", "figure_unknown"),
        ("ceiling.direct.goods,mucho,,muestra,,,,", "valor", "number"),
        ("ceiling.direct.goods,-1,,muestra,,,,", "valor", "number"),
        ("ceiling.direct.goods,NaN,,muestra,,,,", "valor", "number"),
        ("ceiling.direct.goods,1,,aprobado,,,,", "situación", "state_unknown"),
        ("ceiling.direct.goods,1,,vigente,,,,Decreto", "aprobó", "approval_missing"),
        ("ceiling.direct.goods,1,,vigente,,,Cabildo,", "fuente", "approval_missing"),
        ("ceiling.direct.goods,1,,muestra,ayer,,,", "desde", "day"),
        ("ceiling.direct.goods,1,,muestra,2026-02-01,2026-01-01,,", "hasta", "until_before"),
        ("law.estatal.goods,,,muestra,,,,", "texto", "text_missing"),
        ("act.request,,a veces,muestra,,,,", "texto", "level_unknown"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(line: str, column: str, what: str) -> None:
    rows, problems = read_rows(HEAD + GOOD + line + "\n")
    assert rows == ()
    assert (problems[0].row, problems[0].column, problems[0].what) == (3, column, what)


@pytest.mark.parametrize(
    ("said", "taken"), [("", "MXN con IVA"), ("mxn CON iva", "MXN con IVA"), ("mxn sin IVA", WITHOUT_TAX)]
)
def test_a_unit_is_taken_as_the_guides_know_it(said: str, taken: str) -> None:
    rows, problems = read_rows(f"clave,valor,unidad,situación\nceiling.direct.goods,300,{said},muestra\n")
    assert (problems, rows[0].unit) == ((), taken)


@pytest.mark.parametrize(("code", "said"), [("ceiling.direct.goods", "UMA"), ("notice.open", "días hábiles")])
def test_a_figure_in_a_unit_that_no_guide_counts_in_is_refused(code: str, said: str) -> None:
    """Three hundred UMA are not three hundred pesos, nor working days those of the calendar."""
    rows, problems = read_rows(f"clave,valor,unidad,situación\n{code},300,{said},muestra\n")
    assert rows == ()
    assert [(found.row, found.column, found.what) for found in problems] == [(2, "unidad", "unit_unknown")]
    assert figures()[code].unit in problems[0].value


def test_the_same_figure_from_the_same_day_twice() -> None:
    rows, problems = read_rows(HEAD + GOOD + GOOD)
    assert (rows, problems[0].what) == ((), "row_twice")


def test_what_is_written_is_read_back_and_no_cell_is_a_formula() -> None:
    wild = Threshold(
        "law.estatal.works", Decimal(0), "", Standing.IN_FORCE, None, None, "=SUMA(A1)", "+Ley", "-Decreto"
    )
    table = (*read_rows(HEAD + GOOD)[0], *load_thresholds().rows, wild)
    text = write_rows(table)
    assert not any(
        cell.lstrip('"')[:1] in ("=", "+", "-", "@") for line in text.splitlines() for cell in line.split(",")
    )
    rows, problems = read_rows(write_rows(dict.fromkeys(table)))
    assert problems == ()
    assert set(rows) == set(table)


def test_every_row_of_the_program_and_every_figure_of_a_guide_can_be_said() -> None:
    known = figures()
    assert {row.code for row in load_thresholds().rows} - set(known) == set()
    assert {code for guide in GUIDES for code in guide.rests_on} - set(known) == set()


def test_no_row_of_the_program_is_one_to_judge_by() -> None:
    assert [row for row in load_thresholds().rows if row.usable] == []
    assert load_thresholds().codes_in_force == frozenset()
