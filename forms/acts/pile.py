"""The documents of a body, handed out to the acts they prove: each document proves one act."""

from collections import defaultdict
from collections.abc import Iterator

from forms.acts.papers import main_type
from forms.survey import Row, Survey, text

ON_PAPER = "offline/print"
_ROWS = ("/awards/", "/contracts/")


class Pile:
    """Not shared: what has been taken is gone."""

    def __init__(self, survey: Survey) -> None:
        self._rows: dict[str, Row] = {}
        self._left: dict[str, list[str]] = defaultdict(list)
        for place in survey.of("document"):
            if kind := text(place.value, "documentType"):
                self._rows[place.pointer] = place.value
                self._left[main_type(kind)].append(place.pointer)

    def take(self, document_type: str, folder: str) -> list[str]:
        """The pointer of one document of the type: from the folder, else from anywhere that is no other row's."""
        left = self._left.get(document_type, [])
        found = next(self._candidates(left, folder), None)
        if found is None:
            return []
        left.remove(found)
        return [found]

    def _candidates(self, left: list[str], folder: str) -> Iterator[str]:
        yield from (pointer for pointer in left if pointer.startswith(f"{folder}/"))
        own = _row_of(folder)
        yield from (pointer for pointer in left if _row_of(pointer) in ("", own) or not own)

    def is_on_paper(self, pointer: str) -> bool:
        return text(self._rows.get(pointer, {}), "format") == ON_PAPER


def _row_of(pointer: str) -> str:
    """The award or the contract under which a place stands, "" for none."""
    return "/".join(pointer.split("/")[:3]) if pointer.startswith(_ROWS) else ""
