"""Formats of the transparency platform as data: what they ask for, and what fills each column."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.codes import fold

HOME = Path(__file__).resolve().parent
TABLE, CATALOGUE, DATE, MONEY, LINK, NOTE = "tabla", "catalogo", "fecha", "moneda", "pagina web", "nota"
_ASIDE = re.compile(r"\([^)]*\)")
_NO_LETTER = re.compile(r"[\W_]+")


class DefinitionError(ValueError):
    """A definition that cannot be understood; the place and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of a column is found, and how it is said."""

    path: str
    how: str = "join"
    required: bool = False
    routes: bool = False
    codelist: str = ""
    only: str = ""
    none: str = ""
    meanings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class PntField:
    """A column of a format; ``catalogue`` has the index of each description, ``columns`` those of a linked table."""

    id: str
    label: str
    type: str
    source: Source | None
    catalogue: tuple[tuple[int, str], ...] = ()
    columns: tuple[PntField, ...] = ()

    @property
    def kind(self) -> str:
        """The type without accents, capitals and what stands in parentheses."""
        kind = words_of(self.type)
        return DATE if kind.startswith(DATE) else kind


@dataclass(frozen=True, slots=True)
class PntFormat:
    """One format of the platform."""

    id: str
    title: str
    fields: tuple[PntField, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns that nothing is known to fill."""
        return tuple(item.label for item in self.fields if item.source is None)


@cache
def words_of(text: str) -> str:
    """The words of a label, so that two writings of it are the same."""
    return " ".join(_NO_LETTER.sub(" ", fold(_ASIDE.sub(" ", text))).split())


@cache
def own_format(name: str) -> PntFormat:
    """A format that the program brings, `a` or `b`."""
    (found,) = read_formats((HOME / f"{name}.toml").read_bytes(), f"{name}.toml")
    return found


def read_formats(data: bytes, place: str) -> tuple[PntFormat, ...]:
    """The formats of a TOML or JSON file: one, or several by their number; DefinitionError where it has none."""
    value = _value_of(data, place)
    if not isinstance(value, Mapping):
        raise DefinitionError(f"{place}: no es la definición de un formato")
    if "campos" in value:
        return (_format(str(value.get("idFormato", "")), value, place),)
    found = [_format(str(key), item, place) for key, item in value.items() if isinstance(item, Mapping)]
    if not found:
        raise DefinitionError(f"{place}: no tiene ningún formato con sus «campos»")
    return tuple(found)


def _value_of(data: bytes, place: str) -> Any:
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text) if text.lstrip().startswith(("{", "[")) and _is_json(text) else tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(f"{place}: {error}") from error


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    return True


def _format(number: str, value: Mapping[str, Any], place: str) -> PntFormat:
    fields = value.get("campos")
    if not isinstance(fields, list) or not fields:
        raise DefinitionError(f"{place}: el formato {number} no tiene «campos»")
    sources, columns = _sources()
    read = tuple(_field(item, sources, columns, f"{place}, formato {number}") for item in fields)
    title = str(value.get("titulo") or value.get("nombre") or number)
    return PntFormat(str(value.get("idFormato") or number), title, read)


def _field(item: Any, sources: _Table, columns: _Table, place: str) -> PntField:
    missing = [
        name for name in ("idCampo", "etiqueta", "tipoDato") if not isinstance(item, Mapping) or name not in item
    ]
    if missing:
        raise DefinitionError(f"{place}: a un campo le falta {', '.join(missing)}")
    label, kind = " ".join(str(item["etiqueta"]).split()), str(item["tipoDato"])
    below = item.get("valor") or []
    own = _source(item["fuente"]) if isinstance(item.get("fuente"), Mapping) else sources.find(label)
    bare = PntField(str(item["idCampo"]), label, kind, own)
    if bare.kind == TABLE:
        inner = tuple(_field(column, columns, columns, place) for column in below)
        return PntField(bare.id, label, kind, own, columns=inner)
    catalogue = [(int(code["orden"]), str(code["descripcion"])) for code in below if isinstance(code, Mapping)]
    return PntField(bare.id, label, kind, own, tuple(catalogue))


class _Table:
    """Sources by the words of their labels."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._known: dict[str, Source] = {}
        for entry in entries:
            for label in entry["labels"]:
                self._known[words_of(label)] = _source(entry)

    def find(self, label: str) -> Source | None:
        """The source of the label; of a label that differs only by little words, the one it must be."""
        wanted = words_of(label)
        if wanted in self._known:
            return self._known[wanted]
        same = {source.path: source for known, source in self._known.items() if _core(known) == _core(wanted)}
        return next(iter(same.values())) if len(same) == 1 else None


_ENDING = re.compile(r"(?:es|s|e)$")
_LITTLE = re.compile(r"(?:al?|con|del?|el?|en|l[ao]s?|o|para|por|que|sus?|se|un|una|u|y|caso|mxn|pesos)")


@cache
def _core(words: str) -> frozenset[str]:
    """The words of a label that carry its meaning, in the singular."""
    return frozenset(_ENDING.sub("", word) for word in words.split() if not _LITTLE.fullmatch(word))


def _source(entry: Mapping[str, Any]) -> Source:
    meanings = MappingProxyType({str(key): str(value) for key, value in entry.get("meanings", {}).items()})
    texts = {name: str(entry[name]) for name in ("how", "codelist", "only", "none") if name in entry}
    flags = {name: bool(entry.get(name)) for name in ("required", "routes")}
    return Source(str(entry["path"]), meanings=meanings, **texts, **flags)  # type: ignore[arg-type]


@cache
def _sources() -> tuple[_Table, _Table]:
    told = tomllib.loads((HOME / "sources.toml").read_text(encoding="utf-8"))
    return _Table(told["source"]), _Table(told["column"])


def catalogue_index(field: PntField, words: Sequence[str]) -> int | None:
    """The index of the first of the words that the catalogue has, of its «Otro» where it has none of them."""
    by_words = {words_of(description): index for index, description in field.catalogue}
    for said in words:
        if words_of(said) in by_words:
            return by_words[words_of(said)]
    others = [index for index, description in field.catalogue if words_of(description) in ("otro", "otra")]
    return others[0] if others and words else None
