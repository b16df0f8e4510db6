"""A word from the tray when something new needs a person, once, and only while the window is out of sight."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.notices import Notices


class Page(QObject):
    status_known = Signal(object)


class Tray:
    def __init__(self) -> None:
        self.said: list[str] = []

    def showMessage(self, title, text, icon, milliseconds) -> None:  # noqa: N802 - Qt's name
        self.said.append(text)


@pytest.fixture
def away(qtbot, monkeypatch):
    """A page, a tray, and a window that is not the one in use; another program's field has the focus."""
    window, page, tray, field = QWidget(), Page(), Tray(), QLineEdit()
    for widget in (window, field):
        qtbot.addWidget(widget)
    alerted: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", staticmethod(lambda widget, _ms=0: alerted.append(widget)))
    field.show()
    field.activateWindow()
    field.setFocus()
    notices = Notices(page, window)
    notices.tray = tray
    return SimpleNamespace(window=window, page=page, tray=tray, field=field, alerted=alerted, notices=notices)


def tell(away, attention: int) -> None:
    away.page.status_known.emit(SimpleNamespace(attention=attention))


def test_it_is_said_once_for_each_time_that_more_needs_a_person(away):
    for attention in (2, 2, 3, 3, 1, 2):
        tell(away, attention)
    assert len(away.tray.said) == 2
    assert "3 cambios necesitan su atención" in away.tray.said[0]
    assert away.alerted == [away.window] * 2


def test_it_never_takes_the_focus(away):
    before = QApplication.focusWidget()
    tell(away, 0)
    tell(away, 5)
    assert away.tray.said
    assert QApplication.focusWidget() is before
    assert not away.window.isVisible()


def test_with_the_window_in_use_the_strip_says_it_and_the_tray_is_silent(away, monkeypatch):
    monkeypatch.setattr(away.window, "isActiveWindow", lambda: True)
    tell(away, 0)
    tell(away, 5)
    assert away.tray.said == []
    assert away.alerted == []
