"""A request as it travels in the second edition: nothing that the reader knows or can work out is said.

Who sends stands in the envelope; the hash of the batch is left out, of its head the first 8 bytes are kept, so that
both sides find out before anything is stored where they do not understand the same. Operations are folded
(``sync.folding``), their private values stand in place (``sync.inlining``), and all of it lies in columns
(``sync.columns``). :func:`full` gives the request back; what it was hashed and signed as does not change.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from sync import canonical, columns, folding, inlining

Members = dict[str, Any]
REFUSED = (columns.ColumnsError, folding.FoldingError, inlining.InliningError)
_HASH = re.compile(r"[0-9a-f]{64}")
_HEAD_BYTES, _HASH_DIGITS = 8, 16


def thin(request: Members) -> bytes:
    """The bytes of a request (members as plain JSON)."""
    said = {name: member for name, member in request.items() if name not in ("device_id", "forms_hash")}
    if request.get("forms_hash"):
        said["forms_hash"] = request["forms_hash"][:_HASH_DIGITS]
    batch = request.get("batch")
    if not batch:
        return canonical.encode(said)
    try:
        return _in_columns(said, batch, request["device_id"])
    except REFUSED:  # a patch of a form that is not ours goes as it is, for the portal to judge
        folded = {**batch, "operations": folding.fold(batch["operations"])}
        return canonical.encode({**said, "batch": folded})


def _in_columns(request: Members, batch: Members, device_id: str) -> bytes:
    named = {"batch_id": folding.short_name(batch["batch_id"]), "head": _short_head(batch["head"])}
    sealed = batch["operations"]
    written = [inlining.inlined(*both) for both in zip(folding.fold(sealed), sealed, strict=True)]
    if written and sealed[0]["device_id"] == device_id:
        del written[0]["device_id"]
    for operation in written:
        if _HASH.fullmatch(operation.get("prev_hash", "")):
            operation["prev_hash"] = folding.MARK + _base64(bytes.fromhex(operation["prev_hash"]))
    return columns.write({**request, "batch": named}, written)


def alone(sealed: Members) -> bytes:
    """What one operation says as it travels in columns, beside no other; nothing where it is of no such form."""
    try:
        return columns.write({}, [inlining.inlined(folding.fold([sealed])[0], sealed)])
    except REFUSED:
        return b""


def full(data: bytes, sender: str, max_depth: int) -> Members:
    """The request that ``sender`` wrote so. One of REFUSED, or JsonRefused, where it is none."""
    if not columns.is_written(data):
        whole: Members = unfolded(_from(canonical.decode_strict(data, max_depth=max_depth, plain_numbers=True), sender))
        return whole
    said, written = columns.read(data, max_depth)
    try:
        written = [inlining.taken_out(operation, folding.long_hash) for operation in written]
        for operation in written:
            if operation.get("prev_hash", "").startswith(folding.MARK):
                operation["prev_hash"] = folding.long_hash(operation["prev_hash"])
        operations = folding.unfold([{"device_id": sender, **written[0]}, *written[1:]])
        batch_id = folding.long_name(said["batch"]["batch_id"])
        head = _long_head(said["batch"]["head"], operations[-1])
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise folding.FoldingError from error
    return {
        **_from(said, sender),
        "batch": {"batch_id": batch_id, "sha256": "", "head": head, "operations": operations},
    }


def unfolded(request: Any) -> Any:
    """A request with the operations of its batch as they were sealed."""
    batch = request.get("batch") if isinstance(request, dict) else None
    if not isinstance(batch, dict) or not isinstance(batch.get("operations"), list):
        return request
    return {**request, "batch": {**batch, "operations": folding.unfold(batch["operations"])}}


def _from(said: Any, sender: str) -> Members:
    if not isinstance(said, dict):
        raise folding.FoldingError
    return {**said, "device_id": sender}


def _short_head(head: str) -> str:
    return _base64(bytes.fromhex(head)[:_HEAD_BYTES]) if _HASH.fullmatch(head) else head


def _long_head(said: str, last: Members) -> str:
    """The hash of the last operation, where it begins as was said; else what was said, which is not the head."""
    head = canonical.content_hash({name: member for name, member in last.items() if name != "private"})
    return head if _short_head(head) == said else said


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
