"""Where the person is in the record on screen: the field in hand, its caret, and the way back to it."""

from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from ui.form.binding import RecordBinding
from ui.form.caret import caret_of, path_in, set_caret
from ui.form.grid import RowsBlock
from ui.form.row import FieldRow
from ui.form.spot import Spot
from ui.form.view import FormView
from ui.guided.guided_view import GuidedView
from ui.guided.mode import Mode


class Page(Protocol):
    """What is asked of the page of a record."""

    binding: RecordBinding | None
    view: FormView
    guided: GuidedView
    mode: Mode
    spot: Spot


class Whereabouts:
    """`since` is when the record came on screen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.since = ""

    @property
    def _shown(self) -> FormView | GuidedView:
        return self._page.guided if self._page.mode.script else self._page.view

    def row_in_hand(self, control: QWidget | None) -> FieldRow | RowsBlock | None:
        """The field or list that a control of the form, or of the question, belongs to."""
        return self._shown.row_of(control) if control is not None and self._shown.isAncestorOf(control) else None

    def place(self) -> tuple[str, int]:
        """The path of the field in hand (of the member, in a composite) and where its caret is."""
        focused = self._shown.focusWidget()
        row = self.row_in_hand(focused)
        return (path_in(row, focused) if row else "", caret_of(focused))

    def window_place(self) -> dict[str, Any]:
        """What a window needs to come back here, in the members of WindowState; nothing without a record."""
        page = self._page
        if page.binding is None:
            return {}
        path, caret = self.place()
        spot = {"step": page.spot.step, "section": page.spot.section, "base": page.spot.base}
        asked = {"script": page.mode.script, "question": page.guided.place}
        here = {"record_id": page.binding.record_id, "path": path, "caret": caret, "since": self.since}
        return {**here, **spot, **asked}

    def put_caret(self, caret: int) -> None:
        focused = self._shown.focusWidget()
        if focused is not None and self.row_in_hand(focused) is not None:
            set_caret(focused, caret)
