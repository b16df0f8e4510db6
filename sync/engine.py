"""Draining the outbox to the portal and taking what the portal has: one rule over all, the outbox row is the
truth about "not yet safe", and it changes only by a verified receipt."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from sync import portal_keys, receipts, schedule, wire
from sync.errors import AnswerUnproved, Refused, RetryLater, SyncError, TransportFailed
from sync.ports import Clock, Files, Keys, Outbox
from sync.proving import Proving
from sync.report import ExchangeReport, Progress, Tally
from sync.singling import FELL_OVER_IT, is_for_content, single_out
from sync.steps import Portal, Rest, Say, Steps, do_each
from sync.uploads import Uploads

__all__ = ["FAILPOINTS", "ExchangeReport", "Progress", "SyncEngine"]

FAILPOINTS = ("send.before_connect", "send.after_reply", "take.before", "take.after")
MOST_FAILURES = 2
MOST_COMPARISONS = 4
BUSY_SECONDS = 60.0
KNOWN_SECONDS = 600.0
SAME_LINE = ("cut", "stalled", "server_failed", "bad_hash", "replayed", "reply_altered", "cancelled")


def _nothing(_: object) -> None:
    """A failpoint or a listener that does nothing."""


def _never() -> bool:
    return False


def _begins(reply: wire.SyncReply, position: wire.Position) -> str:
    """The history in which the portal begins again, where it went back; "" where it goes on."""
    return reply.epoch if receipts.went_back(reply, position) else ""


class SyncEngine:
    """The courier. One exchange at a time, in one lane; it keeps the pace learned from one to the next."""

    def __init__(
        self,
        outbox: Outbox,
        client: Portal,
        keys: Keys,
        clock: Clock,
        random: Random,
        failpoint: Callable[[str], None] = _nothing,
        wait: Callable[[float], None] = time.sleep,
        files: Files | None = None,
        *,
        acquainted: bool = False,
    ) -> None:
        """``acquainted``: the portal has proved itself over this line just now."""
        self._outbox = outbox
        self._client = client
        self._keys = keys
        self._clock = clock
        self._random = random
        self._failpoint = failpoint
        self._wait = wait
        self._bytes = schedule.START_BYTES
        self._each = schedule.FIRST_EACH
        self._failures = 0
        self._not_before = 0.0
        self._files = files
        self._uploads = Uploads(files, outbox, clock) if files else None
        self._proving = Proving(outbox, self._ask_plain)
        self._offered = 0
        self._batch: wire.Batch | None = None
        self._told: list[wire.Blank] = []
        self._linked: list[wire.FileLink] = []
        self._proved_at = clock.monotonic() if acquainted else None

    def exchange(
        self, progress: Callable[[Progress], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> ExchangeReport:
        """Send everything that waits and take everything new; never raises SyncError, the report says it."""
        return do_each(self.steps(progress, cancelled), self._client, self._wait)

    def steps(
        self, progress: Callable[[Progress], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> Steps[ExchangeReport]:
        """The same exchange, step by step, for whoever does the steps (see ``sync.steps``)."""
        tally, known = Tally(self._outbox.waiting()), self._keys.portal_key()
        try:
            self._check_pause()
            yield from self._drain(tally, progress or _nothing, cancelled or _never)
            yield from self._prove(tally, progress or _nothing, cancelled or _never)
            yield from self._upload(tally, progress or _nothing, cancelled or _never)
        except SyncError as error:
            if not isinstance(error, (RetryLater, Refused)) and error.code not in SAME_LINE:
                self._proved_at = None
            return self._ended(tally, known, error)
        finally:
            self._outbox.set_down()
        return self._ended(tally, known, None)

    def _ended(self, tally: Tally, known: bytes, error: SyncError | None) -> ExchangeReport:
        """The report; ``known`` was the portal's key when it began."""
        if self._keys.portal_key() != known:
            tally.new_key = portal_keys.how_known(self._keys)
        return tally.report(self._outbox.waiting(), error, self._pause_after(error) if error else 0.0)

    def _check_pause(self) -> None:
        left = self._not_before - self._clock.monotonic()
        if left > 0:
            raise RetryLater(left)

    def _pause_after(self, error: SyncError) -> float:
        if isinstance(error, RetryLater):
            self._not_before = self._clock.monotonic() + error.seconds
            return error.seconds
        return schedule.pause(self._failures, self._random) if isinstance(error, TransportFailed) else 0.0

    def _drain(self, tally: Tally, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Steps[None]:
        """Round after round; a second transport failure in a row ends it."""
        failures = 0
        progress(tally.progress())
        while True:
            if cancelled():
                raise SyncError("cancelled")
            try:
                if not (yield from self._round(tally)):
                    return
            except TransportFailed as error:
                failures += 1
                self._failures += 1
                if failures >= MOST_FAILURES:
                    if error.code not in FELL_OVER_IT or self._batch is None:
                        raise
                    yield from self._ask_plain()
                    yield from self._single_out(self._batch, error, tally)
                    failures = 0
                    continue
                yield Rest(schedule.pause(failures, self._random))
                continue
            failures = self._failures = 0
            progress(tally.progress())

    def _is_known(self) -> bool:
        """Whether the portal proved itself a short while ago, and nothing has made one doubt since who answers there.
        Otherwise nothing of the office leaves before it has: at its address there may be another, or an empty one."""
        return self._proved_at is not None and self._clock.monotonic() - self._proved_at < KNOWN_SECONDS

    def _upload(
        self,
        tally: Tally,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
        *,
        is_again: bool = False,
    ) -> Steps[None]:
        """Files come last: what was captured goes before them. A portal that was put back from a copy meanwhile does
        not know what it was told of them, and is told again."""
        if self._uploads is None or self._files is None:
            return
        if self._proving.lacks_files():
            self._files.forget()
        while self._files.links():
            yield from self._ask_plain()
        before = tally.bytes_sent - self._uploads.bytes_sent

        def tell(sent: int) -> None:
            tally.bytes_sent = before + sent
            progress(tally.progress())

        try:
            yield from self._uploads.run(cancelled, tell)
        except Refused as error:
            if error.code != "file_unknown" or is_again:
                raise
            self._files.forget()
            yield from self._upload(tally, progress, cancelled, is_again=True)

    def _prove(self, tally: Tally, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Steps[None]:
        """End of an exchange: both sides hold the same, or what the portal lost is offered again; what waited there for
        that may have come of it, and is asked for once more."""
        for _ in range(MOST_COMPARISONS):
            found = yield from self._proving.examine()
            if found is None:
                return
            tally.offered, tally.missing = tally.offered + found.offered, found.missing
            if found.offered:
                self._offered = found.offered
                yield from self._drain(tally, progress, cancelled)

    def _ask_plain(self, **asked: Any) -> Steps[wire.SyncReply]:
        """A round that carries no operations."""
        position = self._outbox.position()
        request = msgspec.structs.replace(self._request(None, position), **asked)
        exchanged = yield Say(request)
        reply: wire.SyncReply = exchanged.reply
        receipts.check_reply(reply, None, position, self._keys.portal_key())
        self._outbox.take_answer(None, reply.records, reply.sequence, _begins(reply, position))
        self._outbox.told(request.blanks)
        self._take_beside(reply, request.files)
        self._proving.note(reply)
        return reply

    def _round(self, tally: Tally) -> Steps[bool]:
        """One request and its answer; False when there was nothing left to say or to hear."""
        is_known = self._is_known()
        batch = self._outbox.next_batch(*self._room(tally)) if is_known else None
        if is_known and batch is None and not tally.more:
            return False
        if batch is not None and batch.batch_id in tally.answered:
            raise AnswerUnproved("no_progress")
        self._batch, position = batch, self._outbox.position()
        try:
            reply = yield from self._ask(batch, position, tally)
        except Refused as error:
            if batch is None or not is_for_content(error):
                raise
            yield from self._single_out(batch, error, tally)
            return True
        receipts.check_reply(reply, batch, position, self._keys.portal_key())
        self._take(reply, tally, _begins(reply, position))
        if batch is None and reply.more and reply.sequence <= position.since:
            raise AnswerUnproved("no_progress")
        return True

    def _room(self, tally: Tally) -> tuple[int, int]:
        """(operations, bytes before compression) of the next batch."""
        whole = tally.bytes_sent + self._outbox.waiting() * self._each
        return schedule.room(schedule.cut_fine(self._bytes, whole), self._each)

    def _single_out(self, batch: wire.Batch, error: SyncError, tally: Tally) -> Steps[None]:
        yield from single_out(batch, error, self._outbox, self._ask_plain)
        tally.more = True

    def _ask(self, batch: wire.Batch | None, position: wire.Position, tally: Tally) -> Steps[wire.SyncReply]:
        request = self._request(batch, position)
        if batch is not None:
            receipts.check_batch(batch)
        self._failpoint("send.before_connect")
        started = self._clock.monotonic()
        try:
            exchanged = yield Say(request)
        except TransportFailed:
            self._bytes = schedule.next_bytes(self._bytes, None)
            raise
        if batch is not None:
            self._learn(batch, exchanged.bytes_sent, self._clock.monotonic() - started)
        tally.note_sent(batch, exchanged.bytes_sent)
        self._told, self._linked = request.blanks, request.files
        self._failpoint("send.after_reply")
        reply: wire.SyncReply = exchanged.reply
        return reply

    def _learn(self, batch: wire.Batch, sent: int, seconds: float) -> None:
        """The size of the next batch; a small one that was quick, or one with little to share, says nothing of it."""
        if sent * 2 >= self._bytes or seconds > schedule.QUICK_SECONDS or len(batch.operations) >= schedule.TELLING:
            self._bytes = schedule.next_bytes(self._bytes, seconds)
        if len(batch.operations) >= schedule.TELLING:
            self._each = sent / len(batch.operations)

    def _request(self, batch: wire.Batch | None, position: wire.Position) -> wire.SyncRequest:
        is_known = self._is_known()
        return wire.SyncRequest(
            office_code=position.office_code,
            space=position.space,
            device_id=position.device_id,
            forms_version=position.forms_version,
            forms_hash=position.forms_hash,
            epoch=position.epoch,
            since=position.since,
            wall=self._clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
            batch=batch,
            folio_year=position.folio_year,
            folio_last=position.folio_last,
            offered=self._offered,
            blanks=list(self._outbox.blanks()) if is_known else [],
            files=list(self._files.links()) if self._files and is_known else [],
        )

    def _take_beside(self, reply: wire.SyncReply, links: list[wire.FileLink]) -> None:
        """What a proved answer brings beside operations and records."""
        self._proved_at = self._clock.monotonic()
        if reply.folios is not None:
            self._outbox.take_folios(reply.folios)
        if self._files:
            self._files.told(links)

    def _take(self, reply: wire.SyncReply, tally: Tally, begins: str) -> None:
        self._failpoint("take.before")
        self._outbox.take_answer(reply.receipt, reply.records, reply.sequence, begins)
        self._failpoint("take.after")
        self._outbox.told(self._told)
        self._take_beside(reply, self._linked)
        tally.note_answer(reply)
        tally.note_clock(reply.clock, self._clock.now())
        self._proving.note(reply)
        self._offered = 0
        if reply.receipt is not None and any(result.code == "retry_later" for result in reply.receipt.results):
            raise RetryLater(BUSY_SECONDS)
