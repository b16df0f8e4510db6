"""One more authority is trusted by an administrator who compared its fingerprint, and by nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capture_app.errors import BadInput, CaptureError, Damaged, NotFound, Refused
from capture_app.ids import SystemClock
from capture_app.services.authorities import AuthorityService
from capture_app.store.authorities import trusted
from sync.errors import TlsFailed
from tests.unit.sync.test_connections import certificate, post, served


def service_of(office, role: str = "administrador") -> AuthorityService:
    settings = office.desk.settings.acting_as("Ana", role)
    return AuthorityService(replace(office.desk, settings=settings, clock=SystemClock()))


def test_it_is_trusted_only_with_its_fingerprint_and_then_its_portal_is_reached(office, tmp_path):
    pem, service = certificate(tmp_path), service_of(office)
    data = pem.read_bytes()
    shown = service.look_at(data).fingerprint
    with served(pem) as server:
        assert isinstance(post(server.address, trusted(office.connection)), TlsFailed)
        with pytest.raises(BadInput, match="La huella no es"):
            service.trust(data, shown.replace(shown[:2], "00", 1) if shown[:2] != "00" else "FF" + shown[2:])
        assert isinstance(post(server.address, trusted(office.connection)), TlsFailed)
        assert server.seen == []
        service.trust(data, shown.lower().replace(":", " "))
        service.trust(data, shown)
        assert [one.fingerprint for one in service.trusted()] == [shown]
        assert post(server.address, trusted(office.connection)) == b"whatever"
        service.forget(shown)
        assert isinstance(post(server.address, trusted(office.connection)), TlsFailed)
    with pytest.raises(NotFound):
        service.forget(shown)


@pytest.mark.parametrize("role", ["capturista", "revisor", "instructor"])
def test_nobody_else_decides_whom_to_trust(office, tmp_path, role):
    data, service = certificate(tmp_path).read_bytes(), service_of(office, role)
    shown = service.look_at(data).fingerprint
    for act in (lambda: service.trust(data, shown), lambda: service.forget(shown)):
        with pytest.raises(Refused, match="Solo quien administra"):
            act()
    assert trusted(office.connection) is None


def test_what_is_no_authority_or_is_over_is_not_taken(office, tmp_path):
    service = service_of(office)
    expired = certificate(tmp_path, days=-1).read_bytes()
    two = certificate(tmp_path).read_bytes() * 2
    for data, words in ((b"hola", "no es un certificado"), (expired, "ya no sirve"), (two, "varios certificados")):
        with pytest.raises(CaptureError, match=words):
            service.trust(data, "00")


def test_a_row_put_in_by_other_means_is_noticed(office, tmp_path):
    pem, service = certificate(tmp_path), service_of(office)
    service.trust(pem.read_bytes(), service.look_at(pem.read_bytes()).fingerprint)
    with office.connection.transaction():
        office.connection.execute("UPDATE authority SET added_by = 'otra persona'")
    with pytest.raises(Damaged):
        trusted(office.connection)


def test_the_command_line_shows_the_fingerprint_before_it_trusts(tmp_path):
    from tests.journeys.desktop import Desktop

    desktop = Desktop(tmp_path / "oficina")
    desktop.begin()
    pem = certificate(tmp_path)
    shown = desktop.captura("authority", "add", pem, code=1)
    assert desktop.captura("authority", "list") == []
    added = desktop.captura("authority", "add", pem, "--fingerprint", shown["fingerprint"])
    assert [one["fingerprint"] for one in desktop.captura("authority", "list")] == [added["fingerprint"]]
