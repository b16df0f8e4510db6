"""What is reserved stands nowhere on the portal until its act is published, and the page says why."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.unit.ocds.reserved_bodies import STATES, Tender
from tests.unit.portal.site import PREFIX, Site

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"
PAGES = ("", "release.json", "release-package.json", "record.json", "record-package.json")


def everything_public(site: Site) -> bytes:
    """Every page and file that anyone can get."""
    addresses = ["/", "/datos/", "/sitemap.xml", "/datos/paquete.jsonl", f"/releases/{OCID}-v1.json"]
    addresses += [f"/proceso/{OCID}/{page}" for page in PAGES]
    responses = [site.client.get(address) for address in addresses]
    assert {response.status_code for response in responses} == {200}
    return b"\n".join(b"".join(response) for response in responses)


def body_in(tender: Tender, state: int) -> dict[str, Any]:
    """The body with a status that no rule refuses and without what is an error to publish."""
    body = tender.body(state)
    return {**body, "tender": {**body["tender"], "status": "active"}}


@pytest.mark.parametrize("seed", range(6))
def test_nothing_reserved_is_on_the_portal_before_its_act(site: Site, seed: int) -> None:
    computer = site.computer(site.office(is_demo=True))
    tender = Tender(Random(seed))
    first, last = 1 + seed % 3, len(STATES) - 1
    before, after = body_in(tender, first), body_in(tender, last)
    created = computer.create(before, OCID)
    results = computer.results(created, *computer.publishing(created, before))
    assert [result.code for result in results] == ["applied"] * 4, results
    public = everything_public(site)
    assert tender.leaks(first, public) == []
    assert (b"Reservado hasta la apertura" in public) == (first < 2)
    acts = [computer.change(before, after, created, 4), *computer.publishing(created, after)]
    assert computer.results(*acts)[-1].code == "applied"
    public = everything_public(site)
    assert tender.leaks(last, public) == []
    assert tender.unseen(public) == []
    assert b"Reservado hasta" not in public
