"""Cells of text: never a formula, and back as they were."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture_app.exporters.cells import FORMULA_STARTS, cells_of_lines, csv_text, joined, quoted, split, unquoted


@given(st.text())
def test_a_text_comes_back_from_its_csv_cell(text):
    assert unquoted(quoted(text)) == text
    assert not quoted(text).startswith(FORMULA_STARTS)


_TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(_TEXTS.filter(lambda text: text == text.strip())))
def test_a_list_of_texts_comes_back_from_its_cell(values):
    assert split(joined(values)) == values


@pytest.mark.parametrize("text", ["=1+1", "+52 983", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1"])
def test_what_a_spreadsheet_would_calculate_is_quoted(text):
    assert csv_text(text) == "'" + text
    assert unquoted(csv_text(text)) == text


def test_numbers_are_numbers_even_when_negative():
    assert csv_text(Decimal("-1234567890123.450")) == "-1234567890123.45"
    assert csv_text(True) == "true"
    assert csv_text([Decimal("-88.30"), Decimal("18.5")]) == "'[-88.3,18.5]".removeprefix("'")
    assert csv_text(["a;b", "c"]) == '["a;b","c"]'
    assert csv_text(["a", "b"]) == "a;b"


def test_an_apostrophe_of_somebody_elses_file_stays():
    assert unquoted("'90") == "'90"
    assert unquoted(quoted("'90")) == "'90"


_TRICKY = st.text(st.sampled_from("aZ1,;\"'=+-@ \t\r\nñ＝nulltrue\\"), max_size=6)
_CELLS = _TRICKY | st.integers(-10_000, 10_000) | st.decimals(-1000, 1000, places=3) | st.booleans()


@given(st.lists(st.lists(_CELLS, min_size=1, max_size=6), min_size=1, max_size=3), st.integers(0, 2))
def test_kept_lines_are_written_as_their_cells_are(rows, missing):
    """Whatever is asked of all lines at once, each cell comes back as if it had been written by itself."""
    lines = [msgspec.json.Encoder(decimal_format="number").encode(values) + b"\n" for values in rows]
    width = max(map(len, rows)) + missing
    found = list(cells_of_lines(lines, width))
    assert [len(cells) for cells, _ in found] == [width] * len(rows)
    for values, (cells, is_plain) in zip(rows, found, strict=True):
        _written_alike(values, cells, is_plain)


def _written_alike(values, cells, is_plain):
    written = io.StringIO(newline="")
    if is_plain:
        written.write(",".join(["%s"] * len(cells)) % tuple(cells) + "\r\n")
    else:
        csv.writer(written, lineterminator="\r\n").writerow(cells)
    expected = [csv_text(value) for value in values] + [""] * (len(cells) - len(values))
    (back,) = csv.reader(io.StringIO(written.getvalue(), newline=""))
    assert back == expected
