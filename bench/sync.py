"""`python -m bench sync`: what synchronising costs, beside Anki and beside one POST for each record, in one run."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from random import Random

from bench.invented import corrected, invented
from bench.peers import virtualenv
from bench.sync_peers import Anki, Body, OnePost, Ours, Passed, started
from bench.timing import table
from sync import canonical

SEED = 31
EDITED = 200
SLOW = 0.6
TRIED_SLOWLY = 20
CUT_SHARE = 0.65
COLUMNS = ("", "in sync", "one record", "per new record", "requests", "per correction", "wasted by a cut", "at +600 ms")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench sync", description=__doc__)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--anki", metavar="PYTHON", help="an interpreter that has anki; else one is made")
    chosen = parser.parse_args(arguments)
    bodies = [(f"banco-{number:05d}", body) for number, body in enumerate(invented(chosen.records + 1, SEED))]
    mean = sum(len(canonical.encode(body)) for _, body in bodies) / len(bodies)
    print(f"{chosen.records} records of {mean:,.0f} bytes, {EDITED} of them corrected in three fields afterwards.\n")
    with virtualenv(chosen.anki, "anki") as python, tempfile.TemporaryDirectory() as folder:
        kinds = [(Ours, ()), (OnePost, ())]
        if python:
            kinds.insert(1, (Anki, (python,)))
        rows = [_measured(kind, Path(folder) / kind.name, bodies, options) for kind, options in kinds]
    print(table(COLUMNS, rows))
    return 0


def _measured(kind: type, folder: Path, bodies: list[tuple[str, Body]], options: tuple[str, ...]) -> list[str]:
    print(f"… {kind.name}", flush=True)
    first, others = bodies[:1], bodies[1:]
    with started(kind, folder / "quick", 0.0, *options) as peer:
        idle = peer.bring()
        peer.hold(first)
        one = peer.bring()
        peer.hold(others)
        many = peer.bring()
        chance = Random(SEED)
        peer.hold([(name, corrected(body, chance)) for name, body in others[:EDITED]])
        edits = peer.bring()
    wasted = _wasted(kind, folder / "cut", others, many.up, options)
    slow = _slow(kind, folder / "slow", others, options)
    return [
        kind.name,
        f"{idle.requests} / {idle.up + idle.down:,} B",
        f"{one.requests} / {one.up:,} B",
        f"{many.up / len(others):,.0f} B",
        f"{many.requests}",
        f"{edits.up / min(EDITED, len(others)):,.0f} B",
        wasted,
        slow,
    ]


def _wasted(kind: type, folder: Path, records: list[tuple[str, Body]], whole: int, options: tuple[str, ...]) -> str:
    """Bytes sent beyond those of a whole synchronisation, where the line broke once on the way."""
    with started(kind, folder, 0.0, *options) as peer:
        peer.hold(records)
        total = 0
        for attempt in range(9):
            passed: Passed = peer.bring(int(whole * CUT_SHARE) if attempt == 0 else 0)
            total += passed.up
            if passed.ended == "done":
                break
    return f"{max(0, total - whole):,} B ({max(0, total / whole - 1):.0%})"


def _slow(kind: type, folder: Path, records: list[tuple[str, Body]], options: tuple[str, ...]) -> str:
    """Seconds for all of them where each request takes 0.6 s more; one POST each is tried with a few and multiplied."""
    few = records[:TRIED_SLOWLY] if kind is OnePost else records
    with started(kind, folder, SLOW, *options) as peer:
        peer.hold(few)
        passed: Passed = peer.bring()
    return f"{passed.seconds * len(records) / len(few):,.1f} s"
