"""What a rule is: a generator that judges cases and says of each one whether it is well.

It yields a Finding for a bad case and None for a good one; a rule that yields nothing at all had
nothing to judge. So every rule has three states without saying anything twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from forms.context import Context
from forms.findings import Finding
from forms.presence import Wanted, wanted_by
from forms.survey import Survey

MOST_FINDINGS = 1000  # of one code in one document
Verdicts = Iterator[Finding | None]


class State(StrEnum):
    FAILED = "failed"
    OK = "ok"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Rule:
    """A code of the messages, the generator that gives findings of that code, and what it looks at."""

    code: str
    function: Callable[[Survey, Context], Verdicts]
    wanted: Wanted = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wanted", wanted_by(self.function))

    def findings(self, survey: Survey, context: Context) -> list[Finding]:
        """What the rule found, the first thousand at most: the next are no news."""
        return list(islice(filter(None, self.function(survey, context)), MOST_FINDINGS))

    def applies(self, survey: Survey, context: Context) -> bool:
        """Whether the body has anything for the rule to judge."""
        return any(True for _ in self.function(survey, context))

    def state(self, survey: Survey, context: Context) -> State:
        verdicts = list(self.function(survey, context))
        if not verdicts:
            return State.NOT_APPLICABLE
        return State.FAILED if any(verdicts) else State.OK
