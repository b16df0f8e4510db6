"""Requests behind a true signature whose members no program of ours writes: each has its word, none is an error of the
portal's own, and the honest one after it is taken."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from sync import canonical, keys, wire
from sync.client import new_nonce
from tests.unit.portal.site import PREFIX, Computer, Site, small_body

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-"
TITLE, ROW = "/tender/title", "/contracts/@aaaaaaaaaa"
HUGE = 2**70
LONG = "k" * 400
LINK = {"row_key": "k", "sha256": "0" * 64, "size": 5, "name": "n", "media_type": "m"}
MALFORMED = "malformed"

OPERATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a place beyond every column": ({"sequence": HUGE}, MALFORMED),
    "a place before beyond every column": ({"after_sequence": HUGE}, MALFORMED),
    "a place before the first": ({"after_sequence": -1}, MALFORMED),
    "a version beyond every column": ({"base_version": HUGE}, MALFORMED),
    "an edition of the law before the first": ({"forms_version": 0}, MALFORMED),
    "an edition of the law of a day to come": ({"forms_version": 2**20}, "forms.version"),
    "a hash that is none": ({"prev_hash": LONG}, MALFORMED),
    "a kind of four hundred letters": ({"kind": LONG}, MALFORMED),
    "a kind that nobody knows": ({"kind": "zap"}, "kind.unknown"),
    "a type of four hundred letters": ({"record_type": LONG}, "forms.version"),
    "an author of 100,000 letters": ({"author": "a" * 100_000}, "applied"),
    "an hour that is none": ({"at": LONG}, "applied"),
    "an act with a version beyond every column": ({"kind": "submit", "act": {"version": HUGE}}, MALFORMED),
}
PATCHES: dict[str, tuple[list[Any], str]] = {
    "a folio that is a number": (["set", "/_folio", 5, ""], "patch.malformed"),
    "a folio that is a list": (["set", "/_folio", [], ""], "patch.malformed"),
    "a folio with a member": (["set", "/_folio/x", "a", ""], "patch.malformed"),
    "a folio that is a row": (["row_add", "/_folio", {}, ""], "patch.malformed"),
    "a folio of four hundred letters": (["set", "/_folio", LONG, ""], "folio.too_long"),
    "a status that is a list": (["set", "/_status", [], ""], "workflow.status"),
    "a row with the key of another": (["row_add", ROW, {"_key": "b", "title": "x"}, ""], "applied"),
    "plain values": (["set", "/tender/submissionMethod", ["inPerson", "written"], ""], "applied"),
    "a commitment that is a number": (["set", TITLE, {"_sealed": 5}, ""], "applied"),
    "what it replaced is a number": (["set", TITLE, "x", 5], "patch.malformed"),
    "a day of four hundred letters": (["row_add", "/awards/@a", {"date": LONG, "id": LONG}, ""], "applied"),
}
REQUESTS: dict[str, tuple[dict[str, Any], str]] = {
    "a cursor beyond every column": ({"since": HUGE}, MALFORMED),
    "a cursor before the first": ({"since": -1}, MALFORMED),
    "a count beyond every column": ({"offered": HUGE}, MALFORMED),
    "a year beyond every column": ({"folio_year": HUGE}, MALFORMED),
    "a number of folio beyond every column": ({"folio_year": 2026, "folio_last": HUGE}, MALFORMED),
    "an epoch of four hundred letters": ({"epoch": LONG, "since": 9}, MALFORMED),
    "an hour before every calendar": ({"wall": "0001-01-01T00:00:00+23:59"}, ""),
    "a page after nothing": ({"inventory": LONG}, MALFORMED),
    "a record that has no name": ({"wanted": [LONG]}, MALFORMED),
    "a file larger than any": ({"files": [{**LINK, "record_id": str(uuid.uuid4()), "size": HUGE}]}, MALFORMED),
    "a file of a long name": ({"files": [{**LINK, "record_id": str(uuid.uuid4()), "name": LONG}]}, ""),
}


def carried(computer: Computer, operation: wire.Operation, **members: Any) -> bytes:
    """A request with one operation, some of whose members are as nobody of ours writes them; sealed as others do."""
    written = {**wire.operation_members(operation), **members}
    bare = {name: member for name, member in written.items() if name != "private"}
    batch = {
        "batch_id": str(uuid.uuid4()),
        "sha256": canonical.content_hash([written]),
        "head": canonical.content_hash(bare),
        "operations": [written],
    }
    return sealed(computer, batch=batch)


def sealed(computer: Computer, **members: Any) -> bytes:
    """A request of these members in canonical JSON, signed."""
    payload = canonical.encode({"office_code": computer.office_code, "device_id": computer.device_id, **members})
    return wire.pack("sync", computer.device_id, new_nonce(), payload, computer.signer.sign, encoding="identity")


def answer(site: Site, data: bytes) -> str:
    """The code of the refusal, the rule or code of the result, "" for an answer without a batch."""
    reply = site.post(data)
    if isinstance(reply, wire.Refusal):
        return reply.code
    assert isinstance(reply, wire.SyncReply)
    if reply.receipt is None:
        return ""
    (result,) = reply.receipt.results
    return result.rule or result.code


@pytest.fixture
def computers(site: Site) -> Iterator[Iterator[Computer]]:
    """Computers of one office, a new one for each request; afterwards another is served as if nothing had been: it is
    sent all that was taken, and sends."""
    office = site.office()
    yield (site.computer(office) for _ in count())
    other = site.computer(office, "beto")
    assert other.codes(other.create(small_body(), f"{OCID}honest")) == ["applied"]


def expected_of(table: dict[str, tuple[Any, str]]) -> dict[str, str]:
    return {name: expected for name, (_, expected) in table.items()}


def test_members_of_an_operation(site: Site, computers: Iterator[Computer]) -> None:
    said = {}
    for name, (members, _) in OPERATIONS.items():
        computer = next(computers)
        operation = computer.create(small_body(), f"{OCID}{len(said)}")
        said[name] = answer(site, carried(computer, operation, **members))
    assert said == expected_of(OPERATIONS)


def test_items_of_a_patch(site: Site, computers: Iterator[Computer]) -> None:
    said = {}
    for name, (item, _) in PATCHES.items():
        computer = next(computers)
        operation = computer.operation("create", str(uuid.uuid4()), f"{OCID}{len(said)}")
        said[name] = answer(site, carried(computer, operation, patch=[item]))
    assert said == expected_of(PATCHES)


def test_members_of_a_request(site: Site, computers: Iterator[Computer]) -> None:
    computer = next(computers)
    said = {name: answer(site, sealed(computer, **members)) for name, (members, _) in REQUESTS.items()}
    assert said == expected_of(REQUESTS)


@pytest.mark.parametrize(
    ("members", "expected"),
    [({}, ""), ({"sequence": HUGE}, MALFORMED), ({"sequence": 0}, MALFORMED), ({"op_hash": LONG}, MALFORMED)],
)
def test_a_place_set_aside_twice_in_one_request(
    site: Site, computers: Iterator[Computer], members: dict[str, Any], expected: str
) -> None:
    computer = next(computers)
    operation = computer.create(small_body(), f"{OCID}blank")
    names = ("op_id", "sequence", "prev_hash", "after_sequence", "record_id", "kind")
    blank = {name: getattr(operation, name) for name in names} | {"op_hash": wire.operation_hash(operation)} | members
    assert answer(site, sealed(computer, blanks=[blank, {**blank, "op_id": "otro nombre"}, blank])) == expected


def test_a_nonce_too_short_or_too_long(site: Site, computers: Iterator[Computer]) -> None:
    computer = next(computers)
    for nonce in ("", "a" * 7, "ñ" * 33 + "a" * 32, "a" * 127):
        data = wire.pack("sync", computer.device_id, nonce, b"{}", computer.signer.sign, encoding="identity")
        assert site.client.post(wire.EXCHANGE_PATH, data, content_type=wire.CONTENT_TYPE).status_code == 400


def test_a_computer_of_any_name_is_enrolled(site: Site, computers: Iterator[Computer]) -> None:
    from django.utils import timezone

    from portal.accounts.enrolment import give_code
    from portal.accounts.models import Office, User

    next(computers)
    for name in ("", "\n\u202e", LONG):
        code, _ = give_code(Office.objects.get(), User.objects.get(), timezone.now())
        signer = keys.Signer(keys.new_key())
        public = keys.as_text(signer.public_key())
        payload = canonical.encode({"code": code, "public_key": public, "device_name": name})
        data = wire.pack("enrol", public, new_nonce(), payload, signer.sign, encoding="identity")
        assert isinstance(site.post(data, wire.ENROL_PATH), wire.EnrolReply)
