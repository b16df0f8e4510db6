"""An office works from the command line alone, as a script would: as another process, or within this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from capture_app.__main__ import main
from tests.office import begin, opened

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "ocds"
OCID = "ocds-213czf-invented-ad-001"
INIT = ("--office-code", "LAGUNA", "--office", "Municipio de Laguna Azul (INVENTADO)", "--ocid-prefix", "ocds-213czf")


class Captura:
    """Runs `captura` on a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "capture_app", *map(str, arguments), "--data", str(self.folder)]
        environment = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", env=environment, timeout=120)
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    def json(self, *arguments: object, code: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", code=code).stdout)


class Within(Captura):
    """The same without starting a process, for the many small questions."""

    def run(self, *arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [*map(str, arguments), "--data", str(self.folder)]
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                given = main(command)
            except SystemExit as leaving:
                given = int(str(leaving.code or 0))
        assert given == code, (arguments, given, out.getvalue(), err.getvalue())
        return subprocess.CompletedProcess(command, given, out.getvalue(), err.getvalue())


def _begun(program: Captura) -> Captura:
    program.run("init", *INIT, "--user", "Ana Inventada")
    return program


@pytest.fixture
def script(tmp_path):
    """Every verb is a process of its own."""
    return _begun(Captura(tmp_path / "oficina"))


@pytest.fixture
def captura(tmp_path):
    """Every verb is a call of the same entry point."""
    return _begun(Within(tmp_path / "oficina"))


def test_an_office_begins_imports_corrects_and_exports(script, tmp_path):
    report = script.json("import", FIXTURES / "direct_purchase.json")
    assert report["totals"] == {"read": 1, "stored": 1, "unchanged": 0, "refused": 0, "kept_aside": 0}
    (row,) = script.json("list")
    keys = {"id", "ocid", "folio", "title", "stage", "status", "amount", "currency", "problems"}
    assert set(row) == keys
    assert set(row["problems"]) == {"error", "warning", "note"}
    assert (row["ocid"], row["amount"], row["currency"]) == (OCID, 39150.5, "MXN")

    done = script.json("set", OCID, "/tender/title", "Compra de papelería y tinta")
    assert done == {"ocid": OCID, "status": "draft", "version": 0}
    script.run("set", OCID, "/tender/value/amount", "39,200.50")
    script.run("set", OCID, "/contracts/0/dateSigned", "04/03/2026")
    script.run("set", OCID, "/awards/0/value", '{"amount": 39200.5, "currency": "MXN"}')
    script.run("set", OCID, "/tender/items/-", '{"id": "2", "description": "Tinta"}')
    body = script.json("show", OCID)
    assert body["tender"]["title"] == "Compra de papelería y tinta"
    assert body["tender"]["value"] == {"amount": 39200.5, "currency": "MXN"}
    assert body["contracts"][0]["dateSigned"] == "2026-03-04"
    assert [item["id"] for item in body["tender"]["items"]] == ["1", "2"]

    out = tmp_path / "salida.json"
    exported = script.json("export", "ocds-release-package", "--out", out)
    assert (exported["format"], exported["records"]) == ("ocds-release-package", 1)
    assert exported["files"][0]["bytes"] == out.stat().st_size
    (release,) = json.loads(out.read_bytes())["releases"]
    assert release["contracts"][0]["dateSigned"] == "2026-03-04T00:00:00-05:00"


def test_importing_again_stores_nothing_and_a_later_release_keeps_what_was_edited(captura, tmp_path):
    captura.run("import", FIXTURES / "direct_purchase.json")
    captura.run("set", OCID, "/tender/title", "Escrito aquí")
    again = captura.json("import", FIXTURES / "direct_purchase.json")
    assert again["totals"] == {"read": 1, "stored": 0, "unchanged": 1, "refused": 0, "kept_aside": 0}
    later = json.loads((FIXTURES / "direct_purchase.json").read_text(encoding="utf-8"))["releases"][0]
    later.update(id="02", date="2026-04-01T00:00:00-05:00")
    later["tender"].update(title="Otro título de fuera", status="cancelled")
    (tmp_path / "later.json").write_text(json.dumps(later))
    report = captura.json("import", tmp_path / "later.json")
    assert report["totals"]["stored"] == 1
    assert "edit.kept" in [problem["code"] for problem in report["files"][0]["problems"]]
    tender = captura.json("show", OCID)["tender"]
    assert (tender["title"], tender["status"]) == ("Escrito aquí", "cancelled")


def test_a_folder_brings_its_files_and_an_empty_one_is_told(captura, tmp_path):
    folder = tmp_path / "de la oficina"
    (folder / "otra").mkdir(parents=True)
    for name in ("direct_purchase.json", "two_awards_record.json"):
        (folder / name).write_bytes((FIXTURES / name).read_bytes())
    (folder / "~$abierto.xlsx").write_bytes(b"Excel")
    report = captura.json("import", folder)
    assert [Path(file["file"]).name for file in report["files"]] == ["direct_purchase.json", "two_awards_record.json"]
    assert report["totals"]["stored"] == report["totals"]["read"] == 2
    refused = captura.run("import", folder / "otra", code=2)
    assert "no tiene archivos que importar" in refused.stderr


def test_trouble_has_its_code_and_a_spanish_word(captura, tmp_path):
    refused = captura.run("import", FIXTURES / "broken_invalid.json", code=1)
    assert "broken_invalid.json" in refused.stderr
    assert "línea" in refused.stderr
    assert captura.json("list") == []
    table = tmp_path / "contratos.csv"
    table.write_text("a,b\n")
    assert "no es un formato" in captura.run("import", table, code=1).stderr
    assert "falta" in captura.run("import", code=2).stderr
    unknown = captura.run("list", "--nada", code=2).stderr
    assert "no se conoce" in unknown
    assert unknown.count("uso:") == 1
    assert "puede ser" in captura.run("export", "pdf", "--out", tmp_path / "x", code=2).stderr
    assert captura.run("show", "no-existe", code=2).stderr
    captura.run("import", FIXTURES / "direct_purchase.json")
    assert "Elija otro lugar" in captura.run("export", "jsonl", "--out", table / "x.jsonl", code=3).stderr


def test_values_are_read_as_the_window_reads_them(captura):
    captura.run("import", FIXTURES / "direct_purchase.json")
    assert captura.run("set", OCID, "/tender/value/amount", "39 m", code=1).stderr
    assert captura.run("set", OCID, "/tender/no/existe", "x", code=2).stderr
    assert captura.run("set", OCID, "/awards/7/title", "x", code=2).stderr
    assert captura.run("set", OCID, "/awards/0/value", "{", code=2).stderr
    captura.run("set", OCID, "/tender/description", "")
    captura.run("set", OCID, "/_folio", "MLA-AD-7")
    assert captura.json("list")[0]["folio"] == "MLA-AD-7"
    key = captura.json("show", OCID)["awards"][0]["_key"]
    captura.run("set", OCID, f"/awards/@{key}/title", "Fallo")
    assert captura.json("show", OCID)["awards"][0]["title"] == "Fallo"


def test_a_record_that_lacks_what_the_standard_demands_is_left_out_by_name(captura, tmp_path):
    release = {"ocid": "ocds-213czf-sin-id", "id": "1", "date": "2026-01-01T00:00:00Z", "tender": {"title": "A"}}
    (tmp_path / "one.json").write_text(json.dumps(release))
    captura.run("import", tmp_path / "one.json", FIXTURES / "direct_purchase.json")
    done = captura.run("export", "jsonl", "--out", tmp_path / "out.jsonl", "--json", code=1)
    assert json.loads(done.stdout)["records"] == 1
    assert "ocds-213czf-sin-id" in done.stderr
    assert "/tender/id" in done.stderr
    captura.run("export", "jsonl", "--out", tmp_path / "solo.jsonl", "--ocid", OCID)
    assert len((tmp_path / "solo.jsonl").read_text().splitlines()) == 1


def test_findings_of_records_and_of_files(captura, tmp_path):
    captura.run("import", FIXTURES / "two_awards_record.json")
    found = captura.json("validate", "--all", code=captura_code(captura))
    assert found
    assert all(set(item) == {"ocid", "pointer", "code", "level", "message"} for item in found)
    odd = captura.json("validate", FIXTURES / "odd_values.json", code=1)
    assert {"aside.code.unknown", "aside.number.limits"} <= {item["code"] for item in odd}
    assert captura.run("validate", code=2).stderr
    assert Captura(tmp_path / "ninguna").json("validate", FIXTURES / "odd_values.json", code=1) != []


def captura_code(captura: Captura) -> int:
    """The code that `validate --all` must give: 1 exactly when `list` counts errors."""
    return int(any(row["problems"]["error"] for row in captura.json("list")))


def test_a_record_goes_through_review_to_publication(captura, tmp_path):
    captura.run("import", FIXTURES / "direct_purchase.json", FIXTURES / "odd_values.json")
    assert captura.json("submit", OCID) == {"ocid": OCID, "status": "in_review", "version": 0}
    assert captura.json("return", OCID, "--note", "Falta el dictamen")["status"] == "draft"
    captura.run("submit", OCID)
    assert captura.json("approve", OCID)["status"] == "approved"
    assert captura.json("publish", OCID, "--stages", "planning,tender")["status"] == "approved"
    refused = captura.run("publish", "PC-0004", code=1)
    assert "PC-0004" in refused.stderr
    assert captura.run("publish", "no-existe", code=2).stderr


def test_the_law_is_written_as_files(captura, tmp_path):
    written = captura.json("schema", "--out", tmp_path / "esquemas")["files"]
    assert {Path(file["path"]).name for file in written} >= {
        "contracting_process.draft.schema.json",
        "contracting_process.published.schema.json",
    }
    captura.run("dictionary", "--out", tmp_path / "diccionario")
    table = (tmp_path / "diccionario" / "contracting_process.csv").read_text(encoding="utf-8-sig")
    assert "/tender/title" in table
    assert "/awards/*/value/amount" in table
    assert "Diccionario de datos" in (tmp_path / "diccionario" / "contracting_process.html").read_text(encoding="utf-8")
    assert (tmp_path / "diccionario" / "contracting_process.xlsx").read_bytes()[:2] == b"PK"


def test_reading_runs_beside_the_window_and_writing_does_not(script):
    script.run("import", FIXTURES / "direct_purchase.json")
    with opened(script.folder):
        assert len(script.json("list")) == 1
        script.run("status")
        refused = script.run("set", OCID, "/tender/title", "x", code=3)
    assert "la ventana está abierta" in refused.stderr


def test_where_everything_is_and_whether_it_is_sound(captura):
    captura.run("import", FIXTURES / "direct_purchase.json")
    counts = captura.json("status")
    assert counts == {**dict.fromkeys(counts, 0), "pending": 1}
    assert set(counts) == {"sent", "acked", "duplicate", "merged", "conflict", "rejected", "held", "pending"}
    assert captura.json("check") == {"records": 1, "bad": []}
    assert captura.run("send", code=1).stderr


def test_global_options_stand_before_or_after_the_verb(captura):
    command = [sys.executable, "-m", "capture_app", "--json", "--user", "Luis", "--data", str(captura.folder), "list"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stdout) == (0, "[]\n")


def test_a_file_in_the_place_of_the_folder_is_said_plainly(tmp_path):
    (tmp_path / "archivo").write_text("x", encoding="utf-8")
    assert "No se puede leer la carpeta" in Captura(tmp_path / "archivo" / "datos").run("list", code=3).stderr


def test_a_folder_without_an_office_says_how_to_begin(tmp_path):
    done = Captura(tmp_path / "vacía").run("list", code=2)
    assert "captura init" in done.stderr
    begin(tmp_path / "otra")
    assert Captura(tmp_path / "otra").run("init", *INIT, "--user", "Ana", code=1).stderr
