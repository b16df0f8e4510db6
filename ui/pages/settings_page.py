"""What this computer knows of itself: office, person, portal, folder and theme. Nothing secret."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from capture_app.secrets import SystemSecrets, find_secrets
from capture_app.services.backups import Backup
from capture_app.settings import Settings
from forms.workflow import Role
from ui.dialogs.enrol_dialog import Enrol, EnrolDialog
from ui.dialogs.figures_dialog import FiguresDialog, Lines, read_lines
from ui.dialogs.signature_dialog import SignatureDialog
from ui.error_text import explain
from ui.form.banner import Banner
from ui.jobs import Jobs
from ui.office_card import OfficeCard, change_office
from ui.page_head import PageHead
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


THEMES = (("system", None), ("light", False), ("dark", True))


class SettingsPage(QWidget):
    theme_chosen = Signal(str)
    enrolled = Signal()

    def __init__(self, jobs: Jobs, settings: Settings, data_dir: Path, theme: str, enrol: Enrol | None) -> None:
        super().__init__()
        self._jobs = jobs
        self._settings = settings
        self._data_dir = data_dir
        self._enrol = enrol
        self.setObjectName("page")
        head = PageHead(say("settings.title"), self)
        head.subtitle.show_text(say("settings.subtitle"))
        card = QFrame(self)
        card.setObjectName("card")
        grid = QGridLayout(card)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, (key, value) in enumerate(self._facts(settings, data_dir)):
            grid.addWidget(self._name(say(f"settings.{key}")), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = QLabel(value, card)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, row, 1)
        self.theme_box = QComboBox(card)
        self.theme_box.setAccessibleName(say("settings.theme"))
        for name, _ in THEMES:
            self.theme_box.addItem(say(f"settings.theme_{name}"), name)
        self.theme_box.setCurrentIndex(max(0, self.theme_box.findData(theme)))
        self.theme_box.activated.connect(lambda _at: self.theme_chosen.emit(self.theme_box.currentData()))
        last = grid.rowCount()
        grid.addWidget(self._name(say("settings.theme")), last, 0)
        grid.addWidget(self.theme_box, last, 1, Qt.AlignmentFlag.AlignLeft)
        self.enrol_button = self._push_button("settings.enrol", self.ask_enrolment, card)
        self.enrol_button.setVisible(enrol is not None and not settings.enrolled)
        grid.addWidget(self.enrol_button, last + 1, 1, Qt.AlignmentFlag.AlignLeft)
        self.banner = Banner(self)
        self.figures_button = self._push_button("figures.open", self._ask_figures, card)
        grid.addWidget(self.figures_button, last + 2, 1, Qt.AlignmentFlag.AlignLeft)
        self.office_card = OfficeCard(settings, self)
        self.office_card.changed.connect(self._change)
        self._secrets = QLabel(say("settings.secrets_reading"), card)
        self._secrets.setWordWrap(True)
        self._users = QLabel("", card)
        self._users.setWordWrap(True)
        self._copies = QLabel("", card)
        self._copies.setWordWrap(True)
        self.sign_button = self._push_button("signature.open", self._ask_signature, card)
        self.sign_button.hide()
        read = (("secrets", self._secrets), ("users", self._users), ("copies", self._copies))
        for at, (key, label) in enumerate(read, last + 3):
            grid.addWidget(self._name(say(f"settings.{key}")), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, at, 1)
        grid.addWidget(self.sign_button, grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
        note = QLabel(say("settings.note"), self)
        note.setObjectName("muted")
        note.setWordWrap(True)
        content = QWidget(self)
        content.setObjectName("content")
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        for widget in (card, self.office_card, note):
            inner.addWidget(widget)
        inner.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(head)
        layout.addWidget(self.banner)
        layout.addWidget(area, 1)

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

    @staticmethod
    def _push_button(word: str, pressed: Callable[[], None], parent: QWidget) -> QPushButton:
        button = QPushButton(say(word), parent)
        button.setAccessibleName(say(word))
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: pressed())
        return button

    def _name(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName("fieldLabel")
        return label

    def ask_enrolment(self) -> None:
        """The portal knows this computer once the dialog is accepted; the window opens again with it."""
        if self._enrol is None:
            return
        dialog = EnrolDialog(self._jobs, self._enrol, self._settings.portal_url, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.enrolled)
        dialog.open()

    def arrive(self) -> None:
        self.theme_box.setFocus()
        self._jobs.store(
            read_keeping, done=self._show_keeping, failed=lambda error: self.banner.say(explain(error).whole)
        )

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
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.banner.say(say("signature.done"), tone="note"))
        dialog.accepted.connect(self.arrive)
        dialog.open()

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
                failed=lambda error: self.banner.say(explain(error).whole),
            )

    def _ask_figures(self) -> None:
        self._jobs.store(
            read_lines, done=self._show_figures, failed=lambda error: self.banner.say(explain(error).whole)
        )

    def _show_figures(self, lines: Lines) -> None:
        editable = self._settings.user_role == Role.ADMINISTRADOR
        dialog = FiguresDialog(self._jobs, lines, self, editable=editable)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
