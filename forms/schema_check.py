"""What the compiled schemas say of a body, or of a release as a file, as findings."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

import jsonschema_rs

from forms.catalog import Catalog, load_catalog
from forms.compile import clean_schema, compile_schema, file_schema, full_schema, size_schema
from forms.findings import Finding, Level, finding
from forms.pointers import is_index, join, tokens
from forms.record_type import RecordType
from forms.sizes import MOST_ROWS_IN_ALL, crowd_in, first_rows, may_be_crowded, too_large

__all__ = ["CODES", "TOO_LARGE", "Judge", "body_findings", "is_clean", "is_full", "release_findings"]
Judge = jsonschema_rs.Draft202012Validator
# What a keyword of the schema that does not hold is called, and the blocking check it belongs to.
CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "type": ("type.wrong", "B05"),
        "enum": ("code.unknown", "B06"),
        "required": ("required.missing", "B04"),
        "uniqueItems": ("row.repeated", "B05"),
        "minItems": ("value.empty", "B05"),
        "minLength": ("value.empty", "B05"),
        "minProperties": ("value.empty", "B05"),
        "minimum": ("number.out_of_range", "B05"),
        "maximum": ("number.out_of_range", "B05"),
    }
)
# What is refused by its size: the standard has no word on it.
TOO_LARGE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "maxLength": ("size.text", "B01"),
        "maxItems": ("size.rows", "B01"),
        "maxProperties": ("size.members", "B01"),
        "propertyNames": ("size.name", "B01"),
        "rowsInAll": ("size.rows_in_all", "B01"),
        "objectsInAll": ("size.in_all", "B01"),
    }
)
_SIZES = frozenset(code for code, _ in TOO_LARGE.values())
UNWRITABLE = ("text.unwritable", Level.ERROR, "B01")
MOST_ERRORS = 1000  # told of one document; that there are more is told besides
FEW_ROWS = (300, MOST_ERRORS + 1)  # of each place, where errors are looked for first in a long document
MORE = ("structure.more", Level.ERROR, "B05")
_LONGEST_VALUE = 80
_LONGEST_NUMBER = 256
_HEADER_DEPTH = 1


def body_findings(body: Any, record: RecordType, catalog: Catalog) -> Iterator[Finding]:
    """Wrong types and codes of a stored body."""
    return _findings(body, _body_judge(record.id, catalog), record)


def size_findings(document: Any) -> Iterator[Finding]:
    """What is too large in a body or a release, at any place, whatever its members are called."""
    found = [] if _size_judge().is_valid(document) else list(islice(too_large(document), MOST_ERRORS))
    yield from (_too_large(*error) for error in found)
    most = crowd_in(document) if found or may_be_crowded(document) else None
    if most is not None:
        yield _too_large([], "rowsInAll" if most == MOST_ROWS_IN_ALL else "objectsInAll", most)


def or_unwritable(document: Any, judged: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """What is found; of a document with a text that cannot be written, only that: nothing else can read it."""
    try:
        return judged()
    except UnicodeEncodeError:
        found = tuple(unwritable_findings(document))
        if not found:
            raise
        return found


def unwritable_findings(document: Any) -> Iterator[Finding]:
    """The texts with half a letter (a lone surrogate), which no file can hold; a name is told at its object."""
    waiting: list[tuple[list[str | int], Any]] = [([], document)]
    while waiting:
        way, node = waiting.pop()
        if isinstance(node, str) and not _is_writable(node):
            yield finding(join(way), *UNWRITABLE)
        elif isinstance(node, dict):
            if not all(map(_is_writable, node)):
                yield finding(join(way), *UNWRITABLE)
            waiting.extend(([*way, name], inner) for name, inner in node.items() if _is_writable(name))
        elif isinstance(node, list):
            waiting.extend(([*way, index], inner) for index, inner in enumerate(node))


def _is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_clean(body: Any, record: RecordType, catalog: Catalog) -> bool:
    """Whether the body has no wrong type or code, is within the limits, and is full."""
    return _clean_judge(record.id, catalog).is_valid(body)


def is_full(body: Any) -> bool:
    """Whether nothing is blank at any depth: no null, nothing empty, no text of spaces alone."""
    return _full_judge().is_valid(body)


def release_findings(
    release: Any, record_type: str = "contracting_process", catalog: Catalog | None = None
) -> tuple[Finding, ...]:
    """All for which the standard's schema refuses the release, its header included; formats are rules."""
    return or_unwritable(release, lambda: _release_findings(release, record_type, catalog or load_catalog()))


def _release_findings(release: Any, record_type: str, law: Catalog) -> tuple[Finding, ...]:
    judge, header = _release_judge(record_type, law)
    lacking = [name for name in header if name not in release] if isinstance(release, dict) else []
    found = tuple(_findings(release, judge, law.record_types[record_type]))
    if any(item.code in _SIZES for item in found):
        return found
    return (*(_missing(join([name])) for name in lacking), *found)


@cache
def _body_judge(record_type: str, catalog: Catalog) -> Judge:
    return Judge(compile_schema(record_type, catalog, "draft"), mask="…")


@cache
def _clean_judge(record_type: str, catalog: Catalog) -> Judge:
    return Judge(clean_schema(record_type, catalog))


@cache
def _full_judge() -> Judge:
    return Judge(full_schema())


@cache
def _release_judge(record_type: str, catalog: Catalog) -> tuple[Judge, tuple[str, ...]]:
    """The judge of all but the members that every release must have, and these.

    Each error brings a copy of the object it is of, and that of a missing header would be the whole release.
    """
    schema = file_schema(record_type, catalog)
    header = tuple(schema.pop("required"))
    return Judge(schema, mask="…"), header


@cache
def _size_judge() -> Judge:
    """Only what is too large, at any place: it stops at once where the whole schema would read on."""
    return Judge(size_schema(), mask="…")


def _findings(document: Any, judge: Judge, record: RecordType) -> Iterator[Finding]:
    if judge.is_valid(document):
        return
    if too_large := list(size_findings(document)):
        yield from too_large
        return
    errors = _errors(document, judge)
    for error in errors[:MOST_ERRORS]:
        keyword = error.kind.name
        if keyword != "enum" or isinstance(error.instance, str):
            yield _finding(keyword, error, record)
    if len(errors) > MOST_ERRORS:
        yield finding("", *MORE, most=f"{MOST_ERRORS:,}")


def _errors(document: Any, judge: Judge) -> list[jsonschema_rs.ValidationError]:
    """The errors of a document, or of its first rows where there are more of them than are told.

    Each costs as much as a row that is well, so those that nobody is told are not asked for.
    """
    parts = FEW_ROWS if may_be_crowded(document, MOST_ERRORS) else ()
    for part in (*(first_rows(document, most) for most in parts), document):
        errors = list(islice(judge.iter_errors(part), MOST_ERRORS + 1))
        if len(errors) > MOST_ERRORS:
            break
    return errors


def _too_large(way: list[str | int], keyword: str, most: int) -> Finding:
    code, blocks = TOO_LARGE[keyword]
    return finding(join(way), code, Level.ERROR, blocks, most=f"{most:,}")


def _finding(keyword: str, error: jsonschema_rs.ValidationError, record: RecordType) -> Finding:
    pointer = join(list(error.instance_path))
    code, blocks = CODES[keyword]
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        return _missing(f"{pointer}{join([error.kind.property])}")
    if keyword == "enum":
        item = record.field_at(pointer) or record.unit_at(pointer)
        codelist = item.codelist if item and item.codelist else ""
        return finding(pointer, code, Level.ERROR, blocks, value=brief(error.instance), codelist=codelist)
    if keyword == "type":
        expected = _expected(record, pointer)
        return finding(pointer, code, Level.ERROR, blocks, value=brief(error.instance), expected=expected)
    return finding(pointer, code, Level.ERROR, blocks, value=brief(error.instance))


def _missing(pointer: str) -> Finding:
    depth = pointer.count("/")
    if depth > _HEADER_DEPTH and pointer.endswith("/id"):
        return finding(pointer, "id.missing", Level.ERROR, "B04")
    return finding(pointer, "required.missing", Level.ERROR, "B04" if depth > _HEADER_DEPTH else "B02")


def _expected(record: RecordType, pointer: str) -> str:
    item = record.field_at(pointer)
    if item is None:
        return "rows" if pointer and record.node_at(pointer + "/*") else "object"
    if item.type.value == "rows":
        return "object" if is_index(tokens(pointer)[-1]) else "rows"
    return "object" if item.type.value == "composite" else item.type.value


def brief(value: Any) -> str:
    """A value short enough to stand in a sentence."""
    if isinstance(value, (Mapping, list)):
        return "…"
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        return "…"
    shown = value[: _LONGEST_VALUE + 1] if isinstance(value, str) else str(value)
    return shown if len(shown) <= _LONGEST_VALUE else shown[: _LONGEST_VALUE - 1] + "…"
