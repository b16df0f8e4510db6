"""The files of tests/fixtures/protocol: the product writes them to the byte, and a reader that knows nothing of the
product, only docs/protocol.md, reads them."""

from __future__ import annotations

import ast
import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync import encodings, keys, verifier, wire
from tests.protocol import golden, reader
from tests.unit.portal.site import Site, database, portal_home, site

__all__ = ["database", "portal_home", "site"]
EXACT = sorted({**golden.messages(), **golden.handed_over()})
PORTAL, DEVICE = golden.PORTAL_SIGNER.public_key(), golden.DEVICE_SIGNER.public_key()


def kept(name: str) -> bytes:
    return (golden.FOLDER / name).read_bytes()


@pytest.fixture
def dictionaries() -> dict[str, bytes]:
    return encodings.dictionaries()


def test_every_file_is_of_this_edition():
    assert {path.name for path in golden.FOLDER.iterdir()} == {*golden.everything(), "README.md"}


@pytest.mark.parametrize("name", EXACT)
def test_the_product_writes_it_to_the_byte(name):
    assert golden.everything()[name] == kept(name)


@pytest.mark.parametrize("name", ["stick.capbatch", "stick.capreceipt"])
def test_the_product_writes_a_volume_to_the_byte(name):
    assert golden.on_a_stick()[name] == kept(name)


@pytest.mark.parametrize("name", sorted(golden.folded()))
def test_folded_requests_hold_the_same(name, dictionaries):
    _, whole = reader.read_envelope(kept("batch.request.bin"), DEVICE, dictionaries)
    header, payload = reader.read_envelope(kept(name), DEVICE, dictionaries)
    assert payload == whole
    assert wire.unpack(kept(name))[0].encoding == header["encoding"]


@pytest.mark.parametrize("name", sorted(name for name in golden.messages() if name != "slice.request.bin"))
def test_another_reader_reads_every_message(name, dictionaries):
    public = PORTAL if name.endswith("reply.bin") else DEVICE
    header, payload = reader.read_envelope(kept(name), public, dictionaries)
    assert header["reply_to" if public == PORTAL else "nonce"] == golden.REQUEST_NONCE
    assert reader.write_json(reader.read_json(payload)) == payload


def test_another_reader_reads_a_batch_and_its_receipt(dictionaries):
    _, asked = reader.read_envelope(kept("batch.request.bin"), DEVICE, dictionaries)
    request = reader.read_request(asked)
    assert [reader.operation_hash(one) for one in request["batch"]["operations"]] == [
        wire.operation_hash(one) for one in golden.operations()
    ]
    _, answered = reader.read_envelope(kept("batch.reply.bin"), PORTAL, dictionaries)
    reader.check_receipt(reader.read_json(answered)["receipt"], PORTAL, request)


def test_another_reader_reads_a_slice_of_a_file(dictionaries):
    _, payload = reader.read_envelope(kept("slice.request.bin"), DEVICE, dictionaries)
    head, _, data = payload.partition(b"\n")
    assert (reader.read_json(head)["offset"], data) == (4, b"HELLO!")


def test_another_reader_opens_a_stick_and_its_receipt():
    label, (request,) = reader.read_volume(kept("stick.capbatch"), DEVICE, golden.PORTAL_KEY, PORTAL)
    assert (label["kind"], len(request["batch"]["operations"])) == ("batch", 3)
    label, (reply,) = reader.read_volume(kept("stick.capreceipt"), PORTAL, golden.DEVICE_KEY, DEVICE)
    reader.check_receipt(reply["receipt"], PORTAL, request)


def test_the_verifier_that_runs_alone_finds_the_history_sound():
    lines = kept("history.jsonl").decode().splitlines()
    assert verifier.verify(lines, base64.b64encode(PORTAL).decode()).wrong == []


@pytest.mark.parametrize("name", ["batch.request.bin", "batch.reply.bin", "stick.capbatch"])
def test_another_reader_sees_any_changed_byte(name, dictionaries):
    data = kept(name)
    for place in range(0, len(data), 41):
        with pytest.raises((ValueError, KeyError)):
            _read(name, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], dictionaries)


def _read(name: str, data: bytes, dictionaries: dict[str, bytes]) -> None:
    if name.startswith("stick"):
        reader.read_volume(data, DEVICE, golden.PORTAL_KEY, PORTAL)
    else:
        reader.read_envelope(data, PORTAL if name.endswith("reply.bin") else DEVICE, dictionaries)


def test_the_other_reader_knows_nothing_of_the_product():
    tree = ast.parse(Path(reader.__file__).read_text(encoding="utf-8"))
    named: Iterator[Any] = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    rooms = {(node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name for node in named}
    assert not {room.partition(".")[0] for room in rooms} & {"sync", "capture_app", "forms", "portal", "ui", "tests"}


def test_the_real_portal_takes_the_golden_batch_and_the_other_reader_reads_its_answer(site: Site, dictionaries):
    from portal.accounts.models import Device, Membership, User
    from portal.intake.keys import portal_public_key

    office, person = site.office(golden.OFFICE), User.objects.create(username="ana")
    Membership.objects.create(user=person, office=office, role="administrador")
    Device.objects.create(
        id=golden.DEVICE, office=office, user=person, name="inventada", public_key=keys.as_text(DEVICE)
    )
    sent = kept("batch.request.bin")
    response = site.client.post(wire.EXCHANGE_PATH, sent, content_type=wire.CONTENT_TYPE)
    portal = base64.b64decode(portal_public_key())
    header, payload = reader.read_envelope(response.content, portal, dictionaries)
    receipt = reader.read_json(payload)["receipt"]
    assert (response.status_code, header["reply_to"]) == (200, golden.REQUEST_NONCE)
    reader.check_receipt(receipt, portal, reader.read_request(sent.partition(b"\n")[2]))
    assert [result["code"] for result in receipt["results"]][:2] == ["applied", "applied"]
