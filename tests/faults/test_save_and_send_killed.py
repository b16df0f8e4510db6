"""Killed and slowed at every step of save and of send: nothing acknowledged is lost, nothing is sent twice."""

# ruff: noqa: F401, F811 - fixtures are imported by name and asked for by name

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from capture_app.changes import FieldEdit
from capture_app.store import baselines, queue, records
from capture_app.store.grounds import replayed
from forms.pointers import get
from sync.canonical import encode
from tests.faults.crashes import crash, survive
from tests.journeys.desktop import Desktop
from tests.journeys.files import INVENTED_OCID, invented_file
from tests.journeys.portal_server import ROOT
from tests.journeys.served import open_portal, portal, portal_seed

SAVE = ("save.before_record", "save.between_record_and_outbox", "save.before_commit")
SEAL = ("seal.before_commit",)
ANSWER = ("answer.before_apply", "answer.before_commit")
SEND = (*SEAL, "send.before_connect", "send.after_reply", "take.before", *ANSWER, "take.after")
HOLDS_THE_STORE = (*SAVE, *SEAL, *ANSWER)
# The first request asks who is there and carries nothing (decision 29); the second brings the batch.
PASSES = [(point, 1) for point in SEND] + [(point, 2) for point in SEND if point not in SEAL]
SEALED_AND_UNANSWERED = {(point, 2) for point in SEND} - {("take.after", 2)}
TITLE, OBJECT = "/tender/title", "/tender/description"
NAMED = re.compile(r"failpoint\(\"([a-z_.]+)\"\)")
WAIT = 20


@pytest.fixture
def alone(tmp_path: Path) -> Desktop:
    """A computer without a portal, with one record that has been saved once."""
    made = Desktop(tmp_path / "office")
    made.begin()
    made.captura("import", invented_file(tmp_path))
    return made


@pytest.fixture
def enrolled(portal, tmp_path: Path) -> Desktop:
    made = Desktop(tmp_path / "office")
    made.enrol(portal)
    made.captura("import", invented_file(tmp_path))
    return made


def test_every_named_point_is_tried():
    """A point named in the store or in the courier and not here would be a step that nobody ever kills."""
    files = [file for room in ("capture_app", "sync") for file in (ROOT / room).rglob("*.py")]
    named = {name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8"))}
    assert named == {*SAVE, *SEND}


# ---- killed while saving ----


@pytest.mark.fault(2, "killed between record and outbox")
@pytest.mark.parametrize("point", [*SAVE, "end"])
def test_a_save_killed_anywhere_leaves_all_that_was_acknowledged_and_no_half(alone, point):
    said = crash(alone.folder, record=INVENTED_OCID, kill_at=point, hit=2, edits=[[TITLE, "Uno"], [OBJECT, "Dos"]])
    assert [line[0] for line in said] == (["saved", "saved"] if point == "end" else ["saved"])
    body = alone.captura("show", INVENTED_OCID)
    acknowledged_is_there(body, said)
    assert get(body, OBJECT) == ("Dos" if point == "end" else None)
    assert what_the_outbox_lacks(alone.folder) == []
    assert alone.captura("check")["bad"] == []
    survive(alone.folder, record=INVENTED_OCID, edits=[[OBJECT, "Tres"]])
    assert get(alone.captura("show", INVENTED_OCID), OBJECT) == "Tres"
    assert what_the_outbox_lacks(alone.folder) == []


def test_these_tests_see_an_outbox_written_outside_the_transaction(alone):
    """With record and outbox committed one after the other, the kill leaves a change that nobody would ever send."""
    crash(
        alone.folder,
        record=INVENTED_OCID,
        kill_at="save.between_record_and_outbox",
        hit=2,
        edits=[[TITLE, "Uno"], [OBJECT, "Dos"]],
        split=True,
    )
    assert get(alone.captura("show", INVENTED_OCID), OBJECT) == "Dos"
    assert what_the_outbox_lacks(alone.folder) == [INVENTED_OCID]


# ---- killed while sending ----


@pytest.mark.fault(3, "killed after sealing, before connecting")
@pytest.mark.fault(6, "killed after the answer, before it is kept here")
def test_a_send_killed_anywhere_is_taken_up_again_and_the_portal_has_each_operation_once(
    portal,
    enrolled,
    tmp_path,
):
    """Each point in turn, on a record of its own, everything of the one before being at the portal already. What was
    sealed goes again under the name it was sealed with, and of an answer that was not kept nothing is."""
    for number, (point, hit) in enumerate(PASSES, 2):
        ocid = f"ocds-xs1qbl-inventado-{number:04d}"
        enrolled.captura("import", invented_file(tmp_path, ocid))
        edits = [[TITLE, f"Muere en {point}"]]
        said = crash(enrolled.folder, record=ocid, edits=edits, publish=True, send=True, kill_at=point, hit=hit)
        assert [line[0] for line in said] == ["saved", "published"], point
        acknowledged_is_there(enrolled.captura("show", ocid), said)
        waiting = batches_waiting(enrolled.folder)
        assert bool(waiting) == ((point, hit) in SEALED_AND_UNANSWERED), (point, hit)
        enrolled.captura("send")
        assert everything_is_at_the_portal(enrolled), point
        assert waiting <= batches_answered(enrolled.folder), (point, hit)
        assert len(portal.download(ocid, "release-package")["releases"]) == 1, point
        assert portal.download(ocid, "release")["tender"]["title"] == f"Muere en {point}"
        assert what_the_outbox_lacks(enrolled.folder) == [], point
    counted_once(portal, enrolled)
    counts = portal.stats()
    assert (counts["records"], counts["operations"]) == (len(PASSES) + 1, 4 * len(PASSES) + 1)
    assert enrolled.captura("check")["bad"] == []


# ---- slowed: two connections on the same record ----


def test_what_is_typed_while_a_send_is_slow_is_kept_and_goes_with_the_next(portal, enrolled):
    """The net lane waits at each point until the store lane has saved (or, holding the store, has begun to)."""
    neighbour = second_computer(portal, enrolled)
    for point, hit in PASSES:
        enrolled.captura("set", INVENTED_OCID, TITLE, f"Antes de {point}, {hit}")
        enrolled.captura("publish", INVENTED_OCID)
        typed = [[TITLE, f"Durante {point}, {hit}"], [OBJECT, f"Mientras se enviaba: {point}, {hit}"]]
        gate = Gate(point, hit)
        sending = Lane(lambda gate=gate: _send(enrolled, gate))
        gate.reached()
        typing = Lane(lambda typed=typed: _save(enrolled, typed, lambda _: None))
        if point not in HOLDS_THE_STORE:
            typing.join()
        gate.open()
        typing.join()
        assert sending.join().stopped is None, point
        enrolled.captura("send")
        assert everything_is_at_the_portal(enrolled), point
        assert portal.download(INVENTED_OCID, "release")["tender"]["title"] == f"Antes de {point}, {hit}"
        both_computers_say(enrolled, neighbour, typed)
    counted_once(portal, enrolled)


def test_a_send_that_begins_while_a_save_is_slow_takes_all_of_it_or_nothing(portal, enrolled):
    neighbour = second_computer(portal, enrolled)
    for point in SAVE:
        typed = [[TITLE, f"Despacio {point}"], [OBJECT, f"Y después: {point}"]]
        gate = Gate(point)
        typing = Lane(lambda typed=typed, gate=gate: _save(enrolled, typed, gate))
        gate.reached()
        sending = Lane(lambda: _send(enrolled, lambda _: None))
        gate.open()
        typing.join()
        assert sending.join().stopped is None, point
        enrolled.captura("send")
        assert everything_is_at_the_portal(enrolled), point
        both_computers_say(enrolled, neighbour, typed)
        assert what_the_outbox_lacks(enrolled.folder) == [], point
    counted_once(portal, enrolled)


class Gate:
    """A failpoint that holds its lane when it is passed for the nth time, until somebody opens it."""

    def __init__(self, point: str, hit: int = 1) -> None:
        self._point = point
        self._left = hit
        self._reached, self._opened = threading.Event(), threading.Event()

    def __call__(self, passed: str) -> None:
        self._left -= passed == self._point
        if passed == self._point and self._left == 0:
            self._reached.set()
            assert self._opened.wait(WAIT), f"nobody opened {self._point}"

    def reached(self) -> None:
        assert self._reached.wait(WAIT), f"{self._point} was never passed"

    def open(self) -> None:
        self._opened.set()


class Lane:
    """A thread with an App of its own, as the window's lanes have."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._result: Any = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:  # noqa: BLE001 - raised again by join
            self._error = error

    def join(self) -> Any:
        self._thread.join(WAIT)
        if self._error is not None:
            raise self._error
        return self._result


def _send(desktop: Desktop, failpoint: Callable[[str], None]) -> Any:
    with desktop.opened(failpoint=failpoint) as app:
        return app.exchange.send()


def _save(desktop: Desktop, edits: list[list[str]], failpoint: Callable[[str], None]) -> None:
    with desktop.opened(failpoint=failpoint) as app:
        record = app.capture.find(INVENTED_OCID)
        for path, text in edits:
            app.capture.save_fields(record, [FieldEdit(path, text)])


# ---- what must hold ----


def acknowledged_is_there(body: dict[str, Any], said: list[list[Any]]) -> None:
    for verb, *members in said:
        if verb == "saved":
            assert get(body, members[0]) == members[1]


def what_the_outbox_lacks(folder: Path) -> list[str]:
    """Records whose body says something that neither the portal has nor the outbox will bring there."""
    with Desktop(folder).opened() as app:
        desk = app.outbox._desk
        return [
            summary.ocid
            for summary in app.capture.search()
            if encode(_carried(desk, summary.id)) != encode(records.load(desk.connection, summary.id).document)
        ]


def _carried(desk: Any, record_id: str) -> dict[str, Any]:
    """What the portal will have: what it had, then the frozen operations, then the open one."""
    sql = f"SELECT * FROM outbox WHERE record_id = ? AND open = 1 AND {queue.UNANSWERED_SQL}"
    opened = [queue.decode(row["patch"]) for row in desk.connection.rows(sql, (record_id,))]
    base = baselines.load(desk.connection, record_id).base
    return replayed(base, [*queue.frozen_patches(desk, record_id), *opened], {})


def batches_waiting(folder: Path) -> set[str]:
    """Names of the batches that no answer came for."""
    return _batches(folder, "state IN ('sealed', 'sent')")


def batches_answered(folder: Path) -> set[str]:
    return _batches(folder, "state NOT IN ('pending', 'sealed', 'sent')")


def _batches(folder: Path, where: str) -> set[str]:
    with Desktop(folder).opened() as app:
        found = app.outbox._desk.connection.rows(f"SELECT DISTINCT batch_id FROM outbox WHERE {where}")
        return {str(row["batch_id"]) for row in found}


def everything_is_at_the_portal(desktop: Desktop) -> bool:
    status = desktop.captura("status")
    return all(status[name] == 0 for name in ("sent", "conflict", "rejected", "held", "pending"))


def second_computer(portal, first: Desktop) -> Desktop:
    """Another computer of the office; it has every record from the portal alone."""
    made = Desktop(first.folder.parent / "second-office")
    made.enrol(portal)
    return made


def both_computers_say(first: Desktop, second: Desktop, typed: list[list[str]]) -> None:
    second.captura("send")
    seen = second.captura("show", INVENTED_OCID)
    assert [[path, get(seen, path)] for path, _ in typed] == typed
    assert seen == first.captura("show", INVENTED_OCID)


def counted_once(portal, desktop: Desktop) -> None:
    """What the portal counted is what this computer has answers for, each operation once."""
    total = sum(desktop.captura("status")[name] for name in ("acked", "duplicate", "merged"))
    counts = portal.stats()
    assert (counts["operations"], counts["conflicts"], counts["held"]) == (total, 0, 0)
