"""The eight questions anyone asks of a purchase, answered from the law."""

from __future__ import annotations

from forms.progress import Answer, answers
from portal.intake.projection import CONTRACTING
from portal.sections.process_view import ProcessView


def build(view: ProcessView) -> tuple[Answer, ...]:
    return answers(view.release, CONTRACTING, view.law)
