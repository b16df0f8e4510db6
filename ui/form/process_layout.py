"""How the screen of one record is laid out, and how it folds when the window is narrow."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from forms.catalog import Catalog, RecordType
from ui.focus_order import follow
from ui.form.banner import Banner
from ui.form.header import ProcessHeader
from ui.form.recovery import RecoveryBanner
from ui.form.row_selector import RowSelector
from ui.form.section_list import SectionList
from ui.form.side_panel import SidePanel
from ui.form.stepper import Stepper
from ui.form.view import FormView
from ui.form.widgets.base_field import Surroundings
from ui.guided.guided_view import GuidedView
from ui.inputs.elided_label import ElidedLabel
from ui.screen import SHORT
from ui.styled import give_ground, mark
from ui.times import OfficeTimes
from ui.words import say

FOLD_SECTIONS, FOLD_PANEL = 1000, 720
PANEL_WIDTH, PANEL_NARROW = 270, 264
# Left, top, right, bottom, and between the parts.
PAGE, PAGE_TIGHT = (18, 14, 18, 12, 10), (12, 6, 12, 6, 5)
CARD, CARD_TIGHT = (20, 14, 12, 12, 8), (12, 6, 6, 6, 5)


class ProcessLayout(QWidget):
    """The parts in their places; what they do is the page's."""

    def __init__(self, record: RecordType, catalog: Catalog, around: Surroundings, times: OfficeTimes) -> None:
        super().__init__()
        self.recovered = RecoveryBanner(times, self)
        self.setObjectName("page")
        self._build(record, catalog, around)

    def _build(self, record: RecordType, catalog: Catalog, around: Surroundings) -> None:
        self.header = ProcessHeader(self)
        self.banner = Banner(self)
        self.notice = Banner(self)
        self.stepper = Stepper(record.steps(), self)
        self.sections = SectionList(self)
        self.view = FormView(around, self)
        self.panel = SidePanel(catalog, self)
        self.panel.setFixedWidth(PANEL_WIDTH)
        self._panel_button = QPushButton(say("process.panel"), self)
        self._panel_button.setCheckable(True)
        self._panel_button.setAccessibleName(say("process.panel"))
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.sections)
        body.addWidget(self._build_card(), 1)
        body.addWidget(self.panel)
        self._full = QWidget(self)
        give_ground(self._full)
        layout = self._column = QVBoxLayout(self._full)
        for widget in (self.header, self.banner, self.notice, self.recovered, self.stepper):
            layout.addWidget(widget)
        layout.addLayout(body, 1)
        self.guided = GuidedView(catalog, around, self)
        self._modes = QStackedLayout(self)
        self._modes.addWidget(self._full)
        self._modes.addWidget(self.guided)

    def show_mode(self, guided: bool) -> None:
        """The full form, or one question at a time; the strips go with what is shown."""
        if guided:
            self.guided.take_strips(self.banner, self.notice, self.recovered)
        else:
            for at, strip in enumerate((self.banner, self.notice, self.recovered)):
                self._column.insertWidget(1 + at, strip)
        self._modes.setCurrentWidget(self.guided if guided else self._full)

    def _build_card(self) -> QFrame:
        card = QFrame(self)
        card.setObjectName("card")
        layout = self._card = QVBoxLayout(card)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 10, 0)
        top.addWidget(self.sections.folded, 1)
        top.addWidget(self._panel_button)
        layout.addLayout(top)
        self.selector = RowSelector(card)
        layout.addWidget(self.selector)
        self.empty = self._build_empty(card)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._build_footer(card))
        return card

    def _build_empty(self, card: QWidget) -> QWidget:
        empty = QWidget(card)
        self._empty_text = QLabel(empty)
        self._empty_text.setObjectName("muted")
        self._empty_text.setWordWrap(True)
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty_button = QPushButton(empty)
        self._empty_button.setProperty("kind", "primary")
        self._empty_button.setAutoDefault(True)
        layout = QVBoxLayout(empty)
        layout.addStretch(1)
        layout.addWidget(self._empty_text)
        layout.addWidget(self._empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return empty

    def _build_footer(self, card: QWidget) -> QHBoxLayout:
        footer = QHBoxLayout()
        footer.setContentsMargins(0, 0, 10, 0)
        self.before = QPushButton(card)
        self.after = QPushButton(card)
        self.after.setProperty("kind", "primary")
        for button in (self.before, self.after):
            button.setAutoDefault(True)
        self._hint = ElidedLabel(card)
        self._hint.setObjectName("hint")
        self._hint.show_text(say("process.keys"))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        footer.addWidget(self.before)
        footer.addWidget(self._hint, 1)
        footer.addWidget(self.after)
        return footer

    def show_waiting(self) -> None:
        """The frame without a record: nothing of the one before can be read or pressed."""
        self.header.show_record(say("process.opening"), [], "")
        for widget in (self.banner, self.notice, self.recovered, self.selector, self.empty, self.before, self.after):
            widget.hide()
        self.panel.show_nothing()

    def show_law(self, record: RecordType) -> None:
        """The stages of another record type; one stage alone needs no stepper."""
        self.stepper.show_stages(record.steps())
        self.stepper.setVisible(len(record.steps()) > 1)
        self.panel.show_law(record)

    def order_focus(self) -> None:
        """The Tab key follows the reading: stages, sections, form, footer, panel."""
        strips = (self.banner, self.notice, self.recovered)
        chain: list[QWidget] = [
            *(strip.button for strip in strips),
            self.recovered.undo,
            self.header.guided,
            self.header.history,
            self.header.export,
            *self.stepper.buttons.values(),
            self.sections,
            self.sections.folded,
        ]
        chain += [self._panel_button, *self.selector.controls(), *self.view.controls()]
        chain += [self.before, self.after, *self.panel.controls()]
        follow(chain)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fold()

    def fold(self) -> None:
        """Panels fold away one by one as the window gets narrow."""
        width = self.width()
        self.sections.setVisible(width >= FOLD_SECTIONS)
        self.sections.folded.setVisible(width < FOLD_SECTIONS)
        self.panel.setFixedWidth(PANEL_WIDTH if width >= FOLD_SECTIONS else PANEL_NARROW)
        folded = width < FOLD_PANEL
        self._panel_button.setVisible(folded)
        self.panel.setVisible(not folded or self._panel_button.isChecked())
        self._hint.setVisible(width >= FOLD_SECTIONS)
        short = self.window().height() < SHORT
        self.header.fold(width < FOLD_PANEL, short)
        self.header.make_room(width >= FOLD_SECTIONS)
        self.stepper.set_compact(short)
        self._tighten(short)

    def _tighten(self, short: bool) -> None:
        """In a short window the form has the room that stands empty elsewhere."""
        for layout, spaced, tight in ((self._column, PAGE, PAGE_TIGHT), (self._card, CARD, CARD_TIGHT)):
            left, top, right, bottom, spacing = tight if short else spaced
            layout.setContentsMargins(left, top, right, bottom)
            layout.setSpacing(spacing)
        for button in (self.before, self.after, self._panel_button):
            mark(button, "low", "true" if short else None)
