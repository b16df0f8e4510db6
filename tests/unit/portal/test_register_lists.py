"""Lists of the registers: in Spanish order, by year and office, amounts to the cent, and the downloads of what is
listed; the same on both databases."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from importlib import import_module
from typing import Any

import openpyxl
import pytest

from tests.unit.portal.site import PREFIX, Computer, Site, small_body
from tests.unit.portal.test_registers import publish

ON_BOTH = True

NORMS = "/registros/normatividad/"
DEBTS = "/registros/deuda-publica/"
NAMES = ("Águila", "«Barda» perimetral", "Café", "cafetería", "nube", "Nzá", "Ñandú", "Oaxaca", "zapato", "ZAPATOS")


@pytest.fixture
def computer(site: Site) -> Computer:
    return site.computer(site.office())


def norm(computer: Computer, number: int, title: str, day: str | None = None) -> None:
    body = {"title": title, **({"datePublished": day} if day else {})}
    code = f"{computer.office_code}-regulation-2026-aaaaaa{number:02}"
    assert publish(computer, body, code, "regulation").code == "applied"


def debt(computer: Computer, number: int, title: str, **members: Any) -> None:
    code = f"{computer.office_code}-public-debt-2026-aaaaaa{number:02}"
    assert publish(computer, {"title": title, **members}, code, "public_debt").code == "applied"


def in_order(page: str, titles: tuple[str, ...]) -> list[str]:
    return sorted(titles, key=lambda title: page.index(f">{title}</a>"))


def test_names_stand_in_spanish_order(site: Site, computer: Computer) -> None:
    for number, title in enumerate(reversed(NAMES)):
        norm(computer, number, title)
    assert in_order(site.page(f"{NORMS}?orden=nombre"), NAMES) == list(NAMES)


def test_offices_are_offered_in_spanish_order_and_only_with_something_to_see(site: Site, computer: Computer) -> None:
    names = {"ZAA": "Álamos", "AAA": "Zapotal", "MMM": "ñandú", "NNN": "Nube", "VAC": "Vacío"}
    for code, name in names.items():
        office = site.office(code, prefix=f"ocds-{code.lower()}")
        type(office).objects.filter(pk=office.pk).update(name=name)
        if code != "VAC":
            norm(site.computer(office), 1, f"Norma de {code}")
    page = site.page(NORMS)
    places = [page.index(f">{name}</option>") for name in ("Álamos", "Nube", "ñandú", "Zapotal")]
    assert places == sorted(places)
    assert "Vacío" not in page


def test_a_list_of_one_year_keeps_it_in_its_pages_its_words_and_its_downloads(site: Site, computer: Computer) -> None:
    for number in range(21):
        norm(computer, number, f"Norma {number}", "2025-03-01")
    norm(computer, 30, "Otra", "2024-12-31")
    norm(computer, 31, "Sin fecha")
    page = site.page(f"{NORMS}?anio=2025&orden=nombre")
    assert "21 registros de 2025" in page
    assert 'href="?anio=2025&amp;orden=nombre&amp;pagina=2"' in page
    assert f'href="{NORMS}datos.csv?anio=2025"' in page
    assert "Otra" not in page
    assert [f'value="{year}"' in page for year in ("2025", "2024", "sin")] == [True] * 3
    assert "(fecha de publicación)" in page
    csv = site.client.get(f"{NORMS}datos.csv?anio=2024")
    assert len(csv.getvalue().splitlines()) == 2
    assert "normatividad-2024.csv" in csv.headers["Content-Disposition"]
    told = json.loads(site.client.get(f"{NORMS}datos.json?anio=sin").getvalue())
    assert [row["data"]["title"] for row in told["records"]] == ["Sin fecha"]
    assert told["filter"] == {"anio": "sin"}
    assert told["uri"].endswith("datos.json?anio=sin")
    book = openpyxl.load_workbook(io.BytesIO(site.client.get(f"{NORMS}datos.xlsx?anio=2024").getvalue()))
    assert "Otra" in str([[cell.value for cell in row] for sheet in book for row in sheet])
    assert "Norma 1" not in str([[cell.value for cell in row] for sheet in book for row in sheet])


@pytest.mark.parametrize("asked", ["anio=1999", "anio=20x5", "anio=-1", "anio=²⁰²⁵", "ente=NADA", "q=nadie+lo+dijo"])
def test_nothing_found_says_so_and_offers_no_download(site: Site, computer: Computer, asked: str) -> None:
    norm(computer, 1, "Norma", "2025-03-01")
    page = site.page(f"{NORMS}?{asked}")
    assert "Ningún registro coincide" in page
    assert "datos.csv" not in page
    name, _, value = asked.partition("=")
    assert name == "q" or f'<option value="{value}" selected>' in page
    assert len(site.client.get(f"{NORMS}datos.csv?{asked}").getvalue().splitlines()) == 1


def test_office_and_year_are_asked_together(site: Site, computer: Computer) -> None:
    other = site.computer(site.office("OTR", prefix="ocds-otr000"))
    for one in (computer, other):
        norm(one, 1, f"De {one.office_code} en 2025", "2025-01-01")
        norm(one, 2, f"De {one.office_code} en 2024", "2024-01-01")
    page = site.page(f"{NORMS}?ente=OTR&anio=2025")
    assert [f"De {code} en {year}" in page for code in ("MLA", "OTR") for year in (2024, 2025)] == [False] * 3 + [True]
    assert "1 registro de 2025 de Municipio OTR (INVENTADO)" in page


def test_amounts_of_many_digits_keep_their_cents_and_their_order(site: Site, computer: Computer) -> None:
    amounts = ("123456789012345678.01", "123456789012345678.02", "9007199254740993.55", "75.10", "-3.20")
    for number, amount in enumerate(amounts):
        debt(computer, number, f"Crédito {number}", amount={"amount": Decimal(amount), "currency": "MXN"})
    page = site.page(f"{DEBTS}?orden=monto")
    assert in_order(page, tuple(f"Crédito {n}" for n in range(5))) == [f"Crédito {n}" for n in (1, 0, 2, 3, 4)]
    for shown in ("123,456,789,012,345,678.01 MXN", "9,007,199,254,740,993.55 MXN", "75.10 MXN", "-3.20 MXN"):
        assert shown in page


def test_the_list_of_processes_shows_each_amount_to_the_cent(site: Site, computer: Computer) -> None:
    body = small_body()
    value = {"amount": Decimal("9007199254740993.55"), "currency": "MXN"}
    body["awards"] = [{"id": "A1", "title": "Fallo", "status": "active", "date": "2026-02-01", "value": value}]
    created = computer.create(body, f"{PREFIX}-MLA-2026-aaaaaaaa")
    assert computer.codes(created, *computer.publishing(created, body)) == ["applied"] * 4
    for path in ("/", f"/proceso/{created.ocid}/"):
        assert "9,007,199,254,740,993.55 MXN" in site.page(path)


def test_what_was_published_before_gets_its_name_year_and_exact_amount(site: Site, computer: Computer) -> None:
    from django.apps import apps

    from portal.registers.models import Entry

    debt(computer, 1, "Ñandú", amount={"amount": Decimal("9007199254740993.55")}, dateSigned="2023-02-03")
    wanted = Entry.objects.values("name_key", "year", "amount").get()
    Entry.objects.update(name_key="", year=None, amount=9007199254740994)
    import_module("portal.registers.migrations.0004_names_years_amounts").read_again(apps, None)
    assert Entry.objects.values("name_key", "year", "amount").get() == wanted
    assert (wanted["year"], str(wanted["amount"])) == (2023, "9007199254740993.550000")
