"""The rows a stage is shown for (awards, contracts): choosing, adding and removing one, and none yet."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QPushButton

from capture_app.changes import FieldEdit
from forms.catalog import Stage
from forms.pointers import KEY
from forms.record_type import kinds_of
from ui.form.binding import RecordBinding
from ui.form.born import born_row
from ui.form.navigation import Map
from ui.form.row_selector import RowSelector, row_name
from ui.form.spot import Spot
from ui.words import say


class StageRows(QObject):
    """`spot_wanted` leads the page to a row; `row_going` comes before one is taken away."""

    spot_wanted = Signal(object)
    row_going = Signal()
    row_added = Signal(str)

    def __init__(
        self,
        selector: RowSelector,
        empty: tuple[QLabel, QPushButton],
        mint: Callable[[], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._selector = selector
        self._text, self._button = empty
        self._mint = mint
        self._map: Map
        self._binding: RecordBinding | None = None
        self._spot = Spot("", "")
        selector.chosen.connect(self._choose)
        selector.added.connect(self._add)
        selector.removed.connect(self._remove)
        self._button.clicked.connect(self._fill)

    def follow(self, binding: RecordBinding, places: Map) -> None:
        self._binding, self._map = binding, places

    def show_selector(self, spot: Spot) -> None:
        assert self._binding is not None
        self._spot = spot
        stage = self._map.step(spot.step)
        self._selector.setVisible(bool(stage.repeat) and bool(spot.base))
        if not stage.repeat:
            return
        bases = self._map.bases(stage.id, self._binding.body)
        label = stage.row_label_for(*kinds_of(self._binding.body)) or ""
        names = [row_name(stage, self._binding.value(path), n + 1, label) for n, path in enumerate(bases)]
        current = bases.index(spot.base) if spot.base in bases else -1
        self._selector.show_rows(label, names, current, can_add=self._owns_rows())

    def show_empty(self, spot: Spot) -> None:
        self._spot = spot
        kinds = kinds_of(self._binding.body if self._binding is not None else {})
        label = (self._map.step(spot.step).row_label_for(*kinds) or "").lower()
        key = "stage.no_rows" if self._owns_rows() else "stage.no_rows_elsewhere"
        self._text.setText(say(key, label=label))
        self._button.setText(say("selector.add", label=label))
        self._button.setAccessibleName(self._button.text())

    def _first_stage(self) -> Stage:
        """Rows are added in the first stage that shows them (contracts, not their execution)."""
        stage = self._map.step(self._spot.step)
        return next(item for item in self._map.record.steps() if item.repeat == stage.repeat)

    def _owns_rows(self) -> bool:
        return self._first_stage().id == self._spot.step

    def _choose(self, number: int) -> None:
        assert self._binding is not None
        bases = self._map.bases(self._spot.step, self._binding.body)
        if 0 <= number < len(bases):
            self.spot_wanted.emit(Spot(self._spot.step, self._spot.section, bases[number]))

    def _add(self) -> None:
        assert self._binding is not None
        array = self._map.step(self._spot.step).repeat or ""
        key = self._mint()
        path = f"{array}/@{key}"
        self._binding.edit(FieldEdit(path, {KEY: key, **born_row(self._binding.body, array)}, "row_add"))
        self.spot_wanted.emit(Spot(self._spot.step, "", path))
        self.row_added.emit(path)

    def _remove(self) -> None:
        assert self._binding is not None
        path = self._spot.base
        self.row_going.emit()
        self._binding.edit(FieldEdit(path, None, "row_remove"))
        self._binding.flush()

    def _fill(self) -> None:
        if self._owns_rows():
            self._add()
        else:
            self.spot_wanted.emit(Spot(self._first_stage().id, ""))
