"""Trains the dictionaries of `sync/dictionaries` on invented records, as they travel; run by hand when the law's
fields change much. What is sent is never among what it is trained on: the seeds are this script's own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random

import zstandard

from capture_app.importers.normalise import Normaliser, pruned
from capture_app.patching import difference
from capture_app.services.training import neighbours
from forms.catalog import load_catalog
from sync import canonical, wire

RECORD_TYPE = "contracting_process"
HEADER = ("ocid", "id", "date", "tag", "initiationType", "language")
FOLDER = Path(__file__).resolve().parents[1] / "sync" / "dictionaries"
SEED, RECORDS, BYTES = 7919, 600, 32 * 1024


def messages() -> Iterator[bytes]:
    """Requests of one operation and replies with its receipt, in canonical bytes."""
    law, chance = load_catalog(), Random(SEED)
    record_type = law.record_types[RECORD_TYPE]
    for release in neighbours(RECORDS, SEED):
        bare = {name: member for name, member in release.items() if name not in HEADER}
        body = pruned(Normaliser(record_type, law).normalise(bare))
        items = difference({}, body, record_type)
        for kind, patch in (("create", items), ("patch", chance.sample(items, min(3, len(items))))):
            operation = _operation(kind, patch, release["ocid"], chance)
            yield wire.encode_message(_request(operation))
            yield wire.encode_message(_reply(operation, chance))


def _operation(kind: str, patch: list[list[object]], ocid: str, chance: Random) -> wire.Operation:
    return wire.Operation(
        op_id=_uuid(chance),
        device_id=_uuid(chance),
        sequence=chance.randrange(1, 5000),
        prev_hash=f"{chance.getrandbits(256):064x}",
        after_sequence=0,
        record_id=_uuid(chance),
        record_type=RECORD_TYPE,
        ocid=ocid,
        kind=kind,
        base_version=chance.randrange(0, 9),
        forms_version=load_catalog().forms_version,
        author=chance.choice(("lupita", "captura", "ana.garcia", "transparencia")),
        at=f"2026-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}T15:04:{chance.randrange(60):02d}.123456Z",
        patch=patch,
    )


def _request(operation: wire.Operation) -> wire.SyncRequest:
    batch = wire.make_batch(operation.op_id, [operation])
    return wire.SyncRequest(
        office_code=operation.ocid.split("-")[2],
        device_id=operation.device_id,
        forms_hash=operation.prev_hash,
        epoch=operation.prev_hash[:16],
        since=operation.sequence,
        wall=operation.at,
        batch=batch,
    )


def _reply(operation: wire.Operation, chance: Random) -> wire.SyncReply:
    receipt = wire.Receipt(
        receipt_no=f"MLA-2026-{operation.sequence:06d}",
        batch_id=operation.op_id,
        device_id=operation.device_id,
        epoch=operation.prev_hash[:16],
        sequence=operation.sequence,
        head=operation.prev_hash,
        received_at=operation.at,
        results=[wire.Result(code="applied", version=operation.base_version + 1)],
        signature="A" * 86 + "==",
    )
    proof = wire.Proof(records=chance.randrange(900), marks=chance.getrandbits(45), operations=operation.sequence)
    return wire.SyncReply(
        office_code="MLA", epoch=receipt.epoch, sequence=7, receipt=receipt, clock=operation.at, proof=proof
    )


def _uuid(chance: Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def main() -> None:
    """Replace the dictionary of contracting processes."""
    trained = zstandard.train_dictionary(BYTES, list(messages()), level=9).as_bytes()
    for old in FOLDER.glob(f"{RECORD_TYPE}-*.zdict"):
        old.unlink()
    (FOLDER / f"{RECORD_TYPE}-{canonical.digest(trained)[:8]}.zdict").write_bytes(trained)


if __name__ == "__main__":
    main()
