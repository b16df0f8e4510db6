"""From one key of the portal to the next: what is believed and what is not."""

from __future__ import annotations

import msgspec
import pytest

from sync import fingerprints, keys, portal_keys, stick, wire

FIRST, SECOND, THIRD, THIEF = (keys.Signer(bytes([number]) * 32) for number in (1, 2, 3, 9))
AT = "2026-03-21T06:00:00Z"


def text(signer: keys.Signer) -> str:
    return keys.as_text(signer.public_key())


def step(before: keys.Signer, follows: keys.Signer, *, by=None, taken_by=None, at: str = AT) -> wire.KeyStep:
    bare = wire.KeyStep(before=text(before), follows=text(follows), at=at)
    signed = wire.key_step_bytes(bare)
    return msgspec.structs.replace(
        bare, signature=(by or before).sign(signed), accepted=(taken_by or follows).sign(signed)
    )


ONE, TWO = step(FIRST, SECOND), step(SECOND, THIRD)


def test_the_steps_lead_from_the_key_that_is_known_to_the_one_that_signs():
    assert portal_keys.leading(text(FIRST), text(THIRD), [ONE, TWO]) == [ONE, TWO]
    assert portal_keys.leading(text(SECOND), text(THIRD), [ONE, TWO]) == [TWO]
    assert portal_keys.leading(text(THIRD), text(THIRD), [ONE, TWO]) == []


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [TWO],
        [step(FIRST, SECOND, by=THIEF)],
        [step(FIRST, SECOND, taken_by=FIRST)],
        [msgspec.structs.replace(ONE, at="2030-01-01T00:00:00Z")],
        [msgspec.structs.replace(ONE, signature="")],
        [msgspec.structs.replace(ONE, before="no es una llave")],
        [step(FIRST, THIRD), step(THIRD, FIRST)],
        [step(FIRST, FIRST)],
    ],
    ids=["none", "gap", "thief", "not taken", "altered", "unsigned", "no key", "a circle", "itself"],
)
def test_anything_else_leads_nowhere(steps):
    assert portal_keys.leading(text(FIRST), text(SECOND), steps) is None


def test_nobody_goes_back():
    assert portal_keys.leading(text(SECOND), text(FIRST), [ONE]) is None


def test_what_a_person_compared_is_believed_and_only_that():
    said = fingerprints.fingerprint(text(SECOND))
    lost = msgspec.structs.replace(ONE, signature="")
    assert portal_keys.leading(text(FIRST), text(SECOND), [lost], said) == [lost]
    assert portal_keys.leading(text(FIRST), text(THIRD), [lost, TWO], said) == [lost, TWO]
    assert portal_keys.leading(text(FIRST), text(THIRD), [lost], said) is None
    (made,) = portal_keys.leading(text(FIRST), text(SECOND), [], said)
    assert (made.before, made.follows, made.accepted) == (text(FIRST), text(SECOND), "")


def test_a_fingerprint_is_said_by_telephone_in_eight_groups_however_they_are_written():
    said = fingerprints.fingerprint(text(FIRST))
    assert [len(group) for group in said.split()] == [4] * 8
    assert fingerprints.is_fingerprint(said.replace(" ", "-").upper(), text(FIRST))
    assert not fingerprints.is_fingerprint(said, text(SECOND))
    assert not fingerprints.is_fingerprint(said[:-1], text(FIRST))
    assert not fingerprints.is_fingerprint("", text(FIRST))


def test_receipts_are_believed_of_the_key_of_today_and_of_those_that_handed_over_whatever_their_dates():
    holder = stick.Holder(keys.DeviceKeys(bytes(32), THIRD.public_key()), (), (ONE, TWO))
    assert list(holder.believed()) == [THIRD.public_key(), SECOND.public_key(), FIRST.public_key()]


def test_receipts_of_a_key_that_was_declared_stolen_and_of_those_before_it_are_not_believed():
    lost = msgspec.structs.replace(TWO, signature="")
    holder = stick.Holder(keys.DeviceKeys(bytes(32), THIRD.public_key()), (), (ONE, lost))
    assert list(holder.believed()) == [THIRD.public_key()]
