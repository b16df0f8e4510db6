"""Values as a body holds them: canonical numbers, no NUL, nothing empty, a `_key` in every row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from capture_app.errors import BadInput
from capture_app.ids import Ids
from forms.pointers import KEY
from forms.sizes import LONGEST_TEXT, MOST_ROWS
from sync.canonical import MAX_DEPTH, plain

MAX_BODY_BYTES = 8 * 1024 * 1024
MAX_WHOLE = Decimal(10) ** 15
MAX_PLACES = 6


def stored_form(value: Any, ids: Ids) -> Any:
    """What is stored for a value given: canonical, pruned, rows keyed; None when nothing is left."""
    try:
        cleaned = _cleaned(value, 0)
    except TypeError as error:
        raise BadInput("El valor no se puede guardar con exactitud.") from error
    return keyed(cleaned, ids)


def keyed(value: Any, ids: Ids) -> Any:
    """The value with a new `_key` in each object of an array that has none."""
    if isinstance(value, dict):
        return {name: keyed(member, ids) for name, member in value.items()}
    if isinstance(value, list):
        taken: set[str] = set()
        return [_keyed_row(keyed(row, ids), ids, taken) for row in value]
    return value


def _keyed_row(row: Any, ids: Ids, taken: set[str]) -> Any:
    """A key stands once in a list: rows are told apart by it alone."""
    if not isinstance(row, dict):
        return row
    key = row.get(KEY)
    if not key or key in taken:
        key = ids.row_key()
    taken.add(key)
    return {**row, KEY: key}


def is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _cleaned(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise BadInput("El valor tiene demasiados niveles.")
    if isinstance(value, dict):
        members = {str(name): _cleaned(member, depth + 1) for name, member in value.items()}
        return {name: member for name, member in members.items() if not is_empty(member)}
    if isinstance(value, (list, tuple)):
        return _cleaned_list(value, depth)
    if isinstance(value, str):
        return _cleaned_text(value)
    return _cleaned_number(value)


def _cleaned_list(value: list[Any] | tuple[Any, ...], depth: int) -> list[Any]:
    if len(value) > MOST_ROWS:
        raise BadInput(f"Son más de {MOST_ROWS:,} renglones.", action_es="Divídalos en varios expedientes.")
    members = [_cleaned(member, depth + 1) for member in value]
    return [member for member in members if not is_empty(member)]


def _cleaned_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise BadInput("El texto es demasiado largo (más de un millón de caracteres).")
    clean = text.replace("\x00", "")
    return clean if clean.isascii() else clean.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _cleaned_number(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, (int, Decimal)):
        raise TypeError(f"{type(value).__name__} is not a JSON value")
    if not is_in_range(value):
        raise BadInput("La cantidad no cabe: hasta 15 cifras antes del punto y 6 después.")
    return plain(value)


def is_in_range(value: int | Decimal) -> bool:
    """Whether a number has at most 15 digits before the point and 6 after (decisions 2)."""
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= MAX_WHOLE:
        return False
    return number == 0 or number.normalize().as_tuple().exponent >= -MAX_PLACES  # type: ignore[operator]
