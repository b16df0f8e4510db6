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
