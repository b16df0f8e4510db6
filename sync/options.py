"""Words of a command line that stand behind an option: argparse alone gives a list only the first run of them."""

from argparse import ArgumentParser
from collections.abc import Sequence
from itertools import islice
from typing import Any


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
