"""A second file of the same process: what there is to say of the first has been said under its own name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.office import begin, opened

OCID = "ocds-213czf-invented-twice"


def written(folder: Path, name: str, ocid: str = OCID, **tender: Any) -> Path:
    release = {"ocid": ocid, "id": name, "date": f"2026-01-0{name}T00:00:00Z", "tag": ["tender"]}
    file = folder / f"{name}.json"
    file.write_text(json.dumps({**release, "tender": {"id": "1", **tender}}), encoding="utf-8")
    return file


def test_each_file_tells_only_of_itself(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "1", title={"no": "text"}, zeta=4),
        written(tmp_path, "2", title="Bacheo"),
        written(tmp_path, "3", title={"no": "text"}),
    ]
    with opened(begin(tmp_path / "office")) as app:
        first, second, third = app.importing.import_files(files).files
        assert app.capture.open(OCID).body["tender"]["title"] == "Bacheo"
    told = [("/tender/title", "aside.type.wrong"), ("/tender/zeta", "field.additional")]
    assert [(item.pointer, item.code) for item in first.problems] == told
    assert second.problems == []
    assert [(item.pointer, item.code) for item in third.problems] == told[:1]


def test_what_is_too_large_is_refused_by_name_and_the_rest_is_taken(tmp_path: Path) -> None:
    """Of the same file, one process in and one out, with nothing of it stored."""
    release = {"id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"]}
    large = {**release, "ocid": f"{OCID}-large", "x_free": {f"m{index}": index for index in range(100_000)}}
    small = {**release, "ocid": f"{OCID}-small", "tender": {"id": "1", "title": "Bacheo"}}
    file = tmp_path / "both.json"
    file.write_text(json.dumps({"releases": [large, small]}), encoding="utf-8")
    with opened(begin(tmp_path / "office")) as app:
        (report,) = app.importing.import_files([file]).files
        assert (report.read, report.stored, report.refused) == (2, 1, 1)
        assert [summary.ocid for summary in app.capture.everything(None)] == [small["ocid"]]
        assert app.capture.imported_releases(large["ocid"]) == ()
    (problem,) = report.problems
    assert (problem.place, problem.pointer, problem.code) == ("/releases/0", "/x_free", "refused.size.members")
    assert "5,000" in problem.message
    assert len(problem.message) < 300
