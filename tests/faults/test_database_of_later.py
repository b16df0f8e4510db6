"""What waits in a database that a later program made comes out of this one, and the database stays as it is."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from capture_app.__main__ import main
from capture_app.store.connection import FILE_NAME
from tests.faults.later import TITLE, made_by_a_later_program
from tests.office import begin


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return begin(tmp_path / "oficina")


def contents(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw:
        return list(raw.iterdump())


@pytest.mark.fault(34, "an older program opens a newer database")
def test_an_older_program_says_so_and_gives_what_waits_out(folder, tmp_path, capsys):
    record_id, place = made_by_a_later_program(folder), tmp_path / "pendiente.jsonl"
    before = contents(folder)
    assert main(["--data", str(folder), "list"]) == 3
    assert "captura stick queue --out" in capsys.readouterr().err
    assert main(["--data", str(folder), "stick", "queue", "--out", str(place)]) == 0
    head, change, record = map(json.loads, place.read_text("utf-8").splitlines())
    assert head == {"format": "cap-queue-rows/1"}
    assert change["change"]["record_id"] == record["record"]["record_id"] == record_id
    assert TITLE in json.dumps(change, ensure_ascii=False)
    assert change["change"]["of_tomorrow"] == "AQI="
    assert contents(folder) == before
