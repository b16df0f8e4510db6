"""The command line's grammar, with its words in Spanish."""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentError, ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from pathlib import Path

from capture_app.commands.session import default_folder
from capture_app.version import VERSION
from capture_app.words import say
from sync.options import SpanishParser


def _add_globals(parser: ArgumentParser, default: object = SUPPRESS) -> None:
    parser.add_argument("--data", type=Path, metavar="CARPETA", default=default, help=say("use.data"))
    parser.add_argument("--user", metavar="NOMBRE", default=default, help=say("use.user"))
    parser.add_argument("--json", action="store_true", default=default, help=say("use.json"))


def make_parser(arguments: Collection[str]) -> SpanishParser:
    """The grammar: global options before or after the verb. A verb that is not among the arguments has only a name."""
    import sqlite3

    from capture_app.commands.registry import VERBS

    parser = SpanishParser(prog="captura", description=say("use.description"))
    _add_globals(parser, None)
    shown = say("use.version_shown", version=VERSION, sqlite=sqlite3.sqlite_version)
    parser.add_argument("--version", action="version", version=shown, help=say("use.version"))
    verbs = parser.add_subparsers(dest="verb", metavar="VERBO", title=say("use.verbs"), parser_class=SpanishParser)
    for verb in VERBS:
        inner = verbs.add_parser(verb.name, help=verb.help, description=verb.help)
        if verb.name in arguments:
            _add_globals(inner)
            verb.arguments(inner)
            for part in _parts_of(inner):
                _add_globals(part)
    return parser


def _parts_of(parser: ArgumentParser) -> list[ArgumentParser]:
    """The parsers of the parts of a verb (`mapping save`), none where it has no parts."""
    choices = (action.choices for action in parser._actions if isinstance(action.choices, dict))
    return [part for parts in choices for part in parts.values()]


def _of_the_window(arguments: Sequence[str]) -> Namespace | None:
    """Global options and no verb: what opens the window, read without loading the verbs; None for all else."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    _add_globals(parser, None)
    try:
        given, rest = parser.parse_known_args(arguments, Namespace(verb=None))
    except ArgumentError:
        return None
    return None if rest else given


def parse(arguments: Sequence[str] | None) -> Namespace:
    """What was asked for; the data folder is the user's own where none was named."""
    said = sys.argv[1:] if arguments is None else arguments
    given = _of_the_window(said) or make_parser(said).parse_args(said)
    given.data = given.data or default_folder()
    return given
