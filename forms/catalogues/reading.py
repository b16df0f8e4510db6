"""Rows of a catalogue out of a table as spreadsheets export it; whatever is wrong is said by row and column.

Nothing is guessed and nothing is half taken: where one row is wrong the table is refused whole.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from forms.catalogues.entry import Catalogue, Entry, Hierarchy, Plan
from forms.codes import fold

MOST_ROWS = 200_000
MOST_CHARACTERS = 32 * 1024 * 1024
LONGEST_TITLE = 1_000
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "code": ("code", "clave", "codigo", "partida", "cvegeo", "id"),
        "title": ("title", "titulo", "nombre", "descripcion", "denominacion"),
        "parent": ("parent", "padre", "depende de"),
        "kind": ("kind", "nivel", "tipo"),
        "branch": ("branch", "poder", "ambito"),
        "words": ("words", "sinonimos", "palabras", "palabras similares"),
        "since": ("since", "desde", "from", "vigente desde"),
        "until": ("until", "hasta", "vigente hasta"),
        "successor": ("successor", "sucesor", "sucede"),
        "source": ("source", "fuente"),
        "verified": ("verified", "verificado"),
    }
)
_MARKS_16 = (b"\xff\xfe", b"\xfe\xff")
_YES = ("si", "yes", "true", "1")
_NO = ("", "no", "false", "0")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a place of the table (row 1 is the headings), and what could stand there."""

    row: int
    column: str
    what: str
    value: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Entries by code, or what is wrong."""

    entries: Mapping[str, Entry]
    problems: tuple[Problem, ...]


Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with our names for the columns; `headings` are the ones the file gives them."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)

    def said_of(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems, each with the heading that the file has for its column."""
        return tuple(replace(problem, column=self.headings.get(problem.column, problem.column)) for problem in problems)


def decode(data: bytes) -> str:
    """Text as a spreadsheet in Spanish writes it: UTF-8, with or without mark, its "Unicode text", or Windows' own."""
    if data.startswith(_MARKS_16):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(
    text: str, known: Mapping[str, tuple[str, ...]] = COLUMNS, needed: tuple[str, ...] = ("code", "title")
) -> Table:
    """The rows that have something."""
    if len(text) > MOST_CHARACTERS or "\0" in text or "\ufffd" in text:
        what = "large" if len(text) > MOST_CHARACTERS else "not_text"
        return Table(problems=(Problem(1, "", what),))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return _named_rows(reader, known, needed, is_ended=text.endswith(("\n", "\r")))
    except csv.Error:
        return Table(problems=(Problem(reader.line_num, "", "not_table"),))


def _named_rows(
    reader: Iterator[list[str]], known: Mapping[str, tuple[str, ...]], needed: tuple[str, ...], is_ended: bool
) -> Table:
    """A row that goes beyond its headings was cut by a comma of its text."""
    headings = next(reader, [])
    names = [_column_of(heading, known) for heading in headings]
    wrong = [_missing(known[name]) for name in needed if name not in names]
    wrong += [Problem(1, name, "column_twice") for name in dict.fromkeys(names) if name and names.count(name) > 1]
    rows, lengths = list[Row](), list[int]()
    for number, cells in enumerate(() if wrong else reader, 2):
        lengths.append(len(cells))
        if any(cell.strip() for cell in cells[len(headings) :]):
            wrong.append(Problem(number, "", "cells_many"))
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        if any(row.values()):
            rows.append((number, row))
        if len(rows) > MOST_ROWS:
            return Table(problems=(Problem(number, "", "large"),))
    if not rows and not wrong:
        wrong = [Problem(2, "", "empty")]
    if not is_ended and _is_torn(lengths):
        wrong.append(Problem(len(lengths) + 1, "", "torn"))
    return Table(tuple(rows), tuple(wrong), dict(zip(names, headings, strict=True)))


def _missing(names: tuple[str, ...]) -> Problem:
    """A column that is not there, by its names in Spanish: the first is the program's own."""
    said = names[1:] or names
    return Problem(1, said[0], "column_missing", ", ".join(said))


def _is_torn(lengths: list[int]) -> bool:
    """Whether the last row alone is shorter than all others: a file that was copied halfway ends so."""
    return len(lengths) > 1 and lengths[-1] < min(lengths[:-1])


def write_row(cells: Mapping[str, str]) -> str:
    """A table of one row, as `read_table` reads it; a line stays a line."""
    out = io.StringIO(newline="")
    names = [name for name in COLUMNS if name in cells]
    csv.writer(out).writerows([names, [" ".join(cells[name].split()) for name in names]])
    return out.getvalue()


def _delimiter(text: str) -> str:
    heading = text.split("\n", 1)[0]
    return max(",;\t", key=heading.count)


def _column_of(heading: str, known: Mapping[str, tuple[str, ...]]) -> str:
    wanted = " ".join(fold(heading).replace("_", " ").split())
    return next((name for name, words in known.items() if wanted in words), "")


def read_entries(text: str, plan: Plan, base: Catalogue | None = None) -> Reading:
    """The entries of a table; those of `base` may be named as parents and successors."""
    table = read_table(text)
    found = list(table.problems)
    entries: dict[str, Entry] = {}
    numbers: dict[str, int] = {}
    for number, row in table.rows:
        entry, wrong = _read_row(number, row, plan)
        if wrong == [] and entry.code in numbers:
            wrong.append(Problem(number, "code", "code_twice", entry.code))
        found.extend(wrong)
        entries[entry.code], numbers[entry.code] = entry, number
    everything = {**(base.by_code if base else {}), **entries}
    if not found:
        entries = {code: _placed(entry, plan, everything) for code, entry in entries.items()}
        everything.update(entries)
        found.extend(wrong for code in entries for wrong in _misplaced(numbers[code], entries[code], plan, everything))
    return Reading(MappingProxyType({} if found else entries), table.said_of(found))


def _read_row(number: int, row: Mapping[str, str], plan: Plan) -> tuple[Entry, list[Problem]]:
    wrong: list[Problem] = []
    code, title = row.get("code", ""), " ".join(row.get("title", "").split())
    if not plan.pattern.fullmatch(code):
        wrong.append(Problem(number, "code", "code_shape" if code else "code_missing", code))
    if not title or len(title) > LONGEST_TITLE:
        wrong.append(Problem(number, "title", "title_long" if title else "title_missing", title[:40]))
    kind = plan.kind_of(code) if not wrong else ""
    said = row.get("kind", "")
    kind = kind or next((known for known in plan.kinds if fold(known) == fold(said)), said) or plan.kinds[0]
    if kind not in plan.kinds:
        wrong.append(Problem(number, "kind", "kind_unknown", kind, ", ".join(plan.kinds)))
    since, until = (_day(number, name, row, wrong) for name in ("since", "until"))
    if since and until and until < since:
        wrong.append(Problem(number, "until", "until_before", row["until"]))
    entry = Entry(
        code,
        title,
        row.get("parent") or None,
        kind,
        row.get("branch", ""),
        row.get("words", ""),
        since,
        until,
        row.get("successor") or None,
        row.get("source") or plan.source,
        _verified(number, row, plan, wrong),
    )
    return entry, wrong


def _day(number: int, name: str, row: Mapping[str, str], wrong: list[Problem]) -> date | None:
    text = row.get(name, "")
    try:
        return read_day(text) if text else None
    except ValueError:
        wrong.append(Problem(number, name, "day", text))
        return None


def read_day(text: str) -> date:
    """A civil day as 2026-03-18 or 18/03/2026; ValueError for anything else."""
    parts = text.split("/")
    return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.fromisoformat(text)


def _verified(number: int, row: Mapping[str, str], plan: Plan, wrong: list[Problem]) -> bool:
    if "verified" not in row:
        return plan.verified
    text = fold(row["verified"])
    if text not in _YES + _NO:
        wrong.append(Problem(number, "verified", "yes_or_no", row["verified"]))
    return text in _YES


def _placed(entry: Entry, plan: Plan, everything: Mapping[str, Entry]) -> Entry:
    """The entry under the nearest code that exists, where the code itself says what it stands under."""
    if plan.hierarchy is Hierarchy.COLUMN:
        return entry
    return replace(entry, parent=next((code for code in plan.ancestors(entry.code) if code in everything), None))


def _misplaced(number: int, entry: Entry, plan: Plan, everything: Mapping[str, Entry]) -> Iterator[Problem]:
    """Whatever is named must exist, and nothing stands under itself."""
    expected = next(plan.ancestors(entry.code), None)
    if expected is not None and entry.parent is None:
        yield Problem(number, "code", "parent_missing", expected)
    if entry.parent is not None and entry.parent not in everything:
        yield Problem(number, "parent", "parent_unknown", entry.parent)
    if entry.successor is not None and entry.successor not in everything:
        yield Problem(number, "successor", "successor_unknown", entry.successor)
    for column in ("parent", "successor"):
        if _in_a_circle(entry, column, everything):
            yield Problem(number, column, "circle" if column == "parent" else "succession", entry.code)


def _in_a_circle(entry: Entry, column: str, everything: Mapping[str, Entry]) -> bool:
    seen: set[str] = set()
    code: str | None = getattr(entry, column)
    while code is not None and code != entry.code and code not in seen:
        seen.add(code)
        code = getattr(everything[code], column) if code in everything else None
    return code == entry.code
