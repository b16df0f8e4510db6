"""The grammar of both command lines: words may stand behind an option, of which argparse alone gives a list only the
first run; and what it says is Spanish."""

import re
import sys
import tomllib
from argparse import Action, ArgumentParser, HelpFormatter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, NoReturn

WRONG_USE = 2
_SAID = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), "missing"),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), "unknown"),
    (re.compile(r"argument (?P<what>.+): invalid choice: (?P<given>.*?) \(choose from (?P<known>.*)\)"), "choice"),
    (re.compile(r"argument (?P<what>.+): invalid .+ value: (?P<given>.+)"), "number"),
    (re.compile(r"argument (?P<what>.+): expected .+"), "value"),
    (re.compile(r"ambiguous option: (?P<what>.+?) could match .+"), "ambiguous"),
)


@cache
def _texts() -> Mapping[str, str]:
    file = resources.files("sync") / "messages" / "options.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


class FreeOrder(ArgumentParser):
    """Takes options and words in any order; what stands behind `--` is words."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if args is not None and self._subparsers is None:
            args = self._options_first(list(args))
        return super().parse_known_args(args, namespace)

    def _options_first(self, given: Sequence[str]) -> list[str]:
        end = given.index("--") if "--" in given else len(given)
        options: list[str] = []
        words: list[str] = []
        rest = iter(given[:end])
        for one in rest:
            (options if self._is_option(one) else words).append(one)
            action = self._option_string_actions.get(one)
            if action is not None:
                options += islice(rest, 1 if action.nargs is None else int(action.nargs))
        return [*options, *words, *given[end:]]

    def _is_option(self, text: str) -> bool:
        """As argparse tells them: a dash alone, a negative amount and what holds a space are words."""
        if text.partition("=")[0] in self._option_string_actions:
            return True
        return len(text) > 1 and text[0] == "-" and " " not in text and not self._negative_number_matcher.match(text)


class _Formatter(HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[Action], groups: Iterable[object], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, _texts()["prefix"] if prefix is None else prefix)  # type: ignore[arg-type]


class SpanishParser(FreeOrder):
    """Speaks Spanish and leaves with the code of wrong use; options are written whole. With `has_help` it has -h."""

    def __init__(self, *args: Any, has_help: bool = True, **options: Any) -> None:
        own = {"add_help": False, "allow_abbrev": False, "formatter_class": _Formatter}
        super().__init__(*args, **{**options, **own})
        self._positionals.title = _texts()["positionals"]
        self._optionals.title = _texts()["options"]
        if has_help:
            self.add_argument("-h", "--help", action="help", help=_texts()["help"])

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}: {_in_spanish(message)}\n")


def _in_spanish(message: str) -> str:
    for pattern, key in _SAID:
        match = pattern.fullmatch(message)
        if match:
            return _texts()[key].format_map(match.groupdict())
    return _texts()["wrong"].format_map({"detail": message})
