"""Publishing: an act on what was seen, minted as a release and shown to anyone."""

from __future__ import annotations

import pytest

from forms.catalog import load_catalog
from forms.pointers import expand
from tests.unit.portal.site import PREFIX, Site, generated_bodies, small_body, told_bodies

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


@pytest.fixture
def computer(site: Site):
    return site.computer(site.office(is_demo=True))


def _publish(computer, body, ocid=OCID):
    created = computer.create(body, ocid)
    results = computer.results(created, *computer.publishing(created, body))
    assert [result.code for result in results] == ["applied"] * 4, results
    return created


def test_a_draft_is_never_public(site: Site, computer):
    computer.send(computer.create(small_body("Secreto de la oficina"), OCID))
    assert "Secreto" not in site.page("/")
    assert "Secreto" not in site.page("/?q=secreto")
    assert site.client.get(f"/proceso/{OCID}/").status_code == 404
    assert site.client.get(f"/proceso/{OCID}/release.json").status_code == 404
    assert b"".join(site.client.get("/datos/paquete.jsonl").streaming_content) == b""


def test_what_is_edited_after_publishing_waits_for_the_next_act(site: Site, computer):
    body = small_body()
    created = _publish(computer, body)
    after = {"tender": {**body["tender"], "title": "Título que nadie ha publicado"}}
    computer.send(computer.change(body, after, created, 4))
    assert "que nadie ha publicado" not in site.page(f"/proceso/{OCID}/")


def test_the_process_page_answers_the_questions(site: Site, computer):
    ocid, body = told_bodies()[0]
    _publish(computer, body, ocid)
    page = site.page(f"/proceso/{ocid}/")
    assert "Papelería Ficticia del Sureste" in page
    assert page.count('class="card answer"') >= 7
    assert "Datos inventados" in page
    assert "¿A quién se compra?" in page


def test_all_the_demonstration_can_be_published_and_found(site: Site, computer):
    bodies = [*told_bodies(), *generated_bodies(6)]
    for ocid, body in bodies:
        created = computer.create(body, ocid)
        results = computer.results(created, *computer.publishing(created, body))
        assert results[-1].code == "applied", (ocid, results[-1])
        assert site.client.get(f"/proceso/{ocid}/").status_code == 200
    assert f"{len(bodies)} expedientes" in site.page("/")


def test_publishing_something_else_than_what_was_seen_is_a_conflict(computer):
    body = small_body()
    created = computer.create(body, OCID)
    operations = computer.publishing(created, small_body("Lo que la persona veía"))
    codes = [result.code for result in computer.results(created, *operations)]
    assert codes == ["applied", "conflict", "forbidden", "forbidden"]


def test_errors_keep_a_record_from_being_published(computer):
    body = {"tender": {"title": "Sin identificador", "procurementMethod": "directa"}}
    created = computer.create(body, OCID)
    result = computer.results(created, *computer.publishing(created, body))[-1]
    assert (result.code, result.rule) == ("rejected", "publish.errors")
    assert {item.level for item in result.findings} == {"error"}


def test_a_foreign_prefix_keeps_a_record_from_being_published(computer):
    body = small_body()
    created = computer.create(body, "ocds-ajeno1-1")
    result = computer.results(created, *computer.publishing(created, body))[-1]
    assert "ocid.prefix_unknown" in {item.code for item in result.findings}


def test_without_approval_nothing_is_published(computer):
    body = small_body()
    created = computer.create(body, OCID)
    result = computer.results(created, computer.act("publish", created, body))[-1]
    assert (result.code, result.rule) == ("forbidden", "workflow.publish")


def test_where_two_persons_decide_nobody_approves_what_they_captured(site: Site):
    office = site.office("DOS", approval="two_persons")
    ana, beto = site.computer(office), site.computer(office, "beto", "revisor")
    body = small_body()
    created = ana.create(body, OCID)
    submitted, approved = ana.act("submit", created, body), ana.act("approve", created, body)
    assert ana.codes(created, submitted, approved) == ["applied", "applied", "forbidden"]
    assert beto.codes(*(beto.act(kind, created, body) for kind in ("approve", "publish"))) == ["applied", "applied"]


def test_releases_are_numbered_later_and_tagged(site: Site, computer):
    from portal.publication.models import Release

    body = small_body()
    created = _publish(computer, body)
    after = {"tender": {**body["tender"], "title": "Compra de papelería, corregida"}}
    acts = [computer.change(body, after, created, 4), computer.act("publish", created, after)]
    assert [result.code for result in computer.results(*acts)] == ["applied", "applied"]
    first, second = Release.objects.order_by("number")
    assert (first.release_id, second.release_id) == (f"{OCID}-v1", f"{OCID}-v2")
    assert second.date > first.date
    assert (first.tags, second.tags) == ("tender", "tenderUpdate")
    assert site.json(f"/proceso/{OCID}/release.json")["tender"]["title"] == "Compra de papelería, corregida"
    assert site.json(f"/releases/{OCID}-v1.json")["tender"]["title"] == body["tender"]["title"]


def test_what_is_taken_away_is_said_and_no_longer_shown(site: Site, computer):
    body = small_body()
    body["tender"]["items"] = [
        {"_key": "aaaaaaaaaa", "id": "1", "description": "Renglón que se queda"},
        {"_key": "bbbbbbbbbb", "id": "2", "description": "Renglón que se retira"},
    ]
    created = _publish(computer, body)
    tender = {**body["tender"], "items": body["tender"]["items"][:1]}
    tender.pop("value")
    after = {"tender": tender}
    computer.results(computer.change(body, after, created, 4), computer.act("publish", created, after))
    page = site.page(f"/proceso/{OCID}/")
    assert "Renglón que se queda" in page
    assert "Renglón que se retira" not in page
    release = site.json(f"/proceso/{OCID}/release.json")
    assert "amount" not in release["tender"].get("value", {})


def test_personal_data_stays_in_the_office(site: Site, computer):
    law = load_catalog().record_types["contracting_process"]
    personal = [item.pointer for item in law.walk() if item.visibility == "personal"]
    ocid, body = told_bodies()[0]
    captured = [pattern for pattern in personal if expand(body, pattern)]
    assert captured, "the told case has nothing personal to hide"
    _publish(computer, body, ocid)
    release = site.json(f"/proceso/{ocid}/release.json")
    assert not [pattern for pattern in personal if expand(release, pattern)]


def test_hostile_text_is_text(site: Site, computer):
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    body = small_body(hostile)
    body["tender"]["documents"] = [{"_key": "cccccccccc", "id": "1", "title": hostile, "description": hostile}]
    _publish(computer, body)
    for path in ("/", "/?q=script", "/?q=%22%3E%3Cscript%3E", f"/proceso/{OCID}/"):
        page = site.page(path)
        assert "<script" not in page
        assert "<img" not in page


def test_a_link_that_is_no_web_address_is_no_link():
    from portal.sections.cells import cell_of

    law = load_catalog()
    item = law.record_types["contracting_process"].field_at("/tender/documents/0/url")
    assert cell_of(item, "javascript:alert(1)", law).kind == "text"
    assert cell_of(item, "https://ejemplo.invalid/a.pdf", law).kind == "link"


def test_search_ignores_accents_and_filters_combine(site: Site, computer):
    _publish(computer, small_body("Rehabilitación del camión recolector inventado"))
    found = "Rehabilitación del camión"
    assert found in site.page("/?q=rehabilitacion+CAMION")
    assert found in site.page("/?q=camion&ente=MLA&metodo=direct&etapa=tender")
    assert "Ningún expediente coincide" in site.page("/?q=camion&metodo=open")
    assert "Ningún expediente coincide" in site.page("/?anio=xyz")


def test_the_list_has_pages(site: Site, computer, monkeypatch):
    from portal.publication import pages

    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    for number in range(3):
        _publish(computer, small_body(f"Compra inventada número {number}"), f"{OCID}{number}")
    assert "Página 1 de 2" in site.page("/")
    assert "Página 2 de 2" in site.page("/?pagina=2")
    assert "Página 2 de 2" in site.page("/?pagina=999")


def test_a_process_that_merging_cannot_tell_is_restated(site: Site, computer, monkeypatch):
    from portal.publication import minting

    body = small_body()
    created = _publish(computer, body)
    monkeypatch.setattr(minting, "_agree", lambda *_: False)
    after = {"tender": {**body["tender"], "title": "Compra de papelería, restablecida"}}
    computer.results(computer.change(body, after, created, 4), computer.act("publish", created, after))
    package = site.json(f"/proceso/{OCID}/release-package.json")
    assert [release["id"] for release in package["releases"]] == [f"{OCID}-v2"]
    assert site.json(f"/proceso/{OCID}/release.json")["tender"]["title"] == after["tender"]["title"]
    assert site.client.get(f"/releases/{OCID}-v1.json").status_code == 200
    assert "Archivada" in site.page(f"/proceso/{OCID}/")


def test_stages_not_named_by_the_act_stay_unpublished(site: Site, computer):
    ocid, body = told_bodies()[0]
    created = computer.create(body, ocid)
    acts = [computer.act(kind, created, body) for kind in ("submit", "approve")]
    planning = computer.act("publish", created, body, ("planning", "tender"))
    assert computer.codes(created, *acts, planning)[-1] == "applied"
    release = site.json(f"/proceso/{ocid}/release.json")
    assert "planning" in release
    assert not any(set(row) - {"id", "awardID", "_key"} for row in release.get("contracts", []))
    page = site.page(f"/proceso/{ocid}/")
    assert "Sin publicar" in page
    every = computer.act("publish", created, body, ("planning", "tender", "award", "contract", "implementation"))
    assert computer.codes(every) == ["applied"]
    assert "Sin publicar" not in site.page(f"/proceso/{ocid}/")
