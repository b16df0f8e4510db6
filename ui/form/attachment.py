"""The file of a row of documents: chosen or dropped here, kept with its print, opened from here."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import Document
from forms.documents import can_be_shown, is_photograph
from forms.words import RECORD_TYPE
from ui.dialogs.document_dialog import DocumentDialog
from ui.form.binding import RecordBinding
from ui.form.public_version import PublicVersionLine
from ui.inputs.elided_label import ElidedLabel
from ui.styled import mark
from ui.words import say

GROUP = "document"
SHOWN_PRINT = 12
UNITS = ("B", "kB", "MB", "GB")


def size_text(size: int) -> str:
    amount, unit = float(size), UNITS[0]
    for unit in UNITS:  # noqa: B007
        if amount < 1000:
            break
        amount /= 1000
    return f"{amount:,.0f} {unit}" if unit in ("B", "kB") else f"{amount:,.1f} {unit}"


def choose_file(parent: QWidget) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(parent, say("attachment.choose"))
    return Path(name) if name else None


def open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class AttachmentLine(QFrame):
    """Name, size and print of the file, and what can be done with it."""

    def __init__(
        self,
        path: str,
        binding: RecordBinding,
        parent: QWidget,
        choose: Callable[[QWidget], Path | None] = choose_file,
        show: Callable[[Path], None] = open_file,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("attachment")
        self.setAcceptDrops(True)
        self.path = path
        self._binding = binding
        self._choose = choose
        self._show = show
        self.text = ElidedLabel(self)
        self.look_button = self._button("attachment.look", self._look)
        self.open_button = self._button("attachment.open", self._open)
        self.choose_button = self._button("attachment.choose", self._ask)
        self.public = PublicVersionLine(path, binding, self, lambda parent: self._choose(parent))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.text, 1)
        for button in (self.look_button, self.open_button, self.choose_button):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 6)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.public)
        self._shown: Document | None = None
        self._binding.attached.connect(self._hear)
        self._tell("")

    def _button(self, key: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setProperty("kind", "small")
        button.setAutoDefault(True)
        button.setAccessibleName(say(key))
        button.clicked.connect(lambda _=False: act())
        return button

    @property
    def document(self) -> Document | None:
        key = self.path.rpartition("@")[2]
        return next((item for item in self._binding.view.documents if item.row_key == key), None)

    def refresh(self) -> None:
        if self.document != self._shown:
            self._tell("")

    @Slot(str, str)
    def _hear(self, path: str, trouble: str) -> None:
        if path == self.path:
            self._tell(trouble)

    def _tell(self, trouble: str) -> None:
        found = self._shown = self.document
        text = say("attachment.none")
        if found is not None:
            size, digest = size_text(found.size), found.sha256[:SHOWN_PRINT]
            stays = is_photograph(found.media_type) and not found.public_sha256
            text = say("attachment.stays" if stays else "attachment.file", name=found.name, size=size, digest=digest)
        self.text.show_text(trouble or text)
        mark(self, "tone", "error" if trouble else "")
        self.open_button.setVisible(found is not None)
        self.look_button.setVisible(found is not None and can_be_shown(found.media_type))
        self.public.show_document(found)
        self.choose_button.setText(say("attachment.choose" if found is None else "attachment.change"))
        self.choose_button.setAccessibleName(self.choose_button.text())

    def _ask(self) -> None:
        chosen = self._choose(self)
        if chosen is not None:
            self.take(chosen)

    def take(self, file: Path) -> None:
        self.text.show_text(say("attachment.keeping", name=file.name))
        self._binding.attach(self.path, file)

    def _open(self) -> None:
        found = self.document
        if found is not None:
            self._binding.take_out(self.path, found, self._show)

    def _look(self) -> None:
        found = self.document
        if found is not None:
            dialog = DocumentDialog(found, self._binding.draw, self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.other_wanted.connect(self._open)
            dialog.open()

    def controls(self) -> list[QWidget]:
        return [self.look_button, self.open_button, self.choose_button, *self.public.controls()]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        file = _file_of(event.mimeData())
        if file is not None and not self._is_for_the_record(file):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _is_for_the_record(self, file: Path) -> bool:
        """An invoice is let through to the page of the process, which it completes; chosen by the button it is kept."""
        from capture_app.services.invoice_files import is_invoice

        return self._binding.view.record_type == RECORD_TYPE and is_invoice(file)

    def dropEvent(self, event: QDropEvent) -> None:
        file = _file_of(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.take(file)


def _file_of(data: QMimeData) -> Path | None:
    """The first file of this computer in what is dragged."""
    return next((Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()), None)
