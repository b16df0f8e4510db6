"""The administrator's table of dated rows: read, edited by row or by spreadsheet, every edit with who and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from capture_app.errors import BadInput, NotFound, Refused
from capture_app.services.catalogues import content_of, refuse_problems
from capture_app.settings import write_whole
from capture_app.store import figures
from capture_app.store.desk import Desk
from capture_app.store.figures import FigureEntry
from capture_app.words import say
from forms.catalogues.reading import decode
from forms.threshold_table import read_row, read_rows, title_of, write_rows
from forms.thresholds import Threshold, load_thresholds
from forms.workflow import Role


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One row as a list shows it: `is_own` is the office's, `is_judged_by` tells whether guides may rest on it."""

    title: str
    row: Threshold
    is_own: bool
    is_judged_by: bool


class FigureService:
    """The dated rows of the office over those of the program. Only an administrator edits them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def lines(self) -> tuple[FigureLine, ...]:
        """The office's rows and those of the program that they leave in sight, by code and first day."""
        table, today = self._desk.thresholds(), self._desk.clock.today(self._desk.settings.zone)
        own = {row.code for row in table.own}
        shown = [*((row, True) for row in table.own), *((row, False) for row in table.rows if row.code not in own)]
        shown.sort(key=lambda pair: (pair[0].code, pair[0].since or date.min))
        return tuple(
            FigureLine(title_of(row.code), row, is_own, row.usable and table.on(row.code, today) == row)
            for row, is_own in shown
        )

    def history(self) -> tuple[FigureEntry, ...]:
        """Every version of every row of the office, oldest first: who wrote it and when, and who ended it."""
        return figures.entries(self._desk.connection)

    def put(self, cells: Mapping[str, str]) -> bool:
        """One row from its cells, by the names of `forms.threshold_table.COLUMNS`; BadInput names the wrong one."""
        row, wrong = read_row(cells)
        if row is None:
            column, what, value = wrong[0]
            raise BadInput(say(f"catalogue.problem.{what}", value=value), place=column)
        return bool(self._write([row]))

    def import_file(self, file: Path) -> int:
        """Every row of a spreadsheet or none; gives how many were new: neither the program's own rows nor the
        same file again change anything."""
        rows, problems = read_rows(decode(content_of(file)))
        refuse_problems(file, problems, "")
        return self._write(row for row in rows if row not in load_thresholds().rows)

    def export_file(self, file: Path) -> int:
        """The table as it stands, to be edited and brought back."""
        rows = [line.row for line in self.lines()]
        write_whole(file, ("\ufeff" + write_rows(rows)).encode())
        return len(rows)

    def end(self, code: str, since: date | None = None) -> None:
        """Take a row of the office back; the one of the program holds again. Its versions stay in the history."""
        self._refuse_others()
        desk = self._desk
        with desk.connection.transaction():
            if not figures.end(desk.connection, code, since, desk.now(), desk.settings.user):
                raise NotFound(say("figures.none", code=code), action_es=say("figures.none.action"))

    def _write(self, rows: Iterable[Threshold]) -> int:
        self._refuse_others()
        desk = self._desk
        with desk.connection.transaction():
            return figures.put(desk.connection, rows, desk.now(), desk.settings.user)

    def _refuse_others(self) -> None:
        if self._desk.settings.user_role != Role.ADMINISTRADOR:
            raise Refused(say("figures.role"), (), say("act.safe"), say("figures.role.action"))
