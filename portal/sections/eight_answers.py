"""The eight questions anyone asks of a purchase, answered from the law."""

from __future__ import annotations

from dataclasses import dataclass

from forms.progress import Answer, answers
from portal.intake.projection import CONTRACTING
from portal.sections.process_view import ProcessView

LONG = 160  # letters; more make a column of a card, which wants the whole width


@dataclass(frozen=True)
class Shown:
    answer: Answer
    is_long: bool


def build(view: ProcessView) -> tuple[Shown, ...]:
    found = answers(view.release, CONTRACTING, view.law)
    return tuple(Shown(answer, sum(map(len, answer.lines)) > LONG) for answer in found)
