"""What values of any shape hold, as they are read from JSON: looked at level by level, not one by one."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

import msgspec

from forms.scanner import SHORTEST_TEXT, is_short

_NUMBERS = frozenset({Decimal, int, float})
_LISTS = frozenset({list, tuple})


class Contents(msgspec.Struct, frozen=True, gc=False):
    """How many objects there are, and every text, name and number that is long enough to tell of a person."""

    objects: int
    texts: frozenset[str]


def contents_of(values: Sequence[Any]) -> Contents:
    """What the values hold at any depth."""
    objects, texts = 0, set[str]()
    while values:
        kinds, inner = set(map(type, values)), list[Any]()
        if str in kinds:
            texts.update(values if len(kinds) == 1 else [value for value in values if type(value) is str])
        if not kinds.isdisjoint(_NUMBERS):
            texts.update([str(value) for value in values if type(value) in _NUMBERS and not is_short(value)])
        if dict in kinds:
            found = [value for value in values if type(value) is dict]
            objects += len(found)
            texts.update(*found)
            inner += chain.from_iterable(map(dict.values, found))
        if not kinds.isdisjoint(_LISTS):
            inner += chain.from_iterable([value for value in values if type(value) in _LISTS])
        values = inner
    return Contents(objects, frozenset([text for text in texts if len(text) >= SHORTEST_TEXT]))
