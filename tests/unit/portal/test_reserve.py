"""What is reserved stands nowhere on the portal until its act is published, and the page says why."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from capture_app.ocds.updates import STAGES
from tests.unit.ocds.reserved_bodies import STATES, Tender
from tests.unit.ocds.test_nothing_reserved_leaks import unpacked
from tests.unit.portal.site import PREFIX, Site

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"
NOT_FOR_THE_PUBLIC = (
    "exchange",
    "enrol",
    "blob",
    "keys",
    "first_exchange",
    "first_enrol",
    "first_blob",
    "sign_out",
    "file",
    "office",
    "admin",
)


def addresses() -> Iterator[str]:
    """Every address of the portal that anyone can ask for, taken from its own table: a new one is tried by itself."""
    from django.urls import get_resolver, reverse

    from portal.publication.models import Release

    for route in get_resolver().url_patterns:
        names = set(getattr(route.pattern, "converters", {}))
        if route.name in NOT_FOR_THE_PUBLIC or names - {"ocid", "release_id"}:
            continue
        releases = Release.objects.values_list("release_id", flat=True) if "release_id" in names else [""]
        for release in releases:
            values = {"ocid": OCID, "release_id": release}
            yield reverse(route.name, kwargs={name: values[name] for name in names})


def everything_public(site: Site) -> bytes:
    """Every page and file that anyone can get, workbooks and zips unpacked, and what the search looks in."""
    from portal.publication.models import Process, Supplier

    responses = [site.client.get(address) for address in addresses()]
    assert {response.status_code for response in responses} == {200}
    assert len(responses) > 15
    columns = [list(Process.objects.values_list("search_text", "title", "suppliers", "buyer", "folio"))]
    columns.append(list(Supplier.objects.values_list("party_id", "name")))
    return b"\n".join((*(unpacked(b"".join(response)) for response in responses), str(columns).encode()))


def body_in(tender: Tender, state: int) -> dict[str, Any]:
    """The body with a status that no rule refuses and without what is an error to publish."""
    body = tender.body(state)
    planning, procedure = ({**body[name], "documents": _sound(body[name]["documents"])} for name in STAGES[:2])
    typed = {"/tender/items/@gone000000/description": next(iter(body["_typed"].values()))}
    return {**body, "_typed": typed, "planning": planning, "tender": {**procedure, "status": "active"}}


def _sound(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of documents with personal data no public version, so that nothing needs a resolution."""
    lacking = {"url", "_redaction"}
    return [
        {name: member for name, member in row.items() if not row.get("_personal") or name not in lacking}
        for row in documents
    ]


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


@pytest.mark.parametrize("seed", range(4))
def test_nothing_leaks_from_what_is_restated_withdrawn_or_published_by_stages(site: Site, seed: int) -> None:
    """Acts of random stages while rows come and go: neither the old releases nor the new ones say what is reserved."""
    chance = Random(seed)
    computer, tender = site.computer(site.office(is_demo=True)), Tender(chance)
    body = body_in(tender, 1)
    last = computer.create(body, OCID)
    codes = computer.codes(last, *computer.publishing(last, body))
    assert codes == ["applied"] * 4
    for state in (2, 4, 5):
        after = body_in(tender, state)
        if state == 5:
            after = {**after, "parties": [*after["parties"][:-4], *after["parties"][-2:]]}
            after["tender"] = {**after["tender"], "documents": after["tender"]["documents"][1:]}
            del after["complaints"], after["tender"]["items"]
        change = computer.change(body, after, last, 100)
        published = computer.act("publish", last, after, chance.choice([(), STAGES, STAGES[:2]]))
        results = computer.results(change, published)
        assert [result.code for result in results] == ["applied"] * 2, results
        assert tender.leaks(state, everything_public(site)) == []
        body = after
