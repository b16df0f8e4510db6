"""A device signs with another key from now on; its chain and what it sealed stay as they are."""

from __future__ import annotations

from sync import envelopes, keys, wire
from sync.client import new_nonce
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


def change(site: Site, computer: Computer, signer: keys.Signer, voucher: str = "") -> wire.EnrolReply | wire.Refusal:
    public = keys.as_text(signer.public_key())
    said = voucher or computer.signer.sign(wire.renewal_bytes(computer.device_id, public, "key"))
    request = wire.EnrolRequest(
        code="", public_key=public, device_name="", whose="key", renews=computer.device_id, voucher=said
    )
    reply = site.post(envelopes.seal("enrol", public, new_nonce(), request, signer.sign), wire.ENROL_PATH)
    assert isinstance(reply, wire.EnrolReply | wire.Refusal)
    return reply


def test_the_same_device_goes_on_with_another_key_and_the_one_before_serves_no_more(site: Site):
    computer, another = site.computer(site.office()), keys.Signer(keys.new_key())
    assert computer.codes(computer.create(small_body(), OCID)) == ["applied"]
    assert change(site, computer, another).device_id == computer.device_id
    sealed = computer.create(small_body("Otra"), f"{OCID}2")
    assert computer.refused(sealed) == "bad_signature"
    computer.signer = another
    assert computer.codes(sealed) == ["applied"]


def test_a_lost_answer_can_be_asked_for_again(site: Site):
    computer, another = site.computer(site.office()), keys.Signer(keys.new_key())
    assert change(site, computer, another) == change(site, computer, another)


def test_only_the_key_of_now_vouches_for_the_next_and_for_nothing_else(site: Site):
    computer, another = site.computer(site.office()), keys.Signer(keys.new_key())
    public = keys.as_text(another.public_key())
    for voucher in ("x", computer.signer.sign(wire.renewal_bytes(computer.device_id, public))):
        assert change(site, computer, another, voucher).code == "bad_signature"
    first = computer.signer
    change(site, computer, another)
    assert change(site, computer, keys.Signer(keys.new_key())).code == "bad_signature"
    computer.signer = another
    assert change(site, computer, first).code == "malformed"


def test_another_computer_cannot_take_over_a_key(site: Site):
    office = site.office()
    ana, beto = site.computer(office), site.computer(office, "beto")
    assert change(site, ana, beto.signer).code == "malformed"


def test_who_is_revoked_gets_no_other_key(site: Site):
    from portal.accounts.models import Device

    computer = site.computer(site.office())
    Device.objects.update(revoked_at="2026-03-20T00:00:00Z")
    assert change(site, computer, keys.Signer(keys.new_key())).code == "revoked_device"
