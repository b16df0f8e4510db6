"""A civil day or a moment: typed any way, shown in one; the calendar is an extra, never required."""

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from forms.catalog import FieldType
from ui.form.widgets.line_field import LineField
from ui.inputs.reading_input import ReadingInput
from ui.theme import RESOURCES
from ui.words import say


class DateInput(ReadingInput):
    """A line for a date with Alt+Down and a small button for the calendar."""

    def add_calendar(self) -> None:
        action = QAction(QIcon(str(RESOURCES / "icons" / "calendar.svg")), say("date.calendar"), self)
        action.triggered.connect(self.open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        if self.isReadOnly():
            return
        popup = CalendarPopup(self, self._day())
        popup.calendar.clicked.connect(lambda day: self._choose(popup, day))
        popup.calendar.activated.connect(lambda day: self._choose(popup, day))
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 1)))
        popup.show()
        popup.calendar.setFocus()

    def _day(self) -> QDate:
        day = QDate.fromString(str(self._value or "")[:10], "yyyy-MM-dd")
        today = self._around.today()
        return day if day.isValid() else QDate(today.year, today.month, today.day)

    def _choose(self, popup: QWidget, day: QDate) -> None:
        popup.close()
        self.setFocus()
        self.setText(day.toString("dd/MM/yyyy"))
        self.textEdited.emit(self.text())
        self.commit()


class CalendarPopup(QWidget):
    def __init__(self, owner: QWidget, day: QDate) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = QCalendarWidget(self)
        self.calendar.setSelectedDate(day)
        self.calendar.setAccessibleName(say("date.calendar"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.calendar)


class DateField(LineField):
    def make_input(self) -> ReadingInput:
        made = DateInput(self.field, self.around, self)
        made.setMaxLength(60)
        made.add_calendar()
        made.setPlaceholderText(say("date.moment_hint" if self.field.type is FieldType.MOMENT else "date.hint"))
        return made
