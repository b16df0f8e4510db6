"""`python -m bench load`: the real portal, really served, under the load of many offices; the load on the same cores.

Steady: so many computers, each a batch every so many seconds. Rising: more and more of them, until the portal sends
the first away. A storm: very many at once, each coming back when it is told. Batches are real ones, signed by the key
of their computer; answers are read and counted, and afterwards the portal is asked what it holds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load_computers import Computer, Load, Tally, computers
from bench.timing import table
from tests import postgres
from tests.journeys.portal_server import PortalServer, prepare_home

COLUMNS = (
    "",
    "batches",
    "taken",
    "sent away",
    "other",
    "middle",
    "99 of 100",
    "longest",
    "records a second",
    "its processor a batch",
)
KEPT_BUSY = 0.99


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench load", description=__doc__)
    parser.add_argument("--computers", type=int, default=200)
    parser.add_argument("--every", type=float, default=20.0, help="seconds between two batches of a computer")
    parser.add_argument("--seconds", type=float, default=120.0, help="of the steady load")
    parser.add_argument("--operations", type=int, default=20, help="in a batch")
    parser.add_argument("--storm", type=int, default=2500, help="computers that come at once; 0 for none")
    parser.add_argument("--within", type=float, default=60.0, help="seconds in which the storm begins")
    parser.add_argument(
        "--rising", type=float, default=15.0, help="seconds at each rate of the rising load; 0 for none"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args(arguments)
    rows = []
    with _portal(chosen.database) as portal:
        _warm(portal)
        rows.append(_steady(portal, chosen))
        if chosen.rising:
            rows += _rising(portal, chosen)
        if chosen.storm:
            rows.append(_storm(portal, chosen))
        busy = f"load of the machine {os.getloadavg()[0]:.1f}"
        print(f"{busy}, {chosen.database}, {chosen.operations} records a batch")
        print(table(COLUMNS, rows))
        print(f"most memory of the portal {portal_memory(portal)} MB")
    return 0


@contextmanager
def _portal(database: str) -> Iterator[PortalServer]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "portal"
        environment = {}
        if database == "postgresql":
            postgres.be_safe()
            environment["DATABASE_URL"] = postgres.create("load")
        prepare_home(home, 1, **environment)
        portal = PortalServer(home, [], **environment)
        portal.start()
        try:
            yield portal
        finally:
            portal.stop()


def _warm(portal: PortalServer) -> None:
    """The law is read with the first record that comes, which is not what is measured."""
    load = Load(portal.url)
    for computer in computers(portal, 1, 3, 20):
        load.plan(computer, [0.0, 0.0, 0.0])
    asyncio.run(load.run())


def _steady(portal: PortalServer, chosen: argparse.Namespace) -> list[str]:
    """Every computer at its own moment of the interval, again and again."""
    rounds = max(1, round(chosen.seconds / chosen.every))
    found = computers(portal, chosen.computers, rounds, chosen.operations)
    load = Load(portal.url)
    for number, computer in enumerate(found):
        first = chosen.every * number / len(found)
        load.plan(computer, [first + chosen.every * again for again in range(rounds)])
    return _line(f"{chosen.computers} computers, each every {chosen.every:g} s", portal, load, found)


def _rising(portal: PortalServer, chosen: argparse.Namespace) -> Iterator[list[str]]:
    """Faster and faster, each batch of a computer of its own, until the portal sends somebody away."""
    rate = chosen.computers / chosen.every
    for _ in range(12):
        rate *= 1.25
        count = int(rate * chosen.rising)
        found = computers(portal, count, 1, chosen.operations)
        load = Load(portal.url)
        for number, computer in enumerate(found):
            load.plan(computer, [number / rate])
        yield _line(f"rising: {rate:.1f} batches a second", portal, load, found)
        if load.tally.away:
            return


def _storm(portal: PortalServer, chosen: argparse.Namespace) -> list[str]:
    found = computers(portal, chosen.storm, 1, chosen.operations)
    load = Load(portal.url)
    for number, computer in enumerate(found):
        load.plan(computer, [chosen.within * number / len(found)])
    line = _line(f"storm of {chosen.storm:,} in {chosen.within:g} s", portal, load, found)
    line[0] += f", over after {load.tally.ended:.0f} s"
    return line


def _line(name: str, portal: PortalServer, load: Load, found: list[Computer]) -> list[str]:
    print(f"… {name}", flush=True)
    before = processor(portal)
    gc.collect()
    gc.disable()
    begun, own = time.monotonic(), time.process_time()
    asyncio.run(load.run())
    took, own = time.monotonic() - begun, time.process_time() - own
    gc.enable()
    tally = load.tally
    used = processor(portal) - before
    lost = sum(computer.lost() for computer in found)
    print(f"  {took:.0f} s; processor: portal {used:.1f} s, load {own:.1f} s; lost {lost}; {dict(tally.statuses)}")
    figures = _figures(tally, took, used, lost, found[0].size)
    print("  " + ", ".join(f"{what} {figure}" for what, figure in zip(COLUMNS[1:], figures, strict=True)), flush=True)
    return [name, *figures]


def _figures(tally: Tally, took: float, used: float, lost: int, size: int) -> list[str]:
    times = sorted(tally.seconds)
    other = sum(count for status, count in tally.statuses.items() if status not in (200, 429))
    return [
        f"{len(times) + tally.away + other:,}",
        f"{len(times):,}" + (f" ({lost} LOST)" if lost else ""),
        f"{tally.away:,}",
        f"{other:,}",
        f"{times[len(times) // 2] * 1000:,.0f} ms",
        f"{times[int(len(times) * KEPT_BUSY)] * 1000:,.0f} ms",
        f"{times[-1] * 1000:,.0f} ms",
        f"{len(times) * size / took:,.0f}",
        f"{used / len(times) * 1000:,.0f} ms",
    ]


def processor(portal: PortalServer) -> float:
    """Seconds of processor that the portal has used."""
    words = Path(f"/proc/{portal.process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def portal_memory(portal: PortalServer) -> int:
    """The most memory that it ever had, in MB."""
    lines = Path(f"/proc/{portal.process_id}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
