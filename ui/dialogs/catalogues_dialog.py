"""The catalogues of codes: searched as in the form, a row written or an edition brought by who administers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from capture_app.services.catalogues import OFFICE_WORDS, PRODUCTS, CatalogueHit, CatalogueInfo
from capture_app.settings import Settings
from forms.catalogues.catalogues import plans
from forms.catalogues.entry import Hierarchy
from forms.workflow import Role
from ui.dialogs.edition_dialog import Brought, EditionDialog
from ui.form.banner import Banner
from ui.inputs.cells import Cells
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.jobs import Jobs
from ui.words import count, say

WIDTHS = {"code": 110, "title": 0, "beside": 210, "since": 102, "until": 102}
NEEDS = {"beside": 760, "since": 700}
CELLS = ("code", "name", "kind", "parent", "words", "since", "until", "source")
OF_COLUMNS = ("kind", "parent")
NAMES = {"name": "title"}
OWN = (*plans(), PRODUCTS, OFFICE_WORDS)
MOST, MOST_EDITIONS, PAUSE_MS = 300, 3, 90
Choose = Callable[[QWidget], str]


@dataclass(frozen=True)
class Looked:
    """What was found in a catalogue for a text, and what the office has brought of it."""

    name: str
    text: str
    hits: tuple[CatalogueHit, ...]
    editions: tuple[str, ...]


def read_catalogues(app: Any) -> tuple[CatalogueInfo, ...]:
    """Runs in the store lane, as all that follows."""
    found: tuple[CatalogueInfo, ...] = app.catalogues.listing()
    return found


def look_up(app: Any, name: str, text: str) -> Looked:
    brought = app.catalogues.editions(name)[-MOST_EDITIONS:] if name in OWN else ()
    said = [
        say("catalogues.edition", edition=one.edition, by=one.imported_by, since=_day(one.since), n=f"{one.rows:,}")
        for one in reversed(brought)
    ]
    return Looked(name, text, app.catalogues.search(name, text, limit=MOST), tuple(said))


def put_row(app: Any, name: str, cells: dict[str, str], text: str) -> Looked:
    app.catalogues.put(name, cells)
    return look_up(app, name, text)


def choose_table(parent: QWidget) -> str:
    found, _ = QFileDialog.getOpenFileName(parent, say("catalogues.bring"), "", "CSV (*.csv *.txt)")
    return found


class CataloguesDialog(RowsToChoose):
    def __init__(
        self,
        jobs: Jobs,
        found: tuple[CatalogueInfo, ...],
        settings: Settings,
        today: date,
        parent: QWidget | None = None,
        choose: Choose = choose_table,
    ) -> None:
        super().__init__("catalogues", (960, 600), parent)
        self._jobs, self._today, self._choose = jobs, today, choose
        self._decides = settings.user_role == Role.ADMINISTRADOR
        self._hits: tuple[CatalogueHit, ...] = ()
        self.banner = Banner(self)
        self.name, self.search, self.counted = QComboBox(self), QLineEdit(self), QLabel(self)
        for info in found:
            self.name.addItem(say("catalogues.one", title=info.title, n=f"{info.entries:,}"), info.name)
        self.name.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.name.setAccessibleName(say("catalogues.which"))
        self.search.setAccessibleName(say("catalogues.search"))
        self.search.setPlaceholderText(say("catalogues.search"))
        self.counted.setObjectName("hint")
        asked = QHBoxLayout()
        for widget in (self.name, self.search):
            asked.addWidget(widget, 1)
        self.sheet.addWidget(self.banner)
        self.sheet.addLayout(asked)
        self.model = TextRows("catalogues", tuple(WIDTHS), self)
        self.put_table(self.model, WIDTHS)
        self.table.hide_below(tuple(WIDTHS), NEEDS)
        self.sheet.addWidget(self.counted)
        self.cells = Cells("catalogues", CELLS, self, editable=self._decides)
        self.sheet.addLayout(self.cells)
        ending = self.put_ending(
            ("aside.close", self.reject),
            ("catalogues.bring", self._bring),
            ("catalogues.fresh", self._begin_row),
            ("catalogues.keep", self.keep),
        )
        self.bring, self.fresh, self.keep_button = ending.acts
        self.keep_button.setDefault(False)  # Enter while searching writes nothing
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.name.currentIndexChanged.connect(lambda _at: self._show_catalogue())
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self._show_catalogue()
        self.search.setFocus()

    @property
    def current(self) -> str:
        return str(self.name.currentData())

    def _show_catalogue(self) -> None:
        plan = plans().get(self.current)
        shown = CELLS if plan is not None and plan.hierarchy is Hierarchy.COLUMN else _without(CELLS, OF_COLUMNS)
        self.cells.show_only(shown if plan is not None else ())
        for button in (self.fresh, self.keep_button):
            button.setVisible(self._decides and plan is not None)
        self.bring.setVisible(self._decides and self.current in OWN)
        self._look()

    def _look(self) -> None:
        self._jobs.store(look_up, self.current, self.search.text().strip(), done=self._show, failed=self._cannot)

    def _cannot(self, error: Exception) -> None:
        self.model.show_rows([])
        self.banner.tell(error)

    def _show(self, looked: Looked) -> None:
        """A late answer is for nobody."""
        if (looked.name, looked.text) != (self.current, self.search.text().strip()):
            return
        at = self._code_now()
        self._hits = looked.hits
        self.model.show_rows([_texts(hit) for hit in looked.hits])
        self.said.setText(_said(looked))
        self.counted.setText(_counted(len(looked.hits), looked.text))
        self.choose(next((row for row, hit in enumerate(looked.hits) if hit.code == at), 0))
        self._chosen()

    def _code_now(self) -> str:
        return self._hits[self.row].code if 0 <= self.row < len(self._hits) else ""

    def _chosen(self) -> None:
        hit = self._hits[self.row] if 0 <= self.row < len(self._hits) else None
        self.cells.show_texts(_cells(hit) if hit is not None else {})

    def _begin_row(self) -> None:
        """Empty cells for a row that is not there yet."""
        self.table.clearSelection()
        self.cells.show_texts({})
        self.cells.lines["code"].setFocus()

    def keep(self) -> None:
        """The row as it is written now; what cannot be read is told at its place and nothing changes."""
        self.banner.hide()
        lines = self.cells.lines
        cells = {NAMES.get(name, name): line.text() for name, line in lines.items() if line.isVisible()}
        self._jobs.store(
            put_row, self.current, cells, self.search.text().strip(), done=self._kept, failed=self.banner.tell
        )

    def _kept(self, looked: Looked) -> None:
        self._show(looked)
        self.banner.say(say("catalogues.kept"), tone="note")

    def _bring(self) -> None:
        file = self._choose(self)
        if file:
            dialog = EditionDialog(self._jobs, self.current, Path(file), self._today, self)
            dialog.brought.connect(self._brought)
            dialog.open()

    def _brought(self, made: Brought) -> None:
        self.banner.say(count("catalogues.brought", made.rows, edition=made.edition), tone="note")
        self._look()


def _without(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _counted(number: int, text: str) -> str:
    if not number:
        return say("catalogues.nothing", text=text) if text else say("catalogues.write")
    return say("catalogues.first", n=MOST) if number >= MOST else count("catalogues.found", number)


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _texts(hit: CatalogueHit) -> tuple[str, ...]:
    return hit.code, hit.title, " › ".join(hit.path) or hit.detail, _day(hit.since), _day(hit.until)


def _cells(hit: CatalogueHit) -> dict[str, str]:
    own = {name: str(getattr(hit, name)) for name in ("code", "kind", "parent", "source")}
    return {**own, "name": hit.title, "words": hit.detail, "since": _day(hit.since), "until": _day(hit.until)}


def _said(looked: Looked) -> str:
    """Whether the office may change it, and its last editions: who brought them, when, and from which day."""
    return " ".join([say("catalogues.text"), *looked.editions]) if looked.name in OWN else say("catalogues.of_law")
