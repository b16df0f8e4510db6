"""Spreadsheets written by the exporters, beside openpyxl (the same cells) and flatten-tool (the same releases).

Every rival runs in a process of its own, in turns; processor seconds and the most memory it held are its own. Of each
there is bytecode, as where a program is installed: a rival from the registry brings it, ours is written beforehand.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from bench.timing import table, times

COLUMNS = 60
HEAD_ROWS = 2
RELEASE = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "ocds" / "direct_purchase.json"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench exporting")
    parser.add_argument("--rows", type=int, default=50_000, help="rows of 60 cells")
    parser.add_argument("--releases", type=int, default=10_000)
    parser.add_argument("--only", choices=("cells", "releases"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--flatten-tool", metavar="PYTHON", help="interpreter that has flattentool")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.work:
        print(json.dumps(_worked(options.work, options.rows)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if options.only != "releases":
            _cells(options.rows, options.rounds)
        if options.only == "cells":
            return 0
        from bench.peers import virtualenv  # the exporters in processes of their own need nothing of it

        with virtualenv(options.flatten_tool, "flattentool") as python:
            if python is not None:
                _releases(options.releases, options.rounds, python, Path(folder))
    return 0


# ---- the same cells as openpyxl ----


def _cells(rows: int, rounds: int) -> None:
    taken = _in_turns(
        {name: _self("--work", name, "--rows", str(rows)) for name in ("openpyxl", "xlsx", "csv")}, rounds
    )
    theirs = taken["openpyxl"]
    lines = [
        [name, f"{own['seconds']:.1f} s", f"{own['megabytes']:.0f} MB", *(times(own[key] / theirs[key]) for key in own)]
        for name, own in taken.items()
    ]
    print(f"{rows:,} rows of {COLUMNS} cells, openpyxl write-only = 1")
    print(table(["", "processor", "memory", "to openpyxl", "memory to openpyxl"], lines))


def _self(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bench", "exporting", *arguments]


def _in_turns(rivals: Mapping[str, list[str]], rounds: int) -> dict[str, dict[str, float]]:
    """The middle of the rounds of each, after one that is not counted: it leaves the bytecode."""
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in rivals}
    for command in rivals.values():
        _measured(command)
    for _ in range(rounds):
        for name, command in rivals.items():
            taken[name].append(_measured(command))
        print(*(f"{name} {all[-1]['seconds']:.2f} s" for name, all in taken.items()), sep=", ")
    return {name: {key: median(one[key] for one in all) for key in all[0]} for name, all in taken.items()}


def _measured(command: list[str]) -> dict[str, float]:
    """What a process says of itself, else what the system says of it."""
    script = (
        "import json,resource,subprocess,sys\n"
        "subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n"
        "use=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps({'seconds':use.ru_utime+use.ru_stime,'megabytes':use.ru_maxrss/1024}))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *command], check=True, capture_output=True, text=True)
    said: dict[str, float] = json.loads(done.stdout)
    return said


def _worked(name: str, rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        _WORK[name](rows, Path(folder) / "out")
    return {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _row(number: int) -> Iterator[Any]:
    """Sixty cells such as an office has: texts, amounts and days."""
    for column in range(COLUMNS):
        kind = column % 3
        text = f"Adquisición de papelería número {number * COLUMNS + column}"
        yield text if kind == 0 else Decimal(number * 100 + column) / 4 if kind == 1 else "2026-03-20"


def _openpyxl(rows: int, path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Expedientes")
    sheet.append([f"columna {column}" for column in range(COLUMNS)])
    for number in range(rows):
        cells = list(_row(number))
        sheet.append([datetime.fromisoformat(cell).date() if cell == "2026-03-20" else cell for cell in cells])
    book.save(path)


def _ours(format: str) -> Callable[[int, Path], None]:
    def write(rows: int, path: Path) -> None:
        _write(format, (_wide(number) for number in range(rows)), path)

    return write


def _wide(number: int) -> dict[str, Any]:
    """A release whose rows have the sixty cells, in an object that the law does not know."""
    cells = {f"columna{place}": cell for place, cell in enumerate(_row(number))}
    return {"ocid": f"ocds-213czf-{number}", "tender": {"id": str(number)}, "celdas": cells}


def _write(format: str, releases: Iterator[Mapping[str, Any]], path: Path) -> None:
    from capture_app.exporters.documents import ExportProcess
    from capture_app.exporters.registry import exporter_of
    from capture_app.ocds.package import PackageHead, Publisher

    head = PackageHead("urn:bench", Publisher("bench"), "2026-03-20T15:00:00.000Z")
    processes = (ExportProcess(str(release["ocid"]), (release,)) for release in releases)
    with path.open("wb") as file:
        file.writelines(exporter_of(format).write(processes, head))


# ---- the same releases as flatten-tool ----


def _copies(count: int) -> Iterator[dict[str, Any]]:
    from sync import canonical

    release = canonical.decode_strict(RELEASE.read_bytes())["releases"][0]
    for number in range(count):
        yield {**release, "ocid": f"{release['ocid']}-{number}", "id": f"{release['id']}-{number}"}


def _flat(format: str) -> Callable[[int, Path], None]:
    """What flatten-tool is given to do: read the releases from a file, here one a line, and write them as tables."""

    def write(count: int, path: Path) -> None:
        from sync import canonical

        with Path(_package(count)).with_suffix(".jsonl").open("rb") as lines:
            _write(format, map(canonical.decode, lines), path)

    return write


def _package(count: int) -> str:
    """The package of that many releases, made once for all rivals."""
    from sync import canonical

    path = Path(tempfile.gettempdir()) / f"bench-releases-{count}.json"
    if not path.exists():
        path.write_bytes(canonical.encode({"releases": list(_copies(count))}))
        path.with_suffix(".jsonl").write_bytes(b"".join(canonical.encode(one) + b"\n" for one in _copies(count)))
    return str(path)


def _releases(count: int, rounds: int, python: str, folder: Path) -> None:
    package = _package(count)
    common = ["--root-list-path", "releases", "--root-id", "ocid", "--main-sheet-name", "expedientes"]
    flatten = [python, "-m", "flattentool.cli", "flatten", package, *common]
    theirs = {name: [*flatten, "-f", name, "-o", str(folder / f"flat-{name}")] for name in ("csv", "xlsx")}
    for format, command in theirs.items():
        own = _self("--work", f"flat-{format}", "--rows", str(count))
        taken = _in_turns({"flatten-tool": command, "ours": own}, rounds)
        faster = taken["flatten-tool"]["seconds"] / taken["ours"]["seconds"]
        lines = [[name, f"{said['seconds']:.1f} s", f"{said['megabytes']:.0f} MB"] for name, said in taken.items()]
        print(f"{count:,} releases as {format}: {times(faster)} as fast as flatten-tool")
        print(table(["", "processor", "memory"], lines))
    _compare(count, folder)
    for suffix in (".json", ".jsonl"):
        Path(package).with_suffix(suffix).unlink()


def _compare(count: int, folder: Path) -> None:
    """Whether both wrote the same cells: every value under its name, those that only link left out."""
    _flat("csv")(count, folder / "ours.zip")
    with zipfile.ZipFile(folder / "ours.zip") as archive:
        names = [name for name in archive.namelist() if name not in ("LEAME.txt", "columnas.csv")]
        ours = _cells_of(archive.read(name).decode("utf-8-sig") for name in names)
    theirs = _cells_of(path.read_text(encoding="utf-8") for path in (folder / "flat-csv").glob("*.csv"))
    missing, more = theirs - ours, ours - theirs
    print(f"cells: {ours.total():,} ours, {theirs.total():,} theirs; missing {missing.total()}, more {more.total()}")
    print([*missing.items()][:5], [*more.items()][:5])


def _cells_of(texts: Iterator[str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        deepest = max(name.count("/0") for name in head)
        linking = ("ocid", "id") if deepest else ()
        kept = [
            place
            for place, name in enumerate(head)
            if name not in linking and not (name.endswith("/id") and name.count("/0") < deepest)
        ]
        for row in rows:
            found.update((head[place], _plain(row[place])) for place in kept if row[place] != "")
    return found


def _plain(text: str) -> str:
    """A value as both write it: truth in small letters, numbers without the zeros that say nothing."""
    if text in ("True", "False"):
        return text.lower()
    try:
        return str(Decimal(text).normalize())
    except ArithmeticError:
        return text


_WORK: Mapping[str, Callable[[int, Path], None]] = {
    "openpyxl": _openpyxl,
    "xlsx": _ours("xlsx"),
    "csv": _ours("csv"),
    "flat-csv": _flat("csv"),
    "flat-xlsx": _flat("xlsx"),
}
