"""What this computer knows of itself: office, person, portal, folder and theme. Nothing secret."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capture_app.settings import Settings
from ui.dialogs.enrol_dialog import Enrol, EnrolDialog
from ui.jobs import Jobs
from ui.page_head import PageHead
from ui.words import say

THEMES = (("system", None), ("light", False), ("dark", True))


class SettingsPage(QWidget):
    theme_chosen = Signal(str)
    enrolled = Signal()

    def __init__(self, jobs: Jobs, settings: Settings, data_dir: Path, theme: str, enrol: Enrol | None) -> None:
        super().__init__()
        self._jobs = jobs
        self._settings = settings
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
        self.enrol_button = QPushButton(say("settings.enrol"), card)
        self.enrol_button.setAccessibleName(say("settings.enrol"))
        self.enrol_button.setAutoDefault(True)
        self.enrol_button.clicked.connect(self.ask_enrolment)
        self.enrol_button.setVisible(enrol is not None and not settings.enrolled)
        grid.addWidget(self.enrol_button, last + 1, 1, Qt.AlignmentFlag.AlignLeft)
        note = QLabel(say("settings.note"), self)
        note.setObjectName("muted")
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(head)
        layout.addWidget(card)
        layout.addWidget(note)
        layout.addStretch(1)

    @staticmethod
    def _facts(settings: Settings, data_dir: Path) -> list[tuple[str, str]]:
        portal = settings.portal_url or say("exchange.no_portal")
        if settings.portal_url and not settings.enrolled:
            portal = f"{portal} ({say('settings.waiting')})"
        return [
            ("office", f"{settings.office_name} ({settings.office_code})"),
            ("user", settings.user),
            ("approval", say(f"settings.approval_{settings.approval}")),
            ("portal", portal),
            ("prefixes", ", ".join(settings.ocid_prefixes)),
            ("zone", settings.zone),
            ("folder", str(data_dir)),
        ]

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
