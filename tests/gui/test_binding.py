"""The throttle, the queue and the two lanes, with lanes and clock of the test's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from capture_app.changes import Changes, FieldEdit, ProcessView
from capture_app.errors import StoreBusy
from tests.office import begin, opened
from ui.form.binding import THROTTLE_MS, RecordBinding, Saved, save_steps
from ui.form.draft import KeptText

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
VIEW = ProcessView("r1", "contracting_process", "ocds-1", "F-1", "MLA", "draft", 0, {}, (), (), 0, (), NOW)
CHANGES = Changes("r1", "ocds-1", (), "draft", NOW, 1)


class Lanes:
    """Jobs that wait until the test answers them."""

    def __init__(self) -> None:
        self.orders: list[Any] = []

    def store(self, task, *args, done=None, failed=None) -> None:
        self.orders.append((task, args, done, failed))

    def answer(self, body: dict[str, Any]) -> None:
        _, _, done, _ = self.orders.pop(0)
        done(Saved((CHANGES,), replace(VIEW, body=body)))


class CountedTimer:
    """Stands for the timer: counts its starts, goes off when told."""

    def __init__(self, timer: Any) -> None:
        self._active = False
        self.starts = 0
        self.interval = self.left = timer.interval()

    def isActive(self) -> bool:  # noqa: N802
        return self._active

    def remainingTime(self) -> int:  # noqa: N802
        return self.left

    def start(self) -> None:
        self._active, self.starts = True, self.starts + 1

    def stop(self) -> None:
        self._active = False


@pytest.fixture
def lanes() -> Lanes:
    return Lanes()


@pytest.fixture
def binding(qapp, catalog, lanes) -> RecordBinding:
    made = RecordBinding(lanes, catalog.record_types["contracting_process"], VIEW)
    made.timer = CountedTimer(made.timer)
    return made


def title(text: str) -> FieldEdit:
    return FieldEdit("/tender/title", text)


def test_the_timer_starts_at_the_first_key_and_is_never_restarted(binding, lanes):
    for text in ("a", "ab", "abc"):
        binding.edit(title(text))
    assert binding.timer.interval == THROTTLE_MS == 250
    assert binding.timer.starts == 1
    assert not lanes.orders
    binding.flush()
    assert [step.new for step in lanes.orders[0][1][1]] == ["abc"]


def test_a_save_about_to_come_goes_right_behind_a_key(binding, lanes, qtbot):
    binding.write(title("a"))
    binding.timer.left = 60
    binding.write(title("ab"))
    qtbot.waitUntil(lambda: not binding._follow.isActive())
    assert not lanes.orders
    binding.timer.left = 40
    binding.write(title("abc"))
    assert not lanes.orders
    qtbot.waitUntil(lambda: bool(lanes.orders))
    assert [step.new for step in lanes.orders[0][1][1]] == ["abc"]
    assert not binding.timer.isActive()


def test_keys_during_a_save_wait_for_it(binding, lanes):
    binding.edit(title("a"))
    binding.flush()
    binding.edit(title("ab"))
    binding.flush()
    assert len(lanes.orders) == 1
    assert binding.state.kind == "saving"
    lanes.answer({"tender": {"title": "a"}})
    assert binding.value("/tender/title") == "ab"
    assert len(lanes.orders) == 1
    lanes.answer({"tender": {"title": "ab"}})
    assert binding.state.kind == "saved"


def test_a_failure_puts_the_edits_back_before_the_later_ones(binding, lanes):
    binding.edit(title("a"), FieldEdit("/tender/description", "d"))
    binding.flush()
    binding.edit(title("b"))
    _, _, _, failed = lanes.orders.pop()
    failed(StoreBusy())
    assert binding.state.kind == "failed"
    binding.retry()
    assert [(step.path, step.new) for step in lanes.orders[0][1][1]] == [
        ("/tender/description", "d"),
        ("/tender/title", "b"),
    ]


def test_a_row_removed_takes_its_waiting_edits_along(binding, lanes):
    binding.edit(FieldEdit("/tender/items/@k1", {"_key": "k1"}, "row_add"))
    binding.edit(FieldEdit("/tender/items/@k1/description", "x"))
    binding.edit(FieldEdit("/tender/items/@k1", None, "row_remove"))
    binding.flush()
    assert [step.kind for step in lanes.orders[0][1][1]] == ["row_add", "row_remove"]
    assert binding.value("/tender/items") is None


def test_an_edit_inside_a_whole_list_sets_the_list(binding, lanes):
    binding.edit(FieldEdit("/parties/@p1", {"_key": "p1"}, "row_add"))
    binding.flush()
    lanes.answer({"parties": [{"_key": "p1"}]})
    binding.edit(FieldEdit("/parties/@p1/additionalIdentifiers/@i1", {"_key": "i1"}, "row_add"))
    binding.edit(FieldEdit("/parties/@p1/additionalIdentifiers/@i1/id", "A-1"))
    binding.flush()
    steps = lanes.orders[0][1][1]
    assert [(step.kind, step.path) for step in steps] == [("set", "/parties/@p1/additionalIdentifiers")]
    assert steps[0].new == [{"_key": "i1", "id": "A-1"}]


def test_kept_text_and_values_go_in_the_order_they_were_typed_as_one_save():
    calls: list[Any] = []

    class Capture:
        def save_fields(self, record_id, edits):
            calls.append([edit.path for edit in edits])
            return CHANGES

        def open(self, record_id):
            return VIEW

    class Lane:
        capture = Capture()

    steps = (title("a"), KeptText("/tender/value/amount", "39 m"), FieldEdit("/tender/id", "1"))
    saved = save_steps(Lane(), "r1", steps)
    assert calls == [["/tender/title", "/_typed/~1tender~1value~1amount", "/tender/id"]]
    assert len(saved.changes) == 1


def test_a_row_that_is_shown_before_it_is_there_is_born_with_its_first_edit(binding, lanes):
    born = FieldEdit("/awards/@k1", {"_key": "k1", "title": "Papel"}, "row_add")
    binding.expect_row("/awards/@k1", born)
    assert binding.value("/awards") is None
    binding.edit(FieldEdit("/awards/@k1/date", "2026-03-03"))
    assert binding.value("/awards") == [{"_key": "k1", "title": "Papel", "date": "2026-03-03"}]
    binding.edit(FieldEdit("/awards/@k1/date", "2026-03-04"))
    assert len(binding.value("/awards")) == 1


def test_a_text_read_at_last_goes_after_the_one_that_was_not(binding, lanes):
    """`48`, `48 mi`, `48 mil`: what was kept in between must not stay beside the value."""
    amount = "/tender/value"
    binding.edit(FieldEdit(amount, {"amount": 48}))
    binding.edit(KeptText(f"{amount}/amount", "48 mi"))
    binding.edit(FieldEdit(amount, {"amount": 48000}))
    binding.flush()
    sent = lanes.orders[0][1][1]
    assert [step.path for step in sent] == [f"{amount}/amount", amount]


def test_a_key_is_only_written_down_and_the_screen_follows_once_for_all_since(binding, lanes, qtbot):
    followed, said, begun = [], [], []
    binding.begun.connect(lambda: begun.append(binding.state.kind))
    binding.body_changed.connect(lambda: followed.append(binding.value("/tender/title")))
    binding.state_changed.connect(lambda state: said.append(state.kind))
    for text in ("a", "ab", "abc"):
        binding.write(title(text))
    assert followed == said == []
    assert begun == ["saving"]
    assert binding.timer.starts == 1
    qtbot.waitUntil(lambda: bool(followed))
    assert followed == ["abc"]
    assert said == ["saving"]
    binding.flush()
    assert [step.new for step in lanes.orders[0][1][1]] == ["abc"]


def test_what_is_written_down_is_saved_though_the_screen_has_not_followed(binding, lanes):
    binding.write(title("a"))
    binding.flush()
    binding.write(title("ab"))
    lanes.answer({"tender": {"title": "a"}})
    assert binding.state.kind == "saving"
    assert binding.value("/tender/title") == "ab"
    binding.close()
    assert [step.new for step in lanes.orders[0][1][1]] == ["ab"]


def test_a_text_kept_and_then_a_value_written_down_leave_the_value(binding):
    binding.write(KeptText("/tender/value/amount", "48 mi"))
    binding.write(FieldEdit("/tender/value/amount", 48))
    assert binding.typed("/tender/value/amount") == {}
    assert binding.value("/tender/value/amount") == 48


def test_the_screen_catches_up_before_the_focus_goes_on(binding):
    followed = []
    binding.body_changed.connect(lambda: followed.append(True))
    binding.catch_up()
    assert not followed
    binding.write(title("a"))
    binding.catch_up()
    binding.catch_up()
    assert followed == [True]


def test_what_is_typed_in_a_row_that_has_gone_brings_it_back_on_screen_too(binding, lanes):
    """The row goes with an undo that is answered while its text waits; and from under the next key."""
    row, text = "/tender/items/@k1", "/tender/items/@k1/description"
    binding.edit(FieldEdit(row, {"_key": "k1"}, "row_add"))
    binding.flush()
    lanes.answer({"tender": {"items": [{"_key": "k1"}]}})
    binding.undo()
    binding.write(FieldEdit(text, "Papel"))
    lanes.answer({})
    assert binding.value(text) == "Papel"
    binding.flush()
    assert [(step.kind, step.path) for step in lanes.orders[0][1][1]] == [("set", text)]
    lanes.answer({})
    binding.write(FieldEdit(text, "Papel bond"))
    assert binding.value(text) == "Papel bond"
    binding.flush()
    assert [(step.kind, step.path) for step in lanes.orders[0][1][1]] == [("row_add", row), ("set", text)]


def test_a_text_kept_inside_a_row_of_a_whole_list_is_saved_with_that_list(tmp_path):
    place = "/tender/deliveryLocations"
    row = {"_key": "zvtmzdgi3p", "description": "Bodega"}
    kept = KeptText(f"{place}/@zvtmzdgi3p/geometry/type", "papel")
    with opened(begin(tmp_path / "oficina")) as app:
        record_id = app.capture.create().record_id
        saved = save_steps(app, record_id, (FieldEdit(place, [row]), kept))
    assert saved.view.body["tender"]["deliveryLocations"] == [row]
    assert saved.view.body["_typed"] == {kept.path: "papel"}
