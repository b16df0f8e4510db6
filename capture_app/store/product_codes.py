"""The product codes of the tax authority in an indexed file that is only read: built once, searched as one types."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.catalogues.entry import Hierarchy, Plan
from forms.catalogues.office_words import OfficeWord, find_words, is_said, office_words, terms

SHIPPED = Path(__file__).resolve().parents[1] / "resources" / "product_codes.sqlite3"
SCHEME = "UNSPSC"
DIGITS = 8
PLAN = Plan(
    name="product_codes",
    title="Productos y servicios (SAT, base UNSPSC)",
    edition="",
    scheme=SCHEME,
    pattern=re.compile("[0-9]{8}"),
    shape="de ocho dígitos, con sus ceros a la izquierda",
    hierarchy=Hierarchy.COLUMN,
    lengths=(),
    kinds=("producto",),
    source="SAT, catálogo de productos y servicios del CFDI 4.0",
    verified=True,
)
SHORTEST = 2
LONG = 4
MOST_TERMS = 12
MOST_NAMED = 20
MOST_OFFICE_CODES = 8
PAGE = 20
_TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE product(code INTEGER PRIMARY KEY, title TEXT NOT NULL, synonyms TEXT NOT NULL, until TEXT);
CREATE VIRTUAL TABLE search USING fts5(title, synonyms, content='product', content_rowid='code',
  prefix='2 3', tokenize='unicode61 remove_diacritics 2');
"""
_FOUND = "SELECT p.code, p.title, p.synonyms, p.until FROM product p"
_MATCH = """SELECT p.code, p.title, p.synonyms, p.until FROM search s JOIN product p ON p.code = s.rowid
 WHERE search MATCH ? AND (p.until IS NULL OR p.until >= ?) ORDER BY bm25(search, 10, 4), p.code LIMIT ?"""

# The shortest of those with the very words: a table before a press of a table.
_NAMED = """SELECT p.code, p.title, p.synonyms, p.until FROM search s JOIN product p ON p.code = s.rowid
 WHERE search MATCH ? AND (p.until IS NULL OR p.until >= ?)
 ORDER BY min(length(p.title), ifnull(nullif(length(p.synonyms), 0), 999)), p.code LIMIT ?"""

# Two letters begin thousands of words: ranking them all takes longer than a keystroke and says nothing yet.
_FIRST = """SELECT p.code, p.title, p.synonyms, p.until
 FROM (SELECT rowid AS code FROM search WHERE search MATCH ? LIMIT 400) s JOIN product p ON p.code = s.code
 WHERE p.until IS NULL OR p.until >= ? ORDER BY length(p.title), p.code LIMIT ?"""


@dataclass(frozen=True, slots=True)
class ProductCode:
    """A product or service; `word` is the office's word that led to it, where one did."""

    code: str
    title: str
    synonyms: str = ""
    until: date | None = None
    word: str = ""


class ProductCodes:
    """One file of codes; it is opened for each question, so nothing is held between them."""

    def __init__(self, file: Path = SHIPPED, words: Sequence[OfficeWord] | None = None) -> None:
        self.file = file
        self.words = office_words() if words is None else tuple(words)

    @property
    def present(self) -> bool:
        return self.file.is_file()

    def _open(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(f"{self.file.resolve().as_uri()}?mode=ro&immutable=1", uri=True))

    def facts(self) -> dict[str, str]:
        """Where the codes came from, their edition and how many they are."""
        with self._open() as raw:
            return dict(raw.execute("SELECT name, value FROM meta"))

    def every(self) -> tuple[ProductCode, ...]:
        """All of them, by code."""
        with self._open() as raw:
            return tuple(map(_product, raw.execute(f"{_FOUND} ORDER BY p.code")))

    def get(self, code: str) -> ProductCode | None:
        """The product of a code, None where there is none."""
        with self._open() as raw:
            return next(_by_code(raw, (code,)), None)

    def search(self, text: str, day: date, limit: int = PAGE) -> tuple[ProductCode, ...]:
        """The page for what has been typed: office words first, then the catalogue, best first."""
        if not text.strip():
            return ()
        with self._open() as raw:
            found: dict[str, ProductCode] = {}
            for product in self._answers(raw, text.strip(), day, limit):
                found.setdefault(product.code, product)
                if len(found) == limit:
                    break
            return tuple(found.values())

    def _answers(self, raw: sqlite3.Connection, text: str, day: date, limit: int) -> Iterator[ProductCode]:
        if text.isascii() and text.isdigit():
            yield from _beginning_with(raw, text, limit)
            return
        yield from _from_words(raw, find_words(text, self.words))
        yield from _named(raw, text, day)
        yield from _with_all(raw, text, day, limit)
        if not is_said(text, self.words):
            yield from _with_any(raw, text, day, limit)


def _named(raw: sqlite3.Connection, text: str, day: date) -> Iterator[ProductCode]:
    """Products called just as was typed, in the singular or the plural."""
    typed = terms(text)
    if not typed or min(map(len, typed)) <= SHORTEST or len(typed) > MOST_TERMS:
        return
    query = " AND ".join(f'("{term}" OR "{term}s" OR "{term}es")' for term in typed)
    for product in map(_product, raw.execute(_NAMED, (query, day.isoformat(), MOST_NAMED))):
        if typed in (terms(product.title), *map(terms, product.synonyms.split(","))):
            yield product


def _with_all(raw: sqlite3.Connection, text: str, day: date, limit: int) -> Iterator[ProductCode]:
    wanted = _wanted(text)
    if [len(term) for term in wanted] == [SHORTEST]:
        yield from _matching(raw, f'"{wanted[0]}"', day, limit)
        yield from map(_product, raw.execute(_FIRST, (f'"{wanted[0]}"*', day.isoformat(), limit)))
    elif wanted:
        yield from _matching(raw, " AND ".join(map(_beginning, wanted)), day, limit)


def _with_any(raw: sqlite3.Connection, text: str, day: date, limit: int) -> Iterator[ProductCode]:
    """What has some of the words: of a flight ticket also the bombers, so only where nobody has a name for it all."""
    wanted = _wanted(text)
    loose = [_beginning(term) if len(term) >= LONG else f'"{term}"' for term in wanted if len(term) > SHORTEST]
    if loose and len(wanted) > 1:
        yield from _matching(raw, " OR ".join(loose), day, limit)


def _wanted(text: str) -> list[str]:
    return [term for term in dict.fromkeys(terms(text)) if len(term) >= SHORTEST][:MOST_TERMS]


def _beginning(term: str) -> str:
    """The very word and whatever begins so: where both hold it counts twice."""
    return f'("{term}" OR "{term}"*)'


def _matching(raw: sqlite3.Connection, query: str, day: date, limit: int) -> Iterator[ProductCode]:
    yield from map(_product, raw.execute(_MATCH, (query, day.isoformat(), limit)))


def _beginning_with(raw: sqlite3.Connection, digits: str, limit: int) -> Iterator[ProductCode]:
    if len(digits) <= DIGITS:
        bounds = (int(digits.ljust(DIGITS, "0")), int(digits.ljust(DIGITS, "9")), limit)
        yield from map(_product, raw.execute(f"{_FOUND} WHERE p.code BETWEEN ? AND ? ORDER BY p.code LIMIT ?", bounds))


def _from_words(raw: sqlite3.Connection, found: Sequence[OfficeWord]) -> Iterator[ProductCode]:
    """The codes of the office's words, each code with the first word that leads to it."""
    names: dict[str, str] = {}
    for word in found:
        for code in word.codes:
            names.setdefault(code, word.name)
    yield from _by_code(raw, list(names)[:MOST_OFFICE_CODES], names)


def _by_code(
    raw: sqlite3.Connection, codes: Sequence[str], words: dict[str, str] | None = None
) -> Iterator[ProductCode]:
    for code in codes:
        sound = PLAN.pattern.fullmatch(code)
        row = raw.execute(f"{_FOUND} WHERE p.code = ?", (int(code),)).fetchone() if sound else None
        if row is not None:
            yield _product(row, (words or {}).get(code, ""))


def _product(row: tuple[int, str, str, str | None], word: str = "") -> ProductCode:
    code, title, synonyms, until = row
    return ProductCode(f"{code:0{DIGITS}}", title, synonyms, date.fromisoformat(until) if until else None, word)


def write_product_codes(file: Path, products: Iterable[ProductCode], facts: dict[str, str]) -> int:
    """Make the indexed file, whole or not at all; the same products give the same bytes. How many they are."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.tmp")
    temporary.unlink(missing_ok=True)
    with closing(sqlite3.connect(temporary)) as raw:
        raw.executescript("PRAGMA journal_mode = OFF; PRAGMA page_size = 4096;" + _TABLES)
        number = _fill(raw, products, facts)
        raw.execute("INSERT INTO search(search) VALUES ('rebuild')")
        raw.execute("INSERT INTO search(search) VALUES ('optimize')")
        raw.commit()  # all at once: one by one they would be 50,000 waits for the disk
        raw.execute("VACUUM")
    temporary.replace(file)
    return number


def _fill(raw: sqlite3.Connection, products: Iterable[ProductCode], facts: dict[str, str]) -> int:
    ordered = sorted(products, key=lambda product: product.code)
    rows = [(int(p.code), p.title, p.synonyms, p.until.isoformat() if p.until else None) for p in ordered]
    raw.executemany("INSERT INTO product VALUES (?, ?, ?, ?)", rows)
    raw.executemany("INSERT INTO meta VALUES (?, ?)", sorted({**facts, "products": str(len(rows))}.items()))
    return len(rows)
