"""The whole check of a record (schema, requirements, rules, guides) beside the libraries it could be left to.

`jsonschema` and `jsonschema-rs` judge the same body by the same compiled schema and do nothing else: no
requirements by stage, no rules. libcoveocds judges the release made of the body, as a process of its own.
"""

from __future__ import annotations

import cProfile
import json
import pstats
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from functools import cache
from itertools import cycle, islice
from typing import Any

import jsonschema
import jsonschema_rs

from bench.peers import PATCHED, SCHEMAS, Libcoveocds, libcoveocds
from bench.samples import PROCESS, Sample, samples, with_items
from bench.timing import Work, milliseconds, race, table, times
from forms.catalog import load_catalog
from forms.compile import compile_schema
from forms.context import Context
from forms.guides import GUIDES
from forms.rules import RULES
from forms.schema_check import is_clean, is_full
from forms.sizes import Crowd
from forms.survey import survey
from forms.validate import validate

CONTEXT = Context(date(2026, 3, 20), ocid="ocds-213czf-bench", profile="published")
OURS, REFERENCE, FAST = "whole check", "bare jsonschema", "bare jsonschema-rs"
OFFICIAL, FAST_OFFICIAL = "bare jsonschema, official schema", "bare jsonschema-rs, official schema"
TURN = 0.1  # seconds in a row of each rival: throughput
SLOW_PART = 10  # how many times each sample is given to the rivals that would take an hour
TARGETS = "targets: ≥ 20 × bare jsonschema, ≤ 4 × the time of bare jsonschema-rs, ≥ 10 × libcoveocds"


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    if not samples():
        print("../shared/data/samples is not beside this checkout: nothing to measure.")
        return 2
    largest = samples()[-1]
    cases = {
        f"largest sample ({largest.size:,} bytes)": [largest],
        "the same with 500 items": [with_items(largest, 500)],
        f"{options.releases:,} releases": list(islice(cycle(samples()), options.releases)),
    }
    print(f"{len(RULES)} rules, {len(GUIDES)} guides; middle of {options.rounds} rounds in turns; {TARGETS}\n")
    with libcoveocds(options.libcoveocds_python) if options.peer else nullcontext() as peer:
        for name, chosen in cases.items():
            _compare(name, chosen, options.rounds, peer)
    _parts(largest, options.rounds)
    _parts(with_items(largest, 500), options.rounds)
    if options.profile:
        _profile(with_items(largest, 500))
    return 0


def _options(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m bench validation", description=__doc__)
    parser.add_argument("--releases", type=int, default=500, help="how many releases in a row (10000 in full)")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--no-peer", dest="peer", action="store_false", help="without libcoveocds")
    parser.add_argument("--libcoveocds-python", metavar="FILE", help="an interpreter that has libcoveocds already")
    parser.add_argument("--profile", action="store_true", help="where the time goes, function by function")
    return parser.parse_args(arguments)


@cache
def _engines() -> tuple[Any, Any]:
    schema = compile_schema(PROCESS, load_catalog(), "published")
    return jsonschema.Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)


@cache
def _official() -> tuple[Any, Any]:
    schema = json.loads((SCHEMAS / PATCHED).read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema), jsonschema_rs.Draft4Validator(schema)


def _each(chosen: Sequence[Sample], judge: Callable[[Mapping[str, Any]], object]) -> Work:
    return lambda: [judge(sample.body) for sample in chosen]


def _compare(name: str, chosen: Sequence[Sample], rounds: int, peer: Libcoveocds | None) -> None:
    (reference, fast), (official, official_fast) = _engines(), _official()
    many = len(chosen) > 1
    part = chosen[: SLOW_PART * len(samples())]
    whole = {
        OURS: _each(chosen, lambda body: validate(body, PROCESS, CONTEXT)),
        FAST: _each(chosen, lambda body: list(fast.iter_errors(body))),
        FAST_OFFICIAL: lambda: [list(official_fast.iter_errors(sample.release)) for sample in chosen],
    }
    slow = {
        REFERENCE: _each(part, lambda body: list(reference.iter_errors(body))),
        OFFICIAL: lambda: [list(official.iter_errors(sample.release)) for sample in part],
    }
    turns = max(3, rounds // 3) if many else rounds
    taken = race({**whole, **slow}, turns, 0.0 if many else TURN)
    alone = {} if many else race({**whole, **slow}, turns)
    if peer is not None:
        said = peer.measure([sample.release for sample in part], 1 if many else 5)
        taken[f"libcoveocds {said['version']}"] = said["seconds"]
    each = {who: took / len(chosen if who in whole else part) for who, took in taken.items()}
    print(f"### {name}" + (f" (the slow ones judged {len(part):,} of them)" if len(part) < len(chosen) else "") + "\n")
    rows = [(who, milliseconds(took), times(took / each[OURS]), *_one(who, alone)) for who, took in each.items()]
    print(table(("", "a release", "time, whole check = 1", "one alone", "time"), rows), "\n")


def _one(who: str, alone: Mapping[str, float]) -> tuple[str, str]:
    """The same of one release that is judged alone, after everything else, as after an edit."""
    return (milliseconds(alone[who]), times(alone[who] / alone[OURS])) if who in alone else ("–", "–")


def _parts(sample: Sample, rounds: int) -> None:
    """Where the time of the whole check goes, and what one more rule costs."""
    law = load_catalog()
    record = law.record_types[PROCESS]
    full = is_full(sample.body)
    found = survey(sample.body, record, full)
    validate(sample.body, PROCESS, CONTEXT)
    parts: dict[str, Work] = {
        "types, codes, sizes and blanks": lambda: is_clean(sample.body, record, law),
        "walk and requirements": lambda: survey(sample.body, record, full, Crowd()),
        f"{len(RULES)} rules": lambda: [rule.findings(found, CONTEXT) for rule in RULES],
        f"{len(GUIDES)} guides": lambda: [guide.findings(found, CONTEXT) for guide in GUIDES],
        OURS: lambda: validate(sample.body, PROCESS, CONTEXT),
    }
    taken = race(parts, rounds * 3)
    reference = race({REFERENCE: lambda: list(_engines()[0].iter_errors(sample.body))}, 3)[REFERENCE]
    print(f"### where the time goes: {sample.name}\n")
    rows = [(who, milliseconds(took), f"{took / taken[OURS]:.0%}") for who, took in taken.items()]
    print(table(("", "time", "share"), rows))
    rules = taken[f"{len(RULES)} rules"] / max(1, len(RULES))
    print(f"\none rule more: {rules * 1e6:,.1f} µs ({rules / taken[OURS]:.1%} of the whole check)")
    print(f"share of bare jsonschema: {taken[OURS] / reference:.1%}\n")
    _dearest(found, rounds)


def _dearest(found: Any, rounds: int) -> None:
    rules: Iterable[Any] = (*RULES, *GUIDES)
    taken = race({rule.code: (lambda rule=rule: rule.findings(found, CONTEXT)) for rule in rules}, rounds)
    dearest = sorted(taken.items(), key=lambda pair: -pair[1])[:6]
    print("dearest rules:", ", ".join(f"{code} {took * 1e6:,.0f} µs" for code, took in dearest), "\n")


def _profile(sample: Sample) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(20):
        validate(sample.body, PROCESS, CONTEXT)
    profile.disable()
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(18)
