from __future__ import annotations

import base64

import pytest

from sync import keys

PRIVATE = keys.new_key()


def test_a_new_key_has_32_bytes_and_is_new():
    assert len(PRIVATE) == 32
    assert keys.new_key() != PRIVATE
    assert len(keys.public_key(PRIVATE)) == 32


def test_what_one_key_signs_its_public_half_verifies():
    signer = keys.Signer(PRIVATE)
    signature = signer.sign(b"acta")
    assert signer.public_key() == keys.public_key(PRIVATE)
    assert keys.verify(signer.public_key(), b"acta", signature)


@pytest.mark.parametrize(
    "signature",
    ["", "no base64!", "AAAA", keys.Signer(PRIVATE).sign(b"otra")],
    ids=["empty", "no base64", "short", "of other bytes"],
)
def test_anything_else_is_not_verified(signature):
    assert not keys.verify(keys.public_key(PRIVATE), b"acta", signature)


def test_one_signature_has_one_text():
    signature = keys.Signer(PRIVATE).sign(b"acta")
    assert signature.endswith("==")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = signature[:-3] + alphabet[alphabet.index(signature[-3]) + 1] + "=="
    assert base64.b64decode(other) == base64.b64decode(signature)
    assert not keys.verify(keys.public_key(PRIVATE), b"acta", other)


def test_another_key_does_not_verify():
    assert not keys.verify(keys.public_key(keys.new_key()), b"acta", keys.Signer(PRIVATE).sign(b"acta"))
    assert not keys.verify(b"short", b"acta", keys.Signer(PRIVATE).sign(b"acta"))


def test_keys_travel_as_text():
    assert keys.from_text(keys.as_text(PRIVATE)) == PRIVATE
    for wrong in ("", "AAAA", "ñ", "¡"):
        with pytest.raises(ValueError, match=r"base64|32 bytes"):
            keys.from_text(wrong)


def test_a_signer_does_not_show_its_key():
    device = keys.DeviceKeys(PRIVATE, b"p" * 32)
    assert device.portal_key() == b"p" * 32
    assert PRIVATE.hex() not in repr(device)
    assert str(PRIVATE) not in str(vars(device))
