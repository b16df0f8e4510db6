"""Files packed with gzip are imported as what is in them; one that would swell is refused and changes nothing."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path

import pytest

from capture_app.importers.tables.limits import MIB
from tests.municipal_tables import OFFICES
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ocds"
PACKAGE = FIXTURES / "direct_purchase.json"


def packed(file: Path, content: bytes) -> Path:
    file.write_bytes(gzip.compress(content))
    return file


def lines(count: int) -> bytes:
    release = json.loads(PACKAGE.read_text())["releases"][0]
    return b"\n".join(
        json.dumps({**release, "ocid": f"ocds-213czf-invented-{number}"}).encode() for number in range(count)
    )


@pytest.mark.parametrize("name", ["uno.json.gz", "UNO.JSON.GZ", "uno.json", "sin nombre.gz", ".gz"])
def test_a_packed_package_says_the_same_as_the_plain_one(tmp_path, name):
    file = packed(tmp_path / name, PACKAGE.read_bytes())
    bodies = []
    for turn, source in (("a", PACKAGE), ("b", file)):
        with opened(begin(tmp_path / turn)) as app:
            report = app.importing.import_files([source])
            assert report.totals["stored"] == 1
            assert report.files[0].file == str(source)
            bodies.append([app.capture.body(item.id)["tender"]["title"] for item in app.capture.search()])
    assert bodies[0] == bodies[1]


def test_packed_lines_are_imported_one_by_one_and_known_again(tmp_path):
    file = packed(tmp_path / "cinco.jsonl.gz", lines(5))
    with opened(begin(tmp_path / "office")) as app:
        assert app.importing.import_files([file]).totals["stored"] == 5
        assert app.importing.import_files([file]).totals["unchanged"] == 5


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.name)
def test_a_packed_table_is_mapped_as_the_plain_one(tmp_path, office):
    plain = office.write(tmp_path)
    file = packed(tmp_path / f"{plain.name}.gz", plain.read_bytes())
    with opened(begin(tmp_path / "office")) as app:
        (unknown,) = app.importing.import_files([file]).files
        assert [problem.code for problem in unknown.problems] == ["file.unmapped_table"]
        proposal = app.mapping.propose(file)
        assert proposal.file == file
        assert {column.title for column in proposal.columns} == set(office.meant)


@pytest.mark.parametrize("name", ["bomba.json.gz", "bomba.jsonl.gz", "bomba.csv.gz"])
def test_a_file_that_swells_is_refused_in_plain_words_and_leaves_nothing(tmp_path, monkeypatch, name):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    file = packed(tmp_path / name, b" " * (30 * MIB))
    with opened(begin(tmp_path / "office")) as app:
        (report,) = app.importing.import_files([file]).files
        assert app.capture.search() == ()
    (problem,) = report.problems
    assert report.is_refused
    assert problem.code == "file.packed_bomb"
    assert name in problem.message
    assert "Pida el archivo" in problem.message
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("keep", [0.5, 0.98])
def test_a_cut_file_is_refused_whole(tmp_path, keep):
    whole = gzip.compress(lines(40))
    (tmp_path / "cortado.jsonl.gz").write_bytes(whole[: int(len(whole) * keep)])
    with opened(begin(tmp_path / "office")) as app:
        (report,) = app.importing.import_files([tmp_path / "cortado.jsonl.gz"]).files
        assert app.capture.search() == ()
    assert [problem.code for problem in report.problems] == ["file.packed_damaged"]


def test_what_is_no_import_inside_is_said_by_name(tmp_path):
    file = packed(tmp_path / "foto.tar.gz", b"ustar no es un formato")
    with opened(begin(tmp_path / "office")) as app:
        (report,) = app.importing.import_files([file]).files
    assert [problem.code for problem in report.problems] == ["file.unknown_format"]
