"""Proving that a genuine reply answers what was sent; nothing is marked without it."""

from __future__ import annotations

from sync import canonical, keys, wire
from sync.errors import AnswerUnproved, LocalDamage

RESULT_CODES = frozenset({"applied", "duplicate", "merged", "retry_later", *wire.ATTENTION_STATES})


def check_batch(batch: wire.Batch) -> None:
    """LocalDamage where the batch about to leave is not what was sealed."""
    operations = batch.operations
    sound = wire.make_batch(batch.batch_id, operations)
    if not operations or (sound.sha256, sound.head) != (batch.sha256, batch.head):
        raise LocalDamage("batch_damaged")


def check_reply(reply: wire.SyncReply, batch: wire.Batch | None, position: wire.Position, portal_key: bytes) -> None:
    """AnswerUnproved where the reply is not about this office and this batch."""
    if reply.office_code != position.office_code:
        raise AnswerUnproved("office_differs")
    _check_receipt(reply, batch, position, portal_key)
    for record in reply.records:
        if canonical.content_hash(record.body) != record.body_hash:
            raise AnswerUnproved("record_differs")


def went_back(reply: wire.SyncReply, position: wire.Position) -> bool:
    """Whether the portal was restored from a copy since: another history, or less than it had said."""
    return bool(position.epoch and reply.epoch != position.epoch) or reply.sequence < position.since


def _check_receipt(reply: wire.SyncReply, batch: wire.Batch | None, position: wire.Position, portal_key: bytes) -> None:
    receipt = reply.receipt
    if batch is None and receipt is None:
        return
    if receipt is None:
        raise AnswerUnproved("receipt_missing")
    if not keys.verify(portal_key, wire.receipt_bytes(receipt), receipt.signature):
        raise AnswerUnproved("receipt_unsigned")
    if batch is None or not _answers(receipt, batch) or receipt.device_id != position.device_id:
        raise AnswerUnproved("receipt_differs")
    if receipt.epoch != reply.epoch:
        raise AnswerUnproved("receipt_differs")


def _answers(receipt: wire.Receipt, batch: wire.Batch) -> bool:
    return (
        receipt.batch_id == batch.batch_id
        and receipt.head == batch.head
        and len(receipt.results) == len(batch.operations)
        and all(result.code in RESULT_CODES for result in receipt.results)
    )
