"""The publication as files: the same data give the same files, and nothing stale stays."""

from __future__ import annotations

import json
from pathlib import Path

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.places import safe
from capture_app.exporters.static_tree import Tree, write_tree
from capture_app.ocds.package import PackageHead, Publisher
from sync import canonical

HEAD = PackageHead("urn:x", Publisher("Municipio <INVENTADO>"), "2026-03-20T15:00:00.000Z")


def _tree(*ocids):
    def processes(wanted):
        for ocid in ocids:
            if wanted is None or ocid in wanted:
                release = {"ocid": ocid, "id": f"{ocid}-v1", "date": "2026-03-20T15:00:00Z", "tag": ["planning"]}
                yield ExportProcess(ocid, ({**release, "language": "es"},))

    return Tree("https://x.invalid", HEAD, processes)


def _files(root: Path):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_same_data_give_the_same_files_and_a_catalogue_of_them(tmp_path):
    for name in ("a", "b"):
        write_tree(_tree("ocds-1", "ocds-2"), tmp_path / name)
    files = _files(tmp_path / "a")
    assert files == _files(tmp_path / "b")
    index = json.loads(files["index.json"])
    assert index["counts"] == {"releases": 2, "records": 2, "paquetes": 4}
    for file in index["files"]:
        assert canonical.digest(files[file["path"]]) == file["sha256"]
        assert len(files[file["path"]]) == file["bytes"]
    assert b"Municipio &lt;INVENTADO&gt;" in files["politica-de-publicacion.html"]


def test_what_is_no_longer_published_is_taken_away_and_nothing_else(tmp_path):
    write_tree(_tree("ocds-1", "ocds-2"), tmp_path / "a")
    (tmp_path / "a" / "nuestra.txt").write_text("x")
    (tmp_path / "outside.json").write_text("x")
    index = json.loads((tmp_path / "a" / "index.json").read_bytes())
    index["files"].append({"path": "../outside.json"})
    (tmp_path / "a" / "index.json").write_text(json.dumps(index))
    write_tree(_tree("ocds-1"), tmp_path / "a")
    files = _files(tmp_path / "a")
    assert "records/ocds-2.json" not in files
    assert {"records/ocds-1.json", "nuestra.txt"} <= set(files)
    assert (tmp_path / "outside.json").exists()


def test_names_are_those_of_any_system_and_never_meet():
    assert safe("ocds-213czf-1") == "ocds-213czf-1"
    names = {safe(name) for name in ("a/b", "a_b", "a:b", "../x", "..", ".", "á")}
    assert len(names) == 7
    assert not any("/" in name or name in (".", "..") for name in names)
