"""An auditor takes an office's history, the portal's and the daily heads, and verifies them with one file."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.journeys.files import invented_file
from tests.journeys.portal_server import PORTAL, ROOT, clean_environment


def test_history_of_desk_and_portal_holds_and_shows_what_was_touched(desktop, portal, tmp_path):
    desktop.captura("import", invented_file(tmp_path))
    desktop.captura("send")
    ours, theirs = tmp_path / "ours.jsonl", tmp_path / "theirs.jsonl"
    written = desktop.captura("history", "--out", ours)
    assert (written["operations"], written["receipts"]) == (1, 1)
    verdict = desktop.captura("verify", ours)
    assert (verdict["operations"], verdict["covered"], verdict["wrong"]) == (1, 1, [])

    command = [*PORTAL, "history", "--office", "ZAP", "--out", str(theirs), "--data", str(portal.home), "--json"]
    subprocess.run(command, cwd=ROOT, capture_output=True, env=clean_environment(), check=True)
    assert desktop.captura("verify", theirs)["covered"] == 1
    assert operations_of(theirs) == operations_of(ours)

    alone = tmp_path / "verificador.py"
    alone.write_bytes(portal.page("/historia/verificador.py").encode())
    done = subprocess.run([sys.executable, "-I", alone, theirs], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    touched = theirs.read_text(encoding="utf-8").replace("ana.inventada", "otra.persona")
    theirs.write_text(touched, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", alone, theirs], capture_output=True, text=True, check=False)
    assert (done.returncode, "NO está íntegra" in done.stdout) == (1, True)
    assert portal.page("/historia/cabezas.jsonl") == ""


def operations_of(path):
    return [
        entry
        for line in path.read_text(encoding="utf-8").split("\n")
        if '"operation"' in line
        for entry in [json.loads(line)]
    ]
