"""The end of an exchange: both sides hold the same, or the portal's list shows what it lost and we offer it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from sync import wire
from sync.errors import AnswerUnproved
from sync.ports import Difference, Outbox
from sync.steps import Steps

Ask = Callable[..., Steps[wire.SyncReply]]


class Proving:
    """Compares at most once for each pair of proofs that stays different: others may have to offer theirs first."""

    def __init__(self, outbox: Outbox, ask: Ask) -> None:
        self._outbox = outbox
        self._ask = ask
        self._proof: wire.Proof | None = None
        self._examined: tuple[wire.Proof | None, wire.Proof] | None = None

    def note(self, reply: wire.SyncReply) -> None:
        """The newest proof the portal gave; none while more is to come."""
        self._proof = reply.proof

    def examine(self) -> Steps[Difference | None]:
        """What the portal lacks, offered again by the outbox; None where both sides agree or nothing is new."""
        if self.agrees() or self._examined == (pair := (self._proof, self._outbox.proof())):
            return None
        self._examined = pair
        inventory = yield from self._inventory()
        found = self._outbox.compare(inventory, {})
        if found.wanted:
            states = yield from self._states(found.wanted)
            found = self._outbox.compare(inventory, states)
        return found

    def agrees(self) -> bool:
        """Whether both sides hold the same; a portal that gives no proof is not asked."""
        if self._proof is not None and self._proof != _as_told(self._outbox.proof(), self._proof):
            return False
        self._outbox.agree()
        return True

    def lacks_files(self) -> bool:
        """Whether the portal knows less of this device's files than it once said; more may come of lost answers."""
        theirs = self._proof.files if self._proof is not None else None
        return theirs is not None and theirs < (self._outbox.proof().files or 0)

    def _inventory(self) -> Steps[wire.Inventory]:
        pages = [(yield from self._page(""))]
        while pages[-1].more:
            pages.append((yield from self._page(pages[-1].records[-1][0])))
        records = [listed for page in pages for listed in page.records]
        return wire.Inventory(records=records, places=pages[0].places, outcomes=pages[0].outcomes)

    def _page(self, after: str) -> Steps[wire.Inventory]:
        reply = yield from self._ask(inventory=after)
        page = reply.inventory
        if page is None or (page.more and (not page.records or page.records[-1][0] <= after)):
            raise AnswerUnproved("no_progress")
        return page

    def _states(self, wanted: Sequence[str]) -> Steps[dict[str, wire.RecordState]]:
        states: dict[str, wire.RecordState] = {}
        for first in range(0, len(wanted), wire.MAX_WANTED):
            reply = yield from self._ask(wanted=list(wanted[first : first + wire.MAX_WANTED]))
            states.update({state.record_id: state for state in reply.records})
        return states


def _as_told(ours: wire.Proof, theirs: wire.Proof) -> wire.Proof:
    """Ours without what a portal of before does not count; files are compared by themselves."""
    outcomes = None if theirs.outcomes is None else ours.outcomes
    return msgspec.structs.replace(ours, outcomes=outcomes, files=theirs.files)
