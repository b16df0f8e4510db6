"""The administrator's table of dated rows as a spreadsheet: what can be said, read strictly and written back.

Nothing is half taken: a table with one wrong row gives no rows, and each problem by row and heading.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import MappingProxyType

from forms.acts.matrix import load_matrix
from forms.catalogues.reading import Problem, read_day, read_table
from forms.codes import fold
from forms.thresholds import THRESHOLDS, WITHOUT_TAX, Standing, Threshold

FEDERAL = "federal."
WITH_TAX = "MXN con IVA"
LEVELS = ("obligatorio", "condicional", "recomendado", "no aplica")
_FORMULA = ("=", "+", "-", "@", "\t")
LARGEST = Decimal(10) ** 15
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "code": ("clave", "code", "codigo"),
        "value": ("valor", "value", "monto", "cifra"),
        "unit": ("unidad", "unit"),
        "text": ("texto", "text", "nombre"),
        "state": ("situacion", "state", "estado"),
        "since": ("desde", "from", "since"),
        "until": ("hasta", "until"),
        "approved_by": ("aprobo", "approved by", "aprobado por", "quien aprobo"),
        "source": ("fuente", "source"),
    }
)
HEADINGS = ("clave", "concepto", "valor", "unidad", "texto", "situación", "desde", "hasta", "aprobó", "fuente")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a row may speak of; one with a unit is a figure, one without is words."""

    code: str
    title: str
    unit: str = ""


@cache
def figures() -> Mapping[str, Figure]:
    """Everything that can be said, by code: the figures, the same under the federal law, and each act."""
    entries = tomllib.loads(THRESHOLDS.read_text(encoding="utf-8"))["figure"]
    own = [Figure(entry["code"], entry["title"], entry.get("unit", "")) for entry in entries]
    legal = [item for item in own if _is_legal(item)]
    federal = [Figure(FEDERAL + item.code, f"Ley federal · {item.title}", item.unit) for item in legal]
    acts = [Figure(f"act.{row.id}", f"Se pide · {row.act}: {row.document}") for row in load_matrix()]
    return MappingProxyType({item.code: item for item in (*own, *federal, *acts)})


def _is_legal(item: Figure) -> bool:
    """Whether each law has its own: not what the transparency law or the office itself decides."""
    is_figure = bool(item.unit) and not item.code.startswith(("publication.", "owner.", "register."))
    return is_figure or item.code == "authority.complaints"


def title_of(code: str) -> str:
    known = figures().get(code)
    return known.title if known else code


def read_rows(text: str) -> tuple[tuple[Threshold, ...], tuple[Problem, ...]]:
    """The rows of a table as spreadsheets export it, or what is wrong with it."""
    table = read_table(text, COLUMNS, ("code", "state"))
    problems = [*table.problems]
    rows: list[Threshold] = []
    seen: set[tuple[str, date | None]] = set()
    for number, cells in table.rows:
        made, wrong = read_row(cells)
        if made is not None and (made.code, made.since) in seen:
            wrong = [("code", "row_twice", made.code)]
        problems.extend(Problem(number, column, what, value) for column, what, value in wrong)
        if made is not None and not wrong:
            seen.add((made.code, made.since))
            rows.append(made)
    return (() if problems else tuple(rows)), table.said_of(problems)


Wrong = tuple[str, str, str]


def read_row(cells: Mapping[str, str]) -> tuple[Threshold | None, list[Wrong]]:
    """One row out of its cells, or (column, what, value) for each that is wrong."""
    said = {name: _plain(cells.get(name, "").strip()) for name in COLUMNS}
    known = figures().get(said["code"])
    wrong: list[Wrong] = [] if known else [("code", "figure_unknown", said["code"])]
    states = {fold(state): state for state in Standing}
    state = states.get(fold(said["state"]))
    if state is None:
        wrong.append(("state", "state_unknown", said["state"]))
    days = {name: _day(said[name]) for name in ("since", "until")}
    wrong += [(name, "day", said[name]) for name, day in days.items() if said[name] and day is None]
    if days["since"] and days["until"] and days["until"] < days["since"]:
        wrong.append(("until", "until_before", said["until"]))
    if state is Standing.IN_FORCE:
        wrong += [(name, "approval_missing", "") for name in ("approved_by", "source") if not said[name]]
    value = _number(said["value"])
    wrong += _wrong_content(known, said, value)
    if wrong or known is None or state is None:
        return None, wrong
    row = Threshold(
        known.code,
        value if known.unit and value is not None else Decimal(0),
        _unit(known, said["unit"]) or known.unit,
        state,
        days["since"],
        days["until"],
        said["approved_by"],
        said["text"],
        said["source"],
    )
    return row, []


def _plain(cell: str) -> str:
    """The cell without the mark that keeps it from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def _wrong_content(known: Figure | None, said: Mapping[str, str], value: Decimal | None) -> Iterator[Wrong]:
    if known is None:
        return
    if known.unit and value is None:
        yield "value", "number", said["value"]
    if known.unit and _unit(known, said["unit"]) is None:
        yield "unit", "unit_unknown", " o ".join(_units(known))
    if not known.unit and not said["text"] and not known.code.startswith("acts."):
        yield "text", "text_missing", ""
    if known.code.startswith("act.") and said["text"] not in LEVELS:
        yield "text", "level_unknown", said["text"]


def _units(known: Figure) -> tuple[str, ...]:
    """The units that a figure may be in: whoever judges by it counts in no other."""
    return (WITH_TAX, WITHOUT_TAX) if known.unit == WITH_TAX else (known.unit,)


def _unit(known: Figure, said: str) -> str | None:
    """The unit as the table writes it, its own where none is said; None for another."""
    return next((unit for unit in _units(known) if fold(unit) == fold(said or known.unit)), None)


def _day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    """An amount as people write it: thousands by commas, a dollar or per cent sign."""
    plain = text.replace(",", "").replace("$", "").replace("%", "").replace(" ", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < LARGEST else None


def write_rows(rows: Iterable[Threshold]) -> str:
    """The table as a spreadsheet opens it and `read_rows` reads it back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for row in rows:
        days = (day.isoformat() if day else "" for day in (row.since, row.until))
        value = format(row.value, "f") if figures().get(row.code, Figure("", "", "x")).unit else ""
        words = map(_inert, (row.text, row.state.value))
        writer.writerow(
            (row.code, title_of(row.code), value, row.unit, *words, *days, *map(_inert, (row.approved_by, row.source)))
        )
    return out.getvalue()


def _inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
