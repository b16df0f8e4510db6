"""What rules and guides look at, so that one whose subject a body has not is never called.

A mark is the place of a member (`/awards/*/date`), a type or a group that rules judge (`uri`, `document`), or a
member wherever that group stands (`document/url`). The walk collects the marks of a body (forms.plans), each as a
bit of a number.
"""

from collections.abc import Callable, Sequence
from functools import cache, reduce
from itertools import count
from operator import or_
from typing import Any, Protocol, TypeVar

Wanted = tuple[frozenset[str], ...]
Function = TypeVar("Function", bound=Callable[..., Any])
_WANTED = "wanted"
_numbers = count()


def looks_at(*members: str) -> Callable[[Function], Function]:
    """Says of a generator that it finds nothing in a body that lacks one of these; a space parts such as do for
    each other."""

    def said(function: Function) -> Function:
        setattr(function, _WANTED, tuple(frozenset(choice.split()) for choice in members))
        return function

    return said


def wanted_by(function: Callable[..., Any]) -> Wanted:
    """What a generator looks at; nothing: whatever there is."""
    wanted: Wanted = getattr(function, _WANTED, ())
    return wanted


class Judge(Protocol):
    """A rule or a guide."""

    @property
    def wanted(self) -> Wanted: ...


Some = TypeVar("Some", bound=Judge)


def awake(judges: Sequence[Some], marks: int) -> list[Some]:
    """Those of the judges that have anything to look at in a body with these marks."""
    return [judge for judge in judges if all(marks & bits_of(choice) for choice in judge.wanted)]


def looked_at(judges: Sequence[Judge]) -> int:
    """The marks that any of the judges looks at."""
    return bits_of(frozenset(name for judge in judges for choice in judge.wanted for name in choice))


@cache
def bit_of(name: str) -> int:
    """The bit that stands for a mark among others; names are of the law, so there are some thousands at most."""
    return 1 << next(_numbers)


@cache
def bits_of(names: frozenset[str]) -> int:
    """The bits of several marks."""
    return reduce(or_, map(bit_of, names), 0)
