"""The portal's reviewers see why a warning stands; the public never does."""

from __future__ import annotations

from tests.unit.portal.site import PREFIX, Site, small_body

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"
REASON = "Es el teléfono del almacén municipal, no de una persona."
TEXT = "Se entrega en el almacén municipal, teléfono 983 123 4567, en horario de oficina."


def test_a_reason_is_shown_to_the_office_and_to_nobody_else(site: Site) -> None:
    from forms.justifications import with_reason
    from forms.validate import validate
    from portal.accounts.models import User
    from portal.intake.judgement import context_of

    office = site.office()
    computer = site.computer(office)
    body = small_body()
    body["tender"]["description"] = TEXT
    from datetime import UTC, datetime

    context = context_of(OCID, office, datetime(2026, 3, 20, tzinfo=UTC), "draft")
    found = next(item for item in validate(body, "contracting_process", context) if item.code == "personal.found")
    path, value = with_reason(body, found, REASON, "Ana", "2026-03-20T15:00:00Z")
    body["_justified"] = {path.removeprefix("/_justified/").replace("~1", "/"): value}
    created = computer.create(body, OCID)
    assert computer.codes(created, *computer.publishing(created, body)) == ["applied"] * 4
    pages = ["", "release.json", "release-package.json", "record.json", "record-package.json"]
    public = b"".join(b"".join(site.client.get(f"/proceso/{OCID}/{page}")) for page in pages).decode()
    assert TEXT in public
    assert REASON not in public
    assert OCID not in site.page("/?q=almac%C3%A9n+persona")
    site.client.force_login(User.objects.get(username="ana"))
    assert REASON in site.client.get("/oficina/").content.decode()
