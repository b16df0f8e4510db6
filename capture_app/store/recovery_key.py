"""The recovery key: 128 bits in eight groups of six digits, to be printed, kept and read out by telephone.

Each group is a number of 16 bits times eleven, so that a digit heard wrong or two exchanged are found in their group.
"""

from __future__ import annotations

import re

from capture_app.errors import BadInput
from capture_app.words import say

GROUPS, DIGITS, STEP = 8, 6, 11
BYTES = 2 * GROUPS


def spoken(secret: bytes) -> str:
    """The key as it is printed: `123453-…`, eight groups."""
    numbers = (int.from_bytes(secret[at : at + 2], "big") for at in range(0, BYTES, 2))
    return "-".join(f"{number * STEP:0{DIGITS}d}" for number in numbers)


def spoken_groups(text: str) -> tuple[str, ...]:
    """A key as it is printed, group by group."""
    return tuple(text.split("-"))


def heard(text: str) -> bytes:
    """The key that was typed, whatever stands between its digits. BadInput that names the group that cannot be."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != GROUPS * DIGITS:
        raise BadInput(say("recovery.length", given=len(digits)), action_es=say("recovery.again"))
    groups = [digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS)]
    for place, group in enumerate(groups, 1):
        if int(group) % STEP or int(group) // STEP >= 1 << 16:
            raise BadInput(say("recovery.group", place=place, group=group), action_es=say("recovery.again"))
    return b"".join((int(group) // STEP).to_bytes(2, "big") for group in groups)
