"""Where the fields of the law stand in one body: patterns bound to rows, and what is shown there."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.catalog import Field, FieldType, RecordType, Section, Stage
from forms.conditions import parse
from forms.findings import LEVEL_ORDER, Finding, Level
from forms.pointers import KEY, get, join, pattern_of, to_path, tokens

MOST_TITLE = 34


def bind(pattern: str, base: str) -> str:
    """The pattern with its first rows taken from a path that leads to the row shown."""
    known = tokens(base)
    return join([*known, *tokens(pattern)[len(known) :]])


def row_paths(body: Mapping[str, Any], array: str) -> list[str]:
    """The paths of the rows of an array, by their keys (by their place where a row has none)."""
    rows = get(body, array)
    if not isinstance(rows, list):
        return []
    return [
        f"{array}/@{row[KEY]}" if isinstance(row, Mapping) and row.get(KEY) else f"{array}/{index}"
        for index, row in enumerate(rows)
    ]


def sections_of(record: RecordType, step: Stage) -> list[tuple[Stage, Section]]:
    """The sections shown under a step of the stepper, those of stages within it first."""
    stages = [stage for stage in record.stages if stage.within == step.id]
    return [(stage, section) for stage in (*stages, step) for section in stage.sections]


def is_shown(section: Section, body: Mapping[str, Any]) -> bool:
    return section.visible_when is None or parse(section.visible_when).holds(body)


def captured(fields: tuple[Field, ...]) -> Iterator[Field]:
    return (item for item in fields if item.captured)


def holds_pattern(field: Field, pattern: str) -> bool:
    """Whether the pattern names the field or something inside it."""
    return pattern == field.pointer or pattern.startswith(field.pointer + "/")


def section_at(record: RecordType, step: Stage, pointer: str) -> Section | None:
    """The section of a step that shows a place."""
    pattern = pattern_of(pointer)
    for _, section in sections_of(record, step):
        if any(holds_pattern(item, pattern) for item in captured(section.fields)):
            return section
    return None


def step_at(record: RecordType, pointer: str) -> Stage | None:
    """The step of the stepper whose form shows a place: a field's own, else the stage's."""
    for step in record.steps():
        if section_at(record, step, pointer) is not None:
            return step
    return record.step_of(pointer)


def finding_path(body: Mapping[str, Any], finding: Finding) -> str:
    """The place of a finding with its rows by key, as widgets know them."""
    return to_path(body, finding.pointer)


def is_inside(path: str, base: str) -> bool:
    return path == base or path.startswith(base + "/")


def worst_level(findings: list[Finding]) -> str | None:
    levels = {item.level for item in findings}
    return next((level.value for level in LEVEL_ORDER if level in levels), None)


def is_problem(finding: Finding) -> bool:
    """What F8 visits: what must be or should be mended."""
    return finding.level in (Level.ERROR, Level.WARNING)


def has_content(body: Mapping[str, Any], fields: tuple[Field, ...], base: str) -> bool:
    return any(get(body, bind(item.pointer, base)) is not None for item in captured(fields))


def row_title(record: RecordType, body: Mapping[str, Any], pointer: str) -> str:
    """What the innermost row on the way to a place is called, "" outside of rows."""
    parts = tokens(pointer)
    for length in range(len(parts) - 1, 0, -1):
        if not parts[length - 1].isdigit():
            continue
        row = get(body, join(parts[:length]))
        field = record.field_at(join(parts[: length - 1]))
        titles = [field.row_title if field is not None else None, "/title", "/name", "/description", "/id"]
        found = next((text for name in titles if name and isinstance(text := get(row, name), str) and text), "")
        return found if len(found) <= MOST_TITLE else found[: MOST_TITLE - 1] + "…"
    return ""


def main_rows(section: Section) -> Field | None:
    """The list a section is about, for the number beside its name."""
    return next((item for item in section.fields if item.type is FieldType.ROWS and item.captured), None)
