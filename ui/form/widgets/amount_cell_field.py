"""The amount of a value in the room of a cell; its currency and its tax follow as in the whole field."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from forms.catalog import Field
from forms.pointers import get
from ui.form.widgets.composite_field import COLUMNS, Cell, CompositeField
from ui.form.widgets.money_field import NET_FIRST, SPANS, MoneyField

WITH_TAX, WITHOUT = "/amount", "/netAmount"


class AmountCell(MoneyField):
    """One box: the amount with tax, or the one without where that alone is known."""

    def build(self) -> None:
        super().build()
        self._rate.hide()
        self._show_one(WITH_TAX)

    @property
    def _spans(self) -> tuple[Cell, ...]:
        whole = NET_FIRST if self.field.widget == "net_first" else SPANS
        return tuple((name, COLUMNS) for name, _ in whole if name in (WITH_TAX, WITHOUT))

    def cell(self, member: Field) -> QWidget:
        part = self.make_part(member)
        self.adopt(member.relative, part)
        return part

    def _show_one(self, name: str) -> None:
        for relative, part in self.parts.items():
            part.setVisible(relative == name)

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        super().show_value(value, typed)
        if not any(control.hasFocus() for control in self.inputs()):
            is_net = get(value or {}, WITHOUT) is not None and get(value or {}, WITH_TAX) is None
            self._show_one(WITHOUT if is_net else WITH_TAX)

    def inputs(self) -> list[QWidget]:
        return [control for part in self.parts.values() if not part.isHidden() for control in part.inputs()]

    def set_name(self, name: str) -> None:
        for part in self.parts.values():
            part.set_name(name)

    def set_read_only(self, locked: bool) -> None:
        CompositeField.set_read_only(self, locked)
