"""Whose certificate it was that nobody vouches for: told to a person, who may compare it; nothing is sent to it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from sync.errors import TlsFailed, words

CONNECT_SECONDS = 10.0


def tls_failed(address: str, now: datetime) -> TlsFailed:
    """The error for a portal's address whose certificate was refused, with the reason and the SHA-256 fingerprint of
    the certificate shown there now; without them where it shows none."""
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 443
    found = _shown(host, port)
    if found is None:
        return TlsFailed("tls_untrusted", why=words("tls_why_unreadable"))
    print_ = found.fingerprint(SHA256()).hex(":").upper()
    why = words(f"tls_why_{_reason(found, host, now)}", **_dates(found))
    return TlsFailed("tls_untrusted", why=f"{why} {words('tls_shown', fingerprint=print_)}")


def _shown(host: str, port: int) -> x509.Certificate | None:
    """The certificate at an address: a handshake of its own that is left before a byte of data."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with suppress(OSError, ValueError), socket.create_connection((host, port), CONNECT_SECONDS) as line:
        with context.wrap_socket(line, server_hostname=host) as secured:
            der = secured.getpeercert(binary_form=True)
        return x509.load_der_x509_certificate(der or b"")
    return None


def _reason(found: x509.Certificate, host: str, now: datetime) -> str:
    if now > found.not_valid_after_utc:
        return "expired"
    if now < found.not_valid_before_utc:
        return "early"
    return "authority" if _is_for(found, host) else "host"


def _dates(found: x509.Certificate) -> dict[str, str]:
    begins, ends = found.not_valid_before_utc, found.not_valid_after_utc
    return {"begins": f"{begins:%d/%m/%Y}", "ends": f"{ends:%d/%m/%Y}"}


def _is_for(found: x509.Certificate, host: str) -> bool:
    """Whether a certificate names the host; a star stands for one label."""
    try:
        named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    with suppress(ValueError):
        return ipaddress.ip_address(host) in named.get_values_for_type(x509.IPAddress)
    wide = "*." + host.lower().partition(".")[2]
    return any(name.lower() in (host.lower(), wide) for name in named.get_values_for_type(x509.DNSName))
