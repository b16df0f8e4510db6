"""The post by hand in the simulator: sets of volumes that come late, twice, in any order, altered, in part or never,
and receipts that do the same on their way back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from portal.intake.refusals import RequestRefused
from sync import batchfile, keys, wire
from sync.batchfile import BatchFileError
from sync.errors import AnswerUnproved
from tests.simulation.desk import SimulatedDesk

if TYPE_CHECKING:
    from tests.simulation.world import World

REFUSED = (BatchFileError, RequestRefused)
MOST_KEPT = 6
# What a receipt for a former enrolment may be to the desk of today; everything of it went again under other names.
OF_BEFORE = ("stick_not_for_us", "stick_key_unknown", "stick_unsigned", "receipt_differs")


@dataclass
class Stick:
    """The volumes of a set, and the desk that wrote it or that it is for."""

    desk: SimulatedDesk
    volumes: tuple[Path, ...]
    receipts: list[Stick] = field(default_factory=list)


class Sticks:
    """Everything that lies in drawers and pockets of this world."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world, self._chance, self._folder = world, world.chance, folder
        self._made = 0
        self.written: list[Stick] = []
        self.receipts: list[Stick] = []
        self.abandoned: list[Stick] = []

    # What happens ------------------------------------------------------------------------------------------------

    def seal(self, desk: SimulatedDesk) -> None:
        """Everything that waits at a desk goes to a stick; the program does it between two exchanges."""
        if desk.steps is None:
            volumes = desk.write_stick(self._place())
            if volumes:
                self._world.counts.sticks += 1
                self.written.append(Stick(desk, volumes))

    def carry(self) -> None:
        """Some stick comes to the portal as it is, altered, or in part; it may be kept, and come again."""
        if not self.written:
            return
        stick = self._chance.choice(self.written)
        fate = self._chance.random()
        if fate < 0.15:
            self._refused_at_portal(self._altered(stick))
        elif fate < 0.6 and len(stick.volumes) > 1:
            self._refused_at_portal(self._in_part(stick))
        else:
            self._take(stick)
            if self._chance.random() < 0.5:
                self._put_away(stick, self.written)

    def bring(self) -> None:
        """Some receipt comes back to its desk, to another one, or altered; once, twice, or never."""
        if not self.receipts:
            return
        receipt = self._chance.choice(self.receipts)
        desk, fate = receipt.desk, self._chance.random()
        if any(each.steps is not None for each in self._world.desks):
            return
        if fate < 0.1:
            self._refused_at_desk(desk, self._altered(receipt))
        elif fate < 0.2:
            other = self._chance.choice([each for each in self._world.desks if each is not desk])
            self._refused_at_desk(other, receipt.volumes)
        else:
            self._hand(receipt)
            if self._chance.random() < 0.6:
                self._put_away(receipt, self.receipts)

    def settle(self) -> None:
        """What is on its way comes or is abandoned, in any order."""
        for stick in self._chance.sample(self.written, len(self.written)):
            self._deliver_or_abandon(stick, self.written, self._take)
        for receipt in self._chance.sample(self.receipts, len(self.receipts)):
            self._deliver_or_abandon(receipt, self.receipts, self._hand)

    def find_old_ones(self) -> bool:
        """Long after everything was quiet somebody finds sticks in a drawer; whether there were any."""
        found, self.abandoned = self.abandoned, []
        for stick in found:
            (self._take if stick.volumes[0].suffix == ".capbatch" else self._hand)(stick)
        return bool(found)

    # How ---------------------------------------------------------------------------------------------------------

    def _place(self) -> Path:
        self._made += 1
        place = self._folder / str(self._made)
        place.mkdir(parents=True)
        return place

    def _put_away(self, stick: Stick, among: list[Stick]) -> None:
        among.remove(stick)
        self.abandoned = [*self.abandoned, stick][-MOST_KEPT:]

    def _deliver_or_abandon(self, stick: Stick, among: list[Stick], deliver: Callable[[Stick], None]) -> None:
        if self._chance.random() < 0.5:
            deliver(stick)
        self._put_away(stick, among)

    def _take(self, stick: Stick) -> None:
        try:
            receipts = self._world.portal.take_stick(stick.volumes, self._place())
        except RequestRefused as refused:
            is_gone = batchfile.inspect(stick.volumes[0]).label.sender in self._world.gone
            if refused.code != "revoked_device" or not is_gone:
                raise
            self._world.counts.sticks_refused += 1
            return
        if receipts is None:
            self._world.counts.portal_kills += 1
            return
        self._world.counts.sticks_taken += 1
        self.receipts.append(Stick(stick.desk, receipts))

    def _hand(self, receipt: Stick) -> None:
        try:
            receipt.desk.take_stick(receipt.volumes)
        except (BatchFileError, AnswerUnproved) as refused:
            if refused.code not in OF_BEFORE or not receipt.desk.is_enrolled_again:
                raise
            self._world.counts.sticks_refused += 1
            return
        self._world.counts.receipts_taken += 1

    def _refused_at_portal(self, volumes: tuple[Path, ...]) -> None:
        portal = self._world.portal
        before, portal.left = portal.told(), 0
        self._must_refuse(lambda: portal.take_stick(volumes, self._place()))
        assert portal.told() == before, "a stick that was refused changed something"

    def _refused_at_desk(self, desk: SimulatedDesk, volumes: tuple[Path, ...]) -> None:
        before = desk.told()
        self._must_refuse(lambda: desk.take_stick(volumes))
        assert desk.told() == before, "a receipt that was refused changed something"

    def _must_refuse(self, give: Callable[[], Any]) -> None:
        try:
            give()
        except REFUSED:
            self._world.counts.sticks_refused += 1
        else:
            raise AssertionError("a stick was taken that should not have been")

    def _altered(self, stick: Stick) -> tuple[Path, ...]:
        """A copy with one bit turned somewhere, or signed anew."""
        if self._chance.random() < 0.5:
            return self._forged(stick)
        place = self._place()
        copies = tuple(Path(shutil.copy(volume, place)) for volume in stick.volumes)
        chosen = self._chance.choice(copies)
        data = bytearray(chosen.read_bytes())
        data[self._chance.randrange(len(data))] ^= 1 << self._chance.randrange(8)
        chosen.write_bytes(data)
        return copies

    def _forged(self, stick: Stick) -> tuple[Path, ...]:
        """A copy whose labels are signed by a stranger."""
        place = self._place()
        private = self._chance.randbytes(32)
        stranger = keys.DeviceKeys(private, keys.public_key(private))
        for volume in stick.volumes:
            label = batchfile.inspect(volume).label
            signature = stranger.sign(batchfile.label_bytes(label))
            text = wire.encode_message(msgspec.structs.replace(label, signature=signature))
            end = text + len(text).to_bytes(8, "big") + batchfile.MARK
            (place / volume.name).write_bytes(volume.read_bytes()[: label.size] + end)
        return tuple(place / volume.name for volume in stick.volumes)

    def _in_part(self, stick: Stick) -> tuple[Path, ...]:
        left_out = self._chance.choice(stick.volumes)
        return tuple(volume for volume in stick.volumes if volume != left_out)
