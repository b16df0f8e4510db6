"""The window killed at random keystrokes: what it had called saved is there, the rest of the last second apart."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from random import Random
from typing import Any

import pytest

from capture_app.changes import FieldEdit
from forms.pointers import get
from tests.faults.typing_window import type_until_killed
from tests.office import begin, opened

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
# 200 kills in parts, each of an office of its own, so that they can share the processors.
PARTS, KILLS = (10, 20) if os.environ.get("CAPTURA_PROVE") else (1, 4)
LONGEST_UNSAVED_S, LONGEST_SILENCE_S = 1.0, 300.0
FIRST = {"/tender/title": "Papel", "/tender/description": "Primera línea\nSegunda línea"}


@dataclass
class Told:
    """What one window said before it was killed."""

    restored: dict[str, Any] = field(default_factory=dict)
    typed: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)
    changed: bool = False

    def read(self, said: dict[str, Any]) -> None:
        if "restored" in said:
            self.restored = said["restored"]
        elif "typed" in said:
            self.typed.append((said["at"], said["typed"]))
        else:
            self.saved.update(said["saved"])

    def must_be_there(self) -> dict[str, str]:
        """The texts typed more than a second before the last key, and those called saved: the longer of each."""
        last = self.typed[-1][0]
        old = {item["path"]: item["text"] for at, item in self.typed if at <= last - LONGEST_UNSAVED_S}
        return {path: max(old.get(path, ""), self.saved.get(path, ""), key=len) for path in {*old, *self.saved}}


@pytest.fixture(scope="module")
def windows() -> BaseContext:
    """Where processes with a window come from: what they import was read once, none of them has begun."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([type_until_killed.__module__, "tests.faults.typing_ready"])
    return context


Killing = Callable[..., "Told"]


@pytest.fixture
def killed(windows: BaseContext, office: tuple[Path, str], tmp_path: Path) -> Killing:
    def kill(seed: int, early: bool = False) -> Told:
        """Run the window, type, kill it after a random number of keys; what it told."""
        keys, told, errors = Random(seed).randint(20, 160), Told(), tmp_path / "errors.txt"
        here, there = windows.Pipe(duplex=False)
        window = windows.Process(target=type_until_killed, args=(*office, seed, early, there, errors))
        window.start()
        there.close()
        for said in messages(here, errors):
            told.read(said)
            if len(told.typed) == keys:
                window.kill()
        window.join()
        here.close()
        said = errors.read_text(encoding="utf-8")
        assert window.exitcode == -signal.SIGKILL, said
        assert [line for line in said.splitlines() if "This plugin" not in line] == []
        return told

    return kill


def messages(pipe: Connection, errors: Path) -> Iterator[dict[str, Any]]:
    """What came whole before the other end was killed."""
    try:
        while pipe.poll(LONGEST_SILENCE_S):
            yield pipe.recv()
    except (EOFError, OSError):
        return
    raise AssertionError(f"the window says nothing but {errors.read_text(encoding='utf-8')}")


def lost(told: Told, body: dict[str, Any]) -> list[str]:
    """The places whose text in the store is not at least what must be there."""
    return [
        f"{path}: {str(get(body, path))[-40:]!r} lacks the end of {text[-40:]!r}"
        for path, text in told.must_be_there().items()
        if not as_read(str(get(body, path) or "")).startswith(as_read(text))
    ]


def as_read(text: str) -> str:
    """A line is kept without the blanks that stand beside another or at its ends (forms.reading)."""
    return " ".join(text.split())


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, str]:
    folder = begin(tmp_path / "oficina")
    with opened(folder) as app:
        made = app.capture.create()
        app.capture.save_fields(made.record_id, [FieldEdit(path, text) for path, text in FIRST.items()])
    return folder, made.record_id


def stored(office: tuple[Path, str]) -> dict[str, Any]:
    with opened(office[0]) as app:
        assert app.check().is_sound
        body: dict[str, Any] = app.capture.body(office[1])
        return body


@pytest.mark.fault(1, "killed after a key, before the save")
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_saved_is_lost_and_the_caret_is_where_it_was(
    office: tuple[Path, str], killed: Killing, part: int
) -> None:
    before, body = Told(), stored(office)
    for seed in range(part * KILLS, (part + 1) * KILLS):
        told, older, body = killed(seed), body, stored(office)
        assert not before.typed or came_back(before, told), (seed, before.typed[-1], told.restored)
        assert lost(told, body) == [], seed
        before = told
        before.changed = body != older
    assert undo_works(office)


def came_back(before: Told, after: Told) -> bool:
    """The field is one of the last second's, the caret at the end of what the store has of it, and it was told.

    A field gone to within that second may have the caret where it was on arriving there.
    """
    limit = before.typed[-1][0] - LONGEST_UNSAVED_S
    recent = {item["path"] for at, item in before.typed if at >= limit}
    restored = after.restored
    steps = pairwise(((limit, {"path": ""}), *before.typed))
    arrivals = [at for (_, old), (at, new) in steps if new["path"] == restored["path"] != old["path"]]
    at_end = 0 < restored["caret"] <= len(restored["text"]) <= restored["caret"] + 60
    just_arrived = bool(arrivals) and arrivals[-1] >= limit
    was_told = ("recuper" in restored["said"]) == before.changed
    return restored["path"] in recent and (at_end or just_arrived) and was_told


def undo_works(office: tuple[Path, str]) -> bool:
    with opened(office[0]) as app:
        now = app.capture.body(office[1])
        undone = app.capture.undo(office[1])
        before = app.capture.body(office[1])
        app.capture.redo(office[1])
        return undone is not None and before != now and app.capture.body(office[1]) == now


def test_the_proof_is_red_where_the_word_comes_before_the_commit(office: tuple[Path, str], killed: Killing) -> None:
    found = [item for seed in range(3) for item in lost(killed(seed, early=True), stored(office))]
    assert found


@pytest.mark.parametrize(("stored", "is_lost"), [("Papel bond a", False), ("Papel bond", False), ("Papel bon", True)])
def test_blanks_that_a_line_does_not_keep_are_no_loss(stored: str, is_lost: bool) -> None:
    told = Told(typed=[(0.0, {"path": "/tender/title", "text": "Papel  bond "}), (9.0, {"path": "/x", "text": ""})])
    assert bool(lost(told, {"tender": {"title": stored}})) == is_lost


@pytest.mark.parametrize(("first", "is_fine"), [(9.5, True), (1.0, False)])
def test_the_caret_may_be_where_it_was_on_arriving_within_the_last_second(first: float, is_fine: bool) -> None:
    typed = [(at, {"path": "/tender/title", "text": "ab", "caret": 2}) for at in (first, 10.0)]
    after = Told(restored={"path": "/tender/title", "caret": 0, "text": "a", "said": "Se recuperó"})
    assert came_back(Told(typed=typed, changed=True), after) == is_fine
