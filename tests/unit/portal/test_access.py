"""Who may send: every request is a signed envelope of a known device, and serves once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync import envelopes, keys, wire
from sync.client import new_nonce
from tests.unit.portal.site import PREFIX, Site, small_body

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


def _code(office, username="ana", valid_for=timedelta(hours=1)):
    from django.utils import timezone

    from portal.accounts.enrolment import give_code
    from portal.accounts.models import User

    user, _ = User.objects.get_or_create(username=username)
    return give_code(office, user, timezone.now(), valid_for)[0]


def test_enrolment_says_what_the_device_must_know(site: Site):
    office = site.office()
    reply = site.enrol(keys.Signer(keys.new_key()), _code(office))
    assert (reply.office_code, reply.ocid_prefixes, reply.user) == ("MLA", [PREFIX], "ana")


def test_a_code_is_understood_however_it_was_dictated(site: Site):
    code = _code(site.office())
    reply = site.enrol(keys.Signer(keys.new_key()), code.replace("-", "  ").upper())
    assert isinstance(reply, wire.EnrolReply)


def test_a_code_serves_once_but_a_lost_answer_can_be_asked_again(site: Site):
    code, signer = _code(site.office()), keys.Signer(keys.new_key())
    assert site.enrol(signer, code) == site.enrol(signer, code)
    assert site.enrol(keys.Signer(keys.new_key()), code).code == "code_used"


def test_codes_expire_and_invented_ones_are_unknown(site: Site):
    from portal.accounts.enrolment import LEEWAY

    office = site.office()
    expired = _code(office, valid_for=-LEEWAY - timedelta(seconds=1))
    assert site.enrol(keys.Signer(keys.new_key()), expired).code == "code_expired"
    assert site.enrol(keys.Signer(keys.new_key()), "uno dos tres cuatro cinco").code == "code_unknown"


def test_the_words_of_a_code_are_not_kept(site: Site):
    from portal.accounts.models import EnrolmentCode

    code = _code(site.office())
    assert code not in str(EnrolmentCode.objects.values().get())


def test_a_revoked_device_is_refused_and_so_is_an_unknown_one(site: Site):
    from portal.accounts.models import Device

    computer = site.computer(site.office())
    Device.objects.update(revoked_at="2026-03-20T00:00:00Z")
    assert computer.refused(computer.create(small_body(), OCID)) == "revoked_device"
    assert site.status == 401
    computer.device_id = "0190a5c0-0000-7000-8000-000000000000"
    assert computer.refused() == "unknown_device"


def test_another_key_is_a_bad_signature(site: Site):
    computer = site.computer(site.office())
    computer.signer = keys.Signer(keys.new_key())
    assert computer.refused() == "bad_signature"


def test_a_nonce_serves_once(site: Site):
    computer = site.computer(site.office())
    data = computer.seal(computer.request(None), "0123456789abcdef")
    assert isinstance(site.post(data), wire.SyncReply)
    assert site.post(data).code == "replayed"


def test_old_nonces_are_forgotten_in_the_end(site: Site, monkeypatch):
    from portal.intake import writing
    from portal.intake.models import Nonce

    monkeypatch.setattr(writing, "NONCES_KEPT", 3)
    computer = site.computer(site.office())
    for number in range(8):
        site.post(computer.seal(computer.request(None), f"{number:08d}0"))
    assert Nonce.objects.count() == 3


@pytest.mark.parametrize(
    ("members", "code"),
    [({"office_code": "OTRO"}, "wrong_office"), ({"space": "practice"}, "wrong_space"), ({"since": -1}, "malformed")],
)
def test_requests_for_elsewhere_are_refused(site: Site, members: dict, code: str):
    computer = site.computer(site.office())
    assert computer.refused(**members) == code


def test_a_clone_is_a_fork(site: Site):
    computer = site.computer(site.office())
    computer.send(computer.create(small_body(), OCID))
    computer.sequence, computer.head = 0, ""
    assert computer.refused(computer.create(small_body("Otra"), f"{OCID}2")) == "fork"
    assert site.status == 409


def test_an_operation_that_does_not_follow_the_last_is_a_fork(site: Site):
    computer = site.computer(site.office())
    computer.send(computer.create(small_body(), OCID))
    computer.head = "0" * 64
    assert computer.refused(computer.create(small_body("Otra"), f"{OCID}2")) == "fork"


def test_every_cut_of_a_request_is_refused_and_changes_nothing(site: Site):
    from portal.intake.models import StoredOperation

    office = site.office()
    computer = site.computer(office)
    data = computer.seal(computer.request([computer.create(small_body(), OCID)]))
    codes = {site.post(data[:length]).code for length in range(0, len(data), 97)}
    assert codes <= {"malformed", "bad_hash"}
    assert not StoredOperation.rows.for_office(office).exists()


def test_a_batch_that_is_not_what_its_hash_says_is_refused(site: Site):
    computer = site.computer(site.office())
    batch = wire.make_batch("b", [computer.create(small_body(), OCID)])
    wrong = computer.request(None, batch=wire.msgspec.structs.replace(batch, sha256="0" * 64))
    first = envelopes.seal("sync", computer.device_id, new_nonce(), wrong, computer.signer.sign, proto=wire.FIRST)
    assert site.post(first).code == "bad_hash"
    assert computer.refused(batch=wire.msgspec.structs.replace(batch, head="0" * 64)) == "head_differs"


def test_a_bomb_is_refused_before_it_fills_the_memory(site: Site, monkeypatch):
    monkeypatch.setattr(wire, "MAX_BODY_BYTES", 100_000)
    computer = site.computer(site.office())
    payload = envelopes.compress(b" " * 1_000_000)
    data = wire.pack("sync", computer.device_id, new_nonce(), payload, computer.signer.sign)
    assert site.post(data).code == "too_large"


def test_a_request_over_the_limit_is_refused_unread(site: Site):
    from portal.intake.envelope import MAX_REQUEST_BYTES

    response = site.client.post(wire.EXCHANGE_PATH, b"x" * (MAX_REQUEST_BYTES + 1), content_type=wire.CONTENT_TYPE)
    assert response.status_code == 413


@pytest.mark.fault(22, "the portal's disk is full or its database busy")
def test_a_busy_database_asks_to_come_back(site: Site, monkeypatch, expected_logs):
    from django.db import OperationalError

    from portal.intake import exchange

    def busy(*_: object) -> None:
        raise OperationalError("database is locked")

    expected_logs.expected = ("database not available", "Service Unavailable")
    monkeypatch.setattr(exchange, "use_nonce", busy)
    computer = site.computer(site.office())
    data = computer.seal(computer.request(None))
    response = site.client.post(wire.EXCHANGE_PATH, data, content_type=wire.CONTENT_TYPE)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert site.post(computer.seal(computer.request(None))).retry_after == 30


def test_office_rows_are_reached_only_by_their_office(site: Site):
    from portal.intake.models import Record

    with pytest.raises(NotImplementedError):
        Record.rows.count()
