"""The post by hand from the window: what waits goes to a folder, and what could not be done is said."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from capture_app.errors import CaptureError
from capture_app.services.queue_file import QueueFile
from capture_app.services.stick import StickFiles
from ui.stick_menu import StickMenu, told_of_queue


class Lane:
    """Runs a task at once with an app of its own, as the lane would."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def net(self, task: Any, *args: Any, done: Any, failed: Any) -> None:
        try:
            found = task(self.app, *args)
        except CaptureError as error:
            failed(error)
        else:
            done(found)


class Post:
    def __init__(self, files: StickFiles | CaptureError) -> None:
        self.files, self.asked = files, []

    def write(self, folder: Any) -> StickFiles:
        return self._answer(folder)

    def take(self, paths: Any) -> StickFiles:
        return self._answer(paths)

    def _answer(self, what: Any) -> StickFiles:
        self.asked.append(what)
        if isinstance(self.files, CaptureError):
            raise self.files
        return self.files


class App:
    """What a receipt says is answered at once, unless it was known."""

    def __init__(self, files: StickFiles | CaptureError, is_known: bool) -> None:
        self.stick = Post(files)
        self.exchange = self
        self._is_known = is_known

    def status(self) -> SimpleNamespace:
        return SimpleNamespace(at_portal=3 + (len(self.stick.asked) if not self._is_known else 0), attention=1)


@pytest.fixture
def menu(qtbot, tmp_path):
    from PySide6.QtWidgets import QPushButton

    button = QPushButton()
    qtbot.addWidget(button)

    def make(
        files: StickFiles | CaptureError, *, is_known: bool = False
    ) -> tuple[StickMenu, Post, list[tuple[str, str]]]:
        app = App(files, is_known)
        made = StickMenu(
            button,
            Lane(app),
            lambda _parent, chosen: chosen([str(tmp_path)]),
            lambda _parent, chosen: chosen([str(tmp_path / "a.capreceipt")]),
        )
        said: list[tuple[str, str]] = []
        made.told.connect(lambda text, tone: said.append((text, tone)))
        return made, app.stick, said

    return make


def test_what_was_written_is_named_and_is_not_said_to_be_at_the_portal(menu, tmp_path):
    made, post, said = menu(StickFiles((tmp_path / "ZAP-1.capbatch",), 12))
    made.write.trigger()
    assert post.asked == [tmp_path]
    text, tone = said[-1]
    assert tone == "note"
    assert "12 cambios" in text
    assert "ZAP-1.capbatch" in text
    assert "hasta que vuelva su acuse" in text


def test_receipts_are_taken_and_counted(menu, tmp_path):
    made, post, said = menu(StickFiles((tmp_path / "a.capreceipt",), 1))
    made.take.trigger()
    assert post.asked == [[tmp_path / "a.capreceipt"]]
    assert said[-1][0] == "El portal confirmó 1 cambio."


def test_a_receipt_taken_before_is_said_to_change_nothing(menu, tmp_path):
    made, _post, said = menu(StickFiles((tmp_path / "a.capreceipt",), 1), is_known=True)
    made.take.trigger()
    assert said[-1][0] == "Este acuse ya se había traído: nada cambió."


@pytest.mark.parametrize(("changes", "records", "said"), [(0, 0, "no lleva ninguno"), (0, 2, "esperan su decisión")])
def test_a_copy_of_nothing_is_not_called_a_copy_of_zero_changes(changes, records, said):
    assert said in told_of_queue(QueueFile("p.jsonl", changes, records))


def test_a_stick_that_fails_says_what_is_safe_and_the_button_comes_back(menu):
    made, _post, said = menu(CaptureError("La memoria está llena.", "Nada se perdió.", "Use otra."))
    made.write.trigger()
    assert said[-1] == ("La memoria está llena. Nada se perdió. Use otra.", "error")
    assert made.parent().isEnabled()


def test_with_nothing_waiting_no_file_is_promised(menu):
    made, _post, said = menu(StickFiles((), 0))
    made.write.trigger()
    assert said[-1][0] == "No hay cambios por enviar."


def test_the_exchange_page_offers_it_by_keyboard(desk):
    desk.window.go("exchange")
    desk.settle()
    page = desk.window.exchange
    button = page.stick.parent()
    assert button.accessibleName() == "Memoria USB"
    shown = [action.text() for action in button.menu().actions() if not action.isSeparator()]
    assert shown == [page.stick.write.text(), page.stick.take.text(), page.stick.queue.text()]


def test_what_waits_can_be_kept_in_a_readable_file_without_any_portal(desk, tmp_path):
    file = tmp_path / "pendiente.jsonl"
    button = QPushButton()
    desk.qtbot.addWidget(button)
    made = StickMenu(button, desk.jobs, file=lambda _parent, chosen: chosen([str(file)]))
    said: list[str] = []
    made.told.connect(lambda text, _tone: said.append(text))
    desk.jobs.store(lambda app: app.capture.create("Compra sin enlace"))
    desk.settle()
    made.queue.trigger()
    desk.settle()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["format"] == "cap-queue/1"
    changes = [line["change"] for line in lines if "change" in line]
    bodies = [line["record"]["body"] for line in lines if "record" in line]
    assert changes
    assert changes[0]["patch"]
    assert bodies[0]
    assert "pendiente" in said[-1]
