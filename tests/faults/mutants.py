"""`make mutants`: switches off one defence at a time and shows that the named tests of its fault case turn red.

``python -m tests.faults.mutants [NUMBER …]``; without numbers all forty and those beyond. Ends with 0 where every one
was seen red.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.faults.beyond import BEYOND
from tests.faults.mutating import MUTANTS, VARIABLE, Mutant
from tests.faults.table import CASE

ROOT = Path(__file__).resolve().parents[2]
LANES = 2
LONGEST = 600
TENTH = 4
_FAILED = re.compile(r"^FAILED \S+::(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Seen:
    """What the tests of a case said without its defence: the one that turned red, "" for none."""

    mutant: Mutant
    red: str
    said: str

    def line(self) -> str:
        state = "red" if self.red else "NOT RED"
        return f"{self.mutant.case:3d}  {state:8} {self.mutant.defence:48} {self.red}"


@cache
def files_of(case: int) -> tuple[str, ...]:
    """The files with tests of a case."""
    mark = re.compile(rf"fault\({case},")
    found = (path for path in sorted((ROOT / "tests").rglob("test_*.py")) if mark.search(path.read_text("utf-8")))
    return tuple(str(path.relative_to(ROOT)) for path in found)


def try_out(mutant: Mutant) -> Seen:
    """Run the tests of the case in a process of their own, the defence switched off in it and in what it starts."""
    _shared()
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--tb=line", "-p", "tests.faults.mutating"]
    command += [*(["-k", mutant.only] if mutant.only else []), *(mutant.files or files_of(mutant.case))]
    command += [] if mutant.files else ["-p", "tests.faults.table"]
    environment = {**os.environ, VARIABLE: str(mutant.case), CASE: str(mutant.case)}
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=environment, timeout=LONGEST, check=False
    )
    failed = _FAILED.search(done.stdout) if done.returncode == 1 else None
    return Seen(mutant, failed[1] if failed else "", done.stdout + done.stderr)


@cache
def _shared() -> str:
    """A folder for the portal's first day, the same for all."""
    from tests.faults.town import FIRST_DAY, first_day

    folder = os.environ[FIRST_DAY] = tempfile.mkdtemp(prefix="first-day-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    first_day("sqlite", Path(folder))
    return folder


def a_tenth(seed: int) -> list[Mutant]:
    """Four of the forty, others with another seed."""
    return [MUTANTS[case] for case in sorted(Random(seed).sample(sorted(MUTANTS), TENTH))]


def main() -> int:
    known = {**MUTANTS, **BEYOND}
    wanted = [known[int(number)] for number in sys.argv[1:]] or list(known.values())
    seen: list[Seen] = []
    _shared()
    with ThreadPoolExecutor(LANES) as lanes:
        for found in lanes.map(try_out, wanted):
            seen.append(found)
            sys.stdout.write(found.line() + "\n")
            sys.stdout.flush()
    red = sum(bool(found.red) for found in seen)
    sys.stdout.write(f"{red} of {len(seen)} seen red\n")
    return 0 if red == len(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
