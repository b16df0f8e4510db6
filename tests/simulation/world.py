"""A portal, its desks and everything that can go wrong between them, in the order that one seed draws.

The desks run the real store and the real courier, the portal its real intake. What is made up is the network, the
clocks, the moments of death, and the people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from capture_app.errors import CaptureError
from capture_app.settings import Settings
from capture_app.store import conflicts
from sync import keys
from sync.client import Asked
from sync.errors import CaptivePortal, TransportFailed
from tests.simulation import invariants, publishing
from tests.simulation.copies import Copies
from tests.simulation.desk import Chance, SimulatedDesk
from tests.simulation.dice import Killed
from tests.simulation.people import NAMES, People
from tests.simulation.portal import SimulatedPortal
from tests.simulation.sticks import Sticks

TOKEN = re.compile(r"v\d+\.")
ACTIONS = {
    "edit": 14,
    "undo": 1,
    "act": 8,
    "attach": 7,
    "detach": 3,
    "begin": 6,
    "network": 14,
    "kill": 3,
    "arm": 4,
    "portal": 4,
    "new_key": 2,
    "partition": 8,
    "heal": 4,
    "seal": 5,
    "carry": 5,
    "bring": 4,
}
# Weather in which links break all the time.
STORM = {**ACTIONS, "begin": 18, "network": 30, "kill": 5, "partition": 20, "heal": 16}
# Years in which the portal's database is put back from a copy.
RESTORING = {**ACTIONS, "begin": 12, "network": 24, "copy": 3, "put_back": 3}
FIRST_RECORDS = ("contracting_process", "regulation")
STOPPED = {
    "no_network",
    "stalled",
    "cut",
    "captive_portal",
    "reply_altered",
    "reply_not_ours",
    "reply_unsigned",
    "replayed",
}
MOST_ROUNDS = 40


# Offices whose administrator takes computers out, and enrols them anew.
REVOKING = {**ACTIONS, "begin": 12, "network": 24, "revoke": 3, "enrol": 6}
# Offices that are told by law to forget what they were told of persons.
ERASING = {**ACTIONS, "begin": 12, "network": 24, "personal": 24, "erase": 20}


@dataclass
class Letter:
    """Something on its way: a question (``asked``) or its answer (``data``), of one life of a desk."""

    desk: SimulatedDesk
    asked: Asked
    data: bytes
    is_reply: bool = False

    @property
    def is_awaited(self) -> bool:
        return self.desk.asked is self.asked


@dataclass
class Counts:
    """What was done to them."""

    kills: int = 0
    portal_kills: int = 0
    partitions: int = 0
    requests: int = 0
    conflicts: int = 0
    edits: int = 0
    new_keys: int = 0
    acts: int = 0
    files: int = 0
    slices: int = 0
    sticks: int = 0
    sticks_taken: int = 0
    sticks_refused: int = 0
    receipts_taken: int = 0
    put_back: int = 0
    enrolled: int = 0
    erased: int = 0


class World:
    """``step()`` until it is enough, ``settle()``, and everything must hold."""

    def __init__(
        self, folder: Path, pristine: Path, seed: int, desks: int, weather: Mapping[str, int] = ACTIONS
    ) -> None:
        self.chance = Chance(seed)
        self.weather = weather
        self.counts = Counts()
        self.is_quiet = False
        self.approval = self.chance.choice(["one_person", "two_persons"])
        self.portal = SimulatedPortal(f"S{seed}", self.chance, self.approval)
        self.letters: list[Letter] = []
        self.old_replies: list[bytes] = []
        self.written: set[str] = set()
        self.replaced: set[str] = set()
        self.desks = [self._desk(folder / f"d{number}", pristine, number) for number in range(desks)]
        self.revoked: list[SimulatedDesk] = []
        self.gone: set[str] = set()
        self.people, self.sticks = People(self.chance), Sticks(self, folder / "sticks")
        self.copies = Copies(folder / "copy", self.chance)
        for kind in FIRST_RECORDS:
            self._type(self.desks[0], partial(self.people.begin, kind=kind))
        self._type(self.desks[0], self.people.turn_over)
        for desk in self.desks:
            self._round(desk)

    def _desk(self, folder: Path, pristine: Path, number: int) -> SimulatedDesk:
        from portal.intake.keys import portal_public_key

        private = self.chance.randbytes(32)
        office, user = self.portal.office, NAMES[number % len(NAMES)]
        device_id = self.portal.enrol(keys.as_text(keys.public_key(private)), user)
        settings = Settings(
            office.code,
            office.name,
            office.prefixes,
            user,
            user_role="administrador",
            approval=self.approval,
            device_id=device_id,
            device_tag=f"D{number}",
            enrolled=True,
            portal_key=portal_public_key(),
        )
        return SimulatedDesk(folder, pristine, settings, private, Chance(self.chance.random()), self._tell_keys)

    def close(self) -> None:
        self.portal.forget_keys()
        self.copies.close()
        for desk in self.desks:
            desk.stop()

    # What happens ------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One thing happens, to one of them."""
        desk = self.chance.choice(self.desks)
        action = self.chance.choices(list(self.weather), list(self.weather.values()))[0]
        try:
            getattr(self, f"_{action}")(desk)
        except Killed:
            self._died()

    def _died(self) -> None:
        for desk in self.desks:
            if desk.dice.raw is None:
                self.counts.kills += 1
                desk.kill()

    def _edit(self, desk: SimulatedDesk) -> None:
        self._type(desk, self.people.save)

    def _undo(self, desk: SimulatedDesk) -> None:
        self._type(desk, self.people.undo)

    def _act(self, desk: SimulatedDesk) -> None:
        self.counts.acts += self._type(desk, self.people.act)

    def _attach(self, desk: SimulatedDesk) -> None:
        self.counts.files += self._type(desk, self.people.attach)

    def _detach(self, desk: SimulatedDesk) -> None:
        self._type(desk, self.people.detach)

    def _seal(self, desk: SimulatedDesk) -> None:
        self.sticks.seal(desk)

    def _carry(self, desk: SimulatedDesk) -> None:
        self.sticks.carry()

    def _bring(self, desk: SimulatedDesk) -> None:
        self.sticks.bring()

    def _type(self, desk: SimulatedDesk, work: Any) -> bool:
        """Somebody types: what was shown before and is not after was seen and replaced. A value counts as written
        once the program said so; a death meanwhile leaves open whether it was. Whether it was done."""
        is_done, said, seen = False, _tokens(desk.said()), _tokens(desk.seen())
        try:
            work(desk)
        except CaptureError:
            pass
        except Killed:
            desk.kill()
            self.counts.kills += 1
        else:
            is_done = True
            self.counts.edits += 1
            self.written |= _tokens(desk.seen())
        self.replaced |= (said - _tokens(desk.said())) | (seen - _tokens(desk.seen()))
        return is_done

    def _begin(self, desk: SimulatedDesk) -> None:
        if desk.steps is None:
            desk.begin()
            self._post(desk)

    def _kill(self, desk: SimulatedDesk) -> None:
        self.counts.kills += 1
        desk.kill()

    def _arm(self, desk: SimulatedDesk) -> None:
        desk.dice.arm(self.chance.randrange(1, 60))

    def _portal(self, desk: SimulatedDesk) -> None:
        self.portal.left = self.chance.randrange(1, 30)

    def _new_key(self, desk: SimulatedDesk) -> None:
        self.counts.new_keys += 1
        self.portal.change_key()

    def _copy(self, desk: SimulatedDesk) -> None:
        self.copies.make()

    def _put_back(self, desk: SimulatedDesk) -> None:
        self.counts.put_back += self.copies.put_back()

    def _revoke(self, desk: SimulatedDesk) -> None:
        if desk not in self.revoked:
            self.portal.revoke(desk.settings.device_id)
            self.revoked.append(desk)
            self.gone.add(desk.settings.device_id)

    def _enrol(self, desk: SimulatedDesk) -> None:
        """The one that was taken out first comes back, with another key and name."""
        from portal.intake.keys import portal_public_key

        if self.revoked:
            desk, private = self.revoked.pop(0), self.chance.randbytes(32)
            device_id = self.portal.enrol(keys.as_text(keys.public_key(private)), desk.settings.user)
            desk.enrol_again(private, device_id, portal_public_key())
            self.counts.enrolled += 1

    def _personal(self, desk: SimulatedDesk) -> None:
        self._type(desk, self.people.tell_of_a_person)

    def _erase(self, desk: SimulatedDesk) -> None:
        """The law takes a value from the past of a record, at the portal or at a desk, if it may."""
        if not self.people.told_of:
            return
        ocid, path = self.chance.choice(self.people.told_of)
        if self.chance.random() < 0.5:
            self.counts.erased += self.portal.erase(ocid, path)
        elif desk.steps is None:
            self.counts.erased += self._type(desk, partial(SimulatedDesk.erase, name=ocid, path=path))

    def _partition(self, desk: SimulatedDesk) -> None:
        waiting = [each for each in self.desks if each.asked is not None and not each.is_cut_off]
        desk = self.chance.choice(waiting or [desk])
        desk.is_cut_off, desk.has_felt_it = True, False

    def _heal(self, desk: SimulatedDesk) -> None:
        for each in self.desks:
            each.is_cut_off = False
        if self.chance.random() < 0.3:
            desk.clock.wrong_by *= -1

    # The network -------------------------------------------------------------------------------------------------

    def _post(self, desk: SimulatedDesk) -> None:
        if desk.asked is not None:
            self.letters.append(Letter(desk, desk.asked, desk.asked.body))

    def _network(self, desk: SimulatedDesk) -> None:
        """Any letter may be the next to move."""
        if not self.letters:
            self._begin(desk)
            return
        letter = self.letters.pop(self.chance.randrange(len(self.letters)))
        (self._reply if letter.is_reply else self._request)(letter)

    def _request(self, letter: Letter) -> None:
        fate = self.chance.random()
        if letter.is_awaited and self._is_cut(letter.desk):
            fate = 0.95 if fate < 0.5 else 0.85
        if fate < 0.07:
            self.letters.append(letter)
        if fate < 0.75 or not letter.is_awaited:
            self._deliver(letter, letter.data)
        elif fate < 0.80:
            self._deliver(letter, letter.data[: self.chance.randrange(len(letter.data))])
        elif fate < 0.90:
            self._fail(letter, "no_network")
        else:
            self.letters.append(letter)
            self._fail(letter, "stalled")

    def _tell_keys(self, desk: SimulatedDesk, data: bytes) -> bytes:
        """A desk that cannot verify an answer asks for the portal's key; this too may come to nothing."""
        is_lost = not self.is_quiet and self.chance.random() < 0.2
        reply = None if is_lost or self._is_cut(desk) else self.portal.tell_keys(data)
        if reply is None:
            raise TransportFailed("cut")
        return reply

    def _is_cut(self, desk: SimulatedDesk) -> bool:
        """Whether the desk has no network; a partition counts once it has stopped something."""
        if desk.is_cut_off and not desk.has_felt_it:
            desk.has_felt_it = True
            self.counts.partitions += 1
        return desk.is_cut_off

    def _deliver(self, letter: Letter, data: bytes) -> None:
        self.counts.requests += 1
        reply = self.portal.answer(data, letter.asked.path)
        if reply is None:
            self.counts.portal_kills += 1
            self._fail(letter, "cut")
        elif letter.is_awaited:
            self.letters.append(Letter(letter.desk, letter.asked, reply, is_reply=True))

    def _reply(self, letter: Letter) -> None:
        if not letter.is_awaited:
            self.old_replies.append(letter.data)
            return
        fate, data = self.chance.random(), letter.data
        if self._is_cut(letter.desk) or fate < 0.08:
            self._fail(letter, "cut")
            return
        if fate < 0.12:
            place = self.chance.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ (1 << self.chance.randrange(8))]) + data[place + 1 :]
        elif fate < 0.15 and self.old_replies:
            data = self.chance.choice(self.old_replies)
        elif fate < 0.17:
            self._hand(letter, lambda: letter.desk.fail(CaptivePortal("captive_portal")))
            return
        self._hand(letter, lambda: letter.desk.hear(data))

    def _fail(self, letter: Letter, code: str) -> None:
        if letter.is_awaited:
            self._hand(letter, lambda: letter.desk.fail(TransportFailed(code)))

    def _hand(self, letter: Letter, give: Any) -> None:
        give()
        self._post(letter.desk)
        report = letter.desk.report
        assert report is None or report.stopped in self._stops(letter.desk), report

    def _stops(self, desk: SimulatedDesk) -> set[str | None]:
        """What may stop an exchange of a desk in this weather."""
        return {None, *STOPPED, *(["revoked_device"] if desk in self.revoked else [])}

    # Quiet -------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """The network is whole, nobody dies, people decide what is open: it comes to rest, and everything holds."""
        for desk in self.desks:
            desk.dice.arm(0)
        self._check_before()
        self.letters.clear()
        self.portal.left, self.is_quiet = 0, True
        for desk in self.desks:
            desk.kill()
            desk.is_cut_off = False
        while self.revoked:
            self._enrol(self.revoked[0])
        self.sticks.settle()
        self._come_to_rest()
        self._check_after()
        if "erase" in self.weather:
            self._forget_persons()
        self._long_after()
        self.counts.slices = sum(desk.slices for desk in self.desks)

    def _forget_persons(self) -> None:
        """Nobody says any more what was told of persons, and the law takes it from the past, everywhere."""
        places = sorted(set(self.people.told_of))
        for ocid, path in places:
            self._type(self.chance.choice(self.desks), partial(self.people.say_no_more, ocid=ocid, path=path))
        self._come_to_rest()
        for ocid, path in places:
            self.counts.erased += self.portal.erase(ocid, path)
            for desk in self.desks:
                self._type(desk, partial(SimulatedDesk.erase, name=ocid, path=path))
                invariants.nothing_tells_of(desk, self.portal, ocid, path)
        self._come_to_rest()
        self._check_after()

    def _long_after(self) -> None:
        """People go on with what is at rest, and then somebody finds old sticks in a drawer."""
        done = [self._type(desk, self.people.detach) for desk in self.desks]
        done.append(self._type(self.chance.choice(self.desks), self.people.turn_over))
        if any(done):
            self._come_to_rest()
        if self.sticks.find_old_ones() or any(done):
            self._come_to_rest()
            self._check_after()

    def _come_to_rest(self) -> None:
        for _ in range(MOST_ROUNDS):
            moved = [self._round(desk) for desk in self.desks]
            if not any(moved):
                return
        raise AssertionError("it never comes to rest")

    def _round(self, desk: SimulatedDesk) -> bool:
        """One whole exchange; whether anything moved or was decided."""
        desk.begin()
        while desk.asked is not None:
            self.counts.requests += 1
            reply = self.portal.answer(desk.asked.body, desk.asked.path)
            assert reply is not None
            desk.hear(reply)
        report = desk.report
        assert report is not None
        assert report.stopped is None, report
        return self._decide(desk) or bool(report.sent or report.records or desk.files.waiting())

    def _decide(self, desk: SimulatedDesk) -> bool:
        """Each open difference gets the decision that the seed draws."""
        capture = desk.office.capture
        waiting = partial(conflicts.waiting, desk.office.desk)
        found = [(record_id, conflict) for record_id in capture.record_ids() for conflict in waiting(record_id)]
        for record_id, conflict in found:
            self.counts.conflicts += 1
            choice = self.chance.choice(["theirs", "ours"])
            self._type(desk, lambda desk, r=record_id, c=conflict, w=choice: desk.office.capture.decide(r, c, w))
            self._type(desk, lambda desk, r=record_id, c=conflict: self._take_theirs(desk, r, c))
        return bool(found)

    def _take_theirs(self, desk: SimulatedDesk, record_id: str, conflict: Any) -> None:
        """Where ours could not be chosen any more."""
        if conflict in conflicts.waiting(desk.office.desk, record_id):
            desk.office.capture.decide(record_id, conflict, "theirs")

    def _check_before(self) -> None:
        for desk in self.desks:
            if not self.counts.put_back:
                self._check_said(desk)
            invariants.sound(desk)
        assert self._lost() == set()

    def _check_said(self, desk: SimulatedDesk) -> None:
        """At any moment: what the desk says is so."""
        invariants.acknowledged_is_there(desk, self.portal)
        invariants.nothing_said_without_receipt(desk)
        invariants.files_said_to_be_there_are(desk, self.portal)

    def _check_after(self) -> None:
        invariants.committed_once(self.portal)
        publishing.done_on_what_was_seen(self.portal)
        publishing.public_is_what_was_published(self.portal)
        for desk in self.desks:
            invariants.nothing_waits(desk)
            invariants.every_file_is_there(desk)
            self._check_said(desk)
            invariants.sound(desk)
        invariants.links_are_the_last(self.desks, self.portal)
        invariants.all_the_same(self.desks, self.portal)
        assert self._lost() == set()

    def _lost(self) -> set[str]:
        """I3: values that are nowhere and that nobody saw before they went."""
        return self.written - self.replaced - _tokens(invariants.everything_kept(self.desks, self.portal))


def _tokens(text: str) -> set[str]:
    """The values that somebody typed, each one once in a world."""
    return set(TOKEN.findall(text))
