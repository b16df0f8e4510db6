"""Who administers sees what waits at every office and since when, and shuts a computer out with one confirmed step."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from forms.words import verdict
from sync import keys
from tests.unit.portal.site import PREFIX, Site, small_body

ON_BOTH = True
OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


@pytest.fixture
def office(site: Site):
    return site.office()


@pytest.fixture
def computer(site: Site, office):
    return site.computer(office, "ana", "administrador")


def enter(site: Site, name: str, *, staff: bool = False) -> None:
    from portal.accounts.models import User

    user, _ = User.objects.get_or_create(username=name)
    User.objects.filter(pk=user.pk).update(is_staff=staff)
    site.client.force_login(User.objects.get(username=name))


def revoke_address(computer) -> str:
    return f"/administracion/MLA/baja/computadora/{computer.device_id}/"


def test_held_and_rejected_are_shown_with_their_age(site: Site, computer, office):
    from django.utils import timezone

    from portal.intake.models import StoredOperation

    created = computer.create(small_body(), OCID)
    later = computer.change(small_body(), {**small_body(), "language": "es"}, created, 1)
    computer.sequence, computer.head = 0, ""
    orphan = computer.operation("patch", later.record_id, OCID, [["set", "/language", "es", ""]])
    assert computer.codes(orphan) == ["held"]
    aged = timezone.now() - timedelta(days=12)
    StoredOperation.rows.for_office(office).update(received_at=aged)
    enter(site, "quien.administra", staff=True)
    page = site.page("/administracion/")
    assert "Municipio MLA" in page
    assert "el más antiguo, hace 12 días" in page
    detail = site.page("/administracion/MLA/")
    assert "En espera de otro cambio" in detail
    assert "12 días</td>" in detail
    assert "Falta que llegue el cambio anterior del mismo expediente." in detail
    assert "after.missing" not in detail


def test_what_the_same_computer_settled_since_needs_nobody_any_more(site: Site, computer, office):
    created = computer.create(small_body(), OCID)
    assert computer.codes(created) == ["applied"]
    clash = computer.operation("patch", created.record_id, OCID, [["set", "/language", "es", "0123456789abcdef"]])
    assert computer.codes(clash) == ["conflict"]
    enter(site, "quien.administra", staff=True)
    assert "se elige en la computadora que lo envió" in site.page("/administracion/MLA/")
    chosen = computer.operation("patch", created.record_id, OCID, [["set", "/language", "es", ""]])
    assert computer.codes(chosen) == ["merged"]
    detail = site.page("/administracion/MLA/")
    assert "Nada espera: todo lo recibido quedó aplicado." in detail
    assert "<dt>necesitan atención</dt><dd>0</dd>" in detail


def test_a_revoked_computer_is_shut_out_with_its_copies_and_what_it_sent_stays(site: Site, computer, office):
    created = computer.create(small_body(), OCID)
    assert computer.codes(created) == ["applied"]
    copy = _copy_of(site, computer)
    enter(site, "quien.administra", staff=True)
    assert "Dar de baja" in site.page(revoke_address(computer))
    assert computer.codes(computer.create(small_body(), f"{OCID}2")) == ["applied"]
    assert site.client.post(revoke_address(computer)).status_code == 302
    for shut_out in (computer, copy):
        assert shut_out.refused(shut_out.create(small_body(), f"{OCID}3")) == "revoked_device"
    detail = site.page("/administracion/MLA/")
    assert "Dada de baja el" in detail
    from portal.intake.models import Record

    assert Record.rows.for_office(office).filter(ocid=OCID).exists()


def _copy_of(site: Site, computer):
    from copy import copy

    from portal.accounts.enrolment import renew_device
    from portal.accounts.models import Device

    signer = keys.Signer(keys.new_key())
    device = renew_device(Device.objects.get(pk=computer.device_id), keys.as_text(signer.public_key()), "copia")
    found = copy(computer)
    found.signer, found.device_id, found.sequence, found.head = signer, str(device.pk), 0, ""
    found.last_on_record = {}
    return found


def test_revoking_needs_the_pages_own_token(site: Site, computer, expected_logs):
    expected_logs.expected = ("CSRF cookie not set",)
    from django.test import Client

    from portal.accounts.models import Device, User

    enter(site, "quien.administra", staff=True)
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.force_login(User.objects.get(username="quien.administra"))
    answer = strict.post(revoke_address(computer))
    assert answer.status_code == 403
    assert "La página estuvo abierta demasiado tiempo" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()
    assert Device.objects.get(pk=computer.device_id).revoked_at is None


@pytest.mark.parametrize("role", ["capturista", "revisor", "instructor"])
def test_whoever_does_not_administer_finds_nothing_there(site: Site, computer, office, role):
    from portal.accounts.models import Device, Membership, User

    enter(site, "luis")
    Membership.objects.create(user=User.objects.get(username="luis"), office=office, role=role)
    for address in ("/administracion/", "/administracion/MLA/", revoke_address(computer)):
        assert site.client.get(address).status_code == 404
    assert site.client.post(revoke_address(computer)).status_code == 404
    assert Device.objects.get(pk=computer.device_id).revoked_at is None


def test_the_administrator_of_an_office_manages_it_and_no_other(site: Site, computer):
    other = site.office("OTRA", "ocds-otra00")
    theirs = site.computer(other, "carla", "administrador")
    enter(site, "ana")
    assert "Administrar computadoras" in site.page("/oficina/")
    assert "Municipio OTRA" not in site.page("/administracion/")
    assert site.client.get("/administracion/OTRA/").status_code == 404
    for address in (
        f"/administracion/OTRA/baja/computadora/{theirs.device_id}/",
        f"/administracion/MLA/baja/computadora/{theirs.device_id}/",
    ):
        assert site.client.post(address).status_code == 404
    assert theirs.codes(theirs.create(small_body(), "ocds-otra00-1")) == ["applied"]
    assert site.client.post(revoke_address(computer)).status_code == 302
    assert computer.refused(computer.create(small_body(), OCID)) == "revoked_device"


def test_nobody_who_has_not_entered_sees_it(site: Site, computer):
    for address in ("/administracion/", "/administracion/MLA/", revoke_address(computer)):
        assert site.client.get(address).status_code == 302


def test_a_computer_whose_clock_is_wrong_is_told_of_and_nothing_is_refused(site: Site, computer):
    from django.utils import timezone

    wall = (timezone.now() + timedelta(days=3650)).isoformat()
    computer.send(computer.create(small_body(), OCID), wall=wall)
    enter(site, "quien.administra", staff=True)
    assert "Su reloj va 3,649 días adelantado." in site.page("/administracion/MLA/")
    for odd in ("ayer", "9" * 40, "2026-01-01T00:00:00"):
        computer.send(wall=odd)
    assert "Su reloj" not in site.page("/administracion/MLA/")


def test_what_keeps_a_record_from_being_published_is_told_in_words(site: Site, computer, office):
    body = {"tender": {"title": "Sin identificador", "procurementMethod": "directa"}}
    created = computer.create(body, OCID)
    assert computer.codes(created, *computer.publishing(created, body))[-1] == "rejected"
    enter(site, "ana")
    for page in ("/administracion/MLA/", "/oficina/"):
        shown = site.page(page)
        assert "El portal encontró errores que impiden publicar." in shown, page
        assert "Falta «" in shown, page
        assert "publish.errors" not in shown, page


def test_every_rule_of_an_answer_has_words():
    intake = Path(__file__).resolve().parents[3] / "portal" / "intake"
    source = " ".join(file.read_text(encoding="utf-8") for file in intake.glob("*.py"))
    rules = set(re.findall(r'rule="([a-z_.]+)"|^(?:SIGNATURE|UNSIGNED) = "([a-z_.]+)"', source, re.MULTILINE))
    assert len(rules) > 20
    assert [rule for pair in rules for rule in pair if rule and not verdict(rule)] == []


def test_an_identifier_of_255_letters_leaves_the_page_readable(site: Site, computer, office):
    item = ["set", "/tender/title", "x", ""]
    orphan = computer.operation("patch", "0197fd7e-0000-7000-8000-000000000001", "o" * 255, [item])
    assert computer.codes(orphan) == ["held"]
    enter(site, "quien.administra", staff=True)
    detail = site.page("/administracion/MLA/")
    assert "o" * 59 + "…" in detail
    assert "o" * 60 not in detail
