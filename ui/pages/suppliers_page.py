"""Proveedores: the directory read off every record, one supplier beside it, and those that are written twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from capture_app.changes import Changes, KnownParty
from ui.dialogs.join_dialog import JoinDialog, Pair
from ui.error_text import explain
from ui.form.banner import Banner
from ui.guided.so_far import scrolled
from ui.jobs import Jobs
from ui.models.suppliers_model import COLUMNS, WIDTHS, SuppliersModel
from ui.page_head import PageHead
from ui.record_filters import SearchBox
from ui.record_table import RecordTable
from ui.supplier_card import SupplierCard
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.suppliers import Merge, SupplierLine, SupplierView

SEARCH_DELAY_MS = 80
NARROW = 760
HIDDEN_BELOW = {"registers": 560, "times": 420}
ROOMY, ON_THE_CARD = 1000, frozenset({"times"})


def read_directory(app: Any, number: int, text: str) -> tuple[int, tuple[SupplierLine, ...]]:
    return number, app.suppliers.directory(text)


def read_supplier(app: Any, key: str) -> SupplierView:
    view: SupplierView = app.suppliers.supplier(key)
    return view


def find_look_alikes(app: Any) -> tuple[Pair, ...]:
    pairs: tuple[Pair, ...] = app.suppliers.look_alikes()
    return pairs


def join_suppliers(app: Any, keep: str, lose: str) -> Merge:
    merge: Merge = app.suppliers.join(keep, [lose])
    return merge


def take_apart(app: Any, merge: Merge) -> tuple[Changes, ...]:
    changes: tuple[Changes, ...] = app.suppliers.take_apart(merge)
    return changes


class SuppliersPage(QWidget):
    record_chosen = Signal(str)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._number = 0
        self._pairs: tuple[Pair, ...] = ()
        self._merge: Merge | None = None
        self.head = PageHead(say("suppliers.title"), self)
        self.duplicates = self.head.add_button(say("suppliers.duplicates"))
        self.duplicates.clicked.connect(lambda _=False: self.ask_duplicates())
        self.duplicates.hide()
        self.banner = Banner(self)
        self.banner.acted.connect(self._banner_act)
        self.search_box = SearchBox(self)
        self.search_box.setPlaceholderText(say("suppliers.search"))
        self.search_box.setAccessibleName(say("suppliers.search"))
        self.search_box.setClearButtonEnabled(True)
        self.model = SuppliersModel(self)
        self.table = RecordTable(self)
        self.table.setAccessibleName(say("suppliers.title"))
        self.table.setModel(self.model)
        self.table.set_widths(COLUMNS, WIDTHS)
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.card = SupplierCard(self)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_DELAY_MS)
        self._timer.timeout.connect(self.search)
        self.search_box.textChanged.connect(lambda _text: self._timer.start())
        self.search_box.down.connect(lambda: self.table.setFocus() if self.model.lines else None)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.chosen.connect(lambda _row: self.card.records.setFocus())
        self.card.record_chosen.connect(self.record_chosen)
        jobs.changed.connect(lambda _changes: self._timer.start() if self.isVisible() else None)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        for widget, stretch in ((self.search_box, 0), (self.table, 1), (self.empty, 1)):
            left.addWidget(widget, stretch)
        self._body = QHBoxLayout()
        self._body.setSpacing(12)
        self._body.addLayout(left, 3)
        self._card_area = scrolled(self.card, self)
        self.card.setObjectName("card")
        self._body.addWidget(self._card_area, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.banner)
        layout.addLayout(self._body, 1)

    def arrive(self) -> None:
        self.search()
        self._jobs.store(find_look_alikes, done=self._take_pairs, failed=self._cannot)
        self.search_box.setFocus()

    def search(self) -> None:
        self._timer.stop()
        self._number += 1
        text = self.search_box.text().strip()
        self._jobs.store(read_directory, self._number, text, done=self._show, failed=self._cannot)

    def _show(self, found: tuple[int, tuple[SupplierLine, ...]]) -> None:
        number, lines = found
        if number != self._number:
            return
        self.banner.forget(say("process.retry"))
        kept = self._current_key()
        self.model.show_lines(lines)
        keys = [line.party.key for line in lines]
        if keys:
            self.table.put_current(keys.index(kept) if kept in keys else 0)
        else:
            self.card.show_nothing()
        searching = bool(self.search_box.text().strip())
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.empty.setText(say("suppliers.nothing_found" if searching else "suppliers.empty"))
        self._card_area.setVisible(bool(lines))
        self.head.subtitle.show_text(count("suppliers.found", len(lines)))

    def _current_key(self) -> str:
        at = self.table.currentIndex().row()
        return self.model.lines[at].party.key if 0 <= at < len(self.model.lines) else ""

    def _choose(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            key = self.model.lines[current.row()].party.key
            self._jobs.store(read_supplier, key, done=self._show_supplier, failed=self._cannot)

    def _show_supplier(self, view: SupplierView) -> None:
        if view.party.key == self._current_key():
            self.card.show_supplier(view)

    def _cannot(self, error: Exception) -> None:
        self.banner.say(explain(error).whole, say("process.retry"))

    # ---- written twice ----

    def _take_pairs(self, pairs: tuple[Pair, ...]) -> None:
        self._pairs = pairs
        self.duplicates.setVisible(bool(pairs))
        text = say("suppliers.duplicates_counted", n=len(pairs))
        self.duplicates.setText(text)
        self.duplicates.setAccessibleName(text)

    def ask_duplicates(self) -> None:
        if not self._pairs:
            return
        dialog = JoinDialog(self._jobs, self._pairs, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.join_wanted.connect(self.join)
        dialog.open()

    def join(self, keep: str, lose: str) -> None:
        self._jobs.store(join_suppliers, keep, lose, done=self._joined, failed=self._cannot)

    def _joined(self, merge: Merge) -> None:
        self._merge = merge
        self.banner.say(
            count("suppliers.joined", len(merge.changes), name=merge.kept.name),
            say("suppliers.take_apart"),
            tone="note",
        )
        self._jobs.store(find_look_alikes, done=self._take_pairs, failed=self._cannot)
        self.search()

    def _banner_act(self) -> None:
        if self._merge is None or self.banner.button.text() != say("suppliers.take_apart"):
            self.search()
            return
        merge, self._merge = self._merge, None
        self._jobs.store(take_apart, merge, done=lambda _: self._taken_apart(merge.kept), failed=self._cannot)

    def _taken_apart(self, kept: KnownParty) -> None:
        self.banner.say(say("suppliers.taken_apart", name=kept.name), tone="note")
        self.arrive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.table.hide_below(COLUMNS, HIDDEN_BELOW, frozenset() if narrow or self.width() >= ROOMY else ON_THE_CARD)
