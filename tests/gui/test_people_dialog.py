"""Usuarios: taken on, with another function or password, put away; by keys, and only by who administers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.gui.conftest import WAIT_MS
from tests.office import opened
from ui.dialogs.people_dialog import PeopleDialog
from ui.dialogs.person_dialog import PersonDialog
from ui.dialogs.sure_dialog import SureDialog
from ui.words import say

GOOD, BETTER = "cuatro palabras de nadie", "otras cuatro palabras claras"
ME = "Ana Inventada"


def shown(desk: Any, kind: type) -> Any:
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=WAIT_MS)
    return QApplication.activeModalWidget()


def people_of(desk: Any) -> Any:
    desk.window.go("settings")
    desk.settle()
    desk.qtbot.keyClick(desk.window.settings_page.people_button, Qt.Key.Key_Space)
    return shown(desk, PeopleDialog)


def press(desk: Any, button: Any) -> None:
    desk.qtbot.keyClick(button, Qt.Key.Key_Space)


def fill(dialog: Any, **lines: str) -> None:
    for name, text in lines.items():
        getattr(dialog, name).line.setText(text)
    dialog.go.click()


def names(dialog: Any) -> list[str]:
    return [dialog.model.item(row, 0).text() for row in range(dialog.model.rowCount())]


def user(desk: Any, name: str) -> Any:
    with opened(desk.folder, read_only=True) as app:
        return next((one for one in app.users.users() if one.name == name), None)


@pytest.fixture
def peopled(desk) -> Any:
    """Ana administers and works here, Luis reviews."""
    desk.jobs.store(lambda app: app.users.add(ME, "administrador", GOOD))
    desk.jobs.store(lambda app: app.users.add("Luis Inventado", "revisor", GOOD))
    desk.settle()
    return desk


def test_the_first_person_is_who_works_here_and_the_window_asks_from_then_on(desk, qtbot):
    people = people_of(desk)
    assert say("people.none", name=ME) == people.banner.text.text()
    press(desk, people.add)
    person = shown(desk, PersonDialog)
    assert (person.name.text, person.roles.currentData()) == (ME, "administrador")
    with qtbot.waitSignal(desk.window.settings_page.enrolled, timeout=WAIT_MS):
        fill(person, password=GOOD, again=GOOD)
    assert not people.isVisible()
    assert (user(desk, ME).role, user(desk, ME).has_password) == ("administrador", True)


def test_one_is_taken_on_and_given_another_function(peopled):
    people = people_of(peopled)
    press(peopled, people.add)
    person = shown(peopled, PersonDialog)
    assert (person.name.text, person.roles.currentData()) == ("", "capturista")
    fill(person, name="Eva Inventada", password=BETTER, again=BETTER)
    peopled.qtbot.waitUntil(lambda: "Eva Inventada" in names(people), timeout=WAIT_MS)
    people.choose(names(people).index("Eva Inventada"))
    press(peopled, people.role)
    person = shown(peopled, PersonDialog)
    person.roles.setCurrentIndex(person.roles.findData("instructor"))
    person.go.click()
    peopled.qtbot.waitUntil(people.banner.isVisible, timeout=WAIT_MS)
    peopled.settle()
    assert user(peopled, "Eva Inventada").role == "instructor"


def test_passwords_that_differ_or_are_weak_are_told_at_their_line_and_nobody_is_added(peopled):
    people = people_of(peopled)
    press(peopled, people.add)
    person = shown(peopled, PersonDialog)
    fill(person, name="Eva Inventada", password=GOOD, again=BETTER)
    assert person.again.message.text() == say("person.differs")
    fill(person, password="12345678", again="12345678")
    peopled.qtbot.waitUntil(person.go.isEnabled, timeout=WAIT_MS)
    assert "adivina" in person.password.message.text()
    assert (person.password.line.text(), person.again.line.text()) == ("", "")
    fill(person, name="Luis Inventado", password=GOOD, again=GOOD)
    peopled.qtbot.waitUntil(person.go.isEnabled, timeout=WAIT_MS)
    assert "Ya hay una persona" in person.name.message.text()
    assert names(people) == [ME, "Luis Inventado"]


def test_another_persons_password_needs_no_old_one_and_the_own_one_does(peopled):
    people = people_of(peopled)
    people.choose(1)
    press(peopled, people.password)
    person = shown(peopled, PersonDialog)
    assert not person.old.isVisible()
    fill(person, password=BETTER, again=BETTER)
    peopled.qtbot.waitUntil(people.banner.isVisible, timeout=WAIT_MS)
    people.choose(0)
    press(peopled, people.password)
    person = shown(peopled, PersonDialog)
    fill(person, old="no es la mía", password=BETTER, again=BETTER)
    peopled.qtbot.waitUntil(person.banner.isVisible, timeout=WAIT_MS)
    with peopled.qtbot.waitSignal(peopled.window.settings_page.enrolled, timeout=WAIT_MS):
        fill(person, old=GOOD, password=BETTER, again=BETTER)
    with opened_as(peopled, ME, BETTER) as app:
        assert app.users.sign_in("Luis Inventado", BETTER)


def opened_as(desk: Any, name: str, password: str) -> Any:
    from contextlib import closing

    from capture_app.bootstrap import build
    from capture_app.commands.signing_in import sign_in

    return closing(build(desk.folder, user=sign_in(desk.folder, name, password)))


def test_who_leaves_is_asked_about_and_only_the_entry_goes(peopled):
    people = people_of(peopled)
    people.choose(1)
    press(peopled, people.remove)
    shown(peopled, SureDialog).leave.click()
    assert names(people) == [ME, "Luis Inventado"]
    press(peopled, people.remove)
    shown(peopled, SureDialog).force.click()
    peopled.qtbot.waitUntil(lambda: names(people) == [ME], timeout=WAIT_MS)
    people.choose(0)
    press(peopled, people.remove)
    shown(peopled, SureDialog).force.click()
    peopled.qtbot.waitUntil(lambda: "único administrador" in people.banner.text.text(), timeout=WAIT_MS)
    assert names(people) == [ME]


def test_who_does_not_administer_is_told_so_and_may_change_only_the_own_password(peopled):
    page = peopled.window.page("settings")
    page._settings = replace(page._settings, user="Luis Inventado", user_role="revisor")
    people = people_of(peopled)
    assert say("people.not_admin", policy=say("settings.approval_one_person")) == people.said.text()
    assert not any(button.isVisible() for button in (people.add, people.role, people.remove))
    people.choose(0)
    assert not people.password.isEnabled()
    people.choose(1)
    assert people.password.isEnabled()
