"""Before publishing: what goes out and what stays is said, and who reviews the own work says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from capture_app.changes import FieldEdit
from capture_app.store.processes import Birth
from forms.going_out import going_out
from tests.gui.screen_reading import nameless
from tests.office import opened
from tests.unit.forms.bodies import sound
from ui.dialogs.note_dialog import NoteDialog
from ui.dialogs.publish_dialog import PublishDialog
from ui.going_out_card import public_lines
from ui.words import say

WAIT_MS = 10_000
WITH_ADDRESS = "Compra de papel; dudas con quien coordina en coordinadora.personal@gmail.com o en la ventanilla"


@pytest.fixture
def ready(folder) -> str:
    """A record without errors, captured by who opens the window."""
    with opened(folder) as app:
        return app.publish._processes.create(sound(), Birth()).record_id


def asked(desk, record_id: str) -> PublishDialog:
    """The dialog of publishing, with what the service says of it."""
    desk.open(record_id)
    desk.window.acts.act("publish", desk.page.binding.view)
    desk.qtbot.waitUntil(lambda: bool(desk.window.findChildren(PublishDialog)), timeout=WAIT_MS)
    desk.settle()
    (dialog,) = desk.window.findChildren(PublishDialog)
    return dialog


def shown_lines(dialog: PublishDialog) -> str:
    return "\n".join(label.text() for label in dialog.going.area.widget().findChildren(QLabel))


def status(desk, record_id: str) -> str:
    with opened(desk.folder, read_only=True) as app:
        return app.capture.open(record_id).status


def test_what_looks_personal_and_would_go_out_is_warned_of_and_leads_to_its_field(desk, ready):
    with opened(desk.folder) as app:
        app.capture.save_fields(ready, [FieldEdit("/tender/description", WITH_ADDRESS)])
    dialog = asked(desk, ready)
    assert dialog.going.warning.isVisible()
    assert "correo" in dialog.going.personal.model().index(0, 0).data()
    assert not nameless(dialog)
    chosen = []
    dialog.finding_chosen.connect(chosen.append)
    dialog.going.personal.clicked.emit(dialog.going.personal.model().index(0, 0))
    assert chosen[0].pointer == "/tender/description"


def test_what_goes_out_and_what_stays_follow_the_stages_chosen(desk, ready):
    dialog = asked(desk, ready)
    assert not dialog.going.warning.isVisible()
    assert "Papelería Inventada" in shown_lines(dialog)
    before = dialog.going.kept.text()
    for name, box in dialog.boxes.items():
        box.setChecked(name in ("planning", "tender"))
    desk.settle()
    with opened(desk.folder, read_only=True) as app:
        going = app.publish.preview(ready, dialog.stages())
    assert "awards" not in going.shown
    assert str(len(going.kept_back)) in dialog.going.kept.text()
    assert dialog.going.kept.text() != before


def test_who_reviews_the_own_work_is_asked_why_before_anything_is_published(desk, ready):
    with opened(desk.folder) as app:
        app.users.add("Ana Inventada", "administrador")
    asked(desk, ready).later.click()
    desk.qtbot.waitUntil(lambda: bool(desk.window.findChildren(NoteDialog)), timeout=WAIT_MS)
    (dialog,) = desk.window.findChildren(NoteDialog)
    assert say("note.self_review") in [label.text() for label in dialog.findChildren(QLabel)]
    publish = next(item for item in dialog.findChildren(QPushButton) if item.text() == say("act.self_review"))
    assert not publish.isEnabled()
    assert status(desk, ready) == "draft"
    dialog.findChild(QPlainTextEdit).setPlainText("La oficina tiene una sola persona.")
    publish.click()
    desk.settle()
    with opened(desk.folder, read_only=True) as app:
        assert (app.review.self_reviews().total, app.review.self_reviews().without_reason) == (1, 0)
    assert desk.page.notice.isVisible()


def test_who_does_not_say_why_publishes_nothing(desk, ready):
    with opened(desk.folder) as app:
        app.users.add("Ana Inventada", "administrador")
    asked(desk, ready).later.click()
    desk.qtbot.waitUntil(lambda: bool(desk.window.findChildren(NoteDialog)), timeout=WAIT_MS)
    desk.window.findChildren(NoteDialog)[0].reject()
    desk.settle()
    assert status(desk, ready) == "draft"


def test_what_anyone_will_read_says_how_many_more_there_are(catalog):
    awards = [{"id": str(n), "suppliers": [{"id": str(n), "name": f"Proveedor {n}"}]} for n in range(7)]
    going = replace(going_out(sound(), ()), shown={**sound(), "awards": awards})
    told = dict(public_lines(going, catalog.record_types["contracting_process"], catalog))
    assert told["¿A quién se compra?"] == "Proveedor 0; Proveedor 1; y 5 más"
