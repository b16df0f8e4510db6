"""Trains the dictionaries of `sync/dictionaries` on invented records, as they travel; run by hand when the law's
fields or the form in which requests travel change much. What is sent is never among what it is trained on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import zstandard

from capture_app.importers.normalise import Normaliser, pruned
from capture_app.patching import difference, personal_paths
from capture_app.services.training import neighbours
from forms.catalog import load_catalog
from scripts.invented_bodies import bodies
from sync import canonical, encodings, wire

RECORD_TYPE = "contracting_process"
HEADER = ("ocid", "id", "date", "tag", "initiationType", "language")
FOLDER = Path(__file__).resolve().parents[1] / "sync" / "dictionaries"
SEED, RECORDS, NEIGHBOURS, CHECKS, BYTES = 7919, 2400, 300, 120, 96 * 1024
AUTHORS = ("lupita", "captura", "ana", "transparencia")


def messages() -> Iterator[bytes]:
    """Requests with one operation or none and their replies, as they travel."""
    law, chance = load_catalog(), Random(SEED)
    record_type = law.record_types[RECORD_TYPE]
    made = [*islice(bodies(law, record_type, SEED), RECORDS), *_neighbours()]
    chance.shuffle(made)
    for number, body in enumerate(made):
        items = difference({}, body, record_type)
        edits = chance.sample(items, min(3, len(items)))
        for kind, patch in (("create", items), *([("patch", edits)] if number % 4 == 0 else [])):
            shown, private = wire.conceal(patch, personal_paths(patch, record_type), lambda: _digits(chance, 128))
            operation = _operation(kind, shown, private, chance)
            yield wire.travelling(_request(operation, chance))
        if number % (len(made) // CHECKS) == 0:
            yield wire.travelling(_request(None, chance))
            yield wire.travelling(_reply(operation, chance))
            yield wire.travelling(_reply(None, chance))


def _neighbours() -> Iterator[dict[str, object]]:
    """Bodies of the demonstration."""
    law = load_catalog()
    for release in neighbours(NEIGHBOURS, SEED):
        bare = {name: member for name, member in release.items() if name not in HEADER}
        yield pruned(Normaliser(law.record_types[RECORD_TYPE], law).normalise(bare))


def _operation(
    kind: str, patch: list[list[object]], private: dict[str, list[object]], chance: Random
) -> wire.Operation:
    return wire.Operation(
        op_id=_uuid(chance),
        device_id=_uuid(chance),
        sequence=chance.randrange(1, 5000),
        prev_hash=_digits(chance, 256),
        after_sequence=0,
        record_id=_uuid(chance),
        record_type=RECORD_TYPE,
        ocid=f"ocds-213czf-MLA-2026-{chance.randrange(10**8):08d}",
        kind=kind,
        base_version=chance.randrange(0, 3),
        forms_version=load_catalog().forms_version,
        author=chance.choice(AUTHORS),
        at=f"{_moment(chance)[:-1]}.{chance.randrange(10**6):06d}Z",
        patch=patch,
        private=private,
    )


def _request(operation: wire.Operation | None, chance: Random) -> wire.SyncRequest:
    return wire.SyncRequest(
        office_code=chance.choice(("MLA", "ZAP", "BJ", "OPB")),
        device_id=operation.device_id if operation else "",
        forms_version=load_catalog().forms_version,
        forms_hash=_digits(chance, 256),
        epoch=_digits(chance, 64),
        since=chance.randrange(5000),
        wall=_moment(chance),
        batch=wire.make_batch(_uuid(chance), [operation]) if operation else None,
    )


def _reply(operation: wire.Operation | None, chance: Random) -> wire.SyncReply:
    moment, sequence = _moment(chance), chance.randrange(5000)
    receipt = operation and wire.Receipt(
        receipt_no=f"MLA-2026-{sequence:06d}",
        batch_id=operation.op_id,
        device_id=operation.device_id,
        epoch=_digits(chance, 64),
        sequence=sequence,
        head=operation.prev_hash,
        received_at=moment,
        results=[wire.Result(code="applied", version=operation.base_version + 1)],
        signature="A" * 86 + "==",
    )
    proof = wire.Proof(records=chance.randrange(900), marks=chance.getrandbits(45), operations=sequence)
    return wire.SyncReply(
        office_code="MLA", epoch=_digits(chance, 64), sequence=sequence, receipt=receipt, clock=moment, proof=proof
    )


def _digits(chance: Random, bits: int) -> str:
    return f"{chance.getrandbits(bits):0{bits // 4}x}"


def _moment(chance: Random) -> str:
    return f"2026-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}T15:04:{chance.randrange(60):02d}Z"


def _uuid(chance: Random) -> str:
    number = (0x19A << 116) | chance.getrandbits(116)
    return str(uuid.UUID(int=(number & ~(0xF << 76)) | (7 << 76)))


def main() -> None:
    """Replace the dictionary of contracting processes."""
    trained = zstandard.train_dictionary(BYTES, list(messages()), level=19).as_bytes()
    for old in FOLDER.glob(f"{RECORD_TYPE}-*.zdict"):
        if old.stem not in encodings.ONLY_READ:
            old.unlink()
    (FOLDER / f"{RECORD_TYPE}-{canonical.digest(trained)[:8]}.zdict").write_bytes(trained)


if __name__ == "__main__":
    main()
