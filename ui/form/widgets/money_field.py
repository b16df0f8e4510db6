"""An amount with its tax and currency: one box is enough, the rate gives the other."""

from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from forms.catalog import Field
from forms.formats import plain_number
from forms.pointers import get
from ui.amounts import shown_amount
from ui.form.widgets.base_field import BaseField, Edited, Surroundings
from ui.form.widgets.code_field import CodeField
from ui.form.widgets.composite_field import Cell, CompositeField, with_member
from ui.form.widgets.line_field import LineField
from ui.inputs.reading_input import ReadingInput
from ui.words import say

RATES = (Decimal("0.16"), Decimal("0.08"), Decimal(0))
CENT = Decimal("0.01")
RATE = "rate"
SPANS: tuple[Cell, ...] = (("/amount", 8), (RATE, 4), ("/netAmount", 8), ("/currency", 4))
NET_FIRST: tuple[Cell, ...] = (("/netAmount", 8), (RATE, 4), ("/amount", 8), ("/currency", 4))
DEFAULT_CURRENCY = "MXN"


class AmountInput(ReadingInput):
    def shown(self, value: Any) -> str:
        return shown_amount(value)


class AmountField(LineField):
    """A number read as money."""

    def make_input(self) -> ReadingInput:
        made = AmountInput(self.field, self.around, self)
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.setMaxLength(60)
        return made


class CurrencyField(CodeField):
    """The currency by its code, which is what people read beside an amount."""

    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.input.setPlaceholderText(DEFAULT_CURRENCY)

    def title_of(self, code: Any) -> str:
        return str(code)


class RateBox(QComboBox):
    """The tax rate; the wheel passes over it and Enter goes forward."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextPrevChild(True)
            return
        super().keyPressEvent(event)


class MoneyField(CompositeField):
    def build(self) -> None:
        self._rate = RateBox(self)
        self._rate.addItem(say("money.rate_unknown"), None)
        for rate in RATES:
            self._rate.addItem(say("money.rate", percent=int(rate * 100)), rate)
        self._rate.activated.connect(self._apply_rate)
        for relative, _ in self._spans:
            member = self.field.member(relative)
            if relative == RATE:
                self._boxes[RATE] = self._rate_cell()
            elif member is not None:
                self._boxes[relative] = self.cell(member)
        self._place()

    def _rows(self) -> list[tuple[Cell, ...]]:
        return [tuple(cell for cell in self._spans if cell[0] in self._boxes)]

    @property
    def _spans(self) -> tuple[Cell, ...]:
        """Quotes and bids are read without tax: there that amount stands first."""
        return NET_FIRST if self.field.widget == "net_first" else SPANS

    def make_part(self, member: Field) -> BaseField:
        if member.relative in ("/amount", "/netAmount"):
            return AmountField(member, self.around, self)
        if member.relative == "/currency":
            return CurrencyField(member, self.around, self)
        return super().make_part(member)

    def _rate_cell(self) -> QWidget:
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        label = QLabel(say("money.rate_label"), box)
        label.setObjectName("hint")
        label.setBuddy(self._rate)
        layout.addWidget(label)
        layout.addWidget(self._rate)
        return box

    def completed(self, value: Any, edited: str) -> Any:
        """A first amount brings its currency; a known rate keeps both amounts together."""
        if value is not None and edited in ("/amount", "/netAmount") and get(value, "/currency") is None:
            value = with_member(value, "/currency", DEFAULT_CURRENCY)
            self._refresh(value, "/currency")
        if value is not None and set(value) == {"currency"} and edited in ("/amount", "/netAmount"):
            value = None
        return self._reckon(value, edited)

    def _reckon(self, value: Any, edited: str) -> Any:
        rate = self._rate.currentData()
        source, target = ("/netAmount", "/amount") if edited == "/netAmount" else ("/amount", "/netAmount")
        number = get(value, source) if value is not None else None
        if (
            rate is None
            or edited == "/currency"
            or self.field.member(target) is None
            or not isinstance(number, (int, Decimal))
        ):
            return value
        factor = 1 + rate if source == "/netAmount" else 1 / (1 + rate)
        value = with_member(value, target, plain_number((Decimal(number) * factor).quantize(CENT, ROUND_HALF_UP)))
        self._refresh(value, target)
        return value

    def _apply_rate(self) -> None:
        source = "/amount" if get(self.value or {}, "/amount") is not None else "/netAmount"
        value = self._reckon(self.value, source)
        if value != self.value:
            self.value = value
            self.changed.emit(Edited(value))

    def _refresh(self, value: Any, relative: str) -> None:
        if relative in self.parts:
            self.parts[relative].show_value(get(value, relative), {})

    def show_value(self, value: Any, typed: Any) -> None:
        super().show_value(value, typed)
        if self._rate.hasFocus() or any(control.hasFocus() for control in self.inputs()):
            return
        rate = rate_of(value)
        self._rate.setCurrentIndex(0 if rate is None else 1 + RATES.index(rate))

    def inputs(self) -> list[QWidget]:
        found = super().inputs()
        return [found[0], self._rate, *found[1:]] if found else [self._rate]

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self._rate.setAccessibleName(f"{name}: {say('money.rate_label')}")

    def set_read_only(self, locked: bool) -> None:
        super().set_read_only(locked)
        self._rate.setEnabled(not locked)


def rate_of(value: Any) -> Decimal | None:
    """The known rate by which both amounts agree to the cent."""
    amount, net = get(value or {}, "/amount"), get(value or {}, "/netAmount")
    if amount is None or net is None:
        return None
    try:
        amount, net = Decimal(str(amount)), Decimal(str(net))
        return next((rate for rate in RATES if abs(net * (1 + rate) - amount) <= CENT), None)
    except (InvalidOperation, DivisionByZero):
        return None
