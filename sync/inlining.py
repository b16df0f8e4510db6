"""Private values in the place of their commitments, while an operation travels in columns: a commitment that the
reader works out need not be there, nor the name of the value, nor a salt that its seed gives (``sync/concealing.py``).

Works on operations as ``sync.folding`` writes them: ``{"_sealed": [value]}`` or ``{"_sealed": [value, salt]}`` stands
for ``{"_sealed": "~"}`` with the value in ``private``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.concealing import SEALED, SEED, WAS, is_mark, salt_of
from sync.folding import MARK

Members = dict[str, Any]


class InliningError(ValueError):
    """An operation that cannot be written so, or was not."""


def inlined(folded: Members, full: Mapping[str, Any]) -> Members:
    """The folded operation with private values in their places; ``full`` is the same one as it was sealed."""
    private, placed_here = folded.get("private", {}), set()
    seed = full["private"].get(SEED, [None])[0]

    def placed(mark: Any, name: str) -> Any:
        if not is_mark(mark):
            return mark
        if not isinstance(mark[SEALED], str):
            raise InliningError
        if mark[SEALED] != MARK:
            return mark
        salt, value = private[name]
        placed_here.add(name)
        is_known = isinstance(seed, str) and full["private"][name][0] == salt_of(seed, name)
        return {SEALED: [value] if is_known else [value, salt]}

    patch = [_item(item, placed) for item in folded["patch"]]
    left = {name: pair for name, pair in private.items() if name not in placed_here}
    kept = {name: member for name, member in folded.items() if name != "private"}
    return {**kept, "patch": patch, **({"private": left} if left else {})}


def taken_out(written: Members, seed_of: Any) -> Members:
    """The folded operation again; ``seed_of`` reads a salt as it travels. Raises what a wrong form raises."""
    private = dict(written.get("private", {}))

    def placed(mark: Any, name: str) -> Any:
        if not is_mark(mark) or isinstance(mark[SEALED], str):
            return mark
        value, *salt = mark[SEALED]
        private[name] = [salt[0] if salt else salt_of(seed_of(private[SEED][0]), name), value]
        return {SEALED: MARK}

    patch = [_item(item, placed) for item in written["patch"]]
    return {**written, "patch": patch, **({"private": private} if private else {})}


def _item(item: Any, placed: Any) -> Any:
    if not isinstance(item, list) or len(item) != 4 or not isinstance(item[1], str):
        return item
    kind, path, value, was = item
    return [kind, path, placed(value, path), placed(was, WAS + path)]
