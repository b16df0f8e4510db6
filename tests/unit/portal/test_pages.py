"""Pages that do not depend on one process: headers, errors, robots, sign-in, the office."""

from __future__ import annotations

import re

import pytest

from sync import wire
from tests.unit.portal.site import PREFIX, Site, small_body

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"
PASSWORD = "una frase larga inventada"


@pytest.mark.parametrize("path", ["/", "/datos/", "/acerca/", "/entrar/", "/robots.txt", "/sitemap.xml", "/salud"])
def test_every_page_answers_with_strict_headers(site: Site, path: str):
    response = site.client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_reply_of_the_protocol_carries_no_headers_of_pages(site: Site):
    response = site.client.post(wire.EXCHANGE_PATH, b"x", content_type=wire.CONTENT_TYPE)
    assert set(response.headers) == {"Content-Type", "Cache-Control", "Content-Length", "X-Content-Type-Options"}


@pytest.mark.parametrize("path", ["/", "/datos/", "/acerca/", "/entrar/"])
def test_pages_load_nothing_from_elsewhere_and_no_script(site: Site, path: str):
    page = site.page(path)
    assert "<script" not in page
    assert " style=" not in page
    assert not re.findall(r'<(?:link|img|iframe)[^>]+(?:href|src)="(?!/)', page)
    assert '<html lang="es-MX">' in page
    assert page.count("<h1") == 1


def test_an_empty_portal_says_so(site: Site):
    assert "Todavía no hay expedientes publicados" in site.page("/")


def test_what_is_not_there_has_a_page(site: Site):
    response = site.client.get("/proceso/no-existe/")
    assert response.status_code == 404
    assert "Esta página no existe" in response.content.decode()


def test_the_style_sheet_is_served_here(site: Site):
    response = site.client.get("/static/portal/portal.css")
    assert response.headers["Content-Type"].startswith("text/css")
    assert b"".join(response.streaming_content).startswith(b":root")
    response.close()


def test_only_get_and_only_post(site: Site):
    assert site.client.post("/").status_code == 405
    assert site.client.get("/sync/v1/exchange").status_code == 405


def _sign_in(site: Site) -> None:
    from portal.accounts.models import User

    user = User.objects.get(username="ana")
    user.set_password(PASSWORD)
    user.save()
    response = site.client.post("/entrar/", {"username": "ana", "password": PASSWORD})
    assert response.status_code == 302


def test_the_office_page_asks_to_sign_in(site: Site):
    response = site.client.get("/oficina/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/entrar/")


def test_the_office_sees_its_devices_receipts_and_what_waits(site: Site):
    computer = site.computer(site.office())
    other = site.computer(site.office("OTRO"), "eva")
    other.send(other.create(small_body("De la otra oficina"), f"{OCID}9"))
    created = computer.create(small_body(), OCID)
    reply = computer.send(created, computer.act("publish", created, small_body()))
    _sign_in(site)
    page = site.page("/oficina/?clave=OTRO")
    assert "Municipio MLA" in page
    assert reply.receipt.receipt_no in page
    assert "Sin permiso para este acto" in page
    assert "Computadora de pruebas" in page
    assert "De la otra oficina" not in page
    assert "Municipio OTRO" not in page


def test_a_new_field_of_the_law_appears_on_the_page(site: Site, tmp_path, monkeypatch):
    folder = tmp_path / "records" / "contracting_process"
    folder.mkdir(parents=True)
    (folder / "tender.toml").write_text(
        """
[[section]]
id = "general"
  [[section.field]]
  pointer = "/tender/inventedMember"
  type = "text"
  label = "Dato inventado para la prueba"
  help = "Nada"
  example = "Algo"
  source = "prueba"
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("CAPTURA_FORMS_EXTRA", str(tmp_path))
    computer = site.computer(site.office())
    body = small_body()
    body["tender"]["inventedMember"] = "Valor del dato inventado"
    created = computer.create(body, OCID)
    assert computer.codes(created, *computer.publishing(created, body))[-1] == "applied"
    page = site.page(f"/proceso/{OCID}/")
    assert "Dato inventado para la prueba" in page
    assert "Valor del dato inventado" in page
