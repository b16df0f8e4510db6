"""Titles of columns as clerks write them: abbreviations written out, units and small words left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from capture_app.importers.tables.heads import plain_title

_SHORT = {
    "no": "numero", "num": "numero", "nro": "numero", "fec": "fecha", "fech": "fecha", "imp": "importe",
    "cve": "clave", "desc": "descripcion", "descr": "descripcion", "prov": "proveedor", "exp": "expediente",
    "cant": "cantidad", "req": "requisicion", "mto": "monto", "depto": "departamento", "dir": "direccion",
    "contr": "contrato", "lic": "licitacion", "inic": "inicio", "term": "termino", "fact": "factura",
    "aut": "autorizado", "edo": "estado", "adj": "adjudicacion", "pza": "pieza", "c": "con", "s": "sin",
}  # fmt: skip
_SMALL = frozenset({"de", "del", "la", "el", "los", "las", "y", "en", "a", "al", "o"})
_UNITS = frozenset({"pesos", "mxn", "mn", "miles", "millones", "mdp"})
_ENDS = {"del": "inicio", "desde": "inicio", "al": "termino", "hasta": "termino"}
_LEAST_PREFIX, _LEAST_CONTRACTION = 3, 2
_MOST_KEPT = 0.75


@cache
def spelled(text: str) -> str:
    """A title with its known abbreviations written out, and without units and small words.

    A preposition that ends it says which end of a period it is ("vigencia del", "vigencia al").
    """
    words = plain_title(text).split()
    if len(words) > 1:
        words[-1] = _ENDS.get(words[-1], words[-1])
    alone = {place for place in range(len(words)) if _stands_with_letters(words, place)}
    kept = [
        word if place in alone else _SHORT.get(word, word)
        for place, word in enumerate(words)
        if place in alone or (word not in _SMALL and word not in _UNITS)
    ]
    return " ".join(kept or words)


def _stands_with_letters(words: Sequence[str], place: int) -> bool:
    """Whether a letter is one of several initials; one before a word says something of it ("p u s iva")."""
    if len(words[place]) > 1 or words[place + 1 : place + 2] == ["iva"]:
        return False
    return any(len(word) == 1 for word in (*words[place - 1 : place], *words[place + 1 : place + 2]))


@cache
def written_out(title: str, name: str) -> tuple[str, int]:
    """A title with those of its words that may be short for words of a name as the name has them, and how many.

    Letters beside each other are the initials of words beside each other, where something else is said as well.
    """
    words, whole = title.split(), name.split()
    known = set(whole)
    changed, place = 0, 0
    while place < len(words):
        run = _initials(words, place)
        found = _with_initials(words[place : place + run], whole) if 1 < run < len(words) else ()
        if found:
            words[place : place + run] = found
            changed += 1
        elif words[place] not in known:
            long = next((word for word in whole if is_short_for(words[place], word)), None)
            changed += long is not None
            words[place] = long or words[place]
        place += max(len(found), 1)
    return " ".join(words), changed


def is_short_for(short: str, word: str) -> bool:
    """Whether a clerk may write a word so: its beginning, or letters of it in order with the first and the last."""
    if len(short) + 1 >= len(word) or short[:1] != word[:1] or short.isdigit():
        return False
    if len(short) >= _LEAST_PREFIX and word.startswith(short):
        return True
    is_contracted = len(short) >= _LEAST_CONTRACTION and short[-1] == word[-1] and _is_within(short, word)
    return is_contracted and len(short) <= len(word) * _MOST_KEPT


def _is_within(short: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in short)


def _initials(words: Sequence[str], place: int) -> int:
    """How many words from a place on are single letters."""
    run = 0
    while place + run < len(words) and len(words[place + run]) == 1 and words[place + run].isalpha():
        run += 1
    return run


def _with_initials(letters: Sequence[str], whole: Sequence[str]) -> tuple[str, ...]:
    """The words beside each other that begin with the letters, none where there are none."""
    for place in range(len(whole) - len(letters) + 1):
        found = whole[place : place + len(letters)]
        if all(word.startswith(letter) for letter, word in zip(letters, found, strict=True)):
            return tuple(found)
    return ()
