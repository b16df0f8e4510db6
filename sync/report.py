"""What an exchange did, for people and for exit codes."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sync import wire
from sync.errors import SyncError, words

CLOCK_SECONDS = 300.0
_COUNTED_AS = (
    ("acked", "acked"),
    ("duplicate", "duplicate"),
    ("merged", "merged"),
    ("conflict", "conflict"),
    ("held", "held"),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """Operations answered so far, of how many; bytes sent."""

    done: int
    total: int
    bytes_sent: int


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """The counts of one exchange: operations, each under one word.

    ``rejected`` counts every answer that needs a person and is neither conflict nor held. ``pending`` waits still.
    ``stopped`` is the code of what ended the exchange early, ``message`` its words, ``retry_after`` the seconds
    after which trying again makes sense. ``offered`` were confirmed before and are offered again because the portal
    has them no more, ``missing`` are records of other desks that it has lost; ``notice`` says so in words.
    """

    sent: int = 0
    acked: int = 0
    duplicate: int = 0
    merged: int = 0
    conflict: int = 0
    rejected: int = 0
    held: int = 0
    pending: int = 0
    receipts: tuple[str, ...] = ()
    stopped: str | None = None
    message: str = ""
    retry_after: float = 0.0
    records: int = 0
    bytes_sent: int = 0
    offered: int = 0
    missing: int = 0
    notice: str = ""


@dataclass
class Tally:
    """An exchange under way."""

    total: int
    more: bool = True
    states: Counter[str] = field(default_factory=Counter)
    sent: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    receipts: list[str] = field(default_factory=list)
    records: int = 0
    bytes_sent: int = 0
    offered: int = 0
    missing: int = 0
    ahead: float = 0.0
    new_key: str = ""

    def note_sent(self, batch: wire.Batch | None, size: int) -> None:
        """Count operations that got an answer once, however often they travelled."""
        self.bytes_sent += size
        if batch is not None:
            self.sent.update(operation.op_id for operation in batch.operations)

    def note_answer(self, reply: wire.SyncReply) -> None:
        """Count a taken answer."""
        self.more = reply.more
        self.records += len(reply.records)
        if reply.receipt is not None:
            self.answered.add(reply.receipt.batch_id)
            self.receipts.append(reply.receipt.receipt_no)
            self.states.update(filter(None, map(wire.state_of, reply.receipt.results)))

    def note_clock(self, theirs: str, ours: datetime) -> None:
        """How far this computer's clock is from the portal's; it orders nothing, so that it only has to be told."""
        with suppress(ValueError):
            moment = datetime.fromisoformat(theirs.replace("Z", "+00:00"))
            self.ahead = (ours - moment).total_seconds() if moment.tzinfo else 0.0

    def progress(self) -> Progress:
        """How far it is."""
        done = self.states.total()
        return Progress(done, max(self.total, done), self.bytes_sent)

    def report(self, pending: int, stopped: SyncError | None, retry_after: float) -> ExchangeReport:
        """The exchange as it ended."""
        counts = {name: self.states[state] for name, state in _COUNTED_AS}
        return ExchangeReport(
            sent=len(self.sent),
            rejected=self.states.total() - sum(counts.values()),
            pending=pending,
            receipts=tuple(self.receipts),
            stopped=stopped.code if stopped else None,
            message=stopped.message if stopped else "",
            retry_after=retry_after,
            records=self.records,
            bytes_sent=self.bytes_sent,
            offered=self.offered,
            missing=self.missing,
            notice=self._notice(),
            **counts,
        )

    def _notice(self) -> str:
        told = (("offered_again", self.offered), ("missing_there", self.missing))
        said = [words(code, count=f"{number:,}") for code, number in told if number]
        if self.new_key:
            said.append(new_key_words(self.new_key))
        if abs(self.ahead) > CLOCK_SECONDS:
            said.append(words("clock_ahead" if self.ahead > 0 else "clock_behind", span=_span(abs(self.ahead))))
        return " ".join(said)


def new_key_words(how: str) -> str:
    """That the portal signs with another key, which came to be believed in so: ``followed`` or ``confirmed``."""
    return words({"followed": "portal_key_followed", "confirmed": "portal_key_confirmed"}[how])


def _span(seconds: float) -> str:
    """Days, hours or minutes, whichever says it best."""
    for unit, one, many in ((86_400, "día", "días"), (3_600, "hora", "horas"), (60, "minuto", "minutos")):
        if seconds >= unit:
            number = int(seconds // unit)
            return f"{number:,} {one if number == 1 else many}"
    return ""
