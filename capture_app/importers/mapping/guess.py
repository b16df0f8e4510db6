"""What each column of an unknown table probably is: by its title, the words offices use, and what stands in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from capture_app.importers.mapping.organizations import clean_rfc
from capture_app.importers.mapping.plan import ColumnPlan, Grain, Plan
from capture_app.importers.mapping.targets import target_label
from capture_app.importers.tables.book import Cell
from capture_app.importers.tables.heads import Column, Table, plain_title
from capture_app.importers.tables.readings import as_text
from capture_app.importers.tables.wire import CellDate
from forms.catalog import Catalog

WORDS = Path(__file__).resolve().parent / "words.toml"
SURE, POSSIBLE = 88, 74
_SHORT = {
    "no": "numero", "num": "numero", "nro": "numero", "fec": "fecha", "fech": "fecha", "imp": "importe",
    "cve": "clave", "desc": "descripcion", "descr": "descripcion", "prov": "proveedor", "exp": "expediente",
    "cant": "cantidad", "req": "requisicion", "mto": "monto", "depto": "departamento", "dir": "direccion",
    "contr": "contrato", "lic": "licitacion", "inic": "inicio", "term": "termino", "fact": "factura",
    "aut": "autorizado", "edo": "estado", "adj": "adjudicacion", "pza": "pieza", "c": "con", "s": "sin",
}  # fmt: skip
_SMALL = frozenset({"de", "del", "la", "el", "los", "las", "y", "en", "a", "al", "o"})
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}[ -](?:de )?[a-zA-Z]{3,10}\.?[ -].*")
_NUMBER = re.compile(r"[-$\s]*\d[\d,.\s]*(?:mxn|m\.?n\.?|pesos)?", re.IGNORECASE)
_KEY = re.compile(r"(?=.*\d)[\w./\- ]{1,40}")
_ITEMS, _PAYMENTS = "/contracts/*/items/*", "/contracts/*/implementation/transactions/*"


@dataclass(frozen=True, slots=True)
class Target:
    """A field with the words it goes under."""

    pointer: str
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column probably is; "" for none. ``score`` 0–100; ``others`` the next best."""

    column: Column
    pointer: str
    score: float
    others: tuple[str, ...]
    samples: tuple[str, ...]


@cache
def targets() -> tuple[Target, ...]:
    return tuple(Target(item["pointer"], item["kind"], tuple(item["words"])) for item in _words()["target"])


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def codes_of(pointer: str) -> Mapping[str, Any]:
    """The words of cells for a field that its code list does not have."""
    return next((dict(item["words"]) for item in _words()["codes"] if item["pointer"] == pointer), {})


def also(pointer: str) -> tuple[str, ...]:
    """Fields that a column fills beside this one."""
    return next((tuple(item["pointers"]) for item in _words()["also"] if item["pointer"] == pointer), ())


def guess_columns(table: Table, catalog: Catalog) -> tuple[Guess, ...]:
    """A guess for each column; no field is guessed for two columns."""
    samples = {column.index: table.sample(column.index, 60) for column in table.columns}
    scored = [
        (score, column, target)
        for column in table.columns
        for target in targets()
        if (score := _score(column, target, samples[column.index], catalog)) >= POSSIBLE
    ]
    chosen: dict[int, tuple[Target, float]] = {}
    taken: set[str] = set()
    for score, column, target in sorted(scored, key=lambda item: (-item[0], item[1].index)):
        if column.index not in chosen and (target.pointer not in taken or not target.pointer):
            chosen[column.index] = (target, score)
            taken.add(target.pointer)
    return tuple(_guess(column, chosen, scored, samples[column.index]) for column in table.columns)


def _guess(
    column: Column, chosen: Mapping[int, tuple[Target, float]], scored: Sequence[Any], cells: Sequence[Cell]
) -> Guess:
    target, score = chosen.get(column.index, (None, 0))
    ranked = sorted((item for item in scored if item[1] is column), key=lambda item: -item[0])
    others = [item[2].pointer for item in ranked if item[2] is not target and item[2].pointer]
    texts = tuple(dict.fromkeys(as_text(cell) for cell in cells))[:4]
    return Guess(column, target.pointer if target else "", score, tuple(others[:5]), texts)


def plan_of(name: str, guesses: Sequence[Guess], table: Table, grain: Grain | None = None) -> Plan:
    """The plan that the guesses make."""
    columns = tuple(column_plan(guess.column.title, guess.pointer) for guess in guesses if guess.pointer)
    return Plan(name, tuple(part for parts in columns for part in parts), grain or guess_grain(guesses, table))


def column_plan(title: str, pointer: str, day_order: str = "", decimal_comma: bool | None = None) -> list[ColumnPlan]:
    """The plans of one column: the field, and those it fills beside it."""
    return [
        ColumnPlan(title, (place,), day_order, decimal_comma, codes_of(place)) for place in (pointer, *also(pointer))
    ]


def guess_grain(guesses: Sequence[Guess], table: Table) -> Grain:
    """What one row is: an item or a payment where such columns stand and the process repeats."""
    pointers = {guess.pointer for guess in guesses}
    has_items = len({p for p in pointers if p.startswith(_ITEMS)}) >= 2
    has_payments = f"{_PAYMENTS}/date" in pointers or f"{_PAYMENTS}/value/amount" in pointers
    if not _repeats(guesses, table, "/tender/id") and not _repeats(guesses, table, "/contracts/*/id"):
        return Grain.PROCESS
    if has_items:
        return Grain.ITEM
    if has_payments:
        return Grain.PAYMENT
    return Grain.CONTRACT if "/contracts/*/id" in pointers else Grain.PROCESS


def _repeats(guesses: Sequence[Guess], table: Table, pointer: str) -> bool:
    """Whether the column's values come more than once, or are left blank under the first."""
    index = next((guess.column.index for guess in guesses if guess.pointer == pointer), None)
    if index is None:
        return False
    values = [as_text(row.cell(index)) for row in table.rows()]
    return len(set(values)) < len(values) or (bool(values) and "" in values)


def _score(column: Column, target: Target, cells: Sequence[Cell], catalog: Catalog) -> float:
    title = _spelled(column.title)
    names = [*target.words, *_label_words(target.pointer, catalog)]
    best = max((_likeness(title, _spelled(name)) for name in names), default=0.0)
    return min(100.0, best + _by_values(target, cells)) if best > 55 or target.kind == "rfc" else best


@cache
def _label_words(pointer: str, catalog: Catalog) -> tuple[str, ...]:
    label = target_label(pointer, catalog, "contracting_process") if pointer else ""
    return (label.rpartition(" › ")[2],) if label and "otal (con" not in label else ()


@cache
def _spelled(text: str) -> str:
    """A title with its abbreviations written out and its small words left out."""
    words = [_SHORT.get(word, word) for word in plain_title(text).split()]
    kept = [word for word in words if word not in _SMALL]
    return " ".join(kept or words)


def _likeness(title: str, name: str) -> float:
    if title == name:
        return 100.0
    return 0.55 * fuzz.token_sort_ratio(title, name) + 0.45 * fuzz.token_set_ratio(title, name) - 2


def _by_values(target: Target, cells: Sequence[Cell]) -> float:
    """What the values say for or against a field of this kind."""
    if not cells:
        return -4.0
    share = _SHARES.get(target.kind, _any_share)(cells)
    if target.kind == "rfc":
        return 60.0 * share if share > 0.5 else -20.0
    if target.kind in ("date", "amount", "number"):
        return 6.0 if share > 0.6 else -40.0 * (1 - share)
    if target.kind in ("text", "code"):
        is_name = target.pointer.endswith(("name", "title"))
        return -40.0 if _dates(cells) > 0.6 or (is_name and _numbers(cells) > 0.8) else 1.0
    return 2.0 if share > 0.6 else -12.0


def _dates(cells: Sequence[Cell]) -> float:
    return sum(isinstance(cell, CellDate) or _is_text_like(cell, _DATE) for cell in cells) / len(cells)


def _numbers(cells: Sequence[Cell]) -> float:
    plain = sum(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells)
    return (plain + sum(_is_text_like(cell, _NUMBER) for cell in cells)) / len(cells)


def _is_text_like(cell: Cell, pattern: re.Pattern[str]) -> bool:
    return isinstance(cell, str) and pattern.fullmatch(cell.strip()) is not None


def _rfcs(cells: Sequence[Cell]) -> float:
    return sum(bool(clean_rfc(as_text(cell))) for cell in cells) / len(cells)


def _keys(cells: Sequence[Cell]) -> float:
    return sum(bool(_KEY.fullmatch(as_text(cell))) for cell in cells) / len(cells) if not _dates(cells) > 0.5 else 0.0


def _any_share(cells: Sequence[Cell]) -> float:
    return 1.0


_SHARES = {
    "date": _dates,
    "amount": _numbers,
    "number": _numbers,
    "rfc": _rfcs,
    "key": _keys,
    "itemkey": _keys,
    "paykey": _keys,
}
