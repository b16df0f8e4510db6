"""Whoever names a place of a record says of what kind it is: the words of goods never stand in a record of works."""

import ast
from collections.abc import Iterator

from tests.house.source import files, name_of, tree

NAMERS = {"describe": 4, "label_at": 3, "where": 3, "missing_words": 4, "explain": 4}
HOMES = ("forms.words", "forms.guides.explain")
ROOMS = ("forms", "capture_app", "ui", "portal")


def named(parsed: ast.Module) -> set[str]:
    """The functions that name places which a file takes from their homes."""
    taken = (node for node in ast.walk(parsed) if isinstance(node, ast.ImportFrom) and node.module in HOMES)
    return {alias.asname or alias.name for node in taken for alias in node.names} & set(NAMERS)


def calls(parsed: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def says_kind(call: ast.Call, name: str) -> bool:
    return len(call.args) >= NAMERS[name] or any(word.arg == "kinds" for word in call.keywords)


def test_every_place_is_named_in_the_words_of_a_kind() -> None:
    silent = []
    for room in ROOMS:
        for path in files(room):
            parsed = tree(path)
            known = named(parsed) | (set(NAMERS) if name_of(path) == "forms/words.py" else set())
            silent += [
                f"{name_of(path)}:{call.lineno}"
                for call in calls(parsed, known)
                if isinstance(call.func, ast.Name) and not says_kind(call, call.func.id)
            ]
    assert silent == []
