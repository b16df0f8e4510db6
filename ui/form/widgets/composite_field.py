"""A composite drawn as a grid of its members; its value is one and travels whole."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from forms.catalog import Field
from forms.pointers import get, tokens
from ui.form.widgets.base_field import BaseField, Edited, Surroundings, Typed
from ui.inputs.elided_label import ElidedLabel

Cell = tuple[str, int]

COLUMNS = 24
NARROW = 540
LAYOUTS: Mapping[str, tuple[tuple[Cell, ...], ...]] = {
    "period": ((("/startDate", 5), ("/endDate", 5), ("/durationInDays", 7), ("/maxExtentDate", 7)),),
    "act_period": ((("/startDate", 12), ("/endDate", 12)), (("/maxExtentDate", 12), ("/durationInDays", 12))),
    "classification": ((("/scheme", 8), ("/id", 7), ("/description", 9)), (("/uri", 24),)),
    "identifier": (
        (("/legalPersonality", 8), ("/scheme", 8), ("/id", 8)),
        (("/legalName", 24),),
        (("/givenName", 8), ("/patronymicName", 8), ("/matronymicName", 8)),
        (("/uri", 24),),
    ),
    "address": (
        (("/streetAddress", 24),),
        (("/locality", 10), ("/region", 8), ("/postalCode", 6)),
        (("/countryName", 10), ("/description", 14)),
    ),
    "contact_point": (
        (("/type", 10), ("/name", 14)),
        (("/givenName", 8), ("/patronymicName", 8), ("/matronymicName", 8)),
        (("/email", 10), ("/telephone", 8), ("/faxNumber", 6)),
        (("/url", 12), ("/availableLanguage", 12)),
    ),
    "location": (
        (("/description", 24),),
        (("/geometry/type", 8), ("/geometry/coordinates", 16)),
        (("/gazetteer/scheme", 8), ("/gazetteer/identifiers", 16)),
        (("/uri", 24),),
    ),
}


def with_member(value: Any, relative: str, new: Any) -> Any:
    """The composite with one member set or taken away; None when nothing is left."""
    return _with(value, tokens(relative), new)


def _with(value: Any, parts: tuple[str, ...], new: Any) -> Any:
    if not parts:
        return new
    result = dict(value) if isinstance(value, Mapping) else {}
    inner = _with(result.get(parts[0]), parts[1:], new)
    if inner is None or inner == [] or inner == {}:
        result.pop(parts[0], None)
    else:
        result[parts[0]] = inner
    return result or None


class CompositeField(BaseField):
    """The generic face of a composite; money, periods and references have faces of their own."""

    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.value: Any = None
        self.parts: dict[str, BaseField] = {}
        self._unread: dict[str, str] = {}
        self._boxes: dict[str, QWidget] = {}
        self._is_narrow = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.build()

    def build(self) -> None:
        for relative, _ in (cell for cells in self._rows() for cell in cells):
            member = self.field.member(relative)
            if member is not None:
                self._boxes[relative] = self.cell(member)
        self._place()

    def _place(self) -> None:
        """Put the members in their lines; where it is narrow, no more than two in one."""
        for box in self._boxes.values():
            self._grid.removeWidget(box)
        row = 0
        for cells in self._rows():
            halves = self._is_narrow and len(cells) > 2
            column = 0
            for relative, span in cells:
                width = COLUMNS // 2 if halves else span
                if column + width > COLUMNS:
                    row, column = row + 1, 0
                self._grid.addWidget(self._boxes[relative], row, column, 1, width, Qt.AlignmentFlag.AlignTop)
                column += width
            row += 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.width() < NARROW) != self._is_narrow:
            self._is_narrow = not self._is_narrow
            self._place()

    def _rows(self) -> list[tuple[Cell, ...]]:
        """The layout of the group, then members it does not name, two in a row."""
        captured = [member.relative for member in self.field.members if member.captured]
        rows = [
            tuple(cell for cell in cells if cell[0] in captured) for cells in LAYOUTS.get(self.field.group or "", ())
        ]
        rows = [cells for cells in rows if cells]
        placed = {relative for cells in rows for relative, _ in cells}
        rest = [relative for relative in captured if relative not in placed]
        rows += [tuple((relative, 12) for relative in rest[at : at + 2]) for at in range(0, len(rest), 2)]
        return rows

    def cell(self, member: Field) -> QWidget:
        """A member with its small label above."""
        part = self.make_part(member)
        self.adopt(member.relative, part)
        label = ElidedLabel(self)
        label.setObjectName("hint")
        label.show_text(member.label)
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(label)
        layout.addWidget(part)
        controls = part.inputs()
        if controls:
            label.setBuddy(controls[0])
        return box

    def make_part(self, member: Field) -> BaseField:
        return self.around.make(member, self.around, self)

    def adopt(self, relative: str, part: BaseField) -> None:
        self.parts[relative] = part
        part.changed.connect(lambda payload, relative=relative: self._take(relative, payload))
        part.left.connect(self.left)
        part.problem.connect(self.problem)

    def _take(self, relative: str, payload: Edited | Typed) -> None:
        if isinstance(payload, Typed):
            self._unread[relative + payload.member] = payload.text
            self.changed.emit(Typed(payload.text, relative + payload.member))
            return
        self._forget(relative)
        self.value = self.completed(with_member(self.value, relative, payload.value), relative)
        self._show_members()
        kept = dict(self._unread)
        self.changed.emit(Edited(self.value, payload.also))
        for member, text in kept.items():
            self.changed.emit(Typed(text, member))

    def _forget(self, relative: str) -> None:
        """A member that was read now has no kept text; the other members keep theirs."""
        self._unread = {
            member: text
            for member, text in self._unread.items()
            if member != relative and not member.startswith(relative + "/")
        }

    def completed(self, value: Any, edited: str) -> Any:
        """The value with what follows from the member edited; nothing here."""
        return value

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        self.value = value
        self._unread = {member: text for member, text in typed.items() if member}
        for relative, part in self.parts.items():
            inner = {
                member[len(relative) :]: text
                for member, text in typed.items()
                if member == relative or member.startswith(relative + "/")
            }
            part.show_value(get(value, relative) if isinstance(value, Mapping) else None, inner)
        self._show_members()

    def _show_members(self) -> None:
        """Members whose condition does not hold in this value are hidden."""
        records = self.around.catalog.record_types.values()
        for part in self.parts.values():
            member = part.field
            key = (member.pointer, "visible_when")
            bound = next((record.bound[key] for record in records if key in record.bound), None)
            box = part.parentWidget()
            if bound is not None and box is not None and box is not self:
                box.setVisible(bound.condition.holds(self.value or {}, ""))

    def inputs(self) -> list[QWidget]:
        return [control for part in self.parts.values() for control in part.inputs()]

    def set_name(self, name: str) -> None:
        for part in self.parts.values():
            part.set_name(f"{name}: {part.field.label}")

    def set_read_only(self, locked: bool) -> None:
        for part in self.parts.values():
            part.set_read_only(locked)

    def field_of(self, control: QWidget | None) -> Field:
        for part in self.parts.values():
            if control is not None and (control is part or part.isAncestorOf(control)):
                return part.field_of(control)
        return self.field

    def member_of(self, control: QWidget | None) -> str:
        """The member whose control this is, "" for none."""
        if control is None:
            return ""
        return next((name for name, part in self.parts.items() if control is part or part.isAncestorOf(control)), "")

    def is_wide(self) -> bool:
        return True

    def commit(self) -> None:
        for part in self.parts.values():
            part.commit()

    def set_level(self, level: str | None) -> None:
        for part in self.parts.values():
            part.set_level(level)

    def focus_member(self, relative: str) -> None:
        """Put the focus in the member a finding names, else in the first."""
        wanted = next((part for key, part in self.parts.items() if relative.startswith(key)), None)
        if wanted is not None:
            wanted.focus_first()
        else:
            self.focus_first()
