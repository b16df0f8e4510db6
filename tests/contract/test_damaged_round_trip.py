"""Damaged releases in and out again: whatever does not come out, the import has said so of its place.

``CAPTURA_PROVE=1`` tries 2,000 of them instead of 24.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ocdsmerge.exceptions import InconsistentTypeError

from capture_app.importers.reading import FileRefused
from capture_app.importers.registry import importer_for
from sync import canonical
from tests.contract.mutations import mutated
from tests.contract.test_samples_round_trip import FIXTURES, PATCHED, Gone, Passage, leaves, merged, passed, rows_of

PARTS = 4
CASES = 500 if os.environ.get("CAPTURA_PROVE") else 6
MEMBERS = ("title", "id", "value", "status", "items", "documents", "period", "name", "amount")
INVENTED = ("direct_purchase.json", "two_awards_record.json")
GROUPS = ("jalisco", "apf", "fictional")  # releases of OCDS 1.1; those of 1.0 move on the way

pytestmark = pytest.mark.filterwarnings("ignore::ocdsmerge.exceptions.DuplicateIdValueWarning")


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_of_an_invented_release_is_lost_without_a_word(tmp_path, part):
    files = [FIXTURES / name for name in INVENTED]
    assert lost_in_silence(files, {"properties": {}}, tmp_path, part) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_of_a_real_release_is_lost_without_a_word(shared, tmp_path, part):
    files = [file for group in GROUPS for file in sorted((shared / "data" / "samples" / group).rglob("*.json"))]
    schema = canonical.decode_strict((shared / "data" / "ocds-1.1.5" / PATCHED).read_bytes())
    assert lost_in_silence(files, schema, tmp_path, part) == []


def test_a_loss_without_a_word_is_seen():
    """The judge itself."""
    came = {"tender": {"title": "Papelería", "documents": ["x", {"id": "1"}]}}
    assert lost(Passage(came, {"tender": {"documents": [{"id": "1"}]}}, {})) == ["/tender/title", "/tender/documents/0"]
    told = {"/tender/title": frozenset({"aside.type.wrong"}), "/tender/documents/0": frozenset({"row.repeated"})}
    assert lost(Passage({**came, "buyer": {"name": "Municipio"}}, {}, told)) == ["/buyer/name"]


def lost_in_silence(files: list[Path], schema: Any, folder: Path, part: int) -> list[str]:
    found = []
    for seed in range(part * CASES, (part + 1) * CASES):
        chance = random.Random(seed)
        given = folder / f"{seed}.json"
        given.write_text(json.dumps(damaged(chance.choice(files), chance), default=float), encoding="utf-8")
        found += [
            f"seed {seed}: {place}"
            for gone in gone_round(given, schema)
            for each in gone.passages
            for place in lost(each)
        ]
    return found


def gone_round(file: Path, schema: Any) -> list[Gone]:
    """What became of it; nothing of a file that is refused whole, or that the standard's merging cannot take."""
    try:
        processes = list(importer_for(file).read(file))
    except FileRefused:
        return []
    try:
        for process in processes:
            merged(process.releases, schema)
    except (InconsistentTypeError, LookupError, TypeError):
        return []
    return list(passed([file], file.with_suffix(""), schema))


def damaged(file: Path, chance: random.Random) -> Any:
    """The file with one of its releases (or records) altered in up to three places."""
    document = canonical.decode_strict(file.read_bytes())
    rows = document.get("releases") or document.get("records") or []
    if not rows:
        return mutated(document, chance, MEMBERS, 3)
    number = chance.randrange(len(rows))
    rows[number] = mutated(rows[number], chance, MEMBERS, 3)
    return document


def lost(passage: Passage) -> list[str]:
    """Places whose values stand nowhere in what went out, and of which nothing was said. Of releases whose order is
    not known, which was said, no judge knows which value is the last."""
    if "release.date_unreadable" in passage.said.get("/date", ()):
        return []
    there = set(leaves(passage.went))
    missing = (place for place, value in places(passage.came) if value not in there and value != "-0")
    return [place for place in missing if place.split("/")[1] not in _HEAD and not _is_told(place, passage)]


_HEAD = frozenset({"id", "date", "tag", "ocid", "language"})  # the release that goes out is another one


def places(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """The pointer and the text of every value."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if pairs is None:
        yield from ((pointer, text) for text in leaves(value))
        return
    for name, member in pairs:
        yield from places(member, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}")


def _is_told(place: str, passage: Passage) -> bool:
    """Said of it, of what it stands in, or of a row beside it. Rows that are left out move those behind them, so that
    their numbers do not count here."""
    own = rows_of(place)
    row = own.rpartition("/")[0]
    return any(
        own == told or own.startswith(f"{told}/") or told == f"{row}/*" for told in map(rows_of, passage.said) if told
    )
