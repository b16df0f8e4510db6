"""Where the caret is in a control of the form, of one line or of many, and putting it back."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.form.grid import RowsBlock
from ui.form.repeat import RepeatBlock
from ui.form.row import FieldRow
from ui.form.widgets.composite_field import CompositeField


def caret_of(control: QWidget | None) -> int:
    """The place of the caret in letters from the beginning; 0 where there is none."""
    if isinstance(control, QLineEdit):
        return control.cursorPosition()
    if isinstance(control, QPlainTextEdit):
        return control.textCursor().position()
    return 0


def set_caret(control: QWidget, caret: int) -> None:
    """Put it there, at the end where the text is shorter now: a line is kept without the blanks typed beside others."""
    if isinstance(control, QLineEdit):
        control.setCursorPosition(min(caret, len(control.text())))
    elif isinstance(control, QPlainTextEdit):
        cursor = control.textCursor()
        cursor.setPosition(min(caret, len(control.toPlainText())))
        control.setTextCursor(cursor)


def path_in(row: FieldRow | RowsBlock, control: QWidget | None) -> str:
    """The path of what a control edits: the member of a composite, the row open in a list, else the field."""
    if isinstance(row, RepeatBlock):
        return row.open_path or row.path
    if isinstance(row, FieldRow) and isinstance(row.editor, CompositeField):
        return row.path + row.editor.member_of(control)
    return row.path
