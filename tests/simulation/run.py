"""One seed, one world, from its first step to its rest."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tests.simulation.ground import Ground
from tests.simulation.world import ACTIONS, Counts, World


@dataclass
class Sum(Counts):
    """Over many worlds."""

    worlds: int = 0

    def add(self, counts: Counts) -> None:
        self.worlds += 1
        for name, value in asdict(counts).items():
            setattr(self, name, getattr(self, name) + value)


def simulate(place: Ground, seed: int, steps: int, weather: Mapping[str, int] = ACTIONS) -> Counts:
    """Two to four desks, so many steps, then quiet; AssertionError where an invariant does not hold."""
    folder = place.folder / f"w{seed}"
    folder.mkdir()
    world = World(folder, place.pristine, seed, 2 + seed % 3, weather)
    try:
        for _ in range(steps):
            world.step()
        world.settle()
    finally:
        world.close()
        shutil.rmtree(folder)
    return world.counts
