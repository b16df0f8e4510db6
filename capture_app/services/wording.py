"""Sentences about imported values: named by the office's word for their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capture_app.importers.foreign import Remark, SetAside
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.merging import ReleaseTooLarge
from capture_app.ocds.record import ReleasesDisagree
from capture_app.ocds.release import RECORD_TYPE
from capture_app.words import say
from forms.catalog import Catalog
from forms.pointers import PathError, is_index, name_of, parent, to_pointer
from forms.record_type import kinds_of
from forms.words import describe
from sync import canonical

_SHOWN = 60
_SENTENCE = 300


def aside_message(item: SetAside, catalog: Catalog, body: Mapping[str, Any]) -> str:
    """Why a value was set aside."""
    return say(f"aside.{item.reason}", label=label_of(item.path, catalog, body), value=shortened(item.value))


def remark_message(remark: Remark, catalog: Catalog, body: Mapping[str, Any]) -> str:
    """What was done to a value, or what is worth knowing of it."""
    parameters = {name: value[:_SHOWN] for name, value in remark.parameters}
    return say(f"note.{remark.code}", label=label_of(remark.path, catalog, body), **parameters)


def row_message(problem: RowProblem) -> str:
    """What is said of a row of a table, or of one of its cells."""
    if problem.sentence:
        return problem.sentence
    return say(f"table.{problem.code}", column=problem.column, **dict(problem.parameters))


def refusal_message(error: ReleasesDisagree | ReleaseTooLarge, catalog: Catalog) -> tuple[str, str, str]:
    """Why a process cannot be merged: code, pointer into its releases, sentence."""
    if isinstance(error, ReleasesDisagree):
        return "releases.disagree", "", say("refused.releases.disagree", detail=shortened(str(error), _SENTENCE))
    found = error.finding
    return found.code, found.pointer, say("refused.size", detail=describe(found, catalog, kinds=()))


def label_of(path: str, catalog: Catalog, body: Mapping[str, Any]) -> str:
    """The office's word for a place under the kind of the record, its name where the law has none; a value in a list
    of texts or codes has the word of its list."""
    record_type = catalog.record_types[RECORD_TYPE]
    known = record_type.field_at(path) or (record_type.field_at(parent(path)) if is_index(name_of(path)) else None)
    return (known.under(*kinds_of(body)).label if known else "") or shortened(name_of(path))


def pointer_in(body: dict[str, Any], path: str) -> str:
    """The plain pointer of a path; the path itself where its row has not been kept."""
    try:
        return to_pointer(body, path)
    except PathError:
        return path


def shortened(value: Any, most: int = _SHOWN) -> str:
    """A value in a few characters."""
    text = value if isinstance(value, str) else canonical.encode(value).decode()
    return text if len(text) <= most else f"{text[:most]}…"
