"""Getting a key to sign with: code and password go to the portal, and what goes wrong stands where it can be mended."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from capture_app.errors import Refused
from ui.dialogs.signature_dialog import SignatureDialog


class Net:
    """A net lane that answers at once."""

    def __init__(self, answer) -> None:
        self.app = SimpleNamespace(users=SimpleNamespace(enrol_key=answer))

    def net(self, task, *args, done, failed) -> None:
        try:
            done(task(self.app, *args))
        except Refused as error:
            failed(error)


@pytest.fixture
def filled(qtbot):
    def make(answer):
        dialog = SignatureDialog(Net(answer), "Ana Inventada")
        qtbot.addWidget(dialog)
        dialog.code.line.setText("uno dos tres cuatro cinco")
        dialog.password.line.setText(" cuatro palabras de ejemplo ")
        return dialog

    return make


def test_what_was_typed_is_sent_as_it_was_typed(filled):
    asked = []
    dialog = filled(lambda *given: asked.append(given))
    dialog.begin()
    assert asked == [("Ana Inventada", " cuatro palabras de ejemplo ", "uno dos tres cuatro cinco")]
    assert dialog.result() == dialog.DialogCode.Accepted


def test_a_refusal_stands_at_the_line_and_the_password_is_not_left_there(filled):
    def refuse(*_given):
        raise Refused("El código ya se usó.", (), "No se modificó nada.", "Pida otro.")

    dialog = filled(refuse)
    dialog.begin()
    assert "El código ya se usó." in dialog.code.message.text()
    assert dialog.password.line.text() == ""
    assert dialog.go.isEnabled()
    assert dialog.result() == 0


def test_nothing_is_asked_while_a_line_is_empty(filled):
    asked = []
    dialog = filled(lambda *given: asked.append(given))
    dialog.code.line.clear()
    dialog.begin()
    assert asked == []


def test_the_button_is_there_only_for_whom_it_is_of_use(desk):
    desk.window.go("settings")
    desk.settle()
    assert not desk.window.settings_page.sign_button.isVisible()
