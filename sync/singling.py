"""One operation that the portal cannot take in must not stop the others: a batch that is refused for what it carries
is halved until the one is found, which then needs a person."""

from __future__ import annotations

from collections.abc import Callable

from sync import wire
from sync.errors import Refused, SyncError
from sync.ports import Outbox
from sync.steps import Steps

FOR_WHAT_IT_CARRIES = frozenset({"malformed", "too_large", "head_differs", "op_altered"})
FELL_OVER_IT = ("server_failed", "bad_hash")


def is_for_content(error: SyncError) -> bool:
    """Whether the refusal may be about one operation of the batch."""
    return isinstance(error, Refused) and error.code in FOR_WHAT_IT_CARRIES


def single_out(
    batch: wire.Batch, error: SyncError, outbox: Outbox, ask_plain: Callable[[], Steps[wire.SyncReply]]
) -> Steps[None]:
    """Halve the batch, or set its one operation aside.

    Before anything is set aside the portal must answer an exchange that carries nothing: where it does not, the
    trouble is not the operation's, and that error rises with everything as it was.
    """
    if len(batch.operations) > 1:
        outbox.split(batch.batch_id)
        return
    yield from ask_plain()
    outbox.set_aside(batch.batch_id, "too_large" if error.code == "too_large" else "rejected")
