"""What a portal would have answered to a batch, for tests that need no portal."""

from __future__ import annotations

from sync import wire

AT = "2026-03-20T15:00:00Z"


def receipt_for(
    batch: wire.Batch, *results: wire.Result, number: int = 1, name: str = "", device_id: str = "device-1"
) -> wire.Receipt:
    """An unsigned receipt with these results by position; without any all was applied, as version 1."""
    return wire.Receipt(
        receipt_no=name or f"R-{number}",
        batch_id=batch.batch_id,
        device_id=device_id,
        epoch="e1",
        sequence=number,
        head=batch.head,
        received_at=AT,
        results=list(results) or [wire.Result(code="applied", version=1)] * len(batch.operations),
    )
