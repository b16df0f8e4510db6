"""Words of Qt's own dialogs that its Spanish leaves in English, or says as nobody does here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QTranslator

from ui.words import say

# What Qt writes, and the key of ours.
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "&Look in:": "qt.look_in",
        "Look in:": "qt.look_in",
        "Files of &type:": "qt.files_of_type",
        "Files of type:": "qt.files_of_type",
        "File &name:": "qt.file_name",
        "Folder": "qt.folder",
        "File Folder": "qt.folder",
        "File": "qt.file",
        "%1 File": "qt.file_of",
        "Drive": "qt.drive",
        "Shortcut": "qt.shortcut",
        "Alias": "qt.shortcut",
    }
)
NOTHING: Any = None
FILES = ("QFileDialog", "QFileSystemModel", "QAbstractFileIconProvider")


class QtWords(QTranslator):
    """Installed after Qt's own, and so asked first; nothing leaves the word to it, as "" would be a blank word."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        key = SOURCES.get(source) if context in FILES else None
        return say(key) if key else NOTHING

    def isEmpty(self) -> bool:
        return False
