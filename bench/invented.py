"""Records as real ones are, and none of them real: the shape of a real sample, its texts from words of all samples,
its codes from those seen at the same place, its numbers, dates and identifiers new. No dictionary was trained on them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from bench.samples import PROCESS, samples
from forms.validate import structure_findings
from sync import canonical

SMALLEST, LARGEST, WANTED = 2500, 7000, 3000
SEEN_BEFORE = 3
OTHER_WORDS = 0.25
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[a-z]")
Pool = dict[str, list[str]]


def invented(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """``count`` bodies of about 3 kB; the same seed gives the same bodies."""
    chance = Random(seed)
    shapes = [sample.body for sample in samples() if SMALLEST <= sample.size <= LARGEST]
    while count:
        body = _trimmed(_renewed(chance.choice(shapes), "", chance), chance)
        if not structure_findings(body, PROCESS):
            count -= 1
            yield body


def corrected(body: dict[str, Any], chance: Random) -> dict[str, Any]:
    """The body with three fields of its tender corrected: an amount, a title and a date."""
    tender = body.get("tender", {})
    value = {**tender.get("value", {"currency": "MXN"}), "amount": _amount(chance)}
    title = _text(chance.choice(_pool()[0]["/tender/title"]), chance)
    period = {**tender.get("awardPeriod", {}), "startDate": _date("2026-01-01", chance)}
    return {**body, "tender": {**tender, "value": value, "title": title, "awardPeriod": period}}


@cache
def _pool() -> tuple[Pool, list[str]]:
    """Every text of the samples by its place, and every word of them."""
    texts: Pool = defaultdict(list)
    words: set[str] = set()
    for sample in samples():
        for place, text in _texts(sample.body, ""):
            texts[place].append(text)
            words.update(word for word in text.split() if word.isalpha())
    return dict(texts), sorted(words)


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _texts(member, f"{place}/{name}")
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member, f"{place}/*")
    elif isinstance(value, str):
        yield place, value


def _renewed(value: Any, place: str, chance: Random) -> Any:
    if isinstance(value, dict):
        return {name: _renewed(member, f"{place}/{name}", chance) for name, member in value.items()}
    if isinstance(value, list):
        return [_renewed(member, f"{place}/*", chance) for member in value]
    if isinstance(value, str):
        return _renewed_text(value, place, chance)
    if isinstance(value, Decimal) or (isinstance(value, int) and value > 1000):
        return _amount(chance)
    return value


def _renewed_text(text: str, place: str, chance: Random) -> str:
    if place.endswith("/_key"):
        return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(10))
    if _DATE.fullmatch(text):
        return _date(text, chance)
    there = _pool()[0][place]
    if " " in text:
        return _text(chance.choice([other for other in there if " " in other]), chance)
    if there.count(text) >= SEEN_BEFORE:
        return chance.choice([other for other in there if " " not in other and there.count(other) >= SEEN_BEFORE])
    digits = _DIGIT.sub(lambda _: str(chance.randrange(10)), text)
    return _LETTER.sub(lambda _: chance.choice("abcdefghijklmnopqrstuvwxyz"), digits) if "://" not in text else digits


def _text(text: str, chance: Random) -> str:
    words = _pool()[1]
    return " ".join(chance.choice(words) if chance.random() < OTHER_WORDS else word for word in text.split())


def _date(text: str, chance: Random) -> str:
    return f"2026-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}{text[10:]}"


def _amount(chance: Random) -> Decimal:
    return Decimal(round(10 ** chance.uniform(3, 7.5), 2)).quantize(Decimal("0.01")).normalize() + Decimal(0)


def _trimmed(body: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Without as many of its last members as make it too large."""
    while len(canonical.encode(body)) > WANTED * 1.1:
        name = chance.choice([name for name in body if name != "tender"] or ["tender"])
        if name == "tender" or not isinstance(body[name], list) or len(body[name]) < 2:
            if name == "tender":
                break
            body = {key: value for key, value in body.items() if key != name}
        else:
            body = {**body, name: body[name][:-1]}
    return body
