"""Releases damaged on purpose, at random but repeatably, in the ways that files are damaged."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

Spot = tuple[Any, Any]
STRANGE: tuple[Any, ...] = (
    *(None, "", "   ", "x", "2026-02-30", "ñandú", "tender", "MXN", "complete", "title_en"),
    *(0, 1, -1, 7, 3.5, 2.0, 1e15, Decimal("3.0"), Decimal("0.10"), True, False),
    *([], {}, [None], [""], ["x", "x"], [1, 1], [{}], [{}, {}], {"id": 1}, {"id": ""}, {"x": None}, [[1]]),
)
LANGUAGES = ("en", "es-MX", "zh-Hant-TW", "x-maya", "e", "español", "en_US", "de-1996-x-a1")


def spots(node: Any) -> Iterator[Spot]:
    """Every (owner, key) of a document."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield node, key
        yield from spots(value)


def mutated(release: dict[str, Any], chance: random.Random, members: tuple[str, ...], most: int = 4) -> dict[str, Any]:
    """A copy with one to `most` places altered; `members` are names that may be planted anywhere."""
    result = copy.deepcopy(release)
    for _ in range(chance.randint(1, most)):
        places = list(spots(result))
        if places:
            owner, key = chance.choice(places)
            chance.choice(WAYS)(owner, key, chance, members)
    return result


Way = Callable[[Any, Any, random.Random, tuple[str, ...]], None]


def _remove(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    del owner[key]


def _replace(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    owner[key] = copy.deepcopy(chance.choice(STRANGE))


def _retype(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    value = owner[key]
    owner[key] = chance.choice(([value], {"value": value}, str(value), [value, value]))


def _repeat(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    if isinstance(owner, list):
        owner.append(copy.deepcopy(owner[key]))
    elif isinstance(owner[key], list) and owner[key]:
        owner[key].append(copy.deepcopy(owner[key][0]))


def _plant(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """A member of the standard where it may or may not belong, or one of nobody's."""
    if isinstance(owner, dict):
        owner[chance.choice(members)] = copy.deepcopy(chance.choice(STRANGE))


def _translate(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    if isinstance(owner, dict):
        owner[f"{key}_{chance.choice(LANGUAGES)}"] = copy.deepcopy(chance.choice(STRANGE))


def _rename(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    if isinstance(owner, dict):
        owner[chance.choice((key.upper(), f"{key} ", chance.choice(members)))] = owner.pop(key)


def _blank(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """Nothing, in the type that stood there."""
    owner[key] = {str: "", list: [], dict: {}}.get(type(owner[key]))


def _scramble(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """A text or a list of texts a little different: most often a code that no list has."""
    value = owner[key]
    if isinstance(value, str):
        owner[key] = chance.choice((value.upper(), f"{value} ", value[:-1], value[::-1]))
    elif isinstance(value, list) and value and isinstance(value[0], str):
        value.append(chance.choice((value[0], value[0].upper(), 1, None)))


def _widen(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """Numbers written with a point: 3 as 3.0."""
    if isinstance(owner[key], int) and not isinstance(owner[key], bool):
        owner[key] = chance.choice((float(owner[key]), Decimal(owner[key]).quantize(Decimal("0.0"))))


WAYS: tuple[Way, ...] = (
    *(_remove, _replace, _replace, _retype, _repeat, _repeat, _plant, _plant),
    *(_translate, _rename, _blank, _scramble, _scramble, _widen),
)


def full_release(schema: dict[str, Any]) -> dict[str, Any]:
    """A release that has every member of the official schema once."""
    result: dict[str, Any] = _instance(schema, schema)
    return result


def _instance(node: dict[str, Any], root: dict[str, Any]) -> Any:
    reference = node.get("$ref", "")
    node = {**root["definitions"][reference.rpartition("/")[2]], **node} if reference else node
    kinds = node.get("type", "object")
    kind = kinds if isinstance(kinds, str) else next(name for name in kinds if name != "null")
    if node.get("enum"):
        return node["enum"][0]
    if kind == "object":
        return {name: _instance(member, root) for name, member in node.get("properties", {}).items()} or {"x": 1}
    if kind == "array":
        return [_instance(node.get("items", {"type": "string"}), root)]
    return {"string": "2026-03-03T00:00:00Z", "boolean": True}.get(kind, 1)
