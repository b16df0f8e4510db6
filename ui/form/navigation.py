"""Where in the record the screen is, and where its problems are: no widgets here."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.catalog import RecordType, Section, Stage
from forms.findings import Finding
from forms.pointers import get, pattern_of, tokens
from forms.record_type import kinds_of
from ui.form.places import (
    bind,
    captured,
    finding_path,
    has_content,
    holds_pattern,
    is_inside,
    is_problem,
    is_shown,
    main_rows,
    row_paths,
    section_at,
    sections_of,
    step_at,
)
from ui.form.section_list import SectionLine
from ui.form.spot import Spot


def section_id(stage: Stage, section: Section) -> str:
    return f"{stage.id}/{section.id}"


class Map:
    """The screens of one record type over a body."""

    def __init__(self, record: RecordType) -> None:
        self.record = record

    def step(self, step_id: str) -> Stage:
        found = self.record.stage(step_id)
        return found if found is not None else self.record.steps()[0]

    def sections(self, step_id: str, body: Mapping[str, Any]) -> list[tuple[Stage, Section]]:
        """The sections shown under a step, in the words of what is bought and how."""
        kinds = kinds_of(body)
        shown = (pair for pair in sections_of(self.record, self.step(step_id)) if is_shown(pair[1], body))
        return [(stage, section.under(*kinds)) for stage, section in shown]

    def section(self, spot: Spot, body: Mapping[str, Any]) -> tuple[Stage, Section]:
        """The section of a spot, the first of its stage when it is not shown any more."""
        found = self.sections(spot.step, body)
        return next((pair for pair in found if section_id(*pair) == spot.section), found[0])

    def bases(self, step_id: str, body: Mapping[str, Any]) -> list[str]:
        repeat = self.step(step_id).repeat
        return row_paths(body, repeat) if repeat else [""]

    def settle(self, spot: Spot, body: Mapping[str, Any]) -> Spot:
        """The nearest spot that exists: a shown section and a row that is there."""
        stage, section = self.section(spot, body)
        bases = self.bases(spot.step, body)
        base = spot.base if spot.base in bases else (bases[0] if bases else "")
        return Spot(spot.step, section_id(stage, section), base)

    def field_places(self, body: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Every field shown now: its label, its stage and section, and its path (in the first row)."""
        found = []
        for step in self.record.steps():
            for stage, section in self.sections(step.id, body):
                base = next(iter(self.bases(stage.id, body)), None)
                place = f"{step.title} · {section.title}"
                fields = captured(section.fields) if base is not None else ()
                found += [(item.label, place, bind(item.pointer, base or "")) for item in fields]
        return found

    def next_blank(self, body: Mapping[str, Any], usual: frozenset[str], after: str) -> str | None:
        """The next blank one of the usual fields, in reading order and round; a pattern where its row is missing."""
        order = [item for stage in self.record.stages for item in stage.fields if item.pointer in usual]
        by_stage = {step.id: number for number, step in enumerate(self.record.steps())}
        order.sort(key=lambda item: by_stage.get(step.id, 0) if (step := self.record.step_of(item.pointer)) else 0)
        blank = [path for item in order if get(body, path := self._in_first_row(item.pointer, body)) is None]
        here = pattern_of(after)
        passed = next((n for n, item in enumerate(order) if holds_pattern(item, here)), -1)
        later = {item.pointer for item in order[passed + 1 :]}
        ahead = [path for path in blank if pattern_of(path) in later and not is_inside(after, path)]
        return next(iter(ahead), next((path for path in blank if not is_inside(after, path)), None))

    def _in_first_row(self, pattern: str, body: Mapping[str, Any]) -> str:
        step = self.record.step_of(pattern)
        base = next(iter(self.bases(step.id, body)), "") if step is not None and step.repeat else ""
        return bind(pattern, base) if base else pattern

    def beside(self, spot: Spot, body: Mapping[str, Any], step: int) -> Spot | None:
        """The section before or after, going on into the next stage."""
        spots = [
            Spot(stage.id, section_id(*pair), spot.base if stage.id == spot.step else "")
            for stage in self.record.steps()
            for pair in self.sections(stage.id, body)
        ]
        at = next((n for n, item in enumerate(spots) if (item.step, item.section) == (spot.step, spot.section)), 0)
        return spots[at + step] if 0 <= at + step < len(spots) else None

    def spot_of(self, path: str, body: Mapping[str, Any]) -> Spot | None:
        """The spot whose form shows a place."""
        step = step_at(self.record, path)
        if step is None:
            return None
        section = section_at(self.record, step, path)
        pairs = sections_of(self.record, step)
        pair = next((item for item in pairs if item[1] is section), None)
        if pair is None:
            shown = self.sections(step.id, body)
            pair = shown[0] if shown else pairs[0]
        return Spot(step.id, section_id(*pair), self._base(step, path))

    @staticmethod
    def _base(step: Stage, path: str) -> str:
        if not step.repeat or not path.startswith(step.repeat + "/"):
            return ""
        return "/".join(path.split("/")[: len(tokens(step.repeat)) + 2])

    def stage_findings(self, step_id: str, findings: Sequence[Finding]) -> list[Finding]:
        return [item for item in findings if (found := step_at(self.record, item.pointer)) and found.id == step_id]

    def lines(self, spot: Spot, body: Mapping[str, Any], findings: Sequence[Finding]) -> list[SectionLine]:
        """The sections of the stage with their marks."""
        return [
            self._line(stage, section, spot.base, body, findings) for stage, section in self.sections(spot.step, body)
        ]

    def _line(
        self, stage: Stage, section: Section, base: str, body: Mapping[str, Any], findings: Sequence[Finding]
    ) -> SectionLine:
        within = [
            item
            for item in findings
            if any(holds_pattern(field, pattern_of(item.pointer)) for field in captured(section.fields))
            and (not base or finding_path(body, item).startswith(base + "/"))
        ]
        levels = {item.level.value for item in within}
        row_base = base if stage.repeat else ""
        content = has_content(body, section.fields, row_base)
        sign = "error" if "error" in levels else "warning" if "warning" in levels else "done" if content else "none"
        return SectionLine(section_id(stage, section), section.title, sign, self._rows(section, row_base, body))

    @staticmethod
    def _rows(section: Section, base: str, body: Mapping[str, Any]) -> int | None:
        field = main_rows(section)
        return len(row_paths(body, bind(field.pointer, base))) if field is not None else None

    def problems(self, body: Mapping[str, Any], findings: Sequence[Finding]) -> list[str]:
        """The places F8 visits, in reading order."""
        order = {
            section_id(*pair): (number, index)
            for number, stage in enumerate(self.record.steps())
            for index, pair in enumerate(sections_of(self.record, stage))
        }
        placed = []
        for finding in findings:
            spot = self.spot_of(finding.pointer, body) if is_problem(finding) else None
            if spot is not None:
                field = self._field_order(spot, finding.pointer, body)
                placed.append((order.get(spot.section, (99, 99)), field, finding_path(body, finding)))
        return list(dict.fromkeys(path for _, _, path in sorted(placed)))

    def _field_order(self, spot: Spot, pointer: str, body: Mapping[str, Any]) -> tuple[int, ...]:
        """Where in its section a place is: its field, then the rows on the way."""
        _, section = self.section(spot, body)
        pattern = pattern_of(pointer)
        at = next((n for n, field in enumerate(section.fields) if holds_pattern(field, pattern)), 999)
        rows = tuple(int(token) for token in tokens(pointer) if token.isdigit())
        return (at, *rows)
