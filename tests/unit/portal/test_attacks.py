"""What a hostile or broken sender may not do to the portal, to another office or to its own colleagues."""

from __future__ import annotations

import resource
import time
import uuid

import pytest
import zstandard

from sync import keys, wire
from sync.client import new_nonce
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


def published(computer: Computer, title: str, ocid: str, record_id: str = "") -> list[str]:
    """The codes of a record created and published in one batch."""
    body = small_body(title)
    created = computer.create(body, ocid, record_id)
    return computer.codes(created, *computer.publishing(created, body))


def test_a_small_request_without_a_code_costs_little(site: Site) -> None:
    signer = keys.Signer(keys.new_key())
    public = keys.as_text(signer.public_key())
    head = f'{{"code":"x","public_key":"{public}","device_name":"d","x":['.encode()
    payload = zstandard.ZstdCompressor().compress(head + b"[]," * 20_000_000 + b"[]]}")
    sealed = wire.pack("enrol", public, new_nonce(), payload, signer.sign)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    site.post(sealed, wire.ENROL_PATH)
    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # KiB
    assert 400 <= site.status < 500


@pytest.mark.parametrize("same", ["record_id", "ocid"])
def test_an_office_cannot_write_over_the_page_of_another(site: Site, same: str) -> None:
    a = site.computer(site.office("AAA"), "ana")
    b = site.computer(site.office("BBB"), "beto")
    record_id = str(uuid.uuid4())
    assert published(a, "De la oficina A", OCID, record_id) == ["applied"] * 4
    if same == "record_id":
        published(b, "Puesto por la oficina B", f"{PREFIX}-BBB-2026-bbbbbbbb", record_id)
    else:
        published(b, "Puesto por la oficina B", OCID)
    page = site.page(f"/proceso/{OCID}/")
    assert "De la oficina A" in page
    assert "Puesto por la oficina B" not in page


def test_records_that_compress_well_still_come_down_in_readable_pages(site: Site) -> None:
    office = site.office()
    a, b = site.computer(office), site.computer(office, "beto")
    text = "Material de limpieza. " * 40000
    for number in range(12):
        body = small_body()
        rows = [{"_key": f"aaaaaaaa{row:02d}", "id": str(row), "description": text} for row in range(8)]
        body["tender"]["items"] = rows
        assert a.codes(a.create(body, f"{OCID}{number}")) == ["applied"]
    reply = b.site.post(b.seal(b.request(None)))
    assert isinstance(reply, wire.SyncReply)
    assert reply.records


@pytest.mark.parametrize("number", ["1e5000", "1e-999999", "1e-2000000000"])
def test_a_number_of_absurd_exponent_is_refused_at_once(site: Site, number: str) -> None:
    computer = site.computer(site.office())
    message = wire.encode_message(computer.request([computer.create(small_body(), OCID)]))
    item = f'"patch":[["set","/tender/x",{number},""],'.encode()
    assert b'"patch":[' in message
    payload = zstandard.ZstdCompressor().compress(message.replace(b'"patch":[', item))
    sealed = wire.pack("sync", computer.device_id, new_nonce(), payload, computer.signer.sign)
    started = time.process_time()
    site.post(sealed)
    assert time.process_time() - started < 2
    assert 400 <= site.status < 500


def test_an_ocid_with_a_new_line_is_not_published_without_a_page(site: Site) -> None:
    codes = published(site.computer(site.office()), "Con salto de línea", f"{PREFIX}-línea\nnueva")
    assert "applied" not in codes


@pytest.mark.parametrize("role", ["consulta", "lector"])
def test_a_person_of_an_unknown_role_writes_nothing(site: Site, role: str) -> None:
    computer = site.computer(site.office(), "eva", role)
    assert computer.codes(computer.create(small_body(), OCID)) == ["forbidden"]


def test_what_a_revoked_computer_left_waiting_never_enters_the_record(site: Site) -> None:
    from django.utils import timezone

    from portal.accounts.models import Device
    from portal.intake.models import Record

    office = site.office()
    a, b = site.computer(office), site.computer(office, "beto")
    record_id = str(uuid.uuid4())
    item = ["set", "/tender/description", "De la computadora robada", ""]
    assert b.codes(b.operation("patch", record_id, OCID, [item])) == ["held"]
    Device.objects.filter(id=b.device_id).update(revoked_at=timezone.now())
    assert a.codes(a.create(small_body(), OCID, record_id)) == ["applied"]
    assert "robada" not in str(Record.rows.for_office(office).get().content)
