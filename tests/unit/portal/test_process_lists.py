"""The list of published processes: its order, what came to nothing, and the downloads of what is found."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest

from portal.publication.ending import ending_of
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

ON_BOTH = True


@pytest.fixture
def computer(site: Site) -> Computer:
    return site.computer(site.office())


def award(amount: int, status: str = "active", currency: str = "MXN") -> dict[str, Any]:
    value = {"amount": amount, "currency": currency}
    return {"id": "A1", "title": "x", "status": status, "date": "2026-02-01", "value": value}


def contract(amount: int, status: str = "active", currency: str = "MXN") -> dict[str, Any]:
    value = {"amount": amount, "currency": currency}
    return {"id": "C1", "awardID": "A1", "status": status, "dateSigned": "2026-02-09", "value": value}


def publish(computer: Computer, number: int, title: str, **members: Any) -> str:
    body = {**small_body(title), **members}
    created = computer.create(body, f"{PREFIX}-MLA-2026-aaaaaaa{number}")
    assert computer.codes(created, *computer.publishing(created, body)) == ["applied"] * 4
    return created.ocid


def test_the_list_stands_by_amount_where_it_is_asked_and_its_words_and_downloads_know(
    site: Site, computer: Computer
) -> None:
    for number, amount in enumerate((50, 7000, 600)):
        publish(computer, number, f"Compra {number}", awards=[award(amount)])
    page = site.page("/?orden=monto")
    places = [page.index(f"Compra {number}</a>") for number in (1, 2, 0)]
    assert places == sorted(places)
    assert "De mayor a menor monto" in page
    assert "Quitar b" not in page
    found = site.page("/?q=compra+2&orden=monto")
    for address in ("paquete.jsonl", "tablas.zip", "tablas.xlsx"):
        assert f'href="/datos/{address}?q=compra+2"' in found


def test_what_is_downloaded_is_what_is_found(site: Site, computer: Computer) -> None:
    ocids = [publish(computer, number, f"Compra {word}") for number, word in enumerate(("uno", "dos", "tres"))]
    lines = site.client.get("/datos/paquete.jsonl?q=compra+tres").getvalue().splitlines()
    assert [json.loads(line)["ocid"] for line in lines] == [ocids[2]]
    assert len(site.client.get("/datos/paquete.jsonl").getvalue().splitlines()) == 3
    assert site.client.get("/datos/paquete.jsonl?anio=1999").getvalue() == b""
    with zipfile.ZipFile(io.BytesIO(site.client.get("/datos/tablas.zip?q=compra+tres").getvalue())) as tables:
        table = tables.read("expedientes.csv").decode("utf-8-sig")
    assert [ocid in table for ocid in ocids] == [False, False, True]
    book = openpyxl.load_workbook(io.BytesIO(site.client.get("/datos/tablas.xlsx?q=compra+tres").getvalue()))
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert [ocid in cells for ocid in ocids] == [False, False, True]


def test_a_cancelled_contract_is_called_so_and_counts_for_nothing(site: Site, computer: Computer) -> None:
    gone = publish(computer, 1, "Nada", awards=[award(900)], contracts=[contract(900, "cancelled")])
    good = publish(computer, 2, "Algo", awards=[award(70)], contracts=[contract(70)])
    page = site.page("/")
    assert page.count("cancelado</span>") == 1
    assert "$70.00" in page
    assert "cancelado</span>" in site.page(f"/proceso/{gone}/")
    assert "cancelado</span>" not in site.page(f"/proceso/{good}/")


def test_what_a_contract_says_is_called_contracted_in_any_currency(site: Site, computer: Computer) -> None:
    dollars = publish(computer, 1, "Uno", awards=[award(7)], contracts=[contract(9, currency="USD")])
    only_won = publish(computer, 2, "Dos", awards=[award(7)])
    assert "<span>Contratado</span>9.00 USD" in site.page(f"/proceso/{dollars}/")
    assert "<span>Monto</span>7.00 MXN" in site.page(f"/proceso/{only_won}/")


@pytest.mark.parametrize(
    ("tender", "awards", "contracts", "wanted"),
    [
        ("complete", ["active"], ["active"], ""),
        ("complete", ["active"], ["cancelled", "active"], ""),
        ("complete", ["active"], ["cancelled", "cancelled"], "contract/cancelled"),
        ("complete", ["unsuccessful", "cancelled"], [], "award/unsuccessful"),
        ("cancelled", ["active"], [], ""),
        ("cancelled", [], [], "tender/cancelled"),
        ("unsuccessful", [], [], "tender/unsuccessful"),
        ("planned", [], [], ""),
        ("", [""], [""], ""),
    ],
)
def test_a_process_came_to_nothing_when_nothing_of_it_stands(
    tender: str, awards: list[str], contracts: list[str], wanted: str
) -> None:
    release = {
        "tender": {"status": tender},
        "awards": [{"status": status} for status in awards],
        "contracts": [{"status": status} for status in contracts],
    }
    assert ending_of(release) == wanted


def test_what_a_page_has_no_place_for_is_counted(site: Site, computer: Computer) -> None:
    items = [{"id": str(n), "description": f"Concepto {n}", "unit": {"value": {"amount": n}}} for n in range(1, 10)]
    milestones = [{"id": f"M{n}", "title": f"Hito {n}", "dueDate": f"2026-01-{n + 1:02}"} for n in range(27)]
    tender = {**small_body()["tender"], "milestones": milestones}
    given = {**award(70), "items": items}
    ocid = publish(computer, 1, "x", tender=tender, awards=[given], contracts=[contract(70)])
    page = site.page(f"/proceso/{ocid}/")
    assert "y 4 más, abajo en su etapa" in page
    assert "Y 5 fechas posteriores, que están abajo en su etapa." in page


def test_an_order_that_nobody_knows_is_none(site: Site, computer: Computer) -> None:
    publish(computer, 1, "Compra")
    page = site.page("/?orden=nada")
    assert "Publicaciones recientes" in page
    assert "orden=nada" not in page
