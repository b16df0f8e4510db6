"""Rivals from the registry, each in a virtualenv of its own and run as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.samples import SAMPLES
from sync import canonical

SCHEMAS = SAMPLES.parent / "ocds-1.1.5"
PATCHED = "edca_mx_release_schema_patched.json"
SCRIPT = Path(__file__).with_name("libcoveocds_peer.py")
PACKAGE = {
    "version": "1.1",
    "uri": "urn:bench",
    "publishedDate": "2026-03-20T15:00:00Z",
    "publisher": {"name": "bench"},
}


@dataclass(frozen=True)
class Libcoveocds:
    python: Path

    def measure(self, releases: Iterable[Mapping[str, Any]], rounds: int) -> dict[str, Any]:
        """Seconds of one check of a package with these releases, as the process says."""
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder) / "package.json"
            package.write_bytes(canonical.encode({**PACKAGE, "releases": list(releases)}))
            command = [str(self.python), str(SCRIPT), str(SCHEMAS), str(package), str(rounds)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
        result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return result


@contextmanager
def libcoveocds(python: str | None) -> Iterator[Libcoveocds | None]:
    """The rival at that interpreter, or in a virtualenv made for the run; None, said, where it cannot be had."""
    with virtualenv(python, "libcoveocds") as found:
        yield Libcoveocds(Path(found)) if found else None


@contextmanager
def virtualenv(python: str | None, package: str) -> Iterator[str | None]:
    """An interpreter that has the package: the one given, or one made for the run; None, said, where there is none."""
    if python:
        yield python
        return
    with tempfile.TemporaryDirectory() as folder:
        yield _installed(Path(folder), package)


def _installed(folder: Path, package: str) -> str | None:
    inside = folder / ("Scripts" if sys.platform == "win32" else "bin")
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
        command = [str(inside / "python"), "-m", "pip", "install", "-q", package]
        subprocess.run(command, check=True, capture_output=True)
    except subprocess.CalledProcessError:
        print(f"{package} could not be installed: left out.")
        return None
    return str(inside / "python")
