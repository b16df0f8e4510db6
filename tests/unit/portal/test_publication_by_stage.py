"""What is published of some stages names nobody of the others, and what was withdrawn is not shown."""

from __future__ import annotations

import pytest

from tests.unit.portal.site import PREFIX, Site, small_body

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"
WINNER = {"_key": "wwwwwwwwww", "id": "MX-RFC-GAN180514AB1", "name": "Ganadora Inventada"}
OFFICE = {"_key": "oooooooooo", "id": "MX-RFC-MLA110217AB9", "name": "Municipio Inventado", "roles": ["buyer"]}
REFERENCE = {name: WINNER[name] for name in ("_key", "id", "name")}


def _body():
    award = {
        "_key": "aaaaaaaaaa",
        "id": "ADJ-1",
        "title": "Adjudicación inventada",
        "status": "active",
        "date": "2026-02-18",
        "suppliers": [REFERENCE],
    }
    parties = [OFFICE, {**WINNER, "roles": ["supplier", "payee"]}]
    planning = {"rationale": "Falta papel en las oficinas"}
    return {**small_body(), "planning": planning, "parties": parties, "awards": [award]}


def test_publishing_only_the_request_does_not_name_who_won(site: Site):
    computer, body = site.computer(site.office(is_demo=True)), _body()
    created = computer.create(body, OCID)
    acts = [computer.act(kind, created, body) for kind in ("submit", "approve")]
    assert computer.codes(created, *acts, computer.act("publish", created, body, ("planning",)))[-1] == "applied"
    release = site.json(f"/proceso/{OCID}/release.json")
    assert "Municipio Inventado" in str(release)
    assert "Ganadora" not in str(release)
    assert "Ganadora" not in site.page(f"/proceso/{OCID}/")


def test_publishing_all_names_who_won(site: Site):
    computer, body = site.computer(site.office(is_demo=True)), _body()
    created = computer.create(body, OCID)
    assert set(computer.codes(created, *computer.publishing(created, body))) == {"applied"}
    assert "Ganadora" in str(site.json(f"/proceso/{OCID}/release.json"))


@pytest.mark.parametrize("nested", [{}, {"documents": [{"_key": "cccccccccc", "id": "d1", "title": "Fallo"}]}])
def test_a_withdrawn_award_leaves_the_page_with_all_it_held(site: Site, nested):
    from portal.publication.models import Process

    computer, body = site.computer(site.office(is_demo=True)), small_body()
    award = {"_key": "aaaaaaaaaa", "id": "ADJ-77", "title": "Se retira", "status": "active", **nested}
    before = {**body, "awards": [award]}
    created = computer.create(before, OCID)
    assert set(computer.codes(created, *computer.publishing(created, before))) == {"applied"}
    computer.codes(computer.change(before, body, created, 4), computer.act("publish", created, body))
    assert Process.objects.get().stage == "tender"
    assert "ADJ-77" not in site.page(f"/proceso/{OCID}/")
