"""What people type: lenient, exact, and no day ever moves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.catalog import Field, FieldType, load_catalog
from forms.formats import Unreadable, display, plain_number, read_typed

TODAY = date(2026, 3, 3)
ZONES = ("UTC", "America/Cancun", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tokyo", "America/St_Johns")


def plain_field(kind: str, codelist: str | None = None, json: str | None = None) -> Field:
    return Field("/x", "x", FieldType(kind), codelist=codelist, json=json)


def read(kind: str, text: str, codelist: str | None = None) -> Any:
    return read_typed(plain_field(kind, codelist), text, TODAY, load_catalog())


@pytest.fixture(params=ZONES)
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("030326", "2026-03-03"),
        ("20260303", "2026-03-03"),
        ("3-mzo-26", "2026-03-03"),
        ("03032026", "2026-03-03"),
        ("311299", "1999-12-31"),
        ("3 mar", "2026-03-03"),
        ("3mar", "2026-03-03"),
        ("3-mar-26", "2026-03-03"),
        ("3 de marzo de 2026", "2026-03-03"),
        ("martes 3 de marzo de 2026", "2026-03-03"),
        ("3 Sept. 2025", "2025-09-03"),
        ("31 DIC", "2026-12-31"),
        ("1o de enero de 2027", "2027-01-01"),
        ("hoy", "2026-03-03"),
        ("Mañana", "2026-03-04"),
        ("ayer", "2026-03-02"),
        ("+15", "2026-03-18"),
        ("-3", "2026-02-28"),
        ("+ 15 días", "2026-03-18"),
        ("2026-03-03", "2026-03-03"),
        ("2026/3/3", "2026-03-03"),
        ("3/3/26", "2026-03-03"),
        ("3/3", "2026-03-03"),
        ("03.03.2026", "2026-03-03"),
        ("29/02/2028", "2028-02-29"),
        ("18/03/2026 00:00:00", "2026-03-18"),
        (" 03/03/2026 ", "2026-03-03"),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert read("date", text) == day


@pytest.mark.parametrize(
    "text",
    [
        "310226",
        "31/02/2026",
        "29/02/2026",
        "0/3/2026",
        "32",
        "mar",
        "foo",
        "3 foo",
        "12/13/2026",
        "2026",
        "18/03/2026 10:00",
        "3 marzo abril",
        "030326030326",
        "+99999999",
        "2026-03-03T10:00:00Z",
        "3//3",
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read("date", text)
    assert text in caught.value.message


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("18/03/2026 10:00", "2026-03-18T10:00:00-05:00"),
        ("18/03/2026 10:00:30", "2026-03-18T10:00:30-05:00"),
        ("18/03/2026 10 h", "2026-03-18T10:00:00-05:00"),
        ("18 mar 10:30 pm", "2026-03-18T22:30:00-05:00"),
        ("18 mar 12:00 am", "2026-03-18T00:00:00-05:00"),
        ("18 mar 12 p.m.", "2026-03-18T12:00:00-05:00"),
        ("hoy 9:00", "2026-03-03T09:00:00-05:00"),
        ("2026-03-18 10:00", "2026-03-18T10:00:00-05:00"),
        ("2026-03-18T10:00", "2026-03-18T10:00:00-05:00"),
        ("2026-03-18T10:00:00-06:00", "2026-03-18T10:00:00-06:00"),
        ("2026-03-18t15:00:00z", "2026-03-18T15:00:00Z"),
        ("18 de marzo de 2026 a las 10:00 horas", "2026-03-18T10:00:00-05:00"),
        ("31/12/2026 23:59", "2026-12-31T23:59:00-05:00"),
        ("01/07/2026 00:00", "2026-07-01T00:00:00-05:00"),
        ("18/03/2026", "2026-03-18"),
    ],
)
def test_moments(text: str, moment: str) -> None:
    assert read("moment", text) == moment


@pytest.mark.parametrize(
    "text", ["18/03/2026 25:00", "18/03/2026 10:60", "10:00", "180326 1000", "hoy 13 pm", "x 10:00"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(Unreadable):
        read("moment", text)


def test_another_zone() -> None:
    found = read_typed(plain_field("moment"), "18/07/2026 10:00", TODAY, load_catalog(), "America/Tijuana")
    assert found == "2026-07-18T10:00:00-07:00"


@pytest.mark.parametrize("text", ["31/12/2026", "01/01/2026", "311226", "2026-12-31"])
def test_a_day_never_moves(machine_zone: str, text: str) -> None:
    stored = read("date", text)
    shown = display(plain_field("date"), stored, load_catalog())
    assert stored in ("2026-12-31", "2026-01-01")
    assert shown in ("31/12/2026", "01/01/2026")
    assert read("date", shown) == stored


def test_an_hour_never_moves(machine_zone: str) -> None:
    stored = read("moment", "31/12/2026 23:30")
    assert stored == "2026-12-31T23:30:00-05:00"
    assert display(plain_field("moment"), stored, load_catalog()) == "31/12/2026 23:30"


@given(st.dates(date(1951, 1, 1), date(2050, 12, 31)))
def test_every_way_to_write_a_day(day: date) -> None:
    field = plain_field("date")
    for text in (
        f"{day:%d%m%y}",
        f"{day:%d/%m/%Y}",
        f"{day:%d%m%Y}",
        day.isoformat(),
        f"{day.day}-{day.month}-{day.year}",
    ):
        assert read_typed(field, text, TODAY, load_catalog()) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4,850,000", 4850000),
        ("4850000.00", 4850000),
        ("$4,850,000.50", Decimal("4850000.5")),
        ("4.85 mdp", 4850000),
        ("4.85 millones de pesos", 4850000),
        ("39 mil", 39000),
        ("39mil", 39000),
        ("$ 39,150.00 M.N.", 39150),
        ("39,150 MXN", 39150),
        ("39 150", 39150),
        (".5", Decimal("0.5")),
        ("-12", -12),
        ("0", 0),
        ("0.000001", Decimal("0.000001")),
        ("999999999999999", 999999999999999),
    ],
)
def test_amounts(text: str, number: int | Decimal) -> None:
    found = read("number", text)
    assert found == number
    assert type(found) is type(number)


@pytest.mark.parametrize(
    "text",
    [
        "39 m",
        "3 K",
        "4,85",
        "4.850.000",
        "1e5",
        "5%",
        "doce",
        "1.2.3",
        "-",
        "NaN",
        "inf",
        "1" * 16,
        "0.1234567",
        "1,23,456",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read("number", text)
    assert text in caught.value.message


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_money_round_trips(amount: Decimal) -> None:
    field = load_catalog().record_types["contracting_process"].field_at("/tender/value")
    assert field is not None
    stored = {"amount": plain_number(amount), "currency": "MXN"}
    assert read_typed(field, display(field, stored, load_catalog()), TODAY, load_catalog()) == stored


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "1,200", 1200),
        ("boolean", "sí", True),
        ("boolean", "NO", False),
        ("text", "  dos \n líneas ", "dos líneas"),
        ("long_text", " dos  \nlíneas\x00 ", "dos\nlíneas"),
        ("texts", "a; b ;\nc", ["a", "b", "c"]),
        ("uri", "www.ejemplo.gob.mx/acta.pdf", "https://www.ejemplo.gob.mx/acta.pdf"),
        ("uri", "https://ejemplo.gob.mx/adjudicación.pdf", "https://ejemplo.gob.mx/adjudicaci%C3%B3n.pdf"),
        ("email", " a@b.mx ", "a@b.mx"),
        ("any", '{"a": [1.50]}', {"a": [Decimal("1.50")]}),
        ("text", "   ", None),
        ("number", "", None),
    ],
)
def test_other_types(kind: str, text: str, value: object) -> None:
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"), [("integer", "1.5"), ("boolean", "quizá"), ("uri", "el acta"), ("any", "{a}")]
)
def test_other_types_refused(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(kind, text)


def test_json_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_typed(plain_field("any", json="array"), "{}", TODAY, load_catalog())


def test_codes_by_code_or_title_or_the_only_match() -> None:
    title = load_catalog().codelists["procurementMethod"].title_of("direct")
    for text in ("direct", title, title.upper(), "adjudicacion dir"):
        assert read("code", text, "procurementMethod") == "direct"
    with pytest.raises(Unreadable):
        read("code", "trueque", "procurementMethod")
    assert read("codes", "buyer, supplier; buyer", "partyRole") == ["buyer", "supplier"]
    assert read("code", "algo propio", "documentType") == "algo propio"


def test_composites() -> None:
    record = load_catalog().record_types["contracting_process"]
    value, period, address = (record.field_at(path) for path in ("/tender/value", "/tender/contractPeriod", "/buyer"))
    assert value is not None
    assert period is not None
    assert address is not None
    assert read_typed(value, "1,200.50 USD", TODAY) == {"amount": Decimal("1200.5"), "currency": "USD"}
    assert read_typed(value, "39 mil", TODAY) == {"amount": 39000, "currency": "MXN"}
    assert read_typed(period, "3 mar – 18/03/2026", TODAY) == {"startDate": "2026-03-03", "endDate": "2026-03-18"}
    with pytest.raises(Unreadable):
        read_typed(address, "Municipio", TODAY)
