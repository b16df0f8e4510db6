"""The acts of the procedure with their documents, by stage: what has been published of each, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms.acts.matrix import Need
from forms.acts.pile import ON_PAPER
from forms.acts.required import STAGES, Act, Standing, required_acts
from forms.catalog import Field
from forms.context import Context
from forms.documents import REDACTED
from forms.formats import display, show_day
from forms.members import Row, text
from forms.survey import Survey, survey
from portal.intake.figures import figures_in_force
from portal.sections.cells import SAFE_SCHEMES
from portal.sections.process_view import ProcessView

_SHOWN = (Standing.PRESENT, Standing.ON_PAPER)
_OPEN = ("public", "redacted")


@dataclass(frozen=True)
class Paper:
    """A published document; ``address`` is "" where there is no file to open; ``redaction`` of one shown whole."""

    title: str
    kind: str
    day: str
    address: str
    is_on_paper: bool
    redaction: str = ""


@dataclass(frozen=True)
class ActLine:
    """An act: its days, its documents, and whether one that is due has not been published."""

    title: str
    days: tuple[str, ...]
    papers: tuple[Paper, ...]
    is_missing: bool = False


@dataclass(frozen=True)
class StageLines:
    title: str
    acts: tuple[ActLine, ...]


def build(view: ProcessView) -> tuple[StageLines, ...]:
    """The stages of which an act or a document is public; an act nobody has approved is never called missing."""
    found = survey(view.release, view.record)
    context = Context(view.process.published_at.date(), view.process.ocid, thresholds=figures_in_force())
    listed = required_acts(found, context)
    told, here = _Told(view, found), {step.id for step in view.steps() if step.state == "here"}
    stages = {stage.stage: [*told.lines(stage.acts, stage.stage in here)] for stage in listed.stages}
    for stage, lines in told.others().items():
        stages.setdefault(stage, []).extend(lines)
    titles = {step.id: step.title_for(*view.kinds) for step in view.record.steps()}
    return tuple(StageLines(titles[name], tuple(stages[name])) for name in STAGES if stages.get(name))


class _Told:
    """The documents of a release, each said once: of the act it proves, else by itself."""

    def __init__(self, view: ProcessView, found: Survey) -> None:
        self._view = view
        self._papers = {place.pointer: place.value for place in found.of("document")}
        self._types = view.law.codelists["documentType"]
        self._left = dict.fromkeys(self._papers)

    def lines(self, acts: tuple[Act, ...], is_published: bool) -> Iterator[ActLine]:
        """The acts of a stage; of one that is not published, nothing is said to lack."""
        for act in acts:
            if act.standing in _SHOWN or (is_published and _is_owed(act)):
                papers = tuple(self._take(pointer) for pointer in act.found if pointer in self._papers)
                days = tuple(dict.fromkeys(map(show_day, act.days)))
                yield ActLine(act.row.act, days, papers, act.standing is Standing.MISSING)

    def others(self) -> dict[str, list[ActLine]]:
        """Documents that prove no act of the list, by the stage they stand in."""
        found: dict[str, list[ActLine]] = {}
        for pointer in tuple(self._left):
            stage = self._view.record.step_of(pointer)
            paper = self._take(pointer)
            if stage is not None:
                found.setdefault(stage.id, []).append(ActLine(paper.kind or paper.title, (), (paper,)))
        return found

    def _take(self, pointer: str) -> Paper:
        self._left.pop(pointer, None)
        redacted = self._view.record.field_at(f"{pointer}/{REDACTED}")
        return self._paper(self._papers[pointer], redacted)

    def _paper(self, document: Row, redacted: Field | None) -> Paper:
        code, address = text(document, "documentType"), text(document, "url")
        kind = self._types.title_of(code) if code else ""
        day = text(document, "datePublished")
        is_link = address.lower().startswith(SAFE_SCHEMES)
        return Paper(
            title=text(document, "title") or kind or text(document, "id"),
            kind=kind,
            day=show_day(day) if day else "",
            address=address if is_link else "",
            is_on_paper=text(document, "format") == ON_PAPER,
            redaction=display(redacted, document.get(REDACTED), self._view.law) if redacted else "",
        )


def _is_owed(act: Act) -> bool:
    """Whether the public may be told that it lacks: due, asked for by an approved list, and of a public kind."""
    is_asked = act.is_approved and act.need is Need.REQUIRED and act.row.publication in _OPEN
    return is_asked and act.standing is Standing.MISSING
