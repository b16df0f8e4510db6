"""Every register: captured without a network, sent, read by anyone, downloaded as it was typed."""

from __future__ import annotations

import csv
import html
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from capture_app.exporters.cells import split, unquoted
from forms.catalog import load_catalog
from forms.pointers import get
from forms.public_view import public_view
from forms.record_type import FieldType
from tests.journeys.desktop import Desktop
from tests.journeys.portal_server import OFFICE, OFFICE_NAME, PortalServer
from tests.journeys.served import OpenPortal

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "registers"
BYTE_ORDER_MARK = "\ufeff"
TYPES = sorted(record.id for record, _ in load_catalog().registers)


def story(record_type: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FIXTURES / f"{record_type}.json").read_text(encoding="utf-8"))
    return told


def test_every_register_has_its_fixture() -> None:
    assert sorted(file.stem for file in FIXTURES.glob("*.json")) == TYPES


@pytest.mark.parametrize("record_type", TYPES)
def test_a_register_goes_round(record_type: str, open_portal: OpenPortal, tmp_path: Path) -> None:
    portal = open_portal()
    desktop = Desktop(tmp_path / "office")
    desktop.enrol(portal)
    portal.stop()
    told = story(record_type)
    code = captured(desktop, told)
    assert "portal" in desktop.say("send", code=3).err
    portal.start()
    assert desktop.captura("send")["pending"] == 0
    assert desktop.captura("status")["conflict"] == 0
    the_public_reads(portal, code, told, desktop.captura("show", code))
    another_office_reads(portal, code, record_type, tmp_path)


def another_office_reads(portal: PortalServer, code: str, record_type: str, folder: Path) -> None:
    """What the portal gives of a register can be taken in elsewhere: as JSON, as a workbook and as linked tables."""
    register = load_catalog().record_types[record_type].register
    assert register is not None
    other = Desktop(folder / "elsewhere")
    other.begin()
    for number, name in enumerate(("datos.json", "datos.xlsx", "tablas.zip")):
        file = folder / f"{register.public}-{name}"
        file.write_bytes(portal.content(f"/registros/{register.public}/{name}"))
        totals = other.captura("import", file)["totals"]
        assert (totals["read"], totals["stored"], totals["unchanged"]) == (1, int(not number), int(bool(number))), (
            totals
        )
    one = json.loads(portal.page(f"/registros/{register.public}/{quote(code)}/datos.json"))
    assert without_ids(other.captura("show", code)) == without_ids(one["data"])


def without_ids(value: Any) -> Any:
    """The value without the keys and numbers that rows have of their own."""
    if isinstance(value, dict):
        return {name: without_ids(member) for name, member in value.items() if name not in ("_key", "id")}
    return [without_ids(member) for member in value] if isinstance(value, list) else value


def captured(desktop: Desktop, told: dict[str, Any]) -> str:
    """The record as an office would type it, ready to be public; its code."""
    record_type = told["record_type"]
    code = str(desktop.captura("new", record_type, "--title", told["title"])["ocid"])
    assert code.startswith(f"{OFFICE}-{record_type.replace('_', '-')}-")
    for pointer, text in told["typed"]:
        desktop.captura("set", code, pointer, text)
    (listed,) = desktop.captura("list", "--type", record_type)
    assert (listed["ocid"], listed["title"], listed["problems"]["error"]) == (code, told["title"], 0)
    assert desktop.captura("list") == []
    assert desktop.captura("publish", code)["status"] == "approved"
    return code


def the_public_reads(portal: PortalServer, code: str, told: dict[str, Any], body: dict[str, Any]) -> None:
    record = load_catalog().record_types[told["record_type"]]
    register = record.register
    assert register is not None
    address = f"/registros/{register.public}/"
    wanted = public_view(body, record, register)
    pages = [portal.page(path) for path in ("/registros/", address, f"{address}{quote(code)}/")]
    assert f'href="{address}"' in pages[0]
    assert told["title"] in html.unescape(pages[1])
    assert [text for text in told["shown"] if text not in html.unescape(pages[2])] == []
    assert told["title"] in html.unescape(portal.page(f"{address}?q={quote(told['title'].split()[0])}"))
    assert "Ningún registro coincide" in portal.page(f"{address}?q=zzzzz")
    one = json.loads(portal.page(f"{address}{quote(code)}/datos.json"))
    everything = json.loads(portal.page(f"{address}datos.json"))
    assert one["data"] == json.loads(json.dumps(wanted, default=float))
    assert (one["office"]["name"], everything["records"], everything["recordType"]) == (OFFICE_NAME, [one], record.id)
    table = portal.page(f"{address}datos.csv")
    assert table.startswith(BYTE_ORDER_MARK)
    in_the_table(table, code, one["data"])
    for pointer, text in told["typed"]:
        item = record.field_at(pointer)
        is_plain = item is not None and item.type in (FieldType.TEXT, FieldType.LONG_TEXT)
        if is_plain and text not in told["withheld"]:
            assert get(one["data"], pointer) == text
    for secret in told["withheld"]:
        assert not [page for page in (*pages, json.dumps(everything, ensure_ascii=False), table) if secret in page]
    assert f"{address}{code}/" in portal.page("/sitemap.xml")


def in_the_table(table: str, code: str, data: dict[str, Any]) -> None:
    """The one line of the file says what the record says, and begins no formula."""
    (row,) = csv.DictReader(io.StringIO(table.removeprefix(BYTE_ORDER_MARK), newline=""))
    assert (row["record/id"], row["record/office"]) == (code, OFFICE)
    for name, cell in row.items():
        assert not cell.startswith(("=", "+", "-", "@"))
        if name.startswith("record/"):
            continue
        value = get(data, f"/{name}")
        if isinstance(value, list):
            assert split(unquoted(cell)) == value
        elif isinstance(value, dict):
            assert json.loads(cell) == value
        elif isinstance(value, str):
            assert cell.removeprefix("'") == value
        elif value is not None:
            assert float(cell) == float(value)
