"""Ana takes a contract of her office, corrects it, loses the light, publishes it, and anyone can read it."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest

from tests.contract.official_schemas import PATCHED, RECORD_PACKAGE, RELEASE, RELEASE_PACKAGE, Official
from tests.faults.crashes import crash
from tests.journeys.desktop import Desktop
from tests.journeys.files import JALISCO, invented_file
from tests.journeys.portal_server import ROOT, PortalServer
from tests.journeys.windows import Window

TITLE = 'Formas <b>impresas</b> & "papelería" de la niñez'
OBJECT = "Se compra lo que dice la lista; ni más, ni menos"
SCHEMAS = ROOT.parent / "shared" / "data" / "ocds-1.1.5"


@pytest.fixture(params=["real", "invented"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A real record of Jalisco where the samples are, and an invented one everywhere."""
    if request.param == "real":
        shared: Path = request.getfixturevalue("shared")
        return shared / JALISCO
    return invented_file(tmp_path)


def test_a_contract_goes_by_the_command_line_from_a_file_to_the_public_page(source, desktop, portal):
    ocid = import_one(desktop, source)
    desktop.captura("set", ocid, "/tender/description", OBJECT)
    crash(desktop.folder, record=ocid, edits=[["/tender/title", TITLE]], kill_at="end")
    body = desktop.captura("show", ocid)
    assert (body["tender"]["title"], body["tender"]["description"]) == (TITLE, OBJECT)
    assert desktop.captura("check")["bad"] == []
    published = desktop.captura("publish", ocid)
    assert set(published) == {"ocid", "status", "version"}
    assert (published["ocid"], published["status"]) == (ocid, "approved")
    sent = desktop.captura("send")
    assert (sent["sent"], sent["acked"], sent["pending"]) == (4, 4, 0)
    assert desktop.captura("status")["acked"] == 4
    the_public_reads(portal, ocid)
    assert portal.stats()["operations"] == 4


def test_a_contract_is_corrected_in_the_window_the_light_goes_and_it_is_published_all_the_same(source, desktop, portal):
    ocid = import_one(desktop, source)
    with Window(desktop.folder) as window:
        window.do("open", ocid)
        shown = window.do("type", "Qué se compra o construye", TITLE)
        assert shown["saved"].startswith("Guardado")
        here = window.do("where")
        assert desktop.captura("show", ocid)["tender"]["title"] == TITLE
        assert "la ventana está abierta" in desktop.say("set", ocid, "/tender/title", "x", code=3).err
        window.kill()
    assert desktop.captura("show", ocid)["tender"]["title"] == TITLE
    with Window(desktop.folder) as window:
        again = window.do("where")
        assert again == here
        assert (again["ocid"], again["field"], again["text"]) == (ocid, "Qué se compra o construye", TITLE)
        window.do("type", "Objeto", OBJECT)
        sent = window.do("publish")
        assert "dio su acuse" in sent["said"]
        window.close()
    status = desktop.captura("status")
    assert (status["pending"], status["sent"], status["acked"]) == (0, 0, portal.stats()["operations"])
    the_public_reads(portal, ocid)


def import_one(desktop: Desktop, source: Path) -> str:
    """The ocid of the one process of a file."""
    totals = desktop.captura("import", source, code=None)["totals"]
    assert (totals["read"], totals["stored"], totals["refused"]) == (1, 1, 0)
    (summary,) = desktop.captura("list")
    assert summary["ocid"].startswith("ocds-xs1qbl-")
    return str(summary["ocid"])


def the_public_reads(portal: PortalServer, ocid: str) -> None:
    """The page and every download say what was typed, and the official schemas find nothing wrong."""
    page = portal.page(f"/proceso/{ocid}/")
    assert html.escape(TITLE) in page
    assert TITLE not in page
    assert "<b>impresas" not in page
    assert html.escape(OBJECT) in page
    found = portal.page("/?q=NINEZ+papeleria")
    assert f"/proceso/{ocid}/" in found
    release, record = portal.json(ocid, "release"), portal.json(ocid, "record")
    record_package = portal.json(ocid, "record-package")
    assert record_package["records"] == [record]
    for document in (release, record["compiledRelease"]):
        assert document["ocid"] == ocid
        assert (document["tender"]["title"], document["tender"]["description"]) == (TITLE, OBJECT)
    assert "_key" not in str(record_package)
    if SCHEMAS.is_dir():
        the_standard_agrees(release, record_package, portal.json(ocid, "release-package"))


def the_standard_agrees(release: Any, record_package: Any, release_package: Any) -> None:
    official = Official(SCHEMAS)
    assert official.errors(RELEASE, release) == []
    assert official.errors(PATCHED, release) == []
    assert official.errors(RECORD_PACKAGE, record_package) == []
    assert official.errors(RELEASE_PACKAGE, release_package) == []
    for one in release_package["releases"]:
        assert official.errors(PATCHED, one) == []
