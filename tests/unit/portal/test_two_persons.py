"""Where two persons must agree, what is published is what the second one read."""

from __future__ import annotations

from tests.unit.portal.site import PREFIX, Site, small_body

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


def test_an_office_of_one_reviews_its_own_work_in_the_open(site: Site) -> None:
    """The portal finds out by itself who captured, whatever the act says, and counts it."""
    from portal.accounts.models import User

    office = site.office("UNO", approval="one_person")
    ana, beto = site.computer(office, "ana"), site.computer(office, "beto", "revisor")
    body = small_body()
    created = ana.create(body, OCID)
    assert ana.results(created, ana.act("submit", created, body), ana.act("approve", created, body))[-1].rule == (
        "workflow.self_review"
    )
    other = ana.create(small_body("Compra de pintura inventada para pruebas"), OCID.replace("aaaaaaaa", "bbbbbbbb"))
    seen = small_body("Compra de pintura inventada para pruebas")
    assert ana.codes(other, ana.act("submit", other, seen)) == ["applied"] * 2
    assert beto.results(beto.act("approve", other, seen))[-1].rule == ""
    site.client.force_login(User.objects.get(username="ana"))
    page = site.client.get("/oficina/").content.decode()
    assert "1 de las últimas aprobaciones la hizo la misma persona que capturó; 1 sin decir el motivo." in page


def test_an_amount_changed_after_the_approval_is_not_published(site: Site) -> None:
    office = site.office("DOS", approval="two_persons")
    ana, beto = site.computer(office, "ana"), site.computer(office, "beto", "revisor")
    body = small_body()
    created = ana.create(body, OCID)
    assert ana.codes(created, ana.act("submit", created, body)) == ["applied"] * 2
    assert beto.codes(beto.act("approve", created, body)) == ["applied"]
    after = {"tender": {**body["tender"], "value": {"amount": 9999999, "currency": "MXN"}}}
    codes = ana.codes(ana.change(body, after, created, 3), ana.act("publish", created, after))
    assert codes[0] == "applied"
    assert codes[1] != "applied"
    assert site.client.get(f"/proceso/{OCID}/").status_code == 404
    assert ana.codes(ana.act("submit", created, after)) == ["applied"]
    assert beto.codes(beto.act("approve", created, after)) == ["applied"]
    assert ana.codes(ana.act("publish", created, after)) == ["applied"]
    assert site.client.get(f"/proceso/{OCID}/").status_code == 200


def test_what_was_approved_last_counts_and_not_an_approval_before(site: Site) -> None:
    office = site.office("DOS", approval="two_persons")
    ana, beto = site.computer(office, "ana"), site.computer(office, "beto", "revisor")
    body = small_body()
    created = ana.create(body, OCID)
    assert ana.codes(created) == ["applied"]
    for number in range(6):
        after = small_body(f"Compra de papelería inventada, versión {number}")
        change = ana.change(body, after, created, 4 * number + 1)
        assert ana.codes(change, ana.act("submit", created, after)) == ["applied"] * 2
        assert beto.codes(beto.act("approve", created, after)) == ["applied"]
        body = after
        if number < 5:
            assert beto.codes(beto.act("return", created, after)) == ["applied"]
    assert ana.codes(ana.act("publish", created, body)) == ["applied"]


def test_a_note_on_a_field_makes_the_reviewer_no_author_and_an_edit_does(site: Site) -> None:
    office = site.office("NOTA", approval="two_persons")
    ana, beto = site.computer(office, "ana"), site.computer(office, "beto", "revisor")
    body, ocid = small_body(), f"{PREFIX}-MLA-2026-bbbbbbbb"
    created = ana.create(body, ocid)
    assert ana.codes(created, ana.act("submit", created, body)) == ["applied"] * 2
    note = {"_key": "notaaaaaaa", "by": "beto", "at": "2026-03-20T15:00:00Z", "text": "Diga el tamaño"}
    noted = {**body, "_notes": {"/tender/title": [note]}}
    assert beto.codes(beto.change(body, noted, created, 2)) == ["applied"]
    assert beto.codes(beto.act("approve", created, noted)) == ["applied"]


def test_an_edit_by_the_reviewer_still_makes_him_one(site: Site) -> None:
    office = site.office("EDIT", approval="two_persons")
    ana, beto = site.computer(office, "ana"), site.computer(office, "beto", "revisor")
    body, ocid = small_body(), f"{PREFIX}-MLA-2026-cccccccc"
    created = ana.create(body, ocid)
    assert ana.codes(created, ana.act("submit", created, body)) == ["applied"] * 2
    after = {"tender": {**body["tender"], "title": "Otro título"}}
    assert beto.codes(beto.change(body, after, created, 2)) == ["applied"]
    assert beto.codes(beto.act("approve", created, {**body, **after})) != ["applied"]
