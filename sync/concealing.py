"""Personal data in a patch stand behind salted commitments, so that they can be erased while the chain verifies
(decisions 17). Beside a value its ``was`` is concealed too: a bare hash of so short a value could be guessed.

``private`` holds ``{path: [salt, value]}`` for values and ``{"was:" + path: [salt, was]}`` for what they replaced. The
salts of one operation are made of one random *seed*, ``{"": [seed, None]}``, so that it alone travels; with the first
thing that is erased the seed goes too, and no salt leads to another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sync import canonical

SEALED = "_sealed"
WAS = "was:"
SEED = ""
Item = list[Any]
Private = dict[str, list[Any]]


class PrivateAltered(ValueError):
    """A value beside the patch is not the one that was sealed."""


def commitment(salt: str, value: Any) -> str:
    """Salted commitment of a personal value: sha256 of the salt (32 hexadecimal digits) and its canonical bytes."""
    return canonical.digest(salt.encode() + canonical.encode(value))


def salt_of(seed: str, name: str) -> str:
    """The salt (32 hexadecimal digits) that a seed gives to a name of ``private``."""
    return canonical.digest(f"{seed}\n{name}".encode())[:32]


def conceal(patch: list[Item], paths: frozenset[str], new_seed: Callable[[], str]) -> tuple[list[Item], Private]:
    """(patch, private): at ``paths`` values and what they replaced stand as commitments; of a row that is removed,
    which may hold personal data anywhere, what it was. ``new_seed`` gives 32 hexadecimal digits."""
    private: Private = {}

    def sealed(name: str, value: Any) -> dict[str, str]:
        if not private:
            private[SEED] = [new_seed(), None]
        salt = salt_of(private[SEED][0], name)
        private[name] = [salt, value]
        return {SEALED: commitment(salt, value)}

    shown = []
    for kind, path, value, was in patch:
        is_personal = kind == "set" and path in paths
        if is_personal and value is not None:
            value = sealed(path, value)
        if was and (is_personal or kind == "row_remove"):
            was = sealed(WAS + path, was)
        shown.append([kind, path, value, was])
    return shown, private


def reveal(patch: list[Item], private: Mapping[str, list[Any]]) -> list[Item]:
    """The patch with everything in place; an item of which anything was erased is left out. Raises PrivateAltered."""
    shown = (_revealed(item, private) for item in patch)
    return [item for item in shown if item is not None]


def _revealed(item: Item, private: Mapping[str, list[Any]]) -> Item | None:
    if len(item) != 4 or not isinstance(item[1], str):
        return item
    kind, path, value, was = item
    names = {path: value if kind == "set" else None, WAS + path: was}
    found = {name: _opened(mark, private.get(name)) for name, mark in names.items() if is_mark(mark)}
    if None in found.values():
        return None
    return [kind, path, found.get(path, value), found.get(WAS + path, was)]


def is_mark(value: Any) -> bool:
    """Whether a value of a patch is the commitment of one."""
    return isinstance(value, dict) and set(value) == {SEALED}


def _opened(mark: dict[str, Any], pair: list[Any] | None) -> Any:
    """The value behind a commitment, None where it was erased."""
    if pair is None:
        return None
    if len(pair) != 2 or not isinstance(pair[0], str) or commitment(*pair) != mark[SEALED]:
        raise PrivateAltered
    return pair[1]
