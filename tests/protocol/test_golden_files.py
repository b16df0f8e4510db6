"""The files of tests/fixtures/protocol: the product writes them to the byte, and a reader that knows nothing of the
product, only docs/protocol.md, reads them."""

from __future__ import annotations

import ast
import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync import canonical, encodings, keys, verifier, wire
from tests.protocol import golden, reader
from tests.unit.portal.site import Site, database, portal_home, site

__all__ = ["database", "portal_home", "site"]
EXACT = sorted(golden.exact())
EDITIONS = sorted(golden.FOLDERS)
NEXT = golden.NEXT_SIGNER.public_key()
PORTAL, DEVICE = golden.PORTAL_SIGNER.public_key(), golden.DEVICE_SIGNER.public_key()


def kept(name: str) -> bytes:
    return (golden.FOLDER / name).read_bytes()


@pytest.fixture
def dictionaries() -> dict[str, bytes]:
    return encodings.dictionaries()


def test_every_file_is_of_this_edition():
    found = {path.relative_to(golden.FOLDER).as_posix() for path in golden.FOLDER.rglob("*") if path.is_file()}
    assert found == {*golden.everything(), "README.md"}


@pytest.mark.parametrize("name", EXACT)
def test_the_product_writes_it_to_the_byte(name):
    assert golden.everything()[name] == kept(name)


@pytest.mark.parametrize("name", ["stick.capbatch", "stick.capreceipt", "stick-of-two-keys.capreceipt"])
def test_the_product_writes_a_volume_to_the_byte(name):
    assert golden.on_a_stick()[name] == kept(name)


@pytest.mark.parametrize(
    ("proto", "name"), [(proto, name) for proto in EDITIONS for name in sorted(golden.folded(proto))]
)
def test_folded_requests_hold_the_same(proto, name, dictionaries):
    _, whole = opened(f"{golden.FOLDERS[proto]}/batch.request.bin", dictionaries)
    header, payload = opened(name, dictionaries)
    assert payload == whole
    assert wire.unpack(kept(name))[0].encoding == header["encoding"]


def opened(name: str, dictionaries: dict[str, bytes]) -> tuple[Any, bytes]:
    """A message as the other reader reads it."""
    is_reply = name.endswith("reply.bin")
    signer = NEXT if name.endswith("keys.reply.bin") else PORTAL
    public, asked = (signer, golden.REQUEST_NONCE) if is_reply else (DEVICE, "")
    return reader.read_envelope(kept(name), public, dictionaries, asked)


def request_of(proto: str, dictionaries: dict[str, bytes]) -> Any:
    header, asked = opened(f"{golden.FOLDERS[proto]}/batch.request.bin", dictionaries)
    return reader.read_request(asked, "" if proto == wire.FIRST else header["sender"])


@pytest.mark.parametrize(
    "name", sorted(name for name in golden.exact() if name.endswith(".bin") and "slice.request" not in name)
)
def test_another_reader_reads_every_message(name, dictionaries):
    header, payload = opened(name, dictionaries)
    assert header["reply_to" if name.endswith("reply.bin") else "nonce"] == golden.REQUEST_NONCE
    if not name.endswith("2/batch.request.bin"):
        assert reader.write_json(reader.read_json(payload)) == payload


@pytest.mark.parametrize("proto", EDITIONS)
def test_another_reader_reads_a_batch_and_its_receipt(proto, dictionaries):
    request = request_of(proto, dictionaries)
    sealed = [wire.members_of(one) for one in golden.operations(proto)]
    assert reader.write_json(request["batch"]["operations"]) == canonical.encode(sealed)
    _, answered = opened(f"{golden.FOLDERS[proto]}/batch.reply.bin", dictionaries)
    reader.check_receipt(reader.read_json(answered)["receipt"], PORTAL, request)


@pytest.mark.parametrize("proto", EDITIONS)
def test_another_reader_reads_a_slice_of_a_file(proto, dictionaries):
    _, payload = opened(f"{golden.FOLDERS[proto]}/slice.request.bin", dictionaries)
    head, _, data = payload.partition(b"\n")
    assert (reader.read_json(head)["offset"], data) == (4, b"HELLO!")


def test_another_reader_opens_a_stick_and_its_receipt():
    label, (request,) = reader.read_volume(kept("stick.capbatch"), DEVICE, golden.PORTAL_KEY, PORTAL)
    assert (label["kind"], len(request["batch"]["operations"])) == ("batch", 3)
    label, (reply,) = reader.read_volume(kept("stick.capreceipt"), PORTAL, golden.DEVICE_KEY, DEVICE)
    reader.check_receipt(reply["receipt"], PORTAL, request)


def test_another_reader_follows_the_portals_key(dictionaries):
    header, payload = opened("2/keys.reply.bin", dictionaries)
    said = reader.read_json(payload)
    assert (header["kind"], said["portal_key"]) == ("keys-reply", base64.b64encode(NEXT).decode())
    assert reader.following_key(PORTAL, said["steps"]) == NEXT
    assert reader.following_key(DEVICE, said["steps"]) == DEVICE
    (step,) = said["steps"]
    with pytest.raises(ValueError, match="not signed"):
        reader.following_key(PORTAL, [{**step, "at": "2030-01-01T00:00:00Z"}])
    label, _ = reader.read_volume(kept("stick-of-two-keys.capreceipt"), NEXT, golden.DEVICE_KEY, DEVICE)
    assert reader.following_key(PORTAL, label["portal_keys"]) == NEXT


def test_the_verifier_goes_from_one_key_to_the_other():
    lines = kept("history-of-two-keys.jsonl").decode().splitlines()
    for key in (PORTAL, NEXT):
        verdict = verifier.verify(lines, base64.b64encode(key).decode())
        assert (verdict.wrong, verdict.receipts, verdict.days) == ([], 1, 2)


def test_the_verifier_that_runs_alone_finds_the_history_sound():
    lines = kept("history.jsonl").decode().splitlines()
    assert verifier.verify(lines, base64.b64encode(PORTAL).decode()).wrong == []


@pytest.mark.parametrize(
    "name", ["1/batch.request.bin", "1/batch.reply.bin", "2/batch.request.bin", "2/batch.reply.bin", "stick.capbatch"]
)
def test_another_reader_sees_any_changed_byte(name, dictionaries):
    data = kept(name)
    for place in range(0, len(data), 41):
        with pytest.raises((ValueError, KeyError)):
            _read(name, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], dictionaries)


def _read(name: str, data: bytes, dictionaries: dict[str, bytes]) -> None:
    if name.startswith("stick"):
        reader.read_volume(data, DEVICE, golden.PORTAL_KEY, PORTAL)
    else:
        is_reply = name.endswith("reply.bin")
        public, asked = (PORTAL, golden.REQUEST_NONCE) if is_reply else (DEVICE, "")
        header, _ = reader.read_envelope(data, public, dictionaries, asked)
        if (header["reply_to"] if is_reply else header["nonce"]) != golden.REQUEST_NONCE:
            raise ValueError("another question")


def test_the_other_reader_knows_nothing_of_the_product():
    tree = ast.parse(Path(reader.__file__).read_text(encoding="utf-8"))
    named: Iterator[Any] = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    rooms = {(node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name for node in named}
    assert not {room.partition(".")[0] for room in rooms} & {"sync", "capture_app", "forms", "portal", "ui", "tests"}


@pytest.mark.parametrize("proto", EDITIONS)
def test_the_real_portal_takes_the_golden_batch_and_the_other_reader_reads_its_answer(
    site: Site, dictionaries, proto: str
):
    """At the address of its edition; a desktop that was never updated is answered as it asks."""
    from portal.accounts.models import Device, Membership, User
    from portal.intake.keys import portal_public_key

    office, person = site.office(golden.OFFICE), User.objects.create(username="ana")
    Membership.objects.create(user=person, office=office, role="administrador")
    Device.objects.create(
        id=golden.DEVICE, office=office, user=person, name="inventada", public_key=keys.as_text(DEVICE)
    )
    sent = kept(f"{golden.FOLDERS[proto]}/batch.request.bin")
    address = wire.EXCHANGE_PATH if proto == wire.PROTO else wire.FIRST_PATHS[wire.EXCHANGE_PATH]
    response = site.client.post(address, sent, content_type=wire.CONTENT_TYPE)
    portal = base64.b64decode(portal_public_key())
    header, payload = reader.read_envelope(response.content, portal, dictionaries, golden.REQUEST_NONCE)
    receipt = reader.read_json(payload)["receipt"]
    assert (response.status_code, header["reply_to"]) == (200, golden.REQUEST_NONCE)
    assert wire.unpack(response.content)[0].proto == proto
    reader.check_receipt(receipt, portal, request_of(proto, dictionaries))
    assert [result["code"] for result in receipt["results"]][:2] == ["applied", "applied"]
