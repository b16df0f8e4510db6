"""A process killed at each step of saving and sending: what was acknowledged is there, record and operation agree."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture_app.patching import difference
from capture_app.store import baselines, records
from sync.canonical import decode
from tests.conftest import ROOT, FixedClock
from tests.unit.store.office import Office, open_office

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
POINTS = (
    "save.before_record",
    "save.between_record_and_outbox",
    "save.before_commit",
    "seal.before_commit",
    "answer.before_apply",
    "answer.before_commit",
)


def killed(folder: Path, point: str, times: int, *others: str) -> list[list[str]]:
    """Run the child until it kills itself; the lines it had said."""
    command = [sys.executable, "-m", "tests.faults.kill_child", str(folder), point, str(times), *others]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


@pytest.fixture
def reopened(tmp_path: Path, fixed_clock: FixedClock) -> Iterator[list[Office]]:
    opened: list[Office] = []
    yield opened
    for office in opened:
        office.close()


def assert_record_and_operation_agree(office: Office) -> None:
    """What differs from the sealed state is what the open operation says, to the last item."""
    for record_id in office.capture.record_ids():
        record = records.load(office.connection, record_id)
        sealed = baselines.load(office.connection, record_id).sealed
        wanted = difference(sealed, record.document, office.desk.law(record.record_type))
        found = office.connection.value("SELECT patch FROM outbox WHERE record_id = ? AND open = 1", (record_id,))
        assert (decode(found) if found else []) == wanted


def assert_history_gives_the_body(office: Office) -> None:
    """The last title in the history is the title; there are as many rows as were added."""
    for record_id in office.capture.record_ids():
        body, entries = office.body(record_id), office.capture.history(record_id)
        assert [entry.new for entry in entries if entry.path == "/tender/title"][-1] == body["tender"]["title"]
        assert sum(entry.kind == "row_add" for entry in entries) == len(body["tender"].get("items", []))


@pytest.mark.parametrize("times", [2, 7, 12])
@pytest.mark.parametrize("point", POINTS)
def test_nothing_acknowledged_is_lost(tmp_path, fixed_clock, reopened, point, times):
    said = killed(tmp_path, point, times)
    office = open_office(tmp_path, fixed_clock)
    reopened.append(office)
    saved = [int(words[1]) for words in said if words[0] == "saved"]
    for words in said:
        if words[0] == "record" and saved:
            assert int(office.body(words[1])["tender"]["title"].split()[1]) >= saved[-1]
    assert_record_and_operation_agree(office)
    assert_history_gives_the_body(office)
    assert office.checking.check().bad == ()


@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize("point", ["answer.before_apply", "answer.before_commit"])
def test_a_batch_without_its_answer_is_offered_again_as_it_was(tmp_path, fixed_clock, reopened, point, times):
    said = killed(tmp_path, point, times)
    (_, batch_id, sha256) = [words for words in said if words[0] == "batch"][-1]
    assert ["answered", batch_id] not in said
    office = open_office(tmp_path, fixed_clock)
    reopened.append(office)
    batch = office.outbox.next_batch(1, 1)
    assert batch is not None
    assert (batch.batch_id, batch.sha256) == (batch_id, sha256)


def test_an_operation_written_after_the_transaction_is_seen_here(tmp_path, fixed_clock, reopened):
    """The proof that the tests above can fail: with the outbox write moved out they are red."""
    killed(tmp_path, "save.after_commit", 3, "torn")
    office = open_office(tmp_path, fixed_clock)
    reopened.append(office)
    with pytest.raises(AssertionError):
        assert_record_and_operation_agree(office)
