"""``python -m tests.simulation FIRST LAST [STEPS [storm | restoring | revoking | erasing]]``: worlds of these
seeds, and what was done to them."""

from __future__ import annotations

import os
import sys
import time
import traceback
from dataclasses import asdict

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    from tests.simulation.ground import ground
    from tests.simulation.run import Sum, simulate
    from tests.simulation.world import ACTIONS, ERASING, RESTORING, REVOKING, STORM

    first, last = int(sys.argv[1]), int(sys.argv[2])
    steps = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    weathers = {"storm": STORM, "restoring": RESTORING, "revoking": REVOKING, "erasing": ERASING}
    weather = weathers.get("".join(sys.argv[4:]), ACTIONS)
    total, bad, began = Sum(), 0, time.process_time()
    with ground() as place:
        for seed in range(first, last):
            try:
                total.add(simulate(place, seed, steps, weather))
            except Exception:  # noqa: BLE001 - every seed that fails is told, and the next one is tried
                bad += 1
                sys.stdout.write(f"seed {seed}\n{traceback.format_exc()[-1500:]}\n")
    said = ", ".join(f"{name} {value}" for name, value in asdict(total).items())
    sys.stdout.write(f"{last - first} worlds, {bad} failed; {said}; {time.process_time() - began:.0f} s of processor\n")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
