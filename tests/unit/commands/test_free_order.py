"""Words of a verb may stand behind its options: every verb, every part of a verb."""

from argparse import ArgumentParser
from collections.abc import Iterator

import pytest

from capture_app.commands.parser import make_parser, parse
from capture_app.commands.registry import VERBS
from portal.commands import _parser as portal_parser

LISTS = ("*", "+")


def _parts(parser: ArgumentParser, name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ArgumentParser]]:
    parts = next((action.choices for action in parser._actions if isinstance(action.choices, dict)), None)
    if parts is None:
        yield name, parser
        return
    for word, part in parts.items():
        yield from _parts(part, (*name, word))


def _leaves() -> list[tuple[ArgumentParser, tuple[str, ...], ArgumentParser]]:
    desktop, portal = make_parser([verb.name for verb in VERBS]), portal_parser()
    return [(whole, *leaf) for whole in (desktop, portal) for leaf in _parts(whole, ())]


def _words(leaf: ArgumentParser) -> list[list[str]]:
    """For each word a verb takes, what may stand there; for a list, two words."""
    found = []
    for action in leaf._get_positional_actions():
        given = next(iter(action.choices)) if action.choices else "2"
        found += [[given]] * (2 if action.nargs in LISTS else 1)
    return found


LEAVES = _leaves()


@pytest.mark.parametrize(("whole", "name", "leaf"), LEAVES, ids=["-".join(name) for _, name, _ in LEAVES])
def test_an_option_may_stand_between_the_words(whole, name, leaf):
    words = [one for given in _words(leaf) for one in given]
    asked = [item for item in leaf._get_optional_actions() if item.required]
    required = [part for item in asked for part in (item.option_strings[0], _value(item))]
    plain = whole.parse_args([*name, *words, "--json", *required])
    for at in range(len(words) + 1):
        assert whole.parse_args([*name, *words[:at], "--json", *words[at:], *required]) == plain
        assert whole.parse_args([*name, *words[:at], *required, *words[at:], "--json"]) == plain


def _value(action):
    return next(iter(action.choices)) if action.choices else "2"


def test_words_behind_an_option_with_a_value():
    assert parse(["catalog", "product_codes", "--limit", "5", "banqueta", "--json", "de", "piedra"]).text == [
        "banqueta",
        "de",
        "piedra",
    ]


def test_behind_two_dashes_all_is_words():
    given = parse(["set", "--json", "F-1", "/planning/budget/amount", "--", "--raro"])
    assert (given.ocid, given.value, given.json) == ("F-1", "--raro", True)


@pytest.mark.parametrize("value", ["-5", "-12.50", "-", "- sin dato -", ""])
def test_what_looks_like_an_option_and_is_none(value):
    assert parse(["set", "F-1", "/tender/title", "--user", "Ana", value]).value == value


def test_an_unknown_option_is_still_refused(capsys):
    with pytest.raises(SystemExit):
        parse(["catalog", "product_codes", "--raro", "banqueta"])
    assert "--raro" in capsys.readouterr().err
