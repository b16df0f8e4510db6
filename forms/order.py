"""The order in which findings are told: the gravest first, then place by place."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from forms.findings import LEVEL_ORDER, Finding, Level
from forms.pointers import is_index

_DIGITS = 6
RANKS: Mapping[Level, str] = {level: str(rank) for rank, level in enumerate(LEVEL_ORDER)}


def in_order(findings: Sequence[Finding], keys: Sequence[str] = ()) -> tuple[Finding, ...]:
    """The findings in order; `keys` are those of the first of them, where they are known."""
    known = [*keys, *map(sort_key, findings[len(keys) :])]
    return tuple([findings[index] for index in sorted(range(len(known)), key=known.__getitem__)])


def sort_key(item: Finding) -> str:
    """One text, which sorts faster than a tuple; nothing in it is less than what parts it."""
    key = f"{RANKS[item.level]}{way(item.pointer)}\0{item.code}"
    return key if not item.parameters else "\0".join((key, *chain.from_iterable(item.parameters)))


def ends_of_key(level: Level, tail: str, code: str) -> tuple[str, str]:
    """What stands before and behind the way of a place in the key of a finding without parameters below it."""
    return RANKS[level], f"{way(tail)}\0{code}"


@lru_cache(maxsize=16384)
def way(pointer: str) -> str:
    """The pointer in a form that sorts rows by their number, and what a place holds right after it.

    The way of a place below another is that of the other and what is below it, one after the other.
    """
    return "\1".join([token.zfill(_DIGITS) if is_index(token) else token for token in pointer.split("/")])
