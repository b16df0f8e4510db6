"""Code lists: the codes the standard or the country knows, with the words an office uses for them."""

import csv
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """`public_after`: the act until which a row of this code is withheld, where `public_after_when` holds.

    `named`: a natural person of this role is named in public unless the office says otherwise.
    """

    code: str
    title: str
    description: str = ""
    stage: str | None = None
    public_after: str | None = None
    public_after_when: str | None = None
    named: bool = False


AFTER_N_SIGN = "\x7f"  # behind every letter of the alphabet
AFTER_N = f"n{AFTER_N_SIGN}"
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower case without accents, for comparing what people type."""
    if text.isascii():
        return text.lower().strip()
    return _plain(text.casefold()).strip()


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def alphabetical(text: str) -> str:
    """What a name sorts by in Spanish: neither case nor accents nor signs count, and ñ stands after n."""
    if text.isascii():
        return " ".join(text.lower().translate(_BLANKS).split())
    letters = unicodedata.normalize("NFC", text).casefold().replace("ñ", AFTER_N)
    said = "".join(letter if letter.isalnum() or letter == AFTER_N_SIGN else " " for letter in _plain(letters))
    return " ".join(said.split())


@dataclass(frozen=True)
class Codelist:
    """A list of codes; `open` lists admit codes of their own."""

    name: str
    title: str
    open: bool
    codes: tuple[Code, ...]
    by_code: Mapping[str, Code] = field(repr=False, compare=False, default_factory=dict)

    def title_of(self, code: object) -> str:
        """The words for a code; the code itself when the list has not got it."""
        known = self.by_code.get(code) if isinstance(code, str) else None
        return known.title if known else str(code)

    def find(self, text: str) -> tuple[Code, ...]:
        """Codes whose code or any word of title or description begins with each word given.

        Best first: the same code or title, then the title's beginning, then any word.
        """
        wanted = fold(text)
        if not wanted:
            return self.codes
        ranked = [(_rank(code, wanted), index, code) for index, code in enumerate(self.codes)]
        return tuple(code for rank, _, code in sorted(ranked, key=lambda item: item[:2]) if rank < _NO_MATCH)

    def exact(self, text: str) -> Code | None:
        """The code that the text names by code or by title, None when none or several do."""
        if text in self.by_code:
            return self.by_code[text]
        wanted = fold(text)
        same = [code for code in self.codes if wanted in (fold(code.code), fold(code.title))]
        return same[0] if len(same) == 1 else None


_NO_MATCH = 9


def _rank(code: Code, wanted: str) -> int:
    title = fold(code.title)
    if wanted in (fold(code.code), title):
        return 0
    if fold(code.code).startswith(wanted) or title.startswith(wanted):
        return 1
    if _has_words(title, wanted):
        return 2
    return 3 if _has_words(f"{title} {fold(code.description)}", wanted) else _NO_MATCH


def _has_words(text: str, wanted: str) -> bool:
    words = text.replace("/", " ").replace("(", " ").replace("-", " ").split()
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def read_codelists(folders: tuple[Path, ...]) -> Mapping[str, Codelist]:
    """Every list of the folders; a later folder's list takes the place of an earlier one's."""
    lists: dict[str, Codelist] = {}
    for folder in folders:
        index = _read_index(folder / "index.toml")
        for file in sorted(folder.glob("*.csv")):
            lists[file.stem] = _read_list(file, index.get(file.stem, {}))
    return MappingProxyType(lists)


def _read_index(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _read_list(file: Path, entry: Mapping[str, Any]) -> Codelist:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        codes = tuple(_read_code(row) for row in csv.DictReader(stream) if row.get("code"))
    by_code = MappingProxyType({code.code: code for code in codes})
    title = str(entry.get("title", file.stem))
    return Codelist(file.stem, title, bool(entry.get("open", True)), codes, by_code)


def _read_code(row: Mapping[str, str]) -> Code:
    title = row.get("title") or row["code"]
    stage, after, when = (row.get(name) or None for name in ("stage", "public_after", "public_after_when"))
    return Code(row["code"], title, row.get("description") or "", stage, after, when, row.get("named") == "yes")
