"""The words of a trade or an office that the catalogue of products does not use, with the codes they mean."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from forms.catalogues.catalogues import DATA, BadCatalogue
from forms.catalogues.reading import Problem, read_table
from forms.codes import fold

WORDS = DATA / "office_words.csv"
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"words": ("words", "palabras"), "codes": ("codes", "claves", "codigos")}
)
_CODE = re.compile(r"[0-9]{8}")
SHORTEST_BEGINNING = 3
AMONG_OTHERS = 2
_SMALL = frozenset(
    ("a", "al", "con", "de", "del", "el", "en", "la", "las", "lo", "los", "o", "para", "por", "sin", "un", "una", "y")
)
_ES_AFTER = "lnrdz"


@dataclass(frozen=True, slots=True)
class OfficeWord:
    """One thing under all the names it has in an office, and its codes, the likeliest first."""

    names: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


def stem(word: str) -> str:
    """A folded word without the plural: bolígrafos, boligrafo; camiones, camion."""
    if len(word) > 4 and word.endswith("es") and word[-3] in _ES_AFTER:
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def terms(text: str) -> tuple[str, ...]:
    """The words that count of what was typed: folded, in the singular, without the small ones."""
    plain = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return tuple(stem(word) for word in plain.split() if word not in _SMALL)


def read_words(text: str, exists: Callable[[str], bool] = bool) -> tuple[tuple[OfficeWord, ...], tuple[Problem, ...]]:
    """The words of a table, or what is wrong with it; `exists` says whether a product has the code."""
    table = read_table(text, COLUMNS, ("words", "codes"))
    found = list(table.problems)
    words: list[OfficeWord] = []
    for number, row in table.rows:
        names = tuple(name.strip() for name in row.get("words", "").split("|") if name.strip())
        codes = tuple(row.get("codes", "").split())
        found.extend(_wrong(number, names, codes, exists))
        words.append(OfficeWord(names, codes))
    return (() if found else tuple(words)), table.said_of(found)


def _wrong(
    number: int, names: tuple[str, ...], codes: tuple[str, ...], exists: Callable[[str], bool]
) -> Iterator[Problem]:
    for column, values in (("words", names), ("codes", codes)):
        if not values:
            yield Problem(number, column, f"{column}_missing")
    for code in codes:
        if not _CODE.fullmatch(code):
            yield Problem(number, "codes", "product_shape", code)
        elif not exists(code):
            yield Problem(number, "codes", "product_unknown", code)


@cache
def office_words() -> tuple[OfficeWord, ...]:
    """The list that the program brings, in the order of the file."""
    words, problems = read_words(WORDS.read_text(encoding="utf-8"))
    if problems:
        raise BadCatalogue(f"{WORDS.name}: {problems[:5]}")
    return words


@lru_cache(maxsize=4)
def _index(words: tuple[OfficeWord, ...]) -> tuple[tuple[tuple[str, ...], OfficeWord], ...]:
    return tuple((terms(name), word) for word in words for name in word.names)


def find_words(text: str, words: tuple[OfficeWord, ...]) -> tuple[OfficeWord, ...]:
    """Office words for what was typed: the very word, then one that begins so, then one among others typed.

    Of those among others what is said first comes first (a servicing of parks is a servicing), and of two that begin
    there the one that says more.
    """
    typed = terms(text)
    if not typed:
        return ()
    ranked = [(rank, word) for name, word in _index(words) if (rank := _rank(typed, name)) is not None]
    ordered = (word for _, word in sorted(ranked, key=lambda item: item[0]))
    return tuple(dict.fromkeys(ordered))


def is_said(text: str, words: tuple[OfficeWord, ...]) -> bool:
    """Whether all that was typed is the name of an office word, or the beginning of one."""
    typed = terms(text)
    ranks = (_rank(typed, name) for name, _ in _index(words)) if typed else ()
    return any(rank is not None and rank[0] < AMONG_OTHERS for rank in ranks)


def _rank(typed: tuple[str, ...], name: tuple[str, ...]) -> tuple[int, int, int] | None:
    """How well a name answers, the best first: kind of answer, where it stands, how much it says; None for not."""
    if typed == name:
        return (0, 0, 0)
    if len(typed) <= len(name) and all(map(_begins, name, typed)):
        return (1, 0, 0)
    return (AMONG_OTHERS, min(map(typed.index, name)), -len(name)) if set(name) <= set(typed) else None


def _begins(word: str, typed: str) -> bool:
    """Whether what is typed may become the word, or its plural: sociale, on the way to sociales."""
    return typed in (word, word + "e") or (len(typed) >= SHORTEST_BEGINNING and word.startswith(typed))
