"""Natural persons at the portal: said as the act's policy says, cautious without one, warned of when found."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.unit.forms.test_public_view import CURP, PERSON, RFC
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"
PAGES = ("", "release.json", "release-package.json", "record.json", "record-package.json")


def body(**tender: Any) -> dict[str, Any]:
    small = small_body()
    award = {
        "_key": "award00000",
        "id": "A",
        "status": "active",
        "date": "2026-02-01",
        "title": "Adjudicación de papel",
    }
    supplier = {"_key": "winner0000", "id": PERSON["id"], "name": PERSON["name"]}
    parties = [*small.get("parties", []), PERSON]
    awards = [{**award, "suppliers": [supplier]}]
    return {**small, "tender": {**small["tender"], **tender}, "parties": parties, "awards": awards}


def publish(computer: Computer, content: dict[str, Any], persons: dict[str, str]) -> Any:
    created = computer.create(content, OCID)
    *before, act = computer.publishing(created, content)
    results = computer.results(created, *before, replace(act, act=replace(act.act, persons=persons)))
    return results[-1]


def everything(site: Site) -> str:
    addresses = ["/", "/sitemap.xml", "/datos/paquete.jsonl", f"/releases/{OCID}-v1.json"]
    addresses += [f"/proceso/{OCID}/{page}" for page in PAGES]
    return "\n".join(b"".join(site.client.get(address)).decode() for address in addresses)


def test_without_words_of_the_office_the_portal_is_cautious(site: Site) -> None:
    assert publish(site.computer(site.office()), body(), {}).code == "applied"
    public = everything(site)
    assert PERSON["name"] in public
    assert [text for text in (RFC, CURP, "Calle Secreta", "123 4567") if text in public] == []
    assert OCID not in site.page(f"/?q={RFC}")
    assert OCID in site.page("/?q=Juana")


def test_the_portal_says_what_the_office_lets_it_say(site: Site) -> None:
    assert publish(site.computer(site.office()), body(), {"portal": "none mask"}).code == "applied"
    public = everything(site)
    assert PERSON["name"] not in public
    assert RFC not in public
    assert "PEGJ*********" in public


def test_an_open_policy_opens(site: Site) -> None:
    assert publish(site.computer(site.office()), body(), {"portal": "all show", "pdn": "all show"}).code == "applied"
    public = everything(site)
    assert RFC in public
    assert CURP not in public


@pytest.mark.parametrize("persons", [{"portal": "everything"}, {"radio": "all show"}])
def test_a_policy_that_is_not_understood_publishes_nothing(site: Site, persons: dict[str, str]) -> None:
    result = publish(site.computer(site.office()), body(), persons)
    assert (result.code, result.rule) == ("rejected", "publish.policy")
    assert site.client.get(f"/proceso/{OCID}/").status_code == 404


def test_what_looks_personal_is_told_to_who_published_it(site: Site) -> None:
    content = body(description="Se entrega a Ana Inventada, celular 983 123 4567, en el almacén municipal.")
    result = publish(site.computer(site.office()), content, {})
    assert result.code == "applied"
    assert [(item.pointer, item.code) for item in result.findings] == [("/tender/description", "personal.found")]


def test_the_office_page_shows_what_was_published_and_looks_personal(site: Site) -> None:
    office = site.office()
    content = body(description="Se entrega a Ana Inventada, celular 983 123 4567, en el almacén municipal.")
    publish(site.computer(office), content, {})
    from portal.accounts.models import User

    site.client.force_login(User.objects.get(username="ana"))
    page = site.client.get("/oficina/").content.decode()
    assert "parece tener datos personales" in page
    assert "un teléfono" in page
