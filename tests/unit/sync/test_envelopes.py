"""Each proof of a reply has a test that turns red when the proof is left out."""

from __future__ import annotations

import tracemalloc

import msgspec
import pytest
import zstandard

from sync import envelopes, keys, wire
from sync.errors import Refused, ReplyRefused, RetryLater, TransportFailed
from tests.faults.portal_double import sealed_reply

SIGNER = keys.Signer(keys.new_key())
KEY = SIGNER.public_key()
REPLY = wire.SyncReply(office_code="MB", epoch="e1", sequence=3)


def sealed(message: msgspec.Struct = REPLY, kind: str = "sync-reply", reply_to: str = "n1", signer=SIGNER) -> bytes:
    return sealed_reply(kind, message, signer, reply_to)


def opened(data: bytes) -> wire.SyncReply:
    return envelopes.open_reply(data, "sync-reply", "n1", wire.SyncReply, KEY)


def refused(data: bytes) -> str:
    with pytest.raises(ReplyRefused) as caught:
        opened(data)
    return caught.value.code


def test_a_proved_reply_is_read():
    assert opened(sealed()) == REPLY


def test_another_nonce():
    assert refused(sealed(reply_to="n2")) == "reply_not_ours"


def test_another_key():
    assert refused(sealed(signer=keys.Signer(keys.new_key()))) == "reply_unsigned"


def test_another_kind():
    assert refused(sealed(kind="enrol-reply")) == "reply_not_ours"


def test_every_altered_byte_is_refused():
    data = sealed()
    for at in range(len(data)):
        altered = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(ReplyRefused):
            opened(altered)


def test_every_cut_is_refused():
    data = sealed()
    for at in range(len(data)):
        with pytest.raises(ReplyRefused):
            opened(data[:at])


def test_a_payload_exchanged_for_another_is_refused():
    other = wire.SyncReply(office_code="MB", epoch="e1", sequence=9)
    assert refused(sealed()[:-10] + sealed(other)[-10:]) == "reply_altered"


def test_a_reply_of_the_first_edition_is_proved_likewise():
    payload = envelopes.compress(wire.encode_message(REPLY))

    def first(reply_to: str = "n1", signer=SIGNER) -> bytes:
        return wire.pack("sync-reply", "portal", "p1", payload, signer.sign, reply_to=reply_to, proto=wire.FIRST)

    assert opened(first()) == REPLY
    assert refused(first("n2")) == "reply_not_ours"
    assert refused(first(signer=keys.Signer(keys.new_key()))) == "reply_unsigned"


def test_the_signature_covers_the_whole_nonce_and_not_only_what_is_echoed():
    with pytest.raises(ReplyRefused, match="reply_unsigned"):
        envelopes.open_reply(sealed(reply_to="abcd1"), "sync-reply", "abcd2", wire.SyncReply, KEY)


def test_a_bomb_is_refused_without_unfolding_it():
    most = 1024 * 1024
    bomb = zstandard.ZstdCompressor(level=1).compress(bytes(64 * most))
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(wire.WireError, match="too_large"):
        envelopes.decompress(bomb, "zstd", most)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * most


def test_the_limit_itself_is_allowed():
    assert len(envelopes.decompress(envelopes.compress(bytes(1000)), "zstd", 1000)) == 1000
    for encoding in ("zstd", "identity"):
        payload = envelopes.compress(bytes(1001)) if encoding == "zstd" else bytes(1001)
        with pytest.raises(wire.WireError, match="too_large"):
            envelopes.decompress(payload, encoding, 1000)


def test_a_window_that_would_take_much_memory_is_refused():
    wide = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    stream = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    frame = stream.compress(b"x" * 10) + stream.flush()
    with pytest.raises(wire.WireError, match="malformed"):
        envelopes.decompress(frame, "zstd")


@pytest.mark.parametrize(("payload", "encoding"), [(b"not zstd", "zstd"), (b"{}", "br")])
def test_what_cannot_be_unfolded_is_refused(payload, encoding):
    data = wire.pack("sync-reply", "", "n1", payload, SIGNER.sign, reply_to="n1", encoding=encoding)
    assert refused(data) == "reply_altered"


def test_a_payload_that_is_no_reply_is_refused():
    assert refused(sealed(wire.Refusal(code="x"))) == "reply_altered"


def test_a_proved_refusal_says_its_code():
    with pytest.raises(Refused) as caught:
        opened(sealed(wire.Refusal(code="revoked_device"), kind="refusal"))
    assert caught.value.code == "revoked_device"


def test_a_refusal_because_of_the_way_can_be_tried_again():
    with pytest.raises(TransportFailed):
        opened(sealed(wire.Refusal(code="bad_hash"), kind="refusal"))


def test_a_proved_pause():
    with pytest.raises(RetryLater) as caught:
        opened(sealed(wire.Refusal(code="retry_later", retry_after=90), kind="refusal"))
    assert caught.value.seconds == 90


def test_an_unproved_refusal_is_no_refusal():
    assert (
        refused(sealed(wire.Refusal(code="x"), kind="refusal", signer=keys.Signer(keys.new_key()))) == "reply_unsigned"
    )


def test_an_enrolment_must_be_signed_by_the_key_it_brings():
    reply = wire.EnrolReply(
        device_id="d1",
        office_code="MB",
        office_name="Municipio inventado",
        ocid_prefixes=[],
        user="u",
        portal_key=keys.as_text(KEY),
        epoch="e1",
    )
    assert envelopes.open_enrolment(sealed(reply, "enrol-reply"), "n1") == reply
    for wrong in (
        sealed(reply, "enrol-reply", signer=keys.Signer(keys.new_key())),
        sealed(msgspec.structs.replace(reply, portal_key="AAAA"), "enrol-reply"),
        sealed(reply, "enrol-reply", reply_to="n2"),
    ):
        with pytest.raises(ReplyRefused):
            envelopes.open_enrolment(wrong, "n1")
