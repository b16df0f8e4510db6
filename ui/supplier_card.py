"""One supplier beside the directory: who it is, what the registers say of it, and each of its processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from capture_app.changes import ProcessSummary
from forms.pointers import get
from ui.amounts import shown_amount
from ui.models.suppliers_model import SANCTIONED
from ui.styled import mark
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.suppliers import SupplierView

ENTRY_HEIGHT, MOST_SHOWN = 38, 3


class RecordLinks(QListView):
    """Records one a line; Enter or a click opens one."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems")
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._ids: list[str] = []
        self.clicked.connect(self._go)

    def show_records(self, records: Sequence[ProcessSummary]) -> None:
        self._ids = [record.id for record in records]
        self._items.clear()
        for record in records:
            title = record.title or say("process.untitled")
            amount = shown_amount(record.amount)
            parts = (title, record.folio, amount, say(f"status.{record.status}"))
            self._items.appendRow(QStandardItem(" · ".join(part for part in parts if part)))

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._ids[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)


class SupplierCard(QFrame):
    record_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.name, self.facts, self.sanction = QLabel(self), QLabel(self), QLabel(self)
        self.name.setObjectName("title")
        self.facts.setObjectName("muted")
        self.sanction.setObjectName("message")
        self.entries_title, self.records_title = QLabel(self), QLabel(self)
        for label in (self.entries_title, self.records_title):
            label.setObjectName("fieldLabel")
        self.entries = RecordLinks(say("suppliers.entries"), self)
        self.records = RecordLinks(say("suppliers.records"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 14, 12)
        layout.setSpacing(6)
        for label in (self.name, self.facts, self.sanction):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
        for title, links, stretch in ((self.entries_title, self.entries, 0), (self.records_title, self.records, 1)):
            layout.addWidget(title)
            layout.addWidget(links, stretch)
            links.chosen.connect(self.record_chosen)
        self.records.setMinimumHeight(72)
        self.show_nothing()

    def show_nothing(self) -> None:
        self.name.setText(say("suppliers.choose"))
        for widget in (self.facts, self.sanction, self.entries_title, self.entries, self.records_title, self.records):
            widget.hide()

    def show_supplier(self, view: SupplierView) -> None:
        party = view.party
        where = [str(get(party.party, f"/address/{name}") or "") for name in ("streetAddress", "locality", "region")]
        contact = [str(get(party.party, f"/contactPoint/{name}") or "") for name in ("name", "telephone", "email")]
        self.name.setText(party.name)
        lines = [
            party.rfc or say("suppliers.no_rfc"),
            ", ".join(filter(None, where)),
            " · ".join(filter(None, contact)),
        ]
        self.facts.setText("\n".join(line for line in lines if line))
        sanctions = [entry for entry in view.entries if entry.record_type == SANCTIONED]
        self.sanction.setText(
            count("suppliers.sanctions", len(sanctions)) if sanctions else say("suppliers.no_sanction")
        )
        mark(self.sanction, "level", "error" if sanctions else "note")
        self.entries_title.setText(count("suppliers.entries_counted", len(view.entries)))
        self.records_title.setText(
            count("suppliers.records_counted", len(view.records), total=shown_amount(view.total))
        )
        self.entries.show_records(view.entries)
        self.entries.setFixedHeight(ENTRY_HEIGHT * min(MOST_SHOWN, len(view.entries)) + 6)
        self.records.show_records(view.records)
        for widget in (self.facts, self.sanction, self.records_title, self.records):
            widget.show()
        for widget in (self.entries_title, self.entries):
            widget.setVisible(bool(view.entries))
