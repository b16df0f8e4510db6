"""What is photographed: the demonstration office, its portal no longer in reach; an empty one is made beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from capture_app.services import training
from tests.office import begin, opened

UNFINISHED = "Bancas de concreto para el parque central (INVENTADO)"
ENTRIES = (
    ("Reglamento Municipal de Adquisiciones (INVENTADO)", "regulation"),
    ("Papelería del Mayab (INVENTADA)", "supplier_registry"),
)


def demonstration(folder: Path) -> Path:
    """`captura demo`, with one record just begun, two entries of registers, and one value set for later."""
    command = [sys.executable, "-m", "capture_app", "demo", "--folder", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    office = folder / "office"
    with opened(office) as app:
        app.capture.create(UNFINISHED)
        for title, record_type in ENTRIES:
            app.capture.create(title, record_type)
    return office


def small(folder: Path) -> Path:
    """Quick to make, for the test: an office with one record just begun."""
    office = begin(folder)
    with opened(office) as app:
        app.capture.create(UNFINISHED)
    return office


def told_record(office: Path) -> str:
    """The record of the first told case; "" where the office has none."""
    ocid = training.told_cases()[0]["ocid"]
    return next((row for row, name in _records(office) if name == ocid), "")


def unfinished_record(office: Path) -> str:
    return next(row for row, name in _records(office, UNFINISHED))


def _records(office: Path, text: str = "") -> list[tuple[str, str]]:
    with opened(office, read_only=True) as app:
        return [(row.id, row.ocid) for row in app.capture.search(text, limit=500)]
