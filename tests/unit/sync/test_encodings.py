"""Every way to fold a payload, and what happens where one side does not know it."""

from __future__ import annotations

import re
import uuid
import zlib
from datetime import UTC, datetime

import pytest

from capture_app.patching import difference
from forms.catalog import load_catalog
from sync import encodings, envelopes, keys, wire
from sync.client import SyncClient
from sync.errors import Refused, ReplyRefused
from tests.faults.portal_double import sealed_reply
from tests.unit.portal.site import database, generated_bodies, portal_home, site

__all__ = ["database", "portal_home", "site"]

TEXT = b'{"hola":"' + b"x" * 5000 + b'"}'
KNOWN = encodings.preferred()
TRAVELLING = [re.sub("zstd:.*-", "zstd:", name) for name in KNOWN]  # a dictionary goes by the end of its name


@pytest.mark.parametrize("encoding", KNOWN)
def test_what_is_folded_is_unfolded(encoding):
    assert encodings.decompress(encodings.compress(TEXT, encoding), encoding) == TEXT


@pytest.mark.parametrize("encoding", KNOWN)
@pytest.mark.parametrize("most", [100, 4999])
def test_never_more_than_the_limit(encoding, most):
    with pytest.raises(wire.WireError, match="too_large"):
        encodings.decompress(encodings.compress(TEXT, encoding), encoding, most)


@pytest.mark.parametrize("encoding", ["gzip", *(name for name in KNOWN if name.startswith("zstd"))])
def test_a_cut_payload_is_malformed_or_shorter_and_never_believed_whole(encoding):
    payload = encodings.compress(TEXT, encoding)
    try:
        read = encodings.decompress(payload[:-3], encoding)
    except wire.WireError:
        return
    assert len(read) < len(TEXT)


@pytest.mark.parametrize("encoding", ["br", "zstd:nobody-00000000", ""])
def test_an_encoding_nobody_knows(encoding):
    for fold in (encodings.compress, encodings.decompress):
        with pytest.raises(wire.WireError, match="encoding_unknown"):
            fold(TEXT, encoding)


def test_without_the_library_gzip_is_spoken(monkeypatch):
    monkeypatch.setattr(encodings, "zstandard", None)
    assert encodings.preferred() == ("gzip", "identity")
    assert zlib.decompress(encodings.compress(TEXT, "gzip"), 31) == TEXT
    with pytest.raises(wire.WireError, match="encoding_unknown"):
        encodings.decompress(b"", "zstd")


def test_dictionaries_carry_their_hash():
    assert encodings.dictionaries()
    assert all(name.startswith("contracting_process-") for name in encodings.dictionaries())


def one_create(seed_body) -> wire.SyncRequest:
    ocid, body = seed_body
    patch = difference({}, body, load_catalog().record_types["contracting_process"])
    operation = wire.Operation(
        op_id=str(uuid.uuid4()),
        device_id=str(uuid.uuid4()),
        sequence=12,
        prev_hash="ab" * 32,
        after_sequence=0,
        record_id=str(uuid.uuid4()),
        record_type="contracting_process",
        ocid=ocid,
        kind="create",
        base_version=0,
        forms_version=1,
        author="lupita",
        at="2026-03-20T15:00:00.000000Z",
        patch=patch,
    )
    batch = wire.make_batch(str(uuid.uuid4()), [operation])
    return wire.SyncRequest(office_code="MLA", device_id=operation.device_id, epoch="e" * 16, batch=batch)


def test_a_single_record_travels_smaller_with_the_dictionary():
    """Another seed than the training's."""
    requests = [wire.encode_message(one_create(found)) for found in generated_bodies(20)]
    best, plain = (sum(len(encodings.compress(data, name)) for data in requests) for name in (KNOWN[0], "zstd"))
    assert best < plain * 0.6


class Portal:
    """Answers as a portal that knows some encodings; a transport of its own."""

    def __init__(self, known: tuple[str, ...], altered: int = 0) -> None:
        self.signer = keys.Signer(keys.new_key())
        self.known = known
        self.altered = altered
        self.asked: list[str] = []

    def post(self, path: str, body: bytes, now: datetime) -> bytes:
        header, _, _ = wire.unpack(body)
        self.asked.append(header.encoding)
        if header.encoding not in self.known:
            message, kind, encoding = wire.Refusal(code="encoding_unknown"), "refusal", "gzip"
        else:
            message, kind = wire.SyncReply(office_code="MB", epoch="e", sequence=0), "sync-reply"
            encoding = header.encoding
        data = sealed_reply(kind, message, self.signer, header.nonce, encoding)
        if self.altered:
            self.altered -= 1
            return data[:-1]
        return data

    def close(self) -> None:
        """Nothing is open."""


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 3, 20, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


REQUEST = wire.SyncRequest(office_code="MB", device_id="d")


def client_of(portal: Portal) -> SyncClient:
    return SyncClient(portal, keys.DeviceKeys(keys.new_key(), portal.signer.public_key()), Clock())  # type: ignore[arg-type]


@pytest.mark.parametrize("known", [KNOWN[-3:], KNOWN[-2:], KNOWN[-1:]])
def test_a_portal_that_knows_less_is_spoken_to_in_what_it_knows(known):
    portal = Portal(known)
    client = client_of(portal)
    client.exchange(REQUEST)
    client.exchange(REQUEST)
    assert portal.asked == [*TRAVELLING[: KNOWN.index(known[0]) + 1], known[0]]


def test_a_portal_that_knows_nothing_is_an_error():
    with pytest.raises(Refused):
        client_of(Portal(())).exchange(REQUEST)


def test_after_an_altered_reply_nothing_is_folded_any_more():
    portal = Portal((*KNOWN, *TRAVELLING), altered=1)
    client = client_of(portal)
    with pytest.raises(ReplyRefused):
        client.exchange(REQUEST)
    assert client.exchange(REQUEST).reply.office_code == "MB"
    assert portal.asked == [TRAVELLING[0], "identity"]


@pytest.mark.parametrize("encoding", KNOWN)
def test_the_real_portal_answers_in_the_encoding_it_was_asked_in(site, encoding):
    computer = site.computer(site.office())
    data = envelopes.seal("sync", computer.device_id, "n" * 16, computer.request(None), computer.signer.sign, encoding)
    response = site.client.post(wire.EXCHANGE_PATH, data, content_type=wire.CONTENT_TYPE)
    header, payload, _ = wire.unpack(response.content)
    assert response.status_code == 200
    assert encoding.endswith(header.encoding.removeprefix("zstd:"))
    assert wire.decode_message(encodings.decompress(payload, encoding), wire.SyncReply).office_code == "MLA"


def test_the_real_portal_says_which_encoding_it_does_not_know(site):
    computer = site.computer(site.office())
    payload = wire.encode_message(computer.request(None))
    data = wire.pack("sync", computer.device_id, "n" * 16, payload, computer.signer.sign, encoding="br")
    response = site.client.post(wire.EXCHANGE_PATH, data, content_type=wire.CONTENT_TYPE)
    header, payload, _ = wire.unpack(response.content)
    refusal = wire.decode_message(encodings.decompress(payload, header.encoding), wire.Refusal)
    assert (response.status_code, refusal.code) == (415, "encoding_unknown")
