"""What this computer knows of itself: office, person, portal, folder and theme. Nothing secret."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capture_app.secrets import SystemSecrets, find_secrets
from capture_app.services.authorities import Trusted
from capture_app.services.backups import Backup
from capture_app.services.catalogues import CatalogueInfo
from capture_app.settings import Settings
from forms.workflow import Role
from ui.dialogs.authorities_dialog import AuthoritiesDialog, read_authorities
from ui.dialogs.backups_dialog import BackupsDialog, Copies, read_copies
from ui.dialogs.catalogues_dialog import CataloguesDialog, read_catalogues
from ui.dialogs.enrol_dialog import Enrol, EnrolDialog
from ui.dialogs.figures_dialog import FiguresDialog, Lines, read_lines
from ui.dialogs.people_dialog import PeopleDialog
from ui.dialogs.person_dialog import People, read_people
from ui.dialogs.signature_dialog import SignatureDialog
from ui.form.banner import Banner
from ui.guided.so_far import scrolled
from ui.inputs.ending import push
from ui.jobs import Jobs
from ui.office_card import OfficeCard, change_office
from ui.page_head import PageHead
from ui.protection_card import ProtectionCard
from ui.times import times_of
from ui.words import count, say


@dataclass(frozen=True)
class Keeping:
    """Where this computer keeps its keys, who works on it, and the copies of its database."""

    place: str
    people: tuple[tuple[str, str, bool, bool], ...]
    copies: tuple[Backup, ...] = ()


def read_keeping(app: Any) -> Keeping:
    """A task of the store lane; loading the system's key store takes a moment."""
    place = "system" if isinstance(find_secrets(), SystemSecrets) else "file"
    return Keeping(
        place,
        tuple((user.name, user.role, user.has_password, user.signs) for user in app.users.users()),
        app.backups.kept(),
    )


WHOLE = Qt.AlignmentFlag(0)
THEMES = (("system", None), ("light", False), ("dark", True))


class SettingsPage(QWidget):
    theme_chosen = Signal(str)
    enrolled = Signal()
    put_back_wanted = Signal(object)

    def __init__(self, jobs: Jobs, settings: Settings, data_dir: Path, theme: str, enrol: Enrol | None) -> None:
        super().__init__()
        self._jobs = jobs
        self._settings = settings
        self._data_dir = data_dir
        self._enrol = enrol
        self.setObjectName("page")
        head = PageHead(say("settings.title"), self)
        head.subtitle.show_text(say("settings.subtitle"))
        self.banner = Banner(self)
        self._card = QFrame(self)
        self._card.setObjectName("card")
        grid = self._grid = QGridLayout(self._card)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        for key, value in self._facts(settings, data_dir):
            self._fact(key, value)
        self.theme_box = self._themes(theme)
        self._put("theme", self.theme_box, Qt.AlignmentFlag.AlignLeft)
        words = "settings.enrol_again" if settings.enrolled else "settings.enrol"
        self.enrol_button = self._button(words, self.ask_enrolment, "enrolment" if enrol is not None else "")
        self.enrol_button.setVisible(enrol is not None)
        self._secrets = self._fact("secrets", say("settings.secrets_reading"))
        self.authorities_button = self._button("authorities.open", lambda: self.ask("authorities"), "trust")
        self._users = self._fact("users", "")
        self.people_button = self._button("people.open", lambda: self.ask("people"))
        self.sign_button = self._button("signature.open", self._ask_signature)
        self.sign_button.hide()
        self.figures_button = self._button("figures.open", lambda: self.ask("figures"), "tables")
        self.catalogues_button = self._button("catalogues.open", lambda: self.ask("catalogues"))
        self._copies = self._fact("copies", "")
        self.backups_button = self._button("backups.open", lambda: self.ask("backups"))
        self.protection_card = ProtectionCard(jobs, settings, self)
        self.protection_card.decided.connect(self.enrolled)
        self.office_card = OfficeCard(settings, self)
        self.office_card.changed.connect(self._change)
        note = QLabel(say("settings.note"), self)
        note.setObjectName("muted")
        note.setWordWrap(True)
        content = QWidget(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        for widget in (self._card, self.protection_card, self.office_card, note):
            inner.addWidget(widget)
        inner.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(head)
        layout.addWidget(self.banner)
        layout.addWidget(scrolled(content, self), 1)

    def _put(self, key: str, widget: QWidget, side: Qt.AlignmentFlag = WHOLE) -> None:
        label = QLabel(say(f"settings.{key}"), self._card)
        label.setObjectName("fieldLabel")
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(widget, row, 1, side)

    def _fact(self, key: str, text: str) -> QLabel:
        shown = QLabel(text, self._card)
        shown.setWordWrap(True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._put(key, shown)
        return shown

    def _button(self, key: str, act: Callable[[], None], name: str = "") -> QPushButton:
        button = push((key, act), self._card)
        if name:
            self._put(name, button, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(button, self._grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
        return button

    def _themes(self, theme: str) -> QComboBox:
        box = QComboBox(self._card)
        box.setAccessibleName(say("settings.theme"))
        for name, _ in THEMES:
            box.addItem(say(f"settings.theme_{name}"), name)
        box.setCurrentIndex(max(0, box.findData(theme)))
        box.activated.connect(lambda _at: self.theme_chosen.emit(box.currentData()))
        return box

    @staticmethod
    def _facts(settings: Settings, data_dir: Path) -> list[tuple[str, str]]:
        portal = settings.portal_url or say("exchange.no_portal")
        if settings.portal_url and not settings.enrolled:
            portal = f"{portal} ({say('settings.waiting')})"
        return [
            ("office", f"{settings.office_name} ({settings.office_code})"),
            ("user", settings.user),
            ("portal", portal),
            ("prefixes", ", ".join(settings.ocid_prefixes)),
            ("zone", settings.zone),
            ("folder", str(data_dir)),
        ]

    def ask_enrolment(self) -> None:
        """The portal knows this computer once the dialog is accepted; the window opens again with it."""
        if self._enrol is None:
            return
        dialog = EnrolDialog(self._jobs, self._enrol, self._settings.portal_url, self)
        dialog.accepted.connect(self.enrolled)
        self._show(dialog)

    def _show(self, dialog: QDialog) -> None:
        """What it changed is read when it goes."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.rejected.connect(self._read)
        dialog.open()

    def arrive(self) -> None:
        self.theme_box.setFocus()
        self._read()

    def _read(self) -> None:
        self._jobs.store(read_keeping, done=self._show_keeping, failed=self.banner.tell)
        self.protection_card.read()

    def _show_keeping(self, keeping: Keeping) -> None:
        self._secrets.setText(say(f"settings.secrets_{keeping.place}"))
        lines = [self._person(name, role, signs) for name, role, _, signs in keeping.people]
        own = [(locked, signs) for name, _, locked, signs in keeping.people if name == self._settings.user]
        self.sign_button.setVisible(self._settings.enrolled and own == [(True, False)])
        self._users.setText("\n".join(lines) or say("settings.no_users"))
        self._copies.setText(self._said_of(keeping.copies))

    @staticmethod
    def _person(name: str, role: str, signs: bool) -> str:
        said = say("settings.person", name=name, role=say(f"role.{role}"))
        return f"{said} · {say('signature.signs')}" if signs else said

    def _ask_signature(self) -> None:
        """Acts are signed from the next time on that the person enters with the password."""
        dialog = SignatureDialog(self._jobs, self._settings.user, self)
        dialog.accepted.connect(lambda: self.banner.say(say("signature.done"), tone="note"))
        dialog.accepted.connect(self._read)
        self._show(dialog)

    def _said_of(self, copies: tuple[Backup, ...]) -> str:
        """When the last copy was made and how many are kept; what a copy on the same disk does not save from."""
        if not copies:
            return say("settings.no_copies")
        when = times_of(self._settings.zone).short(copies[0].made_at)
        return f"{count('settings.copies_kept', len(copies), when=when)} {say('settings.copies_elsewhere')}"

    def _change(self, changes: tuple[tuple[str, str], ...]) -> None:
        """The window opens again with what was decided."""
        if changes:
            self._jobs.store(
                change_office,
                self._data_dir,
                changes,
                done=lambda _settings: self.enrolled.emit(),
                failed=self.banner.tell,
            )

    # ---- what is kept in dialogs of its own ----

    def ask(self, name: str) -> None:
        """Show one of `ui.actions.OFFICE`; what it shows is read first."""
        known: dict[str, tuple[Callable[[Any], Any], Callable[[Any], None]]] = {
            "people": (read_people, self._show_people),
            "figures": (read_lines, self._show_figures),
            "catalogues": (read_catalogues, self._show_catalogues),
            "backups": (read_copies, self._show_backups),
            "authorities": (read_authorities, self._show_authorities),
        }
        read, show = known[name]
        self._jobs.store(read, done=show, failed=self.banner.tell)

    def _show_people(self, people: People) -> None:
        dialog = PeopleDialog(self._jobs, people, self._settings, self)
        dialog.reopen_wanted.connect(self.enrolled)
        self._show(dialog)

    def _show_figures(self, lines: Lines) -> None:
        editable = self._settings.user_role == Role.ADMINISTRADOR
        self._show(FiguresDialog(self._jobs, lines, self, editable=editable))

    def _show_catalogues(self, found: tuple[CatalogueInfo, ...]) -> None:
        today = times_of(self._settings.zone).today()
        self._show(CataloguesDialog(self._jobs, found, self._settings, today, self))

    def _show_backups(self, copies: Copies) -> None:
        dialog = BackupsDialog(self._jobs, copies, self._settings, self)
        dialog.wanted.connect(self.put_back_wanted)
        self._show(dialog)

    def _show_authorities(self, trusted: tuple[Trusted, ...]) -> None:
        """The window opens again with what is trusted then."""
        dialog = AuthoritiesDialog(self._jobs, trusted, self._settings, self)
        dialog.accepted.connect(self.enrolled)
        self._show(dialog)
