"""What each column of an unknown table probably is: by its title, the words offices use, and what stands in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from capture_app.importers.mapping.organizations import clean_rfc
from capture_app.importers.mapping.plan import ColumnPlan, Grain, Plan
from capture_app.importers.mapping.several import keys_of
from capture_app.importers.mapping.spelling import spelled, written_out
from capture_app.importers.mapping.targets import target_field, target_label
from capture_app.importers.tables.book import Cell, Row
from capture_app.importers.tables.heads import Column, Table
from capture_app.importers.tables.readings import as_text
from capture_app.importers.tables.wire import CellDate
from forms.catalog import Catalog
from forms.codes import fold

WORDS = Path(__file__).resolve().parent / "words.toml"
SURE, POSSIBLE = 88, 74
_LESS_SURE = 4
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|(?:[a-zA-Zéá]{5,9},? )?\d{1,2}[ /.-](?:de )?[a-zA-Z]{3,10}\.?[ /.-].*"
)
_COIN = r"(?:mxn|m\.?\s?n\.?|pesos|mdp|millones|mil|usd|dls\.?|d[oó]lares)"
_NUMBER = re.compile(rf"{_COIN}?\s*\(?[-$\s]*\d[\d,.\s']*\)?{_COIN}?(?:\s*\(.*\))?", re.IGNORECASE)
_PRICE = re.compile(r"[-(\s]*\$.*\d.*|.*\d\s*mdp", re.IGNORECASE)
_KEY = re.compile(r"(?=.*\d)[\w./\- ]{1,40}")
_ITEMS, _PAYMENTS = "/contracts/*/items/*", "/contracts/*/implementation/transactions/*"
_KEYS, _OCID = ("/tender/id", "/contracts/*/id"), "ocid"
_NAMED_KEY = frozenset({"clave", "codigo", "id", "referencia", "registro", "control", "ref"})
_TITLE, _OBJECT = "/tender/title", "/contracts/*/description"
_AMOUNTS = ("/contracts/*/value/amount", "/contracts/*/value/netAmount")
_OF_ROW: Mapping[Grain, Mapping[str, tuple[str, ...]]] = {
    Grain.ITEM: {
        "/tender/title": (f"{_ITEMS}/description",),
        "/contracts/*/description": (f"{_ITEMS}/description",),
        "/contracts/*/value/amount": (),
        "/contracts/*/value/netAmount": (),
    },
    Grain.PAYMENT: {
        "/contracts/*/dateSigned": (f"{_PAYMENTS}/date",),
        "/contracts/*/value/amount": (f"{_PAYMENTS}/value/amount",),
    },
}


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
    guesses = _best(table, samples, targets(), catalog)
    lone = _lone_family(guesses, table)
    if lone:
        guesses = _best(table, samples, [item for item in targets() if not item.pointer.startswith(lone)], catalog)
    return _titled(_of_rows(_with_key(guesses, table), table), table)


def _best(
    table: Table, samples: Mapping[int, Sequence[Cell]], among: Sequence[Target], catalog: Catalog
) -> tuple[Guess, ...]:
    scored = [
        (score, column, target)
        for column in table.columns
        for target in among
        if (score := _score(column, target, samples[column.index], catalog)) >= POSSIBLE
    ]
    chosen: dict[int, tuple[Target, float]] = {}
    taken: set[str] = set()
    for score, column, target in sorted(scored, key=lambda item: (-item[0], item[1].index)):
        if column.index not in chosen and (target.pointer not in taken or not target.pointer):
            chosen[column.index] = (target, score)
            taken.add(target.pointer)
    return tuple(_guess(column, chosen, scored, samples[column.index]) for column in table.columns)


def _with_key(guesses: tuple[Guess, ...], table: Table) -> tuple[Guess, ...]:
    """Where nothing seems to name the process, the first column called a key that has another in each row may."""
    if any(guess.pointer in (*_KEYS, _OCID) for guess in guesses):
        return guesses
    for guess in guesses:
        cells = table.sample(guess.column.index, 60)
        if cells and _NAMED_KEY.intersection(spelled(guess.column.title).split()) and _numbered(cells) == 1.0:
            others = (guess.pointer, *guess.others) if guess.pointer else guess.others
            named = replace(guess, pointer=_KEYS[0], score=float(POSSIBLE), others=others[:5])
            return tuple(named if one is guess else one for one in guesses)
    return guesses


def _titled(guesses: tuple[Guess, ...], table: Table) -> tuple[Guess, ...]:
    """Where a row is a process and nothing else says what is bought, the object of the contract does."""
    pointers = {guess.pointer for guess in guesses}
    if _TITLE in pointers or guess_grain(guesses, table) is not Grain.PROCESS:
        return guesses
    return tuple(
        replace(guess, pointer=_TITLE, others=(_OBJECT, *guess.others)[:5]) if guess.pointer == _OBJECT else guess
        for guess in guesses
    )


def _lone_family(guesses: Sequence[Guess], table: Table) -> tuple[str, ...]:
    """Items or payments of which one column alone seems to speak, in a table of other rows: it speaks of another."""
    grain = guess_grain(guesses, table)
    found = {
        family: sum(guess.pointer.startswith(family) for guess in guesses)
        for family, own in ((_ITEMS, Grain.ITEM), (_PAYMENTS, Grain.PAYMENT))
        if grain is not own
    }
    return tuple(family for family, columns in found.items() if columns == 1)


def _guess(
    column: Column, chosen: Mapping[int, tuple[Target, float]], scored: Sequence[Any], cells: Sequence[Cell]
) -> Guess:
    target, score = chosen.get(column.index, (None, 0))
    ranked = sorted((item for item in scored if item[1] is column), key=lambda item: -item[0])
    others = [item[2].pointer for item in ranked if item[2] is not target and item[2].pointer]
    texts = tuple(dict.fromkeys(as_text(cell) for cell in cells))[:4]
    return Guess(column, target.pointer if target else "", min(score, 100.0), tuple(others[:5]), texts)


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
    if "/contracts/*/id" in pointers or _differ(guesses, table):
        return Grain.CONTRACT
    return Grain.PROCESS


def _differ(guesses: Sequence[Guess], table: Table) -> bool:
    """Whether rows of one process have amounts of their own: then each is a contract, with a number or without."""
    place = {guess.pointer: guess.column.index for guess in guesses}
    key = next((place[name] for name in _KEYS if name in place), None)
    amounts = [place[name] for name in _AMOUNTS if name in place]
    return key is not None and bool(amounts) and bool(_differing(table, key, amounts))


def _of_rows(guesses: Sequence[Guess], table: Table) -> tuple[Guess, ...]:
    """The guesses of a table of items or payments: what differs from row to row of one process is of the row."""
    of_row = _OF_ROW.get(guess_grain(guesses, table), {})
    doubtful = [guess for guess in guesses if guess.pointer in of_row]
    key = next((guess.column.index for name in _KEYS for guess in guesses if guess.pointer == name), None)
    if not doubtful or key is None:
        return tuple(guesses)
    differing = _differing(table, key, [guess.column.index for guess in doubtful]) | _products(guesses, table)
    taken = {guess.pointer for guess in guesses}
    moved = {}
    for guess in (guess for guess in doubtful if guess.column.index in differing):
        pointer = next((place for place in of_row[guess.pointer] if place not in taken), "")
        taken.add(pointer)
        moved[guess.column.index] = replace(guess, pointer=pointer, others=(guess.pointer, *guess.others)[:5])
    return tuple(moved.get(guess.column.index, guess) for guess in guesses)


def _differing(table: Table, key: int, columns: Sequence[int]) -> set[int]:
    """The columns that say more than one thing of a process."""
    said: dict[str, dict[int, str]] = {}
    found: set[int] = set()
    before = ""
    for row in table.rows():
        before = as_text(row.cell(key)) or before
        first = said.setdefault(before, {})
        for index in columns:
            text = as_text(row.cell(index))
            if text and first.setdefault(index, text) != text:
                found.add(index)
    return found


def _products(guesses: Sequence[Guess], table: Table) -> set[int]:
    """The columns of amounts that are, row by row, the quantity at its unit price."""
    place = {guess.pointer: guess.column.index for guess in guesses}
    factors = [place.get(f"{_ITEMS}/quantity"), place.get(f"{_ITEMS}/unit/value/netAmount")]
    amounts = [place[name] for name in _AMOUNTS if name in place]
    if None in factors or not amounts:
        return set()
    rows = list(islice(table.rows(), 60))
    return {index for index in amounts if _share_of_products(rows, factors, index) > 0.8}  # type: ignore[arg-type]


def _share_of_products(rows: Sequence[Row], factors: Sequence[int], index: int) -> float:
    told = [[row.cell(place) for place in (*factors, index)] for row in rows]
    whole = [cells for cells in told if all(isinstance(cell, (int, float)) for cell in cells)]
    same = sum(abs(a * b - c) <= 0.01 * abs(c) for a, b, c in whole)  # type: ignore[operator, arg-type]
    return same / len(whole) if whole else 0.0


def _repeats(guesses: Sequence[Guess], table: Table, pointer: str) -> bool:
    """Whether the column's values come more than once, or are left blank under the first."""
    index = next((guess.column.index for guess in guesses if guess.pointer == pointer), None)
    if index is None:
        return False
    values = [as_text(row.cell(index)) for row in table.rows()]
    return len(set(values)) < len(values) or (bool(values) and "" in values)


def _score(column: Column, target: Target, cells: Sequence[Cell], catalog: Catalog) -> float:
    names = [spelled(name) for name in (*target.words, *_label_words(target.pointer, catalog))]
    best = max((_likeness(spelled(column.title), name) for name in names), default=0.0)
    if column.own and best < SURE:
        alone = max((_likeness(spelled(column.own), name) for name in names), default=0.0) - _LESS_SURE
        best = alone if alone >= SURE else best
    if best <= 55 and target.kind != "rfc":
        return best
    more = _by_codes(target, cells, catalog) if target.kind == "code" else _by_values(target, cells)
    return best + more


@cache
def _label_words(pointer: str, catalog: Catalog) -> tuple[str, ...]:
    label = target_label(pointer, catalog, "contracting_process") if pointer else ""
    return (label.rpartition(" › ")[2],) if label and "otal (con" not in label else ()


def _likeness(title: str, name: str) -> float:
    """How alike a title and a name are; what is short for words of the name counts nearly as if it said them."""
    if title == name:
        return 100.0
    whole, guessed = written_out(title, name)
    if whole == name:
        return 100.0 - guessed
    return 0.55 * fuzz.token_sort_ratio(whole, name) + 0.45 * fuzz.token_set_ratio(whole, name) - 2 - guessed


def _by_values(target: Target, cells: Sequence[Cell]) -> float:
    """What the values say for or against a field of this kind."""
    if not cells:
        return -4.0
    if target.kind == "skip":
        return 0.0
    share = _SHARES.get(target.kind, _any_share)(cells)
    if target.kind == "rfc":
        return 60.0 * share if share > 0.5 else -20.0
    if target.kind in ("date", "amount", "number"):
        return 6.0 if share > 0.6 else -40.0 * (1 - share)
    if target.kind in ("text", "code"):
        is_name = target.pointer.endswith(("name", "title"))
        is_other = _dates(cells) > 0.6 or _rfcs(cells) > 0.5 or _prices(cells) > 0.5 or _answers(cells) == 1.0
        return -40.0 if is_other or (is_name and _numbers(cells) > 0.8) else 1.0
    return 2.0 if share > 0.6 else -12.0


def _by_codes(target: Target, cells: Sequence[Cell], catalog: Catalog) -> float:
    """What the words of the cells say for or against a field of a code list."""
    if not cells:
        return -4.0
    known = _words_of_codes(target.pointer, catalog)
    share = sum(fold(as_text(cell)) in known for cell in cells) / len(cells)
    if share > 0.4:
        return 24.0 * share
    is_other = _dates(cells) > 0.6 or _numbers(cells) > 0.6 or (not share and _numbered(cells) > 0.6)
    return -40.0 if is_other else 0.0


@cache
def _words_of_codes(pointer: str, catalog: Catalog) -> frozenset[str]:
    """Every word that a cell may say for a code of the field."""
    item = target_field(pointer, catalog.record_types["contracting_process"])
    codelist = catalog.codelists.get(item.codelist or "") if item else None
    codes = codelist.codes if codelist else ()
    return frozenset([*codes_of(pointer), *(fold(word) for code in codes for word in (code.code, code.title))])


def _dates(cells: Sequence[Cell]) -> float:
    return sum(isinstance(cell, CellDate) or _is_text_like(cell, _DATE) for cell in cells) / len(cells)


def _numbers(cells: Sequence[Cell]) -> float:
    plain = sum(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells)
    return (plain + sum(_is_text_like(cell, _NUMBER) for cell in cells)) / len(cells)


def _is_text_like(cell: Cell, pattern: re.Pattern[str]) -> bool:
    return isinstance(cell, str) and pattern.fullmatch(cell.strip()) is not None


def _rfcs(cells: Sequence[Cell]) -> float:
    return sum(bool(clean_rfc(as_text(cell)) or keys_of(cell)) for cell in cells) / len(cells) if cells else 0.0


def _prices(cells: Sequence[Cell]) -> float:
    return sum(_is_text_like(cell, _PRICE) for cell in cells) / len(cells)


def _answers(cells: Sequence[Cell]) -> float:
    return sum(isinstance(cell, bool) or fold(as_text(cell)) in ("si", "no") for cell in cells) / len(cells)


def _numbered(cells: Sequence[Cell]) -> float:
    """How many are codes with a number each of their own, as those of files."""
    texts = [as_text(cell) for cell in cells]
    coded = {text for text in texts if _KEY.fullmatch(text) and " " not in text}
    return len(coded) / len(texts)


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
