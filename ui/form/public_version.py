"""What of a document's file the public gets: a version of its own, or of a photograph the picture without its place."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from capture_app.changes import Document
from forms.documents import READ_HERE, is_photograph
from ui.form.binding import RecordBinding
from ui.inputs.elided_label import ElidedLabel
from ui.words import say


class PublicVersionLine(QWidget):
    """Shown below a file; `choose` asks for a file of this computer."""

    def __init__(
        self, path: str, binding: RecordBinding, parent: QWidget, choose: Callable[[QWidget], Path | None]
    ) -> None:
        super().__init__(parent)
        self._path, self._binding, self._choose = path, binding, choose
        self.text = ElidedLabel(self)
        self.text.setObjectName("muted")
        self.location = QCheckBox(say("public.location"), self)
        self.location.setAccessibleName(say("public.location"))
        self.location.clicked.connect(lambda on: self._binding.choose_location(self._path, on))
        self.button = QPushButton(say("public.choose"), self)
        self.button.setProperty("kind", "small")
        self.button.setAutoDefault(True)
        self.button.setAccessibleName(say("public.choose"))
        self.button.clicked.connect(lambda _=False: self._ask())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.location)
        layout.addWidget(self.button)

    def show_document(self, document: Document | None) -> None:
        """Nothing without a file; what goes out of it in words."""
        self.setVisible(document is not None)
        if document is None:
            return
        can_be_cleaned = document.media_type in READ_HERE
        keeps = document.public_sha256 == document.sha256
        self.location.setVisible(can_be_cleaned)
        self.location.setChecked(keeps)
        self.text.show_text(say(f"public.{_state(document, can_be_cleaned, keeps)}"))

    def _ask(self) -> None:
        chosen = self._choose(self)
        if chosen is not None:
            self._binding.attach_public(self._path, chosen)

    def controls(self) -> list[QWidget]:
        return [self.location, self.button]


def _state(document: Document, can_be_cleaned: bool, keeps: bool) -> str:
    if can_be_cleaned:
        return "with_location" if keeps else "without_location"
    if document.public_sha256:
        return "own"
    return "stays" if is_photograph(document.media_type) else "none"
