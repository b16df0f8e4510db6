"""Acts carry the signature of the person who does them; on a shared computer the portal knows who it was."""

from __future__ import annotations

import msgspec
import pytest

from sync import envelopes, keys, wire
from sync.client import new_nonce
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

ON_BOTH = True
OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


class Person:
    """Somebody with a key of their own, whatever computer they sit at."""

    def __init__(self, site: Site, office, name: str, role: str) -> None:
        from django.utils import timezone

        from portal.accounts.enrolment import give_code
        from portal.accounts.models import Membership, User

        self.office, self.signer = office, keys.Signer(keys.new_key())
        self.public = keys.as_text(self.signer.public_key())
        self.user, _ = User.objects.get_or_create(username=name)
        Membership.objects.get_or_create(user=self.user, office=office, defaults={"role": role})
        self.code, _ = give_code(office, self.user, timezone.now(), for_person=True)
        request = wire.EnrolRequest(code=self.code, public_key=self.public, device_name=name, whose="person")
        data = envelopes.seal("enrol", self.public, new_nonce(), request, self.signer.sign)
        self.reply = site.post(data, wire.ENROL_PATH)

    def signed(self, computer: Computer, kind: str, base: wire.Operation, body, **changed) -> wire.Operation:
        """The act as this person does it at a computer; `changed` is altered after signing."""
        operation = computer.act(kind, base, body)
        act = msgspec.structs.replace(operation.act, person=self.public)
        said = wire.act_bytes(self.office.code, base.record_id, base.ocid, kind, act)
        act = msgspec.structs.replace(act, signature=self.signer.sign(said))
        fresh = msgspec.structs.replace(operation, act=msgspec.structs.replace(act, **changed))
        computer.head = wire.operation_hash(fresh)
        return fresh


@pytest.fixture
def office(site: Site):
    return site.office("DOS", approval="two_persons")


@pytest.fixture
def shared(site: Site, office) -> Computer:
    """One computer, enrolled for Ana, at which everybody works."""
    return site.computer(office, "ana")


def test_two_persons_at_one_computer_agree_and_it_is_published(site: Site, office, shared):
    ana, beto = Person(site, office, "ana", "capturista"), Person(site, office, "beto", "revisor")
    body = small_body()
    created = shared.create(body, OCID)
    acts = (ana.signed(shared, "submit", created, body), beto.signed(shared, "approve", created, body))
    assert shared.codes(created, *acts, beto.signed(shared, "publish", created, body)) == ["applied"] * 4
    assert site.client.get(f"/proceso/{OCID}/").status_code == 200


def test_the_role_is_that_of_who_signed_and_not_of_the_computers_owner(site: Site, office, shared):
    """Ana, whose computer it is, might approve; Luis, who sits at it, may not."""
    luis, body = Person(site, office, "luis", "capturista"), small_body()
    carla = site.computer(office, "carla", "capturista")
    created = carla.create(body, OCID)
    assert carla.codes(created) == ["applied"]
    results = shared.results(
        luis.signed(shared, "submit", created, body), luis.signed(shared, "approve", created, body)
    )
    assert [(item.code, item.rule) for item in results] == [("applied", ""), ("forbidden", "workflow.approve")]


def test_who_captured_is_known_by_name_at_a_shared_computer(site: Site, office, shared):
    beto = Person(site, office, "beto", "revisor")
    body = small_body()
    created = shared.create(body, OCID)
    created = msgspec.structs.replace(created, author="Beto")
    shared.head = wire.operation_hash(created)
    results = shared.results(
        created, beto.signed(shared, "submit", created, body), beto.signed(shared, "approve", created, body)
    )
    assert [item.code for item in results] == ["applied", "applied", "forbidden"]


def test_once_somebody_signs_no_act_of_the_office_is_taken_unsigned(site: Site, office, shared):
    body = small_body()
    created = shared.create(body, OCID)
    assert shared.codes(created, shared.act("submit", created, body)) == ["applied"] * 2
    Person(site, office, "beto", "revisor")
    (result,) = shared.results(shared.act("return", created, body))
    assert (result.code, result.rule) == ("forbidden", "act.unsigned")


@pytest.mark.parametrize(
    "changed", [{"stages": ("tender",)}, {"note": "otra"}, {"signature": "AAAA"}, {"signature": ""}, {"version": 7}]
)
def test_an_act_altered_after_signing_is_nobodys(site: Site, office, shared, changed):
    beto = Person(site, office, "beto", "revisor")
    body = small_body()
    created = shared.create(body, OCID)
    results = shared.results(created, beto.signed(shared, "submit", created, body, **changed))
    assert [(item.code, item.rule) for item in results] == [("applied", ""), ("forbidden", "act.signature")]


def test_a_signature_serves_for_its_record_and_its_act_alone(site: Site, office, shared):
    beto = Person(site, office, "beto", "revisor")
    body = small_body()
    one, two = shared.create(body, OCID), shared.create(body, OCID.replace("aaaaaaaa", "bbbbbbbb"))
    assert shared.codes(one, two, beto.signed(shared, "submit", one, body)) == ["applied"] * 3
    act = beto.signed(shared, "submit", one, body).act
    shared.sequence -= 1
    shared.head = ""
    for kind, base in (("submit", two), ("return", one)):
        shared.sequence, shared.head = _place(shared)
        (result,) = shared.results(shared.operation(kind, base.record_id, base.ocid, act=act))
        assert (result.code, result.rule) == ("forbidden", "act.signature")


def _place(computer: Computer):
    from portal.accounts.models import Device

    device = Device.objects.get(id=computer.device_id)
    return device.sequence, device.head


def test_revoked_keys_people_of_other_offices_and_used_codes_sign_nothing(site: Site, office, shared):
    from portal.accounts.models import PersonKey

    beto = Person(site, office, "beto", "revisor")
    stranger = Person(site, site.office("OTRA"), "carla", "administrador")
    body = small_body()
    created = shared.create(body, OCID)
    results = shared.results(created, stranger.signed(shared, "submit", created, body))
    assert results[1].rule == "act.signature"
    PersonKey.objects.filter(public_key=beto.public).update(revoked_at="2026-03-20T15:00:00Z")
    Person(site, office, "ana", "administrador")
    (result,) = shared.results(beto.signed(shared, "submit", created, body))
    assert result.rule == "act.signature"


def test_a_code_for_a_person_enrols_no_computer_and_serves_once(site: Site, office):
    beto = Person(site, office, "beto", "revisor")
    assert isinstance(beto.reply, wire.EnrolReply)
    other = keys.Signer(keys.new_key())
    assert site.enrol(other, beto.code).code == "code_unknown"
    public = keys.as_text(other.public_key())
    request = wire.EnrolRequest(code=beto.code, public_key=public, device_name="x", whose="person")
    assert site.post(envelopes.seal("enrol", public, new_nonce(), request, other.sign), wire.ENROL_PATH).code == (
        "code_used"
    )


def test_a_new_key_of_a_person_ends_the_one_before(site: Site, office, shared):
    before, now = (Person(site, office, "beto", "revisor") for _ in range(2))
    body = small_body()
    created = shared.create(body, OCID)
    results = shared.results(
        created, before.signed(shared, "submit", created, body), now.signed(shared, "submit", created, body)
    )
    assert [item.rule for item in results] == ["", "act.signature", ""]
