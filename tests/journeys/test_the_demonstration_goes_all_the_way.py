"""A newcomer types one command and sees the whole job done, with an address to open."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.journeys.portal_server import ROOT

STEPS = ["portal", "code", "office", "imported", "corrected", "checked", "published", "sent", "status", "public"]


def test_the_demonstration_goes_all_the_way(tmp_path):
    command = [sys.executable, "-m", "capture_app", "demo", "--json", "--folder", str(tmp_path / "demo")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)["steps"]
    assert [step["step"] for step in steps] == [*STEPS, "page", "page", "page"]
    assert "3 expedientes" in steps[-4]["text"]
    assert "/proceso/ocds-213czf-demo-ad-2026-0147/" in steps[-3]["text"]
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert [step["step"] for step in json.loads(again.stdout)["steps"]] == ["portal"]
