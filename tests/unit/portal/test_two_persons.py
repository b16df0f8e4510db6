"""Where two persons must agree, what is published is what the second one read."""

from __future__ import annotations

from tests.unit.portal.site import PREFIX, Site, small_body

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


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
