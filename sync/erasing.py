"""Lawful erasure (decisions 17): what a record's past says of one place is taken out; the chain still verifies, since
it covers only the commitment of a personal value. Pure."""

from __future__ import annotations

from typing import Any

from sync.concealing import SEED, WAS, Item, Private, is_mark
from sync.rows import apply_item, value_at


def touches(path: str, erased: str) -> bool:
    """Whether a path is the erased place or lies in it."""
    return path == erased or path.startswith(f"{erased}/")


def without(value: Any, path: str, erased: str) -> Any:
    """The value that stood at ``path``, without what it held of the erased place."""
    if touches(path, erased):
        return None
    if not erased.startswith(f"{path}/") or not isinstance(value, dict):
        return value
    inner = erased[len(path) :]
    return apply_item(value, "set", inner, None) if value_at(value, inner) is not None else value


def private_without(private: Private, erased: str) -> Private:
    """What stands beside a patch, without the erased place and without what could be guessed of it: the seed of its
    salts leads to every one of them."""
    kept = {
        name: pair
        for name, pair in private.items()
        if name != SEED and not _tells(name.removeprefix(WAS), name, erased)
    }
    return private if len(kept) == len(private.keys() - {SEED}) else kept


def _tells(path: str, name: str, erased: str) -> bool:
    """The hash of a whole row that was removed tells of what was in it."""
    return touches(path, erased) or (name.startswith(WAS) and erased.startswith(f"{path}/"))


def says_openly(patch: list[Item], erased: str) -> bool:
    """Whether a patch holds the erased place itself and not its commitment: then the chain covers the value."""
    return any(_says(item, erased) for item in patch)


def _says(item: Item, erased: str) -> bool:
    _, path, value, _ = item
    if value is None or is_mark(value):
        return False
    if touches(path, erased):
        return True
    return bool(without(value, path, erased) != value)
