"""Undo and redo, across restarts."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from capture_app.changes import Cause, FieldEdit
from capture_app.errors import UndoBlocked
from tests.unit.store.office import open_office


def test_undo_and_redo_go_on_after_a_restart(tmp_path, fixed_clock):
    office = open_office(tmp_path, fixed_clock)
    record_id = office.new("Uno")
    office.set(record_id, "/tender/title", "Dos")
    office.set(record_id, "/tender/title", "Tres")
    office.close()
    titles = []
    for step in ("undo", "undo", "undo", "redo", "redo", "redo"):
        again = open_office(tmp_path, fixed_clock)
        done = getattr(again.capture, step)(record_id)
        titles.append(again.body(record_id)["tender"]["title"] if done else None)
        again.close()
    assert titles == ["Dos", "Uno", None, "Dos", "Tres", None]


def test_an_edit_after_an_undo_leaves_nothing_to_redo(office):
    record_id = office.new("Uno")
    office.set(record_id, "/tender/title", "Dos")
    office.capture.undo(record_id)
    office.set(record_id, "/tender/description", "x")
    assert office.capture.redo(record_id) is None
    assert office.capture.open(record_id).can_undo


def test_one_save_is_one_step(office):
    record_id = office.new("Uno")
    office.save(record_id, FieldEdit("/tender/title", "Dos"), FieldEdit("/tender/description", "x"))
    office.capture.undo(record_id)
    assert office.body(record_id)["tender"] == {"title": "Uno"}


def test_rows_come_back_in_their_places(office):
    record_id = office.new()
    paths = [office.add(record_id, "/tender/items", {"description": str(number)}) for number in range(5)]
    before = office.body(record_id)
    gone = [FieldEdit(path, kind="row_remove") for path in (paths[1], paths[2], paths[4])]
    office.save(record_id, *gone, FieldEdit(paths[3], kind="row_move", after=""))
    assert [row["description"] for row in office.body(record_id)["tender"]["items"]] == ["3", "0"]
    office.capture.undo(record_id)
    assert office.body(record_id) == before
    office.capture.redo(record_id)
    assert [row["description"] for row in office.body(record_id)["tender"]["items"]] == ["3", "0"]


def test_a_value_changed_by_the_portal_since_asks_first(office):
    record_id = office.new("Uno")
    office.set(record_id, "/tender/title", "Dos")
    office.save(record_id, FieldEdit("/tender/title", "Del portal"), cause=Cause.MERGED)
    with pytest.raises(UndoBlocked) as blocked:
        office.capture.undo(record_id)
    assert blocked.value.paths == ("/tender/title",)
    assert office.body(record_id)["tender"]["title"] == "Del portal"
    office.capture.undo(record_id, force=True)
    assert office.body(record_id)["tender"]["title"] == "Uno"


def test_a_row_someone_else_wrote_into_asks_first(office):
    record_id = office.new("Uno")
    row = office.add(record_id, "/tender/items", {"description": "mía"})
    office.save(record_id, FieldEdit(f"{row}/quantity", 3), cause=Cause.MERGED)
    with pytest.raises(UndoBlocked):
        office.capture.undo(record_id)


def test_an_undo_names_what_it_undoes(office):
    record_id = office.new("Uno")
    office.set(record_id, "/tender/title", "Dos")
    edited = office.capture.history(record_id)[-1]
    office.capture.undo(record_id)
    undone = office.capture.history(record_id)[-1]
    assert (undone.cause, undone.undoes, undone.old, undone.new) == (Cause.UNDO, edited.group_id, "Dos", "Uno")


def test_a_forced_undo_of_what_is_gone_still_counts_as_undone(office):
    record_id = office.new("Uno")
    row = office.add(record_id, "/tender/items", {"description": "mía"})
    office.set(record_id, f"{row}/description", "otra")
    office.save(record_id, FieldEdit(row, kind="row_remove"), cause=Cause.MERGED)
    office.capture.undo(record_id, force=True)
    office.capture.undo(record_id, force=True)
    assert not office.capture.open(record_id).can_undo


@pytest.mark.parametrize("seed", range(8))
def test_any_earlier_version_comes_back_whole_and_is_undone_in_one_step(office, seed):
    chance, record_id = Random(seed), office.new("Uno")
    versions: dict[int, dict[str, Any]] = {}
    for number in range(14):
        change_something(office, record_id, chance, number)
        versions[len(office.capture.history(record_id)) - 1] = office.body(record_id)
    for at in chance.sample(sorted(versions), 6):
        before = office.body(record_id)
        entry = office.capture.history(record_id)[at]
        office.capture.restore(record_id, entry)
        assert office.body(record_id) == versions[at]
        if before != versions[at]:
            assert office.capture.history(record_id)[-1].cause is Cause.RESTORED
            office.capture.undo(record_id)
            assert office.body(record_id) == before
            office.capture.redo(record_id)


def change_something(office, record_id, chance: Random, number: int) -> None:
    """A text, a row more, less or elsewhere, or a value in a row."""
    rows = [f"/tender/items/@{row['_key']}" for row in office.body(record_id).get("tender", {}).get("items", [])]
    act = chance.choice(("text", "add", "add", "inside", "remove", "move")) if rows else "add"
    if act == "text":
        office.set(record_id, "/tender/title", f"Título {number}")
    elif act == "add":
        office.save(record_id, FieldEdit("/tender/items/@", {"description": f"Papel {number}"}, "row_add"))
    elif act == "inside":
        office.set(record_id, f"{chance.choice(rows)}/quantity", number)
    elif act == "remove":
        office.save(record_id, FieldEdit(chance.choice(rows), None, "row_remove"))
    else:
        moved, after = chance.choice(rows), chance.choice([None, *rows])
        if after != moved:
            office.save(record_id, FieldEdit(moved, None, "row_move", after and after.rpartition("/")[2]))
