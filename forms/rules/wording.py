"""Texts: too short, put to fill a box, addresses that lead nowhere, and what could not be read."""

import re
from collections.abc import Iterator, Mapping

from forms.codes import fold
from forms.columns import Column, column_of
from forms.context import Context
from forms.findings import Level, finding
from forms.members import Row, objects, part, text
from forms.pointers import PathError, to_pointer
from forms.presence import looks_at
from forms.record_type import FieldType
from forms.rules.rule import Verdicts
from forms.survey import Survey

SHORTEST_TITLE, SHORTEST_DESCRIPTION, LONGEST_NOTE = 10, 30, 250
_FILLERS = frozenset(
    ("-", "--", "---", ".", "..", "...", "n/a", "na", "n.a.", "n/d", "nd", "s/d", "s/n", "x", "xx", "xxx")
) | frozenset(("test", "prueba", "ninguno", "ninguna", "null", "none", "pendiente", "por definir", "asdf", "tbd"))
_LONGEST_FILLER = 20
_UNSAFE_SCHEMES = frozenset({"javascript", "data", "vbscript"})
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]++|%[0-9A-Fa-f]{2})++")
_EMAIL = re.compile(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\".]+(\.[^@\s<>(),;:\".]+)+")


def _titled(survey: Survey) -> Iterator[tuple[str, Row]]:
    if survey.tender:
        yield "/tender", survey.tender
    yield from survey.awards
    yield from survey.contracts


@looks_at("/tender/title /awards/*/title /contracts/*/title")
def title_too_short(survey: Survey, context: Context) -> Verdicts:
    for pointer, owner in _titled(survey):
        title = text(owner, "title").strip()
        if title:
            if len(title) < SHORTEST_TITLE:
                yield finding(f"{pointer}/title", "title.too_short", Level.NOTE, least=SHORTEST_TITLE)
            else:
                yield None


@looks_at("/tender/description")
def description_too_short(survey: Survey, context: Context) -> Verdicts:
    said = text(survey.tender, "description").strip()
    if said:
        if len(said) < SHORTEST_DESCRIPTION:
            yield finding("/tender/description", "description.too_short", Level.NOTE, least=SHORTEST_DESCRIPTION)
        else:
            yield None


@looks_at("/tender /awards /contracts /planning /parties item amendment")
def text_placeholder(survey: Survey, context: Context) -> Verdicts:
    """In what everybody reads: what is bought, from whom and why."""
    titled = column_of(list(_titled(survey)))
    whys = column_of([("/planning", part(survey.body, "planning"))])
    for column in (titled, *survey.columns("item")):
        yield from _placeholders(column, "title")
        yield from _placeholders(column, "description")
    for column in (titled, whys, *survey.columns("amendment")):
        yield from _placeholders(column, "rationale")
    yield from _placeholders(titled, "procurementMethodRationale")
    yield from _placeholders(column_of(survey.rows("parties")), "name")


def _placeholders(column: Column, name: str) -> Verdicts:
    """The texts of one name that fill a box; None once for all that say something."""
    texts = column.texts(name) - {""}
    fillers = {said for said in texts if len(said) <= _LONGEST_FILLER and fold(said) in _FILLERS}
    if len(fillers) < len(texts):
        yield None
    for index, owner in enumerate(column.values) if fillers else ():
        if text(owner, name) in fillers:
            yield finding(f"{column.pointers[index]}/{name}", "text.placeholder", Level.WARNING, value=owner[name])


def is_uri(value: str) -> bool:
    """Whether the text is a whole URI, and none that would run as a program when followed."""
    return bool(_URI.fullmatch(value)) and value.partition(":")[0].lower() not in _UNSAFE_SCHEMES


@looks_at("uri")
def uri_malformed(survey: Survey, context: Context) -> Verdicts:
    """The official schema refuses an address that is no URI, so it cannot be published."""
    return survey.judge(
        FieldType.URI,
        lambda value: is_uri(value) if isinstance(value, str) else None,
        lambda place: finding(place.pointer, "uri.malformed", Level.ERROR, value=place.value),
    )


@looks_at("email")
def email_malformed(survey: Survey, context: Context) -> Verdicts:
    for place in survey.of(FieldType.EMAIL):
        if isinstance(place.value, str):
            if _EMAIL.fullmatch(place.value):
                yield None
            else:
                yield finding(place.pointer, "email.malformed", Level.NOTE, value=place.value)


def typed_unreadable(survey: Survey, context: Context) -> Verdicts:
    """What was typed and could not be read as the field's type waits for a person."""
    typed = survey.body.get("_typed")
    for path, said in typed.items() if isinstance(typed, Mapping) else ():
        pointer = _place_of(survey, path)
        if pointer is not None and isinstance(said, str):
            item = survey.record.field_at(pointer)
            kind = item.type if item else FieldType.TEXT
            yield finding(pointer, "typed.unreadable", Level.ERROR, text=said, expected=kind)


def _place_of(survey: Survey, path: object) -> str | None:
    """The pointer of a path, None when it is no path or its row is gone."""
    try:
        return to_pointer(survey.body, path) if isinstance(path, str) else None
    except PathError:
        return None


@looks_at("document/description")
def document_description_long(survey: Survey, context: Context) -> Verdicts:
    code = "document.description_long"
    return survey.judge(
        "document",
        lambda row: len(said) <= LONGEST_NOTE if (said := text(row, "description")) else None,
        lambda place: finding(f"{place.pointer}/description", code, Level.NOTE, most=LONGEST_NOTE),
    )


@looks_at("item")
def items_unclassified(survey: Survey, context: Context) -> Verdicts:
    """No catalogue tells what an item is: by its code, not by a description alone."""
    for column in survey.columns("item"):
        bare = [
            row
            for row, item in enumerate(column.values)
            if not (type(said := item.get("classification")) is dict and said.get("id"))
        ]
        wrong = [row for row in bare if not _has_another_code(column.values[row])]
        if len(wrong) < len(column.values):
            yield None
        for row in wrong:
            yield finding(f"{column.pointers[row]}/classification", "items.unclassified", Level.WARNING)


def _has_another_code(item: Row) -> bool:
    return any(text(row, "id") for row in objects(item, "additionalClassifications"))
