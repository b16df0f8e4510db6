"""The messages of both editions of ``cap-sync`` with fixed keys, names and times: the exact bytes that a second
implementation must read and, where nothing is folded, write. ``python -m tests.protocol.golden`` writes them to
tests/fixtures/protocol, each edition in a folder of its own; those of the first do not change any more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from sync import batchfile, canonical, encodings, envelopes, history, keys, sealing, wire
from sync.folding import tail_of

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "protocol"
DEVICE_KEY, PORTAL_KEY, ONCE = (bytes([number]) * 32 for number in (1, 2, 3))
DEVICE = "11111111-1111-4111-8111-111111111111"
BATCH = "22222222-2222-4222-8222-222222222222"
RECORD = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"
OFFICE, EPOCH, AT = "MLA", "e0e0e0e0e0e0e0e0", "2026-03-20T15:00:00.000000Z"
OCID = f"ocds-213czf-MLA-2026-{tail_of(RECORD)}"
REQUEST_NONCE, REPLY_NONCE = "a" * 32, "b" * 32
SALT = "5" * 32
DEVICE_SIGNER, PORTAL_SIGNER = keys.Signer(DEVICE_KEY), keys.Signer(PORTAL_KEY)
NEXT_SIGNER = keys.Signer(bytes([4]) * 32)


FOLDERS = {wire.FIRST: "1", wire.PROTO: "2"}


def operations(proto: str = wire.PROTO) -> list[wire.Operation]:
    """A record is made, corrected in a field that is personal, and handed in for review. Desktops of the first
    edition gave each private value a salt of its own."""
    title, phone = "Compra inventada de papelería", "/parties/@aaaaaaaaaa/contactPoint/telephone"
    create = [["set", "/tender/title", title, ""], ["row_add", "/parties/@aaaaaaaaaa", {"_key": "aaaaaaaaaa"}, ""]]
    shown, private = wire.conceal([["set", phone, "983 000 0000", ""]], frozenset({phone}), lambda: SALT)
    if proto == wire.FIRST:
        shown = [["set", phone, {"_sealed": wire.commitment(SALT, "983 000 0000")}, ""]]
        private = {phone: [SALT, "983 000 0000"]}
    first = _operation(1, "create", None, patch=create)
    second = _operation(2, "patch", first, patch=shown, private=private)
    seen = wire.Act(version=2, body_hash="0" * 64, stages=("tender",), note="")
    return [first, second, _operation(3, "submit", second, act=seen)]


def _operation(place: int, kind: str, before: wire.Operation | None, **members: Any) -> wire.Operation:
    return wire.Operation(
        op_id=f"0199aaaa-0000-7000-8000-00000000000{place}",
        device_id=DEVICE,
        sequence=place,
        prev_hash=wire.operation_hash(before) if before else "",
        after_sequence=place - 1,
        record_id=RECORD,
        record_type="contracting_process",
        ocid=OCID,
        kind=kind,
        base_version=place - 1,
        forms_version=1,
        author="ana",
        at=AT,
        **members,
    )


def request(batch: wire.Batch | None, since: int = 0) -> wire.SyncRequest:
    return wire.SyncRequest(
        office_code=OFFICE, device_id=DEVICE, epoch=EPOCH, since=since, wall="2026-03-20T15:00:01Z", batch=batch
    )


def receipt(batch: wire.Batch) -> wire.Receipt:
    clash = wire.FieldConflict(path="/tender/title", theirs="Otro", ours="Compra")
    results = [
        wire.Result(code="applied", version=1),
        wire.Result(code="conflict", version=2, conflicts=[clash]),
        wire.Result(code="rejected", version=2, rule="workflow.submit"),
    ]
    bare = wire.Receipt(
        receipt_no="MLA-2026-000001",
        batch_id=batch.batch_id,
        device_id=DEVICE,
        epoch=EPOCH,
        sequence=2,
        head=batch.head,
        received_at="2026-03-20T15:00:02Z",
        results=results[: len(batch.operations)],
    )
    return msgspec.structs.replace(bare, signature=PORTAL_SIGNER.sign(wire.receipt_bytes(bare)))


def reply(batch: wire.Batch | None) -> wire.SyncReply:
    """What the portal answers; a record that somebody else changed comes with it."""
    body = canonical.decode(canonical.encode({"tender": {"title": "Compra inventada de papelería"}}))
    state = wire.RecordState(
        record_id=RECORD,
        record_type="contracting_process",
        ocid=OCID,
        version=2,
        status="draft",
        folio="MLA-AD-2026-001",
        sequence=2,
        body=body,
        body_hash=canonical.content_hash(body),
    )
    return wire.SyncReply(
        office_code=OFFICE,
        epoch=EPOCH,
        sequence=2,
        receipt=receipt(batch) if batch else None,
        records=[state] if batch else [],
        clock="2026-03-20T15:00:02Z",
        proof=wire.Proof(records=1, marks=wire.mark_of(state), operations=3),
    )


def messages(proto: str) -> dict[str, bytes]:
    """Envelopes as they travel, by the name of their file."""
    batch = wire.make_batch(BATCH, operations(proto))
    public = keys.as_text(DEVICE_SIGNER.public_key())
    enrol = wire.EnrolRequest(code="uno-dos-tres", public_key=public, device_name="Computadora inventada")
    slice_head = wire.BlobSlice(office_code=OFFICE, device_id=DEVICE, sha256="9" * 64, size=10, offset=4)
    carried = wire.encode_message(slice_head) + b"\nHELLO!"
    asked, answered = partial(_asked, proto), partial(_answered, proto)
    found = {
        "enrol.request": asked("enrol", public, enrol),
        "enrol.reply": answered("enrol-reply", _enrolled()),
        "check.request": asked("sync", DEVICE, request(None, since=2)),
        "check.reply": answered("sync-reply", reply(None)),
        "batch.request": asked("sync", DEVICE, request(batch)),
        "batch.reply": answered("sync-reply", reply(batch)),
        "refusal.reply": answered("refusal", wire.Refusal(code="retry_later", retry_after=30)),
        "slice.request": wire.pack(
            "blob", DEVICE, REQUEST_NONCE, carried, DEVICE_SIGNER.sign, encoding="identity", proto=proto
        ),
        **(_of_keys(asked, answered) if proto == wire.PROTO else {}),
        "slice.reply": answered("blob-reply", wire.BlobState(sha256="9" * 64, offset=10, complete=True)),
    }
    return {f"{FOLDERS[proto]}/{name}.bin": data for name, data in found.items()}


def _of_keys(asked: Callable[..., bytes], answered: Callable[..., bytes]) -> dict[str, bytes]:
    """Which key the portal signs by, asked by one who knows the one before, and answered by the one that followed."""
    said = wire.KeysReply(portal_key=keys.as_text(NEXT_SIGNER.public_key()), steps=[changed_key()])
    known = wire.KeysRequest(known=keys.as_text(PORTAL_SIGNER.public_key()))
    return {"keys.request": asked("keys", "", known), "keys.reply": answered("keys-reply", said, NEXT_SIGNER)}


def changed_key() -> wire.KeyStep:
    """The portal's first key hands over to its second one."""
    before, follows = (keys.as_text(signer.public_key()) for signer in (PORTAL_SIGNER, NEXT_SIGNER))
    bare = wire.KeyStep(before=before, follows=follows, at="2026-03-21T06:00:00Z")
    signed = wire.key_step_bytes(bare)
    return msgspec.structs.replace(bare, signature=PORTAL_SIGNER.sign(signed), accepted=NEXT_SIGNER.sign(signed))


def folded(proto: str) -> dict[str, bytes]:
    """The same request in each encoding; compressed bytes may differ from library to library, what they hold not."""
    batch = wire.make_batch(BATCH, operations(proto))
    mine = [
        f"zstd:{name}" for name in encodings.dictionaries() if (name in encodings.ONLY_READ) == (proto == wire.FIRST)
    ]
    return {
        f"{FOLDERS[proto]}/batch.request.{name.replace(':', '-')}.bin": _asked(
            proto, "sync", DEVICE, request(batch), name
        )
        for name in (*mine, encodings.ZSTD, encodings.GZIP)
    }


def _enrolled() -> wire.EnrolReply:
    return wire.EnrolReply(
        device_id=DEVICE,
        office_code=OFFICE,
        office_name="Municipio de Laguna Azul (INVENTADO)",
        ocid_prefixes=["ocds-213czf"],
        user="ana",
        portal_key=keys.as_text(PORTAL_SIGNER.public_key()),
        epoch=EPOCH,
    )


def _asked(proto: str, kind: str, sender: str, message: msgspec.Struct, encoding: str = encodings.IDENTITY) -> bytes:
    return envelopes.seal(kind, sender, REQUEST_NONCE, message, DEVICE_SIGNER.sign, encoding, proto)


def _answered(proto: str, kind: str, message: msgspec.Struct, signer: keys.Signer = PORTAL_SIGNER) -> bytes:
    data, sign = wire.travelling(message, proto), signer.sign
    sender, nonce = ("portal", REPLY_NONCE) if proto == wire.FIRST else ("", REQUEST_NONCE[: wire.ECHOED])
    plain = encodings.IDENTITY
    return wire.pack(kind, sender, nonce, data, sign, encoding=plain, reply_to=REQUEST_NONCE, proto=proto)


def handed_over() -> dict[str, bytes]:
    """A history of the three operations with its receipt and the head of the day; and the same once the portal has
    changed its key, with the head of one day more."""
    made = operations()
    batch = wire.make_batch(BATCH, made)
    day = history.day_text(history.DayHead(day="2026-03-20", previous="", heads=[(DEVICE, 3, batch.head)]))
    lines = [
        history.first_line(OFFICE, keys.as_text(PORTAL_SIGNER.public_key())),
        *map(history.operation_line, made),
        history.receipt_line(receipt(batch)),
        history.day_line(day, PORTAL_SIGNER.sign(day)),
    ]
    following = history.day_text(
        history.DayHead(day="2026-03-21", previous=canonical.digest(day), heads=[(DEVICE, 3, batch.head)])
    )
    later = [
        history.first_line(OFFICE, keys.as_text(NEXT_SIGNER.public_key())),
        history.key_line(changed_key()),
        *lines[1:],
        history.day_line(following, NEXT_SIGNER.sign(following)),
    ]
    return {"history.jsonl": _lines(lines), "history-of-two-keys.jsonl": _lines(later)}


def _lines(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def on_a_stick() -> dict[str, bytes]:
    """A set of one volume and its receipt; the one-time key, which is random otherwise, is given."""
    batch = wire.make_batch(BATCH, operations())
    sent, got = wire.encode_message(request(batch)), wire.encode_message(reply(batch))
    return {
        "stick.capbatch": _volume("batch", DEVICE, sent, PORTAL_SIGNER.public_key(), DEVICE_SIGNER.sign),
        "stick.capreceipt": _volume("receipt", "portal", got, DEVICE_SIGNER.public_key(), PORTAL_SIGNER.sign),
        "stick-of-two-keys.capreceipt": _volume(
            "receipt", "portal", got, DEVICE_SIGNER.public_key(), NEXT_SIGNER.sign, portal_keys=[changed_key()]
        ),
    }


def _volume(
    kind: str, sender: str, message: bytes, recipient: bytes, sign: Callable[[bytes], str], **members: Any
) -> bytes:
    label = batchfile.Label(
        format=batchfile.FORMAT,
        kind=kind,
        set_id="inventado",
        number=0,
        last=False,
        sender=sender,
        office_code=OFFICE,
        space="live",
        once="",
        sha256="",
        size=0,
        operations=3,
        first_sequence=1,
        made_at="2026-03-20T15:00:00+00:00",
        **members,
    )
    once = sealing.X25519PrivateKey.from_private_bytes(ONCE)
    members = [batchfile.text_member("messages/000001", encodings.compress(message))]
    with tempfile.TemporaryDirectory() as folder, patch.object(sealing, "X25519PrivateKey") as kind_of_key:
        kind_of_key.generate.return_value = once
        (path,) = batchfile.write(Path(folder), label, members, recipient, sign)
        return path.read_bytes()


def exact() -> dict[str, bytes]:
    """What is written to the byte."""
    return {**messages(wire.FIRST), **messages(wire.PROTO), **handed_over()}


def everything() -> dict[str, bytes]:
    return {**exact(), **folded(wire.FIRST), **folded(wire.PROTO), **on_a_stick()}


if __name__ == "__main__":
    first = FOLDER / FOLDERS[wire.FIRST]
    for old in [path for path in FOLDER.rglob("*") if path.is_file()]:
        if old.suffix != ".md" and old.parent != first:
            old.unlink()
    for name, data in everything().items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        if (FOLDER / name).parent != first:
            (FOLDER / name).write_bytes(data)
