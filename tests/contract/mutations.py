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
ODD_NAMES = ("", "/", "~", "~1", "0", "-", "*", "@x", "a/b", "título", "\u0000", "id ", "x" * 300)
NUMBERS: tuple[Any, ...] = (
    *(3.0, -0.0, 0.1, 1e-6, 10**14, -(10**14), 2**53 + 1, 123456789012.123456),
    *(Decimal("3.00"), Decimal("-0"), Decimal("1E+3"), Decimal("0.000001"), Decimal("999999999999999.999999")),
)
SWAPS = 0.05  # of all alterations
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
        if len(places) > 1 and chance.random() < SWAPS:
            _swap(*chance.sample(places, 2))
        elif places:
            owner, key = chance.choice(places)
            chance.choice(WAYS)(owner, key, chance, members)
    return result


def _swap(one: Spot, other: Spot) -> None:
    """What stands at two places, each in the other's; neither may hold the other."""
    first, second = one[0][one[1]], other[0][other[1]]
    one[0][one[1]], other[0][other[1]] = copy.deepcopy(second), copy.deepcopy(first)


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
    """Nothing, in the type that stood there; in half of the cases of a list chosen anywhere, for lists are few."""
    lists = [spot for spot in spots(owner) if isinstance(spot[0][spot[1]], list)]
    if lists and chance.random() < 0.5:
        owner, key = chance.choice(lists)
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


def _number(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """A number at the edges, in the place of a number or of anything."""
    owner[key] = chance.choice(NUMBERS)


def _rewrite(node: Any) -> Any:
    """The same value written otherwise: members in another order, whole numbers with a point."""
    if isinstance(node, dict):
        return {name: _rewrite(value) for name, value in reversed(node.items())}
    if isinstance(node, list):
        return [_rewrite(value) for value in node]
    is_whole = isinstance(node, int) and not isinstance(node, bool)
    return Decimal(node).quantize(Decimal("0.0")) if is_whole and abs(node) < 10**15 else node


def _twin(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """A row twice, the second written otherwise, or with true for 1: equal for a reader, or hardly not."""
    rows = owner[key]
    if isinstance(rows, list) and rows:
        twin = _rewrite(copy.deepcopy(chance.choice(rows)))
        rows.append({**twin, "x": True} if isinstance(twin, dict) and chance.random() < 0.2 else twin)
        if chance.random() < 0.2:
            rows.extend(chance.choice(([1, True], [0, False], [1, Decimal("1.0")], [{"x": 1}, {"x": True}])))


def _nest(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """The value some levels deeper, or its insides in its place."""
    value = owner[key]
    if chance.random() < 0.5 and isinstance(value, (dict, list)) and value:
        owner[key] = chance.choice(list(value.values()) if isinstance(value, dict) else value)
    else:
        for _ in range(chance.randint(1, 5)):
            value = chance.choice(([value], {chance.choice(members): value}))
        owner[key] = value


def _name_oddly(owner: Any, key: Any, chance: random.Random, members: tuple[str, ...]) -> None:
    """A member with a name that pointers must escape, or that looks like a row."""
    if isinstance(owner, dict):
        owner[chance.choice(ODD_NAMES)] = copy.deepcopy(chance.choice((*STRANGE, owner[key])))


WAYS: tuple[Way, ...] = (
    *(_number, _twin, _twin, _nest, _name_oddly),
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
