"""Two processes on one database, past the lock: they write in turn, nothing is lost, nothing is said to be locked."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT
from tests.faults.test_kills import assert_history_gives_the_body, assert_record_and_operation_agree
from tests.unit.store.office import open_office


def test_two_processes_write_in_turn(tmp_path, fixed_clock):
    open_office(tmp_path, fixed_clock).close()
    command = [sys.executable, "-m", "tests.faults.kill_child", str(tmp_path), "never", "1"]
    children = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for child in children:
        said, wrong = child.communicate(timeout=60)
        assert child.returncode == 0, wrong
        assert said.count("saved") == 40
    office = open_office(tmp_path, fixed_clock)
    try:
        ids = office.capture.record_ids()
        assert [office.body(name)["tender"]["title"] for name in ids] == ["título 39"] * 2
        assert_record_and_operation_agree(office)
        assert_history_gives_the_body(office)
        assert office.checking.check().bad == ()
    finally:
        office.close()
