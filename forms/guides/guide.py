"""What a guide is: a generator that looks for a reason to look again, and never says that something is wrong.

It yields a Finding for such a reason, None for a case without one, and Lacking for a case that cannot
be evaluated. So it answers yes, no, or "not evaluable", always with what is missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

import msgspec

from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.presence import Wanted, wanted_by
from forms.rules.rule import MOST_FINDINGS
from forms.survey import Survey
from forms.thresholds import Threshold

NO_CASE = "lacking.case"
NO_THRESHOLD = "lacking.threshold"
NO_HISTORY = "lacking.history"


class Lacking(msgspec.Struct, frozen=True):
    """What keeps a guide from answering: the pointer of a member, or a key of the messages."""

    what: str


Signs = Iterator[Finding | Lacking | None]


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_EVALUABLE = "not_evaluable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of one guide; `missing` is empty unless it could not be evaluated."""

    code: str
    state: Answer
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """A code of the messages and its generator.

    `sign` is its short name in the catalogue of signs, `weight` how much it counts there (1, 3 or 6),
    `rests_on` the thresholds without which it has no answer. One that is not `shown` is only counted.
    """

    code: str
    sign: str
    weight: int
    function: Callable[[Survey, Context], Signs]
    rests_on: tuple[str, ...] = ()
    shown: bool = True
    wanted: Wanted = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wanted", wanted_by(self.function))

    def findings(self, survey: Survey, context: Context) -> list[Finding]:
        """The reasons found, the first thousand at most: the next are no news."""
        if not self.shown:
            return []
        signs = (sign for sign in self.function(survey, context) if isinstance(sign, Finding))
        return list(islice(signs, MOST_FINDINGS))

    def outcome(self, survey: Survey, context: Context) -> Outcome:
        signs = list(self.function(survey, context))
        found = tuple(sign for sign in signs if isinstance(sign, Finding))
        if found:
            return Outcome(self.code, Answer.YES, found)
        missing = dict.fromkeys(sign.what for sign in signs if isinstance(sign, Lacking))
        if missing or not signs:
            return Outcome(self.code, Answer.NOT_EVALUABLE, missing=tuple(missing) or (NO_CASE,))
        return Outcome(self.code, Answer.NO)


def sign(pointer: str, code: str, **parameters: object) -> Finding:
    """A point to look at again."""
    return finding(pointer, code, Level.GUIDE, None, **parameters)


def plain(value: Threshold | None) -> str:
    """The figure of a threshold as people read it."""
    return f"{value.value:,.2f}".removesuffix(".00") if value else ""
