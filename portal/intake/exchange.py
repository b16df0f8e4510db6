"""The two services of ``cap-sync``: enrolling a device, and one round of sending and receiving."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.conf import settings

from forms.upgrades import FORMS_VERSION
from portal.accounts.enrolment import CodeRefused, change_key, enrol_device, enrol_person, renew_device
from portal.accounts.models import Device, PersonKey
from portal.intake import blobs, envelope, folios, keys, proof, pull, storage
from portal.intake.models import OfficeCounter, StepBack, StoredReceipt
from portal.intake.reception import Reception
from portal.intake.refusals import RequestRefused
from portal.intake.repeats import Carried
from portal.intake.spoken import Memory
from portal.intake.writing import known_device, one_batch, use_nonce
from sync import wire

SPOKEN = Memory()


def exchange(data: bytes, now: datetime) -> tuple[wire.SyncReply, str]:
    """(reply, nonce of the request). Raises RequestRefused with nothing applied."""
    header, payload, signed = envelope.split(data, "sync")
    device = known_device(header.sender, signed, header.signature)
    spoken = SPOKEN.of(device.id)
    request, said = envelope.exchange_of(header, payload, spoken)
    reply = take(device, request, now, header.nonce)
    if request.batch is not None:
        SPOKEN.keep(device.id, spoken.after(header.encoding, said, request.batch))
    return reply, header.nonce


def take(
    device: Device, request: wire.SyncRequest, now: datetime, nonce: str = "", carried: Carried | None = None
) -> wire.SyncReply:
    """The answer to a request that ``device`` signed; a nonce serves once, a file (without one) any number of times.
    ``carried`` is its batch as it lies in a file.

    Raises RequestRefused with nothing applied.
    """
    _check_address(request, device)
    with one_batch():
        counter, _ = OfficeCounter.objects.select_for_update().get_or_create(office=device.office)
        device.refresh_from_db(fields=["sequence", "head", "revoked_at"])
        if device.revoked_at is not None:
            raise RequestRefused("revoked_device")
        if nonce:
            use_nonce(device, nonce)
        reply = _answer(request, Reception(device, counter, now), carried)
        counter.save()
        device.seen_at = now
        device.clock_ahead = _ahead(request.wall, now) if nonce else device.clock_ahead
        device.save(update_fields=["sequence", "head", "seen_at", "clock_ahead"])
    return reply


def _ahead(wall: str, now: datetime) -> int:
    """Seconds by which a desk's clock is ahead; 0 where it does not say. A file may have been long on its way."""
    try:
        said = datetime.fromisoformat(wall.replace("Z", "+00:00"))
    except ValueError:
        return 0
    return int((said - now).total_seconds()) if said.tzinfo else 0


def _check_address(request: wire.SyncRequest, device: Device) -> None:
    if request.device_id != str(device.id):
        raise RequestRefused("malformed")
    if request.office_code != device.office.code:
        raise RequestRefused("wrong_office")
    if request.space != settings.PORTAL_SPACE:
        raise RequestRefused("wrong_space")


def _answer(request: wire.SyncRequest, reception: Reception, carried: Carried | None) -> wire.SyncReply:
    office, counter = reception.device.office, reception.counter
    _note_step_back(request, reception)
    since = request.since if request.epoch in ("", settings.PORTAL_EPOCH) else counter.sequence
    reception.note_blanks(request.blanks)
    blobs.note_files(request.files, reception.device, reception.now)
    if carried is not None:
        batch, results = carried.taken(reception)
    else:
        batch, results = request.batch, reception.receive(request.batch) if request.batch else []
    anyway = reception.shown_anyway | proof.wanted_by(office, request.wanted)
    page = pull.nothing(since)
    if request.forms_version >= FORMS_VERSION:
        page = pull.changed_since(office, since, counter.sequence, reception.known_to_device, anyway)
    receipt = _receipt(batch, results, reception, carried) if batch else None
    return wire.SyncReply(
        office_code=office.code,
        epoch=settings.PORTAL_EPOCH,
        sequence=page.sequence,
        receipt=receipt,
        records=page.records,
        more=page.more,
        clock=_text(reception.now),
        folios=folios.lease(reception.device, request.folio_year, request.folio_last, reception.now),
        proof=None if page.more or page.is_withheld else proof.proof_of(reception.device),
        inventory=None if request.inventory is None else proof.inventory_of(reception.device, request.inventory),
    )


def _note_step_back(request: wire.SyncRequest, reception: Reception) -> None:
    """For the administrator: a desk ahead of this portal, or that offers again what was confirmed."""
    is_behind = request.epoch not in ("", settings.PORTAL_EPOCH) or request.since > reception.counter.sequence
    if not is_behind and not request.offered:
        return
    StepBack.rows.for_office(reception.device.office).create(
        office=reception.device.office,
        device=reception.device,
        epoch_before=request.epoch[:64],
        sequence_before=request.since,
        epoch=settings.PORTAL_EPOCH,
        sequence=reception.counter.sequence,
        offered=request.offered,
        found_at=reception.now,
    )


def _receipt(
    batch: wire.Batch, results: list[wire.Result], reception: Reception, carried: Carried | None
) -> wire.Receipt:
    """The signed receipt; a batch that came before keeps the number of its first one."""
    device = reception.device
    before = StoredReceipt.rows.for_office(device.office).filter(device=device, batch_id=batch.batch_id[:64]).first()
    number = before.receipt_no if before else _next_number(reception)
    bare = wire.Receipt(
        receipt_no=number,
        batch_id=batch.batch_id,
        device_id=str(device.id),
        epoch=settings.PORTAL_EPOCH,
        sequence=reception.counter.sequence,
        head=batch.head,
        received_at=_text(reception.now),
        results=results,
    )
    receipt = msgspec.structs.replace(bare, signature=keys.sign(wire.receipt_bytes(bare)))
    if before is None:
        _store(receipt, reception, carried.columns(batch, results) if carried else {})
    return receipt


def _next_number(reception: Reception) -> str:
    """``MLA-2026-000123``: readable by telephone."""
    reception.counter.receipts += 1
    return f"{reception.device.office.code}-{reception.now.year}-{reception.counter.receipts:06d}"


def _store(receipt: wire.Receipt, reception: Reception, known_by: dict[str, Any]) -> None:
    StoredReceipt.rows.for_office(reception.device.office).bulk_create(
        [
            StoredReceipt(
                office=reception.device.office,
                device=reception.device,
                batch_id=receipt.batch_id[:64],
                receipt_no=receipt.receipt_no,
                operations=len(receipt.results),
                content=storage.pack_bytes(wire.encode_message(receipt)),
                created_at=reception.now,
                **known_by,
            )
        ]
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def enrol(data: bytes, now: datetime) -> tuple[wire.EnrolReply, str]:
    """(reply, nonce of the request): a device, or the key of a person, is made known for the user and office of the
    code, or a copy of a device gets an identity of its own."""
    header, payload, signed = envelope.split(data, "enrol")
    request = envelope.message_of(header, payload, wire.EnrolRequest, envelope.MAX_ENROL_BYTES)
    if not keys.is_signed_by(request.public_key, signed, header.signature):
        raise RequestRefused("bad_signature")
    with one_batch():
        try:
            known = _known(request, now)
        except CodeRefused as error:
            raise RequestRefused(error.code) from error
    office = known.office
    reply = wire.EnrolReply(
        device_id=str(known.id),
        office_code=office.code,
        office_name=office.name,
        ocid_prefixes=list(office.prefixes),
        user=known.user.username,
        portal_key=keys.portal_public_key(),
        epoch=settings.PORTAL_EPOCH,
        space=settings.PORTAL_SPACE,
    )
    return reply, header.nonce


def tell_keys(data: bytes, now: datetime) -> tuple[wire.KeysReply, str]:
    """(reply, nonce of the request): by which key the portal signs, and how it came to it. Anybody may ask."""
    header, payload, _ = envelope.split(data, "keys")
    envelope.message_of(header, payload, wire.KeysRequest, envelope.MAX_ENROL_BYTES)
    ring = keys.keyring()
    return wire.KeysReply(portal_key=ring.public, steps=list(ring.steps)), header.nonce


def _known(request: wire.EnrolRequest, now: datetime) -> Device | PersonKey:
    if request.renews and request.whose == "key":
        return _with_another_key(request, now)
    if request.renews:
        return _renewed(request)
    if request.whose == "person":
        return enrol_person(request.code, request.public_key, request.device_name, now)
    return enrol_device(request.code, request.public_key, request.device_name, now)


def _with_another_key(request: wire.EnrolRequest, now: datetime) -> Device:
    """A device signs with another key, for which the one it had vouches; asked again, it does so already."""
    known = Device.objects.select_related("office", "user").filter(public_key=request.public_key).first()
    if known is not None and str(known.id) == request.renews and known.revoked_at is None:
        return known
    voucher = wire.renewal_bytes(request.renews, request.public_key, "key")
    return change_key(known_device(request.renews, voucher, request.voucher), request.public_key, now)


def _renewed(request: wire.EnrolRequest) -> Device:
    """A copy of a device, for which that device's key vouches."""
    voucher = wire.renewal_bytes(request.renews, request.public_key)
    return renew_device(known_device(request.renews, voucher, request.voucher), request.public_key, request.device_name)
