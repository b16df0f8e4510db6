"""The portal's own copy of the table of dated rows: imported whole, every edition kept, the newest holds."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from forms.catalogues.reading import Problem, decode
from forms.threshold_table import read_rows, write_rows
from forms.thresholds import Thresholds, load_thresholds
from portal.intake.models import FigureEdition


def figures_in_force() -> Thresholds:
    """What guides and rules may rest on at the portal; without an edition, the samples of the program."""
    newest = FigureEdition.objects.order_by("-id").values_list("content", flat=True).first()
    return load_thresholds() if newest is None else _table(newest)


@lru_cache(maxsize=4)
def _table(content: str) -> Thresholds:
    rows, _ = read_rows(content)
    return load_thresholds().with_own(rows)


def import_table(data: bytes, by: str, now: datetime) -> tuple[int, tuple[Problem, ...]]:
    """How many rows the new edition has; with problems nothing is imported, and the same table is no new edition."""
    rows, problems = read_rows(decode(data))
    own = tuple(row for row in rows if row not in load_thresholds().rows)
    if not problems and figures_in_force().own != own:
        FigureEdition.objects.create(imported_at=now, imported_by=by, content=write_rows(own))
    return len(own), problems


def export_table() -> str:
    """The table as it stands, to be edited and brought back."""
    table = figures_in_force()
    codes = {row.code for row in table.own}
    return write_rows((*table.own, *(row for row in table.rows if row.code not in codes)))
