"""Slices at the portal: whose they are, where they go, and what is believed."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from sync import encodings, wire
from sync.client import new_nonce
from tests.unit.portal.site import Computer, Site

ON_BOTH = True
CONTENT = b"contenido inventado de un anexo"
NAME = hashlib.sha256(CONTENT).hexdigest()


def link(sha256: str = NAME, **members) -> wire.FileLink:
    plain = {"record_id": str(uuid.uuid4()), "row_key": "abcdefghij", "size": len(CONTENT), "name": "anexo.pdf"}
    return wire.FileLink(**{**plain, "sha256": sha256, "media_type": "application/pdf", **members})


def post(computer: Computer, data: bytes, offset: int = 0, nonce: str = "", **members):
    head = {"office_code": computer.office_code, "device_id": computer.device_id, "sha256": NAME, "size": len(CONTENT)}
    message = wire.encode_message(wire.BlobSlice(**{**head, "offset": offset, **members}))
    sign = computer.signer.sign
    body = wire.pack(
        "blob", computer.device_id, nonce or new_nonce(), message + b"\n" + data, sign, encoding="identity"
    )
    response = computer.site.client.post(wire.BLOB_PATH, body, content_type=wire.CONTENT_TYPE)
    header, payload, _ = wire.unpack(response.content)
    kind = wire.BlobState if header.kind == "blob-reply" else wire.Refusal
    return wire.decode_message(encodings.decompress(payload, header.encoding), kind)


@pytest.fixture
def computer(site: Site) -> Computer:
    made = site.computer(site.office())
    made.send(files=[link()])
    return made


def test_slices_make_the_file_and_only_the_whole_is_believed(computer):
    assert post(computer, b"") == wire.BlobState(sha256=NAME, offset=0)
    assert post(computer, CONTENT[:10]).offset == 10
    assert post(computer, CONTENT[10:], 10) == wire.BlobState(sha256=NAME, offset=len(CONTENT), complete=True)
    assert post(computer, b"").complete


def test_a_slice_at_another_place_changes_nothing(computer):
    post(computer, CONTENT[:10])
    assert post(computer, CONTENT[5:], 5).offset == 10
    assert post(computer, CONTENT[:10]).offset == 10
    assert post(computer, CONTENT[20:], 20).offset == 10


def test_bytes_of_another_content_begin_again(computer):
    wrong = bytes(len(CONTENT))
    assert post(computer, wrong) == wire.BlobState(sha256=NAME, offset=0, altered=True)
    assert post(computer, CONTENT).complete


def test_more_than_was_said_is_refused(computer):
    assert post(computer, CONTENT + b"x").code == "malformed"
    assert post(computer, b"").offset == 0


def test_a_content_that_no_document_names_is_refused(computer):
    assert post(computer, b"x", sha256="f" * 64, size=1).code == "file_unknown"


@pytest.mark.parametrize(
    "members", [{"sha256": "../../etc/passwd"}, {"size": -1}, {"size": 9 * 1024**3}, {"office_code": "OTRA"}], ids=str
)
def test_what_is_not_sound_is_refused(computer, members):
    assert post(computer, b"x", **members).code in ("malformed", "wrong_office")


def test_a_slice_serves_once(computer):
    nonce = new_nonce()
    post(computer, CONTENT[:5], nonce=nonce)
    assert post(computer, CONTENT[5:9], 5, nonce=nonce).code == "replayed"


def test_another_office_neither_reads_nor_fills_it(site, computer):
    stranger = site.computer(site.office("OTRA", "ocds-otra00"), "eva")
    assert post(stranger, b"").code == "file_unknown"
    post(computer, CONTENT)
    assert post(stranger, b"").code == "file_unknown"
    stranger.send(files=[link()])
    assert post(stranger, b"") == wire.BlobState(sha256=NAME, offset=0)


@pytest.mark.parametrize(
    "members",
    [{"row_key": "../x"}, {"row_key": ""}, {"sha256": "x"}, {"record_id": "no"}, {"public_sha256": "y"}, {"size": -1}],
    ids=str,
)
def test_a_link_that_is_not_sound_refuses_the_request(site, members):
    assert site.computer(site.office()).refused(files=[link(**members)]) == "malformed"


def test_a_link_taken_away_leaves_no_document(site):
    from portal.intake.models import DocumentFile

    office = site.office()
    computer = site.computer(office)
    first = link()
    computer.send(files=[first])
    computer.send(files=[wire.msgspec.structs.replace(first, removed=True)])
    assert not DocumentFile.rows.for_office(office).exists()


def test_an_original_is_for_the_people_of_its_office(site, computer):
    from portal.accounts.models import User

    post(computer, CONTENT)
    address = f"/oficina/archivo/{NAME}"
    assert site.client.get(address).status_code == 302
    site.client.force_login(User.objects.get(username="ana"))
    response = site.client.get(address)
    assert (b"".join(response.streaming_content), response.headers["Content-Type"]) == (
        CONTENT,
        "application/octet-stream",
    )
    assert "attachment" in response.headers["Content-Disposition"]
    site.computer(site.office("OTRA", "ocds-otra00"), "eva")
    site.client.force_login(User.objects.get(username="eva"))
    assert site.client.get(address).status_code == 404


def test_a_content_that_comes_in_one_piece_is_believed_only_by_its_hash(computer, portal_home):
    """As it comes on a stick: altered, unknown or hostile names leave nothing behind."""
    from io import BytesIO

    from django.utils import timezone

    from portal.accounts.models import Device
    from portal.intake import blobs

    office = Device.objects.get(pk=computer.device_id).office
    for name, content in ((NAME, bytes(len(CONTENT))), ("f" * 64, CONTENT), ("../../fuera", CONTENT), (NAME, b"")):
        assert not blobs.take_whole(office, name, BytesIO(content), timezone.now())
        assert not blobs.is_whole(office, NAME)
    assert blobs.take_whole(office, NAME, BytesIO(CONTENT), timezone.now())
    assert post(computer, b"").complete
    kept = [path for path in blobs.place_of(office, NAME).parent.iterdir() if path.is_file()]
    assert [path.read_bytes() for path in kept] == [CONTENT]


def test_a_word_that_comes_late_does_not_bring_back_the_file_before(site):
    from portal.intake.models import DocumentFile

    office = site.office()
    computer = site.computer(office)
    row = {"record_id": str(uuid.uuid4())}
    first, taken = link("1" * 64, number=2, **row), link("1" * 64, number=3, removed=True, **row)
    second = link("2" * 64, number=4, **row)
    for said in ([second], [first], [taken], [first, taken, second]):
        computer.send(files=said)
        assert DocumentFile.rows.for_office(office).get().sha256 == "2" * 64


def test_a_word_told_again_does_not_replace_what_another_desk_said_since(site):
    from portal.intake.models import DocumentFile

    office = site.office()
    ana, bea = site.computer(office), site.computer(office, "bea")
    ours = link("1" * 64, number=2)
    theirs = wire.msgspec.structs.replace(ours, sha256="2" * 64)
    for computer, said in ((ana, ours), (bea, theirs), (ana, ours)):
        computer.send(files=[said])
    assert DocumentFile.rows.for_office(office).get().sha256 == "2" * 64


def test_what_replaced_a_file_and_was_taken_away_untold_takes_the_file_with_it(site):
    """A desk tells its last word alone: the portal never heard of the second file, and has the first."""
    from portal.intake.models import DocumentFile

    office, row = site.office(), {"record_id": str(uuid.uuid4()), "row_key": "abcdefghij"}
    one, other = site.computer(office), site.computer(office)
    one.send(files=[link("1" * 64, number=2, **row)])
    other.send(files=[link("2" * 64, number=5, removed=True, **row)])
    assert DocumentFile.rows.for_office(office).get().sha256 == "1" * 64
    one.send(files=[link("2" * 64, number=5, removed=True, **row)])
    assert not DocumentFile.rows.for_office(office).exists()


def test_a_content_still_comes_in_where_another_desk_has_put_its_own_in_the_row(site):
    office = site.office()
    ana, bea = site.computer(office), site.computer(office, "bea")
    ours = link(number=2)
    ana.send(files=[ours])
    bea.send(files=[wire.msgspec.structs.replace(ours, sha256="2" * 64)])
    assert post(ana, CONTENT).complete


def test_a_file_taken_away_comes_back_when_it_is_put_there_again(site):
    from portal.intake.models import DocumentFile

    office = site.office()
    computer = site.computer(office)
    row = {"record_id": str(uuid.uuid4())}
    for said in (link(number=2, **row), link(number=3, removed=True, **row), link(number=6, **row)):
        computer.send(files=[said])
    assert DocumentFile.rows.for_office(office).get().sha256 == NAME
