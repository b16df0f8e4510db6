"""`python -m bench sync`: what synchronising costs, beside Anki and beside one POST for each record, in one run."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import nullcontext
from pathlib import Path
from random import Random
from typing import Any

from bench import bad_link
from bench.bad_link import BadLink
from bench.invented import corrected, invented
from bench.peers import virtualenv
from bench.sync_peers import Anki, Body, Line, OnePost, Ours, Passed, started
from bench.timing import table
from sync import canonical

SEED = 31
EDITED = 200
SLOW = 0.6
LINKS = (BadLink(128_000, 0.0, 0.05), BadLink(64_000, 0.6, 0.02))
TRIED_SLOWLY, MOST_TRIES = 20, 9
LATER = 100
CUT_SHARE = 0.65
COLUMNS = (
    *("", "in sync", "one record", "one after all", "100 more, each", "per new record"),
    *("requests", "per correction", "wasted by a cut", "at +600 ms"),
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench sync", description=__doc__)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--anki", metavar="PYTHON", help="an interpreter that has anki; else one is made")
    parser.add_argument("--links", action="store_true", help="only the time over links that lose packets")
    parser.add_argument("--only", action="store_true", help="this program alone, without its rivals")
    chosen = parser.parse_args(arguments)
    count = chosen.records + 1 + (0 if chosen.links else 1 + LATER)
    bodies = [(f"banco-{number:05d}", body) for number, body in enumerate(invented(count, SEED))]
    mean = sum(len(canonical.encode(body)) for _, body in bodies) / len(bodies)
    print(f"{chosen.records} records of {mean:,.0f} bytes, {EDITED} of them corrected in three fields afterwards.\n")
    anki = nullcontext() if chosen.only else virtualenv(chosen.anki, "anki")
    with anki as python, tempfile.TemporaryDirectory() as folder:
        kinds: list[Any] = [(Ours, ())] if chosen.only else [(Ours, ()), (OnePost, ())]
        if python:
            kinds.insert(1, (Anki, (python,)))
        if chosen.links:
            return _over_links(kinds, Path(folder), bodies[1:])
        rows = [_measured(kind, Path(folder) / kind.name, bodies, options) for kind, options in kinds]
    print(table(COLUMNS, rows))
    return 0


def _over_links(kinds: list[Any], folder: Path, records: list[tuple[str, Body]]) -> int:
    if not bad_link.can_be_made():
        print("No network namespaces here: nothing measured.")
        return 1
    rows = []
    for number, link in enumerate(LINKS):
        with bad_link.made(link):
            for kind, options in kinds:
                print(f"… {kind.name}, {link.words()}", flush=True)
                taken = _timed(kind, folder / f"{kind.name}-{number}", link, records, options)
                rows.append([link.words(), kind.name, taken])
    print(table(("link", "", f"{len(records):,} records"), rows))
    return 0


def _measured(kind: type, folder: Path, bodies: list[tuple[str, Body]], options: tuple[str, ...]) -> list[str]:
    print(f"… {kind.name}", flush=True)
    first, later, others = bodies[:1], bodies[1 : 2 + LATER], bodies[2 + LATER :]
    with started(kind, folder / "quick", 0.0, *options) as peer:
        idle = peer.bring()
        peer.hold(first)
        one = peer.bring()
        peer.hold(others)
        many = peer.bring()
        chance = Random(SEED)
        peer.hold([(name, corrected(body, chance)) for name, body in others[:EDITED]])
        edits = peer.bring()
        peer.hold(later[:1])
        after = peer.bring()
        peer.hold(later[1:])
        hundred = peer.bring()
    wasted = _wasted(kind, folder / "cut", others, many.up, options)
    slow = _timed(kind, folder / "slow", SLOW, others, options)
    return [
        kind.name,
        f"{idle.requests} / {idle.up + idle.down:,} B",
        f"{one.requests} / {one.up:,} B",
        f"{after.requests} / {after.up:,} B",
        f"{hundred.up / LATER:,.0f} B",
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


def _timed(kind: type, folder: Path, line: Line, records: list[tuple[str, Body]], options: tuple[str, ...]) -> str:
    """Seconds for all of them over that line, however often it has to begin anew; one POST each is tried with a few
    and multiplied."""
    few = records[:TRIED_SLOWLY] if kind is OnePost else records
    with started(kind, folder, line, *options) as peer:
        peer.hold(few)
        seconds, tries, ended = 0.0, 0, ""
        while ended != "done" and tries < MOST_TRIES:
            passed: Passed = peer.bring()
            seconds, tries, ended = seconds + passed.seconds, tries + 1, passed.ended
    said = f"{seconds * len(records) / len(few):,.1f} s"
    return said if ended == "done" and tries == 1 else f"{said} ({tries} tries, {ended})"
