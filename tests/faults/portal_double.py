"""A small portal in memory that speaks cap-sync as the real one should: for the courier's tests, not for use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from sync import canonical, envelopes, keys, wire
from sync.client import Exchanged
from sync.merge import RemovedRow, merge, merge_header, removed_rows, value_at

OFFICE = "MB"
PAGE = 50
CODE = "palma arena lirio"
MOST_REQUESTS = 1000


@dataclass
class Kept:
    """A record as the portal keeps it."""

    state: wire.RecordState
    removed: dict[str, RemovedRow] = field(default_factory=dict)


class PortalDouble:
    """Pure: ``answer`` takes a request and gives a reply; ``handle`` does so in envelopes."""

    def __init__(self, office_code: str = OFFICE, epoch: str = "e1") -> None:
        self.signer = keys.Signer(keys.new_key())
        self.office_code = office_code
        self.epoch = epoch
        self.devices: dict[str, bytes] = {}
        self.operations: dict[str, tuple[str, wire.Result]] = {}
        self.applied: list[str] = []
        self.places: dict[str, set[int]] = {}
        self.records: dict[str, Kept] = {}
        self.sequence = 0
        self.receipts = 0
        self.nonces: set[str] = set()
        self.requests = 0
        self.page = PAGE

    def answer(self, request: wire.SyncRequest) -> wire.SyncReply:
        """One whole request: push, then pull."""
        for blank in request.blanks:
            self.places.setdefault(request.device_id, set()).add(blank.sequence)
            self.operations.setdefault(blank.op_id, (blank.op_hash, wire.Result(code="rejected", rule="op.set_aside")))
        receipt = self._receipt(request.batch, request.device_id) if request.batch else None
        page, more = self._since(request.since)
        sequence = page[-1].sequence if more else self.sequence
        return wire.SyncReply(
            office_code=self.office_code,
            epoch=self.epoch,
            sequence=sequence,
            receipt=receipt,
            records=page,
            more=more,
            proof=self._proof(request.device_id),
            inventory=None if request.inventory is None else self._inventory(request.device_id),
        )

    def _proof(self, device_id: str) -> wire.Proof:
        marks = sum(wire.mark_of(kept.state) for kept in self.records.values())
        operations = len(self.places.get(device_id, ()))
        return wire.Proof(records=len(self.records), marks=marks, operations=operations)

    def _inventory(self, device_id: str) -> wire.Inventory:
        states = [self.records[name].state for name in sorted(self.records)]
        listed = [(state.record_id, state.version, wire.mark_of(state)) for state in states]
        places = [(place, place) for place in sorted(self.places.get(device_id, ()))]
        return wire.Inventory(records=listed, places=places)

    def _since(self, since: int) -> tuple[list[wire.RecordState], bool]:
        states = sorted((kept.state for kept in self.records.values()), key=lambda state: state.sequence)
        newer = [state for state in states if state.sequence > since]
        return newer[: self.page], len(newer) > self.page

    def _receipt(self, batch: wire.Batch, device_id: str) -> wire.Receipt:
        results = [self._result(operation) for operation in batch.operations]
        self.receipts += 1
        receipt = wire.Receipt(
            receipt_no=f"R-{self.receipts:04d}",
            batch_id=batch.batch_id,
            device_id=device_id,
            epoch=self.epoch,
            sequence=self.sequence,
            head=batch.head,
            received_at="2026-03-20T15:00:00Z",
            results=results,
        )
        return msgspec.structs.replace(receipt, signature=self.signer.sign(wire.receipt_bytes(receipt)))

    def _result(self, operation: wire.Operation) -> wire.Result:
        mark = wire.operation_hash(operation)
        self.places.setdefault(operation.device_id, set()).add(operation.sequence)
        if operation.op_id in self.operations:
            known, first = self.operations[operation.op_id]
            if known != mark:
                return wire.Result(code="rejected", rule="op.altered")
            return msgspec.structs.replace(first, code="duplicate", first=first.code)
        result = self._apply(operation)
        self.operations[operation.op_id] = (mark, result)
        return result

    def _apply(self, operation: wire.Operation) -> wire.Result:
        kept = self.records.get(operation.record_id) or self._new(operation)
        if kept is None:
            return wire.Result(code="held")
        self.applied.append(operation.op_id)
        patch = wire.reveal(operation)
        merged = merge(kept.state.body, patch, kept.removed)
        header = merge_header({"status": kept.state.status, "folio": kept.state.folio}, patch)
        self._keep(operation, kept, merged.body, header.body)
        self._bury(operation.record_id, kept, merged.body)
        conflicts = [*merged.conflicts, *header.conflicts]
        version = self.records[operation.record_id].state.version
        if conflicts:
            return wire.Result(code="conflict", version=version, conflicts=conflicts)
        behind = operation.base_version != kept.state.version
        return wire.Result(code="merged" if behind else "applied", version=version)

    def _new(self, operation: wire.Operation) -> Kept | None:
        if operation.kind != "create":
            return None
        empty = wire.RecordState(
            record_id=operation.record_id,
            record_type=operation.record_type,
            ocid=operation.ocid,
            version=0,
            status="draft",
            folio="",
            sequence=0,
            body={},
            body_hash="",
        )
        return Kept(empty)

    def _keep(self, operation: wire.Operation, kept: Kept, body: dict, header: dict) -> None:
        self.sequence += 1
        state = msgspec.structs.replace(
            kept.state,
            version=kept.state.version + 1,
            sequence=self.sequence,
            body=body,
            body_hash=canonical.content_hash(body),
            status=header["status"],
            folio=header["folio"],
        )
        self.records[operation.record_id] = Kept(state, kept.removed)

    def _bury(self, record_id: str, before: Kept, body: dict) -> None:
        removed = {**before.removed, **removed_rows(before.state.body, body)}
        left = {path: row for path, row in removed.items() if value_at(body, path) is None}
        self.records[record_id].removed = left

    def change(self, record_id: str, patch: list[list[object]]) -> None:
        """A change made at the portal itself."""
        kept = self.records[record_id]
        operation = _portal_operation(record_id, patch)
        self._keep(operation, kept, merge(kept.state.body, patch).body, {"status": kept.state.status, "folio": ""})

    # envelopes -----------------------------------------------------------------------------------------------

    def handle(self, path: str, data: bytes) -> bytes:
        """The reply's bytes to a request's bytes."""
        self.requests += 1
        try:
            header, payload, signed = wire.unpack(data)
        except wire.WireError as error:
            return self._refusal(None, error.code)
        if path == wire.ENROL_PATH:
            return self._enrol(header, payload, signed)
        public = self.devices.get(header.sender)
        if public is None:
            return self._refusal(header, "unknown_device")
        if not keys.verify(public, signed, header.signature):
            return self._refusal(header, "bad_signature")
        if header.nonce in self.nonces:
            return self._refusal(header, "replayed")
        self.nonces.add(header.nonce)
        try:
            request = wire.arrived(envelopes.decompress(payload, header.encoding), wire.SyncRequest, header)
        except wire.WireError as error:
            return self._refusal(header, error.code)
        return self._sealed("sync-reply", header, self.answer(request))

    def _enrol(self, header: wire.Envelope, payload: bytes, signed: bytes) -> bytes:
        request = wire.decode_message(envelopes.decompress(payload, header.encoding), wire.EnrolRequest)
        public = keys.from_text(request.public_key)
        if not keys.verify(public, signed, header.signature):
            return self._refusal(header, "bad_signature")
        if request.code != CODE:
            return self._refusal(header, "code_unknown")
        device_id = f"device-{len(self.devices) + 1}"
        self.devices[device_id] = public
        reply = wire.EnrolReply(
            device_id=device_id,
            office_code=self.office_code,
            office_name="Municipio inventado",
            ocid_prefixes=["ocds-xs1qbl"],
            user="captura",
            portal_key=keys.as_text(self.signer.public_key()),
            epoch=self.epoch,
        )
        return self._sealed("enrol-reply", header, reply)

    def _refusal(self, header: wire.Envelope | None, code: str) -> bytes:
        return self._sealed("refusal", header, wire.Refusal(code=code))

    def _sealed(self, kind: str, asked: wire.Envelope | None, message: msgspec.Struct) -> bytes:
        return sealed_reply(kind, message, self.signer, asked.nonce if asked else "")


def sealed_reply(kind: str, message: msgspec.Struct, signer: keys.Signer, nonce: str, encoding: str = "zstd") -> bytes:
    """A reply as a portal seals it."""
    payload = envelopes.compress(wire.encode_message(message), encoding)
    return wire.pack(kind, "", nonce[: wire.ECHOED], payload, signer.sign, encoding=encoding, reply_to=nonce)


def _portal_operation(record_id: str, patch: list[list[object]]) -> wire.Operation:
    return wire.Operation(
        op_id="at-the-portal",
        device_id="portal",
        sequence=0,
        prev_hash="",
        after_sequence=0,
        record_id=record_id,
        record_type="contracting_process",
        ocid="",
        kind="patch",
        base_version=0,
        forms_version=1,
        author="portal",
        at="",
        patch=patch,
    )


class DirectClient:
    """The portal without a network between: satisfies the engine's ``Portal``. ``faults`` are raised in turn,
    before the request arrives ("before") or after it was answered ("after")."""

    def __init__(self, portal: PortalDouble, faults: Iterable[tuple[str, Exception]] = ()) -> None:
        self.portal = portal
        self.faults = list(faults)
        self.requests: list[wire.SyncRequest] = []

    def exchange(self, request: wire.SyncRequest) -> Exchanged:
        when, fault = self.faults.pop(0) if self.faults else ("", None)
        if fault is not None and when == "before":
            raise fault
        self.requests.append(request)
        assert len(self.requests) < MOST_REQUESTS, "rounds without end"
        data = wire.encode_message(self.portal.answer(wire.decode_message(wire.encode_message(request), type(request))))
        if fault is not None:
            raise fault
        return Exchanged(wire.decode_message(data, wire.SyncReply), 100, len(data))
