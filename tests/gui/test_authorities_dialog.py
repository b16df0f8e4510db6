"""One more certificate is trusted only by who administers, and only once its fingerprint was typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.gui.conftest import WAIT_MS
from tests.gui.test_people_dialog import press, shown
from tests.office import opened
from tests.unit.sync.test_connections import certificate
from ui.dialogs.authorities_dialog import AuthoritiesDialog
from ui.dialogs.authority_dialog import AuthorityDialog, in_groups
from ui.dialogs.sure_dialog import SureDialog


def authorities_of(desk: Any) -> Any:
    desk.window.go("settings")
    desk.settle()
    desk.qtbot.keyClick(desk.window.settings_page.authorities_button, Qt.Key.Key_Space)
    return shown(desk, AuthoritiesDialog)


@pytest.fixture
def file(tmp_path) -> Any:
    return certificate(tmp_path)


def trusted(desk: Any) -> list[str]:
    with opened(desk.folder, read_only=True) as app:
        return [one.fingerprint for one in app.authorities.trusted()]


def ask(desk: Any, file: Any) -> tuple[Any, Any]:
    """The list, and the certificate of the file beside it."""
    dialog = authorities_of(desk)
    dialog._choose = lambda _parent: str(file)
    press(desk, dialog.add)
    return dialog, shown(desk, AuthorityDialog)


def test_it_is_trusted_with_the_fingerprint_typed_and_forgotten_after_being_asked(desk, file):
    dialog, one = ask(desk, file)
    fingerprint = one.found.fingerprint
    assert in_groups(fingerprint) in [label.text() for label in one.findChildren(type(dialog.said))]
    one.confirm()
    assert one.isVisible()
    one.fingerprint.line.setText("00" * 32)
    one.confirm()
    desk.qtbot.waitUntil(one.go.isEnabled, timeout=WAIT_MS)
    assert "La huella no es" in one.fingerprint.message.text()
    assert trusted(desk) == []
    one.fingerprint.line.setText(in_groups(fingerprint).lower().replace("\n", " "))
    one.confirm()
    desk.qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=WAIT_MS)
    assert trusted(desk) == [fingerprint]
    press(desk, dialog.forget)
    shown(desk, SureDialog).leave.click()
    assert trusted(desk) == [fingerprint]
    press(desk, dialog.forget)
    shown(desk, SureDialog).force.click()
    desk.qtbot.waitUntil(lambda: dialog.model.rowCount() == 0, timeout=WAIT_MS)
    assert trusted(desk) == []


def test_the_window_opens_again_with_it_once_the_list_is_closed(desk, file):
    dialog, one = ask(desk, file)
    one.fingerprint.line.setText(one.found.fingerprint)
    one.confirm()
    desk.qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=WAIT_MS)
    with desk.qtbot.waitSignal(desk.window.settings_page.enrolled, timeout=WAIT_MS):
        dialog.reject()


def test_a_file_that_is_no_certificate_is_told_in_words(desk, tmp_path):
    file = tmp_path / "foto.pem"
    file.write_bytes(b"hola")
    dialog = authorities_of(desk)
    dialog._choose = lambda _parent: str(file)
    press(desk, dialog.add)
    desk.qtbot.waitUntil(lambda: "no es un certificado" in dialog.banner.text.text(), timeout=WAIT_MS)


def test_who_does_not_administer_reads_the_list(desk):
    page = desk.window.page("settings")
    page._settings = replace(page._settings, user_role="revisor")
    dialog = authorities_of(desk)
    assert not dialog.add.isVisible()
    assert not dialog.forget.isVisible()
    assert "Solo quien administra" in dialog.said.text()
