"""Certificates, and patience that is counted per stall."""

from __future__ import annotations

import base64
import gc
import ipaddress
import socket
import socketserver
import ssl
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync import connections, transport, untrusted
from sync.errors import SyncError, TlsFailed, TransportFailed
from sync.pins import pin_of
from sync.transport import Transport
from tests.faults.proxy import LoopbackPortal

NOW = datetime.now(UTC)


def _named(host: str) -> x509.GeneralName:
    return x509.DNSName(host) if host[-1].isalpha() else x509.IPAddress(ipaddress.ip_address(host))


def fingerprint(pem: Path) -> str:
    found = x509.load_pem_x509_certificate(pem.read_bytes())
    return found.fingerprint(hashes.SHA256()).hex(":").upper()


def certificate(folder: Path, host: str = "127.0.0.1", days: int = 30) -> Path:
    """A self-signed certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Portal inventado")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=60))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "portal.pem"
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


def served(pem: Path) -> LoopbackPortal:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return LoopbackPortal(lambda *_: b"whatever", tls=context)


def post(address: str, authorities: str | None, *pins: str) -> bytes | SyncError:
    line = Transport(address, authorities=authorities, pins=pins)
    try:
        return line.post("/x", b"data", NOW)
    except SyncError as error:
        return error
    finally:
        line.close()


@pytest.mark.fault(28, "TLS: unknown authority, expired, another host")
def test_a_certificate_that_nobody_vouches_for_stops_before_any_data(tmp_path, monkeypatch):
    pem = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with served(pem) as server:
        error = post(server.address, None)
    assert isinstance(error, TlsFailed)
    assert server.seen == []
    assert "nadie en quien esta computadora confía" in error.message
    assert fingerprint(pem) in error.message
    assert "memoria USB" in error.message


def test_an_authority_that_an_administrator_added_is_believed(tmp_path):
    pem = certificate(tmp_path)
    with served(pem) as server:
        assert post(server.address, pem.read_text()) == b"whatever"


@pytest.mark.fault(28, "TLS: unknown authority, expired, another host")
@pytest.mark.parametrize(
    ("host", "days", "why"), [("127.0.0.2", 30, "es de otra dirección"), ("127.0.0.1", -1, "venció el")]
)
def test_another_host_or_an_old_certificate_stops(tmp_path, host, days, why):
    pem = certificate(tmp_path, host, days)
    with served(pem) as server:
        error = post(server.address, pem.read_text())
    assert isinstance(error, TlsFailed)
    assert server.seen == []
    assert why in error.message
    assert fingerprint(pem) in error.message


OTHER_KEY, ONE_MORE = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_a_portal_whose_key_is_not_the_one_expected_gets_no_data(tmp_path):
    pem = certificate(tmp_path)
    with served(pem) as server:
        error = post(server.address, pem.read_text(), OTHER_KEY, ONE_MORE)
    assert isinstance(error, TlsFailed)
    assert server.seen == []
    assert pin_of_file(pem) in error.message
    assert "captura settings portal_pins" in error.message


def test_the_key_in_reserve_serves_as_well_as_the_one_in_use(tmp_path):
    pem = certificate(tmp_path)
    with served(pem) as server:
        assert post(server.address, pem.read_text(), OTHER_KEY, pin_of_file(pem)) == b"whatever"


def test_a_pin_does_not_stand_for_an_authority(tmp_path):
    pem = certificate(tmp_path)
    with served(pem) as server:
        error = post(server.address, None, pin_of_file(pem), OTHER_KEY)
    assert isinstance(error, TlsFailed)
    assert error.code == "tls_untrusted"
    assert server.seen == []


def pin_of_file(pem: Path) -> str:
    return pin_of(x509.load_pem_x509_certificate(pem.read_bytes()))


def test_a_portal_that_shows_no_certificate_is_told_without_one():
    with LoopbackPortal(lambda *_: b"whatever") as server:
        error = post(server.address.replace("http://", "https://"), None)
    assert isinstance(error, TlsFailed)
    assert "no mostró su certificado" in error.message


def test_a_line_that_ends_while_the_encryption_is_agreed_is_a_cut_and_no_false_certificate():
    class HangsUp(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(65536)

    with socketserver.TCPServer(("127.0.0.1", 0), HangsUp) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        error = post(f"https://127.0.0.1:{server.server_address[1]}", None)
        server.shutdown()
        thread.join()
    assert isinstance(error, TransportFailed)
    assert error.code == "cut"


@pytest.mark.parametrize(
    ("host", "days", "now", "why"),
    [
        ("captura.ejemplo.mx", 30, NOW, "authority"),
        ("captura.otro.mx", 30, NOW, "host"),
        ("captura.ejemplo.mx", -1, NOW, "expired"),
        ("captura.ejemplo.mx", 30, NOW - timedelta(days=90), "early"),
    ],
)
def test_the_reason_is_read_from_the_certificate(tmp_path, host, days, now, why):
    found = x509.load_pem_x509_certificate(certificate(tmp_path, "*.ejemplo.mx", days).read_bytes())
    assert untrusted._reason(found, host, now) == why


def test_a_silent_portal_is_left_after_a_stall(monkeypatch):
    monkeypatch.setattr(transport, "STALL_SECONDS", 0.05)
    released = threading.Event()

    def silent(*_):
        released.wait(5)
        return b""

    with LoopbackPortal(silent) as server:
        line = Transport(server.address)
        with pytest.raises(TransportFailed) as caught:
            line.post("/x", b"data", NOW)
        released.set()
        line.close()
    assert caught.value.code == "stalled"


def test_while_sending_a_stall_counts_and_not_the_time_for_connecting(monkeypatch):
    """The portal reads nothing for longer than a connection may take; the message is larger than any buffer."""
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.05)
    served_late = LoopbackPortal(lambda *_: b"whatever")
    read = served_late._serve
    pause = threading.Event()

    def late(request):
        pause.wait(0.3)
        read(request)

    served_late._serve = late  # type: ignore[method-assign]
    with served_late as server:
        line = Transport(server.address)
        assert line.post("/x", bytes(16 * 1024 * 1024), NOW) == b"whatever"
        monkeypatch.setattr(connections, "STALL_SECONDS", 0.05)
        line.close()
        with pytest.raises(TransportFailed):
            line.post("/x", bytes(16 * 1024 * 1024), NOW)
        line.close()


def test_what_a_cut_line_was_sending_is_let_go_at_once():
    """Some hundred cut slices of a file would otherwise stay in memory until rubbish is looked for."""
    body = bytes(1000)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    gc.collect()
    gc.disable()
    try:
        before = sys.getrefcount(body)
        with pytest.raises(TransportFailed):
            Transport(address).post("/x", body, NOW)
        assert sys.getrefcount(body) == before
    finally:
        gc.enable()
