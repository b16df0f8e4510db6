"""Certificate authorities that an office trusts beside the system's: read, and named by their fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from sync.errors import SyncError

_PEM = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority: SHA-256 fingerprint (``AB:CD:…``), whose it is, until when it serves, and itself in PEM."""

    fingerprint: str
    subject: str
    until: datetime
    pem: str


def read_authority(data: bytes, now: datetime) -> Authority:
    """The authority in a file (PEM or DER). SyncError: ``authority_unreadable``, ``authority_several``,
    ``authority_not_one`` (the certificate of a server, or one that may not vouch for others), ``authority_expired``."""
    if data.count(_PEM) > 1:
        raise SyncError("authority_several")
    try:
        found = x509.load_pem_x509_certificate(data) if _PEM in data else x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise SyncError("authority_unreadable") from error
    if not _may_vouch(found):
        raise SyncError("authority_not_one")
    if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
        raise SyncError("authority_expired", until=f"{found.not_valid_after_utc:%d/%m/%Y}")
    print_ = found.fingerprint(SHA256()).hex(":").upper()
    return Authority(
        print_, found.subject.rfc4514_string(), found.not_valid_after_utc, found.public_bytes(Encoding.PEM).decode()
    )


def _may_vouch(found: x509.Certificate) -> bool:
    try:
        return bool(found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False
