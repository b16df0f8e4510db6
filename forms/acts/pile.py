"""The documents of a body, handed out to the acts they prove: each document proves one act."""

import re
from collections import defaultdict
from collections.abc import Iterator

from forms.acts.papers import main_type
from forms.codes import fold
from forms.members import Row, text
from forms.survey import Survey

ON_PAPER = "offline/print"
_ROWS = ("/awards/", "/contracts/")
_WORD = re.compile(r"\w+")


class Pile:
    """Not shared: what has been taken is gone."""

    def __init__(self, survey: Survey) -> None:
        self._rows: dict[str, Row] = {}
        self._left: dict[str, list[str]] = defaultdict(list)
        for place in survey.of("document"):
            if kind := text(place.value, "documentType"):
                self._rows[place.pointer] = place.value
                self._left[main_type(kind)].append(place.pointer)

    def take(self, document_type: str, folder: str, name: str) -> list[str]:
        """The pointer of one document of the type: from the folder, else from anywhere that is no other row's; of
        several, the one whose title says most of the act's name."""
        left = self._left.get(document_type, [])
        candidates = list(dict.fromkeys(self._candidates(left, folder)))
        if not candidates:
            return []
        found = max(candidates, key=lambda pointer: self._likeness(pointer, name)) if candidates[1:] else candidates[0]
        left.remove(found)
        return [found]

    def _likeness(self, pointer: str, name: str) -> int:
        return len(_words(text(self._rows[pointer], "title")) & _words(name))

    def _candidates(self, left: list[str], folder: str) -> Iterator[str]:
        yield from (pointer for pointer in left if pointer.startswith(f"{folder}/"))
        own = _row_of(folder)
        yield from (pointer for pointer in left if _row_of(pointer) in ("", own) or not own)

    def is_on_paper(self, pointer: str) -> bool:
        return text(self._rows.get(pointer, {}), "format") == ON_PAPER


def _words(said: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    return frozenset(word for word in _WORD.findall(fold(said)) if len(word) > 3)


def _row_of(pointer: str) -> str:
    """The award or the contract under which a place stands, "" for none."""
    return "/".join(pointer.split("/")[:3]) if pointer.startswith(_ROWS) else ""
