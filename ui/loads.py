"""In words: a record was loaded into the transparency platform."""

from typing import Protocol

from forms.formats import show_day
from ui.words import say


class Load(Protocol):
    @property
    def number(self) -> str: ...

    @property
    def loaded_on(self) -> str: ...

    @property
    def quarter(self) -> str: ...


def load_text(load: Load) -> str:
    """`PNT: acuse A-17 del 20/04/2026 (2026-1)`"""
    key = "acuse.of_quarter" if load.quarter else "acuse.of"
    return say(key, number=load.number, day=show_day(load.loaded_on), quarter=load.quarter)
