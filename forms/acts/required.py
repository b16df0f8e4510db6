"""Every act and document that a process should leave, by stage, and how each one stands in its body."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms.acts.figures import figure_in_force
from forms.acts.hosts import Host, hosts_of, is_due
from forms.acts.matrix import ActRow, Need, acts_for
from forms.acts.pile import Pile
from forms.acts.places import places
from forms.acts.setting import Setting, act_day, setting_of
from forms.conditions import parse
from forms.context import Context
from forms.members import rows, text
from forms.survey import Survey
from forms.thresholds import Threshold, Thresholds

DECLARED = "_acts"
STAGES = ("planning", "tender", "award", "contract", "implementation")
_LEVELS = {
    "obligatorio": Need.REQUIRED,
    "condicional": Need.CONDITIONAL,
    "recomendado": Need.RECOMMENDED,
    "no aplica": Need.NONE,
}
_RANK = tuple(Need)


class Standing(StrEnum):
    """How an act stands: there, known to be on paper, lacking, not due yet, asked for only if it happened,
    or said by the office not to exist or not to apply."""

    PRESENT = "present"
    ON_PAPER = "on_paper"
    MISSING = "missing"
    LATER = "later"
    IF_APPLIES = "if_applies"
    NONEXISTENT = "nonexistent"
    NOT_APPLICABLE = "not_applicable"


SAID = frozenset({Standing.ON_PAPER, Standing.NONEXISTENT, Standing.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the list. `need` is what the matrix asks of this procedure (an approved row may change it);
    `is_approved` tells whether somebody has approved that for the office, and only then a check judges by it.
    `found` are pointers of its documents or data, `lacking` the lists where a document should stand, `days`
    the days captured of its key date, `reason` what the office said of its absence, `figures` the dated rows in
    force that speak of it (a period, an authority, a format)."""

    row: ActRow
    need: Need
    standing: Standing
    is_approved: bool
    found: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    reason: str = ""
    figures: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True)
class StageActs:
    stage: str
    acts: tuple[Act, ...]

    def count(self, *standings: Standing) -> int:
        return sum(act.standing in standings for act in self.acts)


@dataclass(frozen=True, slots=True)
class RequiredActs:
    """The list of a process; without method or kind there is none yet, and `stages` is empty."""

    setting: Setting
    stages: tuple[StageActs, ...] = ()

    def all(self) -> tuple[Act, ...]:
        return tuple(act for stage in self.stages for act in stage.acts)


def required_acts(survey: Survey, context: Context) -> RequiredActs:
    """The acts of every stage of the process; pure, no clock but the context's."""
    setting = setting_of(survey.body)
    if setting.way is None or setting.kind is None:
        return RequiredActs(setting)
    rows_of = acts_for(setting.way, setting.kind)
    judge = _Judge(survey, context, setting)
    needs = {row: judge.need(row, row.need(setting.way, setting.kind)) for row in rows_of}
    asked = sorted((row for row in rows_of if needs[row] is not Need.NONE), key=lambda row: _RANK.index(needs[row]))
    found = {row: judge.act(row, needs[row]) for row in asked}
    stages = (tuple(found[row] for row in rows_of if row in found and row.stage == stage) for stage in STAGES)
    return RequiredActs(setting, tuple(map(StageActs, STAGES, stages)))


def is_judged(thresholds: Thresholds) -> bool:
    """Whether anybody has approved any act at all; asked first, it costs nothing."""
    return any(code.startswith(("acts.", "act.")) for code in thresholds.codes_in_force)


class _Judge:
    """One pass over the matrix: documents are handed out once, to what is most asked for first."""

    def __init__(self, survey: Survey, context: Context, setting: Setting) -> None:
        self._body, self._law, self._context = survey.body, setting.law, context
        self._figures, self._day = context.thresholds, act_day(survey.body, context.today)
        self._pile = Pile(survey)
        self._said = {text(row, "act"): row for _, row in rows(survey.body, "", DECLARED)}

    def need(self, row: ActRow, need: Need) -> Need:
        """As an approved row says; a conditional act whose condition is met is required."""
        own = self._figures.usable(f"act.{row.id}", self._day)
        need = _LEVELS.get(own.text, need) if own else need
        is_met = need is Need.CONDITIONAL and bool(row.when) and parse(row.when).holds(self._body)
        return Need.REQUIRED if is_met else need

    def act(self, row: ActRow, need: Need) -> Act:
        found: list[str] = []
        lacking: list[str] = []
        for host in hosts_of(self._body, row.stage):
            proof = [*self._shown(row, host), *self._pile.take(row.document_type, host.folder, row.document)]
            found.extend(proof)
            if not proof and is_due(self._body, row.stage, host):
                lacking.append(host.folder)
        standing, reason = self._standing(row, need, found, bool(lacking))
        days = (day for pattern in row.dates for _, day in places(self._body, pattern) if isinstance(day, str))
        said = tuple(dict.fromkeys(days))
        figures = (figure_in_force(self._body, self._context, code) for code in row.figures)
        in_force = tuple(filter(None, figures))
        return Act(row, need, standing, self._is_approved(row), tuple(found), tuple(lacking), said, reason, in_force)

    def _shown(self, row: ActRow, host: Host) -> list[str]:
        """Places of the host whose data prove the act without a document."""
        return [at for pattern in row.shown_by for at, _ in _below(self._body, host, pattern)]

    def _standing(self, row: ActRow, need: Need, found: list[str], lacks: bool) -> tuple[Standing, str]:
        if found and not lacks:
            is_paper = all(self._pile.is_on_paper(pointer) for pointer in found)
            return (Standing.ON_PAPER if is_paper else Standing.PRESENT), ""
        said = self._said.get(row.id, {})
        if text(said, "state") in SAID:
            return Standing(text(said, "state")), text(said, "reason")
        if need is Need.CONDITIONAL:
            return Standing.IF_APPLIES, ""
        return (Standing.MISSING if lacks and row.document_type else Standing.LATER), ""

    def _is_approved(self, row: ActRow) -> bool:
        codes = (f"act.{row.id}", f"acts.{self._law}")
        return any(self._figures.usable(code, self._day) is not None for code in codes)


def _below(body: object, host: Host, pattern: str) -> Iterator[tuple[str, object]]:
    """The places of a pattern that lie within the host, where it speaks of the host's list."""
    start = f"{host.pointer.rpartition('/')[0]}/*/"
    if pattern.startswith(start):
        yield from places(host.node, pattern[len(start) - 1 :], host.pointer)
    else:
        yield from places(body, pattern)
