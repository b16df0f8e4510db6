"""Messages: same operation, same hash; personal values stand behind a commitment; envelopes show any change."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import msgspec
import pytest

from sync import canonical, wire

PATCH = [["set", "/tender/title", "Papelería", ""], ["set", "/parties/@a/email", "ana@ejemplo.invalid", ""]]


def operation(**changes):
    members = {
        "op_id": "op-1",
        "device_id": "d-1",
        "sequence": 1,
        "prev_hash": "",
        "after_sequence": 0,
        "record_id": "r-1",
        "record_type": "contracting_process",
        "ocid": "ocds-213czf-X",
        "kind": "create",
        "base_version": 0,
        "forms_version": 1,
        "author": "ana",
        "at": "2026-03-20T15:00:00Z",
        "patch": PATCH,
    }
    return wire.Operation(**{**members, **changes})


def concealed():
    numbers = count(1)
    patch, private = wire.conceal(PATCH, frozenset({"/parties/@a/email"}), lambda: f"{next(numbers):032x}")
    return operation(patch=patch, private=private)


@pytest.mark.parametrize("member", ["op_id", "prev_hash", "record_id", "ocid", "kind", "author", "at"])
def test_the_hash_covers_every_member(member):
    assert wire.operation_hash(operation()) != wire.operation_hash(operation(**{member: "otro"}))


def test_an_operation_survives_the_trip_with_its_hash_and_its_digits():
    sent = operation(patch=[["set", "/tender/value", {"amount": Decimal("4850000.10")}, ""]])
    batch = wire.make_batch("b-1", [sent])
    received = wire.decode_message(wire.encode_message(batch), wire.Batch)
    assert received == batch
    assert wire.operation_hash(received.operations[0]) == batch.head


def test_a_personal_value_stands_in_the_patch_only_as_a_commitment():
    sealed = concealed()
    assert "ejemplo.invalid" not in str(sealed.patch)
    assert wire.reveal(sealed) == PATCH


def test_erasing_a_personal_value_leaves_the_hash_and_drops_the_value():
    sealed = concealed()
    erased = msgspec.structs.replace(sealed, private={})
    assert wire.operation_hash(erased) == wire.operation_hash(sealed)
    assert wire.reveal(erased) == PATCH[:1]


def test_an_altered_personal_value_is_noticed():
    sealed = concealed()
    salt, _ = sealed.private["/parties/@a/email"]
    altered = msgspec.structs.replace(sealed, private={"/parties/@a/email": [salt, "otra@ejemplo.invalid"]})
    with pytest.raises(wire.WireError, match="private_altered"):
        wire.reveal(altered)


def test_what_a_personal_value_replaced_cannot_be_guessed_from_its_hash():
    """A CURP has few unknown letters: its bare hash tells it to whoever tries them."""
    curp = "XEXX010101HNEXXXA4"
    patch = [
        ["set", "/parties/@a/email", None, canonical.short_hash(curp)],
        ["row_remove", "/parties/@b", None, canonical.short_hash({"curp": curp})],
        ["set", "/tender/title", "Otro", canonical.short_hash("Papelería")],
    ]
    numbers = count(1)
    shown, private = wire.conceal(patch, frozenset({"/parties/@a/email"}), lambda: f"{next(numbers):032x}")
    sealed = operation(patch=shown, private=private)
    assert canonical.short_hash(curp) not in str(sealed.patch)
    assert canonical.short_hash({"curp": curp}) not in str(sealed.patch)
    assert wire.reveal(sealed) == patch
    assert wire.reveal(msgspec.structs.replace(sealed, private={})) == patch[2:]
    private["was:/parties/@b"][1] = canonical.short_hash("otro")
    with pytest.raises(wire.WireError, match="private_altered"):
        wire.reveal(msgspec.structs.replace(sealed, private=private))


def test_two_equal_values_have_different_commitments():
    assert wire.commitment("0" * 32, "x") != wire.commitment("1" * 32, "x")


@pytest.mark.parametrize("proto", [wire.FIRST, wire.PROTO])
def test_an_envelope_shows_a_changed_payload(proto):
    packed = wire.pack("sync", "d-1", "n-1", b"carga", lambda data: "A" * 86 + "==", proto=proto, encoding="identity")
    header, payload, _ = wire.unpack(packed)
    assert (header.nonce, header.sender, header.proto, payload) == ("n-1", "d-1", proto, b"carga")
    with pytest.raises(wire.WireError, match="bad_hash"):
        wire.unpack(packed[:-1] + b"A")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no newline",
        b"{}\n",
        b'{"proto":"otro"}\nx',
        b"\xff\n",
        b"\x02",
        b"\x02\x00\x02",
        b"\x02\x09",
        b"\x02\x00\x05\x00\x00" + bytes(80),
    ],
)
def test_what_is_no_envelope_is_refused(data):
    with pytest.raises(wire.WireError):
        wire.unpack(data)
