"""Certificates, and patience that is counted per stall."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync import connections, transport
from sync.errors import SyncError, TlsFailed, TransportFailed
from sync.transport import Transport
from tests.faults.proxy import LoopbackPortal

NOW = datetime.now(UTC)


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
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
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


def post(address: str, authorities: str | None) -> bytes | SyncError:
    line = Transport(address, authorities=authorities)
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


def test_an_authority_that_an_administrator_added_is_believed(tmp_path):
    pem = certificate(tmp_path)
    with served(pem) as server:
        assert post(server.address, pem.read_text()) == b"whatever"


@pytest.mark.fault(28, "TLS: unknown authority, expired, another host")
@pytest.mark.parametrize(("host", "days"), [("127.0.0.2", 30), ("127.0.0.1", -1)])
def test_another_host_or_an_old_certificate_stops(tmp_path, host, days):
    pem = certificate(tmp_path, host, days)
    with served(pem) as server:
        error = post(server.address, pem.read_text())
    assert isinstance(error, TlsFailed)
    assert server.seen == []


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
