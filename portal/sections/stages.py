"""Each stage with its sections and fields, drawn from the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms.catalog import Field, Section, Stage
from forms.formats import display
from forms.pointers import expand, get
from portal.sections.cells import Cell, cell_of, missing_cell
from portal.sections.process_view import ProcessView

ASKED = ("standard", "profile")


@dataclass(frozen=True)
class SectionBlock:
    title: str
    cells: tuple[Cell, ...]

    @property
    def repeats_title(self) -> bool:
        """Whether its one cell would only say the title again."""
        return len(self.cells) == 1 and (self.cells[0].label == self.title or self.cells[0].kind == "table")


@dataclass(frozen=True)
class Part:
    """What belongs to one row of a repeated stage, or to the stage itself (no title)."""

    title: str
    blocks: tuple[SectionBlock, ...]


@dataclass(frozen=True)
class StageBlock:
    id: str
    number: int
    title: str
    parts: tuple[Part, ...]


def build(view: ProcessView) -> tuple[StageBlock, ...]:
    """Every stage of the stepper; one that is not published has no parts."""
    return tuple(
        StageBlock(step.id, step.number or 0, step.title_for(*view.kinds), tuple(_parts(view, step)))
        for step in view.record.steps()
    )


def _parts(view: ProcessView, step: Stage) -> Iterator[Part]:
    stages = [stage for stage in view.record.stages if stage.within == step.id] + [step]
    for stage in stages:
        for base, title in _places(view, stage):
            blocks = tuple(_blocks(view, stage, base))
            if any(cell.kind != "missing" for block in blocks for cell in block.cells):
                yield Part(title, blocks)


def _places(view: ProcessView, stage: Stage) -> list[tuple[str, str]]:
    """(pointer that takes the place of the stage's rows, title) for each time it is shown."""
    if not stage.repeat:
        return [("", "")]
    rows = expand(view.release, f"{stage.repeat}/*")
    return [(pointer, _row_title(view, stage, pointer, number)) for number, (pointer, _) in enumerate(rows, 1)]


def _row_title(view: ProcessView, stage: Stage, pointer: str, number: int) -> str:
    item = view.record.field_at(f"{stage.repeat}/*{stage.row_title}")
    named = display(item, get(view.release, pointer + (stage.row_title or "")), view.law) if item else ""
    own_id = get(view.release, f"{pointer}/id")
    return f"{stage.row_label_for(*view.kinds) or stage.title}: {named or own_id or number}"


def _blocks(view: ProcessView, stage: Stage, base: str) -> Iterator[SectionBlock]:
    for section in (item.under(*view.kinds) for item in stage.sections):
        cells = tuple(_cells(view, stage, section, base))
        if any(cell.kind != "missing" for cell in cells) or (cells and not stage.within):
            yield SectionBlock(section.title, cells)


def _cells(view: ProcessView, stage: Stage, section: Section, base: str) -> Iterator[Cell]:
    for item in section.fields:
        pointer = base + item.pointer.removeprefix(f"{stage.repeat}/*") if stage.repeat else item.pointer
        cell = _cell(view, item, pointer)
        if cell is not None:
            yield cell


def _cell(view: ProcessView, item: Field, pointer: str) -> Cell | None:
    if item.visibility == "personal":
        return None
    cell = cell_of(item, get(view.release, pointer), view.law)
    if cell is None and view.record.requirement(item, view.release, pointer) in ASKED:
        return missing_cell(item, view.reached)
    return cell
