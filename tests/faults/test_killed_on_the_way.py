"""A real process that captures and sends over real sockets, killed with SIGKILL at any moment, many times: nothing that
was acknowledged is lost, nothing arrives twice, nothing is altered, and it is never stuck.

``CAPTURA_PROVE=1`` makes it 1,000 kills.
"""

# ruff: noqa: F401, F811 - fixtures are imported by name and asked for by name

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from forms.pointers import get
from tests.journeys.desktop import Desktop
from tests.journeys.portal_server import ROOT, clean_environment
from tests.journeys.served import open_portal, portal, portal_seed

KILLS = 1000 if os.environ.get("CAPTURA_PROVE") else 8
PATIENCE = 3600


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here: tests/faults/test_save_and_send_killed.py kills too")
def test_killed_at_any_moment_of_an_exchange_and_started_again(portal, tmp_path):
    desktop = Desktop(tmp_path / "office")
    desktop.enrol(portal)
    told = _killed(desktop)
    assert told["on_the_way"] > KILLS // 4
    desktop.captura("send")
    status = desktop.captura("status")
    assert all(status[name] == 0 for name in ("pending", "sent", "conflict", "rejected", "held"))
    assert desktop.captura("check")["bad"] == []
    (record,) = desktop.captura("list")
    body = desktop.captura("show", record["ocid"])
    for field, text in told["last"].items():
        assert _place(get(body, field)) >= _place(text), f"{field} says {get(body, field)} after {text}"
    counts = portal.stats()
    assert counts["operations"] == sum(status[name] for name in ("acked", "duplicate", "merged"))
    neighbour = Desktop(tmp_path / "second")
    neighbour.enrol(portal)
    neighbour.captura("send")
    assert neighbour.captura("show", record["ocid"]) == body


def _killed(desktop: Desktop) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.faults.kill_loop", str(desktop.folder), str(KILLS), "7"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _place(text: str) -> tuple[int, ...]:
    """Which life wrote it, and which of its edits."""
    return tuple(int(number) for number in re.findall(r"\d+", text))
