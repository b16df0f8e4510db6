"""What is measured on: the real samples beside the checkout, and the largest of them grown to 500 items."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from capture_app.importers.merging import merge_foreign
from capture_app.importers.registry import importer_for
from capture_app.ocds.release import build_release
from forms.catalog import load_catalog
from sync import canonical

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "samples"
PROCESS = "contracting_process"
DATE = "2026-03-20T15:00:00Z"


@dataclass(frozen=True)
class Sample:
    """A record as it is stored, and the release made of it."""

    name: str
    body: dict[str, Any]
    release: dict[str, Any]
    size: int


@cache
def samples() -> tuple[Sample, ...]:
    """Every release of every real file, the smallest first."""
    return tuple(sorted(_read(), key=lambda sample: sample.size))


def _read() -> Iterator[Sample]:
    law = load_catalog()
    for file in sorted(SAMPLES.rglob("*.json")):
        for process in importer_for(file).read(file):
            for release in process.releases:
                body = merge_foreign([release], law).body
                if body:
                    yield sample_of(file.name, body, str(release.get("ocid")))


def sample_of(name: str, body: dict[str, Any], ocid: str) -> Sample:
    release = build_release(ocid, body, f"{ocid}-1", DATE, ["compiled"])
    return Sample(name, body, release, len(canonical.encode(body)))


def with_items(sample: Sample, count: int) -> Sample:
    """The sample with that many items in its tender, its first items again and again under other numbers."""
    body = copy.deepcopy(sample.body)
    tender = body.setdefault("tender", {})
    seeds = tender.get("items") or [{"description": "Partida", "quantity": 1, "unit": {"name": "Pieza"}}]
    tender["items"] = [_item(seeds[index % len(seeds)], index) for index in range(count)]
    return sample_of(f"{sample.name}, {count} items", body, "ocds-213czf-grown")


def _item(seed: dict[str, Any], index: int) -> dict[str, Any]:
    return {**copy.deepcopy(seed), "id": f"P-{index + 1}", "_key": f"{index:010d}"}
