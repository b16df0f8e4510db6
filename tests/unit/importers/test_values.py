"""One value as a field's type: repaired only where nothing is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture_app.importers.numbers import LIMIT, fits, read_plain, tamed
from capture_app.importers.values import leads_upward, read_value
from forms.catalog import load_catalog
from forms.record_type import Field, FieldType

CATALOG = load_catalog()


def _read(kind, value, codelist=None, owner="", relative=""):
    return read_value(value, Field("/x", "x", FieldType(kind), relative, codelist=codelist), owner, CATALOG)


@pytest.mark.parametrize(
    ("kind", "value", "expected", "repair"),
    [
        ("text", "a", "a", ""),
        ("text", 5, "5", "number.as_text"),
        ("text", Decimal("5.10"), "5.10", "number.as_text"),
        ("number", Decimal("1.5"), Decimal("1.5"), ""),
        ("number", "100.50", Decimal("100.50"), "text.as_number"),
        ("number", Decimal("4712.848000000001"), Decimal("4712.848"), "number.dust"),
        ("number", Decimal("2203.9999999999995"), Decimal("2204"), "number.dust"),
        ("integer", Decimal("2203.9999999999995"), 2204, "number.dust"),
        ("integer", Decimal("3.0"), 3, ""),
        ("boolean", True, True, ""),
        ("date", "2026-03-03", "2026-03-03", ""),
        ("date", "2026-03-03T00:00:00-05:00", "2026-03-03T00:00:00-05:00", ""),
        ("date", "2013-12-30 00:00:00 GMT", "2013-12-30T00:00:00Z", "date.spaced"),
        ("date", "2013-12-30 00:00:00", "2013-12-30", "date.spaced"),
        ("moment", "2013-12-30 10:30-0500", "2013-12-30T10:30:00-05:00", "date.spaced"),
        ("uri", "https://ejemplo.invalid/a", "https://ejemplo.invalid/a", ""),
        ("uri", "https://ejemplo.invalid/anexo técnico", "https://ejemplo.invalid/anexo%20t%C3%A9cnico", "uri.encoded"),
        ("texts", "written", ["written"], "text.as_list"),
    ],
)
def test_accepted(kind, value, expected, repair):
    reading = _read(kind, value)
    assert (reading.value, reading.repair, reading.reason) == (expected, repair, "")


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("text", True, "type.wrong"),
        ("text", {"a": 1}, "type.wrong"),
        ("text", "../../etc/passwd", "text.leads_upward"),
        ("text", "x" * (1024 * 1024 + 1), "text.too_long"),
        ("number", "39 mil", "type.wrong"),
        ("number", "0012", "type.wrong"),
        ("number", 10**30, "number.limits"),
        ("number", Decimal("0.0000001"), "number.limits"),
        ("number", Decimal("0.0000000001"), "number.limits"),
        ("number", Decimal("0.3333333333333333"), "number.limits"),
        ("number", Decimal("1E-400"), "number.limits"),
        ("integer", Decimal("1.5"), "type.wrong"),
        ("boolean", "true", "type.wrong"),
        ("date", "0000-01-01T00:00:00Z", "date.impossible"),
        ("date", "2026-02-30", "date.impossible"),
        ("date", "31/12/2026", "date.impossible"),
        ("moment", "2026-03-03 10:00:00", "date.no_offset"),
        ("uri", "www.ejemplo.invalid", "uri.malformed"),
        ("uri", "../bases.pdf", "uri.malformed"),
        ("texts", {"a": 1}, "type.wrong"),
    ],
)
def test_set_aside(kind, value, reason):
    assert _read(kind, value).reason == reason


def test_closed_lists_refuse_and_open_ones_keep():
    assert _read("code", "abierta", "tenderStatus").reason == "code.unknown"
    assert _read("code", "active ", "tenderStatus").value == "active"
    assert _read("code", "Comprador", "partyRole").value == "Comprador"


def test_the_registry_of_taxpayers_has_one_name():
    reading = _read("code", "RFC", "organizationIdentifierScheme", "identifier", "/scheme")
    assert (reading.value, reading.repair) == ("MX-RFC", "code.spelled")
    assert _read("code", "RFC", "organizationIdentifierScheme").value == "RFC"


@pytest.mark.parametrize("text", ["../a", "a/../b", "..\\a", "a/..", "/../x"])
def test_names_that_lead_upward(text):
    assert leads_upward(text)


@pytest.mark.parametrize("text", ["a..b", "Fin...", "y/o", "1/2", "..."])
def test_names_that_do_not(text):
    assert not leads_upward(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**14), max_value=10**14))
def test_numbers_within_the_limits_fit(value):
    assert fits(value)


@given(st.integers(min_value=int(LIMIT)))
def test_numbers_beyond_do_not(value):
    assert not fits(value)
    assert not fits(-value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_plain_number_in_text_is_read_exactly(value):
    text = format(value, "f")
    read = read_plain(text)
    assert read == value or text.startswith("-0")


def test_monsters_are_tamed():
    assert tamed({"a": [Decimal("1E+999999999")]}) == {"a": ["1E+999999999"]}
    assert not fits(Decimal("1E+999999999"))
    assert not fits(Decimal("1E-999999999"))
