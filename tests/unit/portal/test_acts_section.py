"""The public list of acts with their documents: each document once, nothing called missing that nobody asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from forms.pointers import expand
from tests.unit.portal.site import Site, told_bodies

NOW = datetime(2026, 3, 20, tzinfo=UTC)
HOLDERS = ("/planning", "/tender", "/awards/*", "/contracts/*", "/contracts/*/implementation")
LACKING = "Sin documento publicado"
EVERY = ("planning", "tender", "award", "contract", "implementation")


@pytest.fixture
def computer(site: Site):
    return site.computer(site.office())


def publish(site: Site, computer, ocid, body, stages=EVERY) -> str:
    created = computer.create(body, ocid)
    acts = [computer.act(kind, created, body) for kind in ("submit", "approve")]
    assert computer.codes(created, *acts, computer.act("publish", created, body, stages))[-1] == "applied"
    return section_of(site, ocid)


def section_of(site: Site, ocid: str) -> str:
    page = site.page(f"/proceso/{ocid}/")
    found = re.search(r'<section id="actos".*?(?=<section id="etapas")', page, re.DOTALL)
    return found.group() if found else ""


def approve_the_list() -> None:
    from portal.intake.figures import import_table

    head = "clave,texto,situación,aprobó,fuente\n"
    rows = "acts.estatal,Lista,vigente,Cabildo,Acta 3\nacts.federal,Lista,vigente,Cabildo,Acta 3\n"
    _, problems = import_table((head + rows).encode(), "ana", NOW)
    assert problems == ()


def test_every_public_document_stands_there_once_with_its_act(site: Site, computer):
    for ocid, body in told_bodies():
        shown = publish(site, computer, ocid, body)
        release = site.json(f"/proceso/{ocid}/release.json")
        documents = [row for holder in HOLDERS for _, row in expand(release, f"{holder}/documents/*")]
        assert documents
        assert shown.count('class="act-paper"') >= len(documents)
        for row in documents:
            assert row["title"] in shown, row["title"]
    assert "Aprobación de recursos" in shown
    assert "Estimaciones" in shown


def test_nothing_is_called_missing_until_somebody_approved_the_list(site: Site, computer):
    ocid, body = told_bodies()[0]
    documents = [row for row in body["planning"]["documents"] if row.get("documentType") != "request"]
    body = {**body, "planning": {**body["planning"], "documents": documents}}
    body["tender"] = {**body["tender"], "legalBasis": {"id": "estatal", "description": "Ley estatal"}}
    assert LACKING not in publish(site, computer, ocid, body)
    approve_the_list()
    shown = section_of(site, ocid)
    assert LACKING in shown
    assert re.search(r'is-missing">\s*<span class="act-name">Requisición', shown)


def test_of_a_stage_that_is_not_published_nothing_is_said(site: Site, computer):
    approve_the_list()
    ocid, body = told_bodies()[0]
    shown = publish(site, computer, ocid, body, ("planning",))
    assert "Requisición" in shown
    assert LACKING not in shown.split("Cotización</h3>")[-1]
    assert "Contrato o pedido" not in shown


def test_a_link_that_is_no_web_address_is_text_and_paper_is_said(site: Site, computer):
    ocid, body = told_bodies()[0]
    odd = {"_key": "aaaaaaaaaa", "id": "raro", "documentType": "needsAssessment", "title": "Acta <b>rara</b>"}
    paper = {"_key": "bbbbbbbbbb", "id": "papel", "title": "Oficio de papel", "format": "offline/print"}
    body = {**body, "planning": {**body["planning"], "documents": [{**odd, "url": "https://ejemplo.mx/a"}, paper]}}
    shown = publish(site, computer, ocid, body)
    assert "Acta &lt;b&gt;rara&lt;/b&gt;" in shown
    assert 'href="https://ejemplo.mx/a"' in shown
    assert re.search(r"Oficio de papel.*?Solo en papel", shown, re.DOTALL)


def test_without_method_or_kind_the_documents_are_still_listed(site: Site, computer):
    ocid, body = told_bodies()[0]
    tender = {name: value for name, value in body["tender"].items() if name not in ("procurementMethod",)}
    tender = {name: value for name, value in tender.items() if not name.endswith("ProcurementCategory")}
    shown = publish(site, computer, ocid, {**body, "tender": tender})
    assert shown.count('class="act-paper"') >= len(body["planning"]["documents"])
