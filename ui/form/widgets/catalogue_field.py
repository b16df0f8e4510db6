"""A text with a catalogue behind it: any word, without accents, leads to codes; what is typed may also stand."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from capture_app.services.catalogues import CatalogueHit
from forms.catalog import Field
from ui.form.widgets.base_field import BaseField, Edited, Surroundings
from ui.form.widgets.composite_field import CompositeField, with_member
from ui.inputs.late_suggest_input import LateSuggestInput
from ui.inputs.suggest_input import Suggestion
from ui.words import say

PRODUCTS, CLASSIFIER = "product_codes", "spending_classifier"
TITLES = frozenset(("places", "public_bodies"))
CATALOGUE_OF: Mapping[str | None, str] = {None: PRODUCTS, "UNSPSC": PRODUCTS, "COG": CLASSIFIER}


def shown_hit(hit: CatalogueHit) -> str:
    """The code, what it is, and the office's word or the place above that helps to choose it."""
    more = hit.word or hit.detail.split(",")[0].strip() or (hit.path[-1] if hit.path else "")
    text = say("catalogue.hit", code=hit.code, title=hit.title)
    return say("catalogue.hit_with", text=text, more=more) if more and more != hit.title else text


class CatalogueField(BaseField):
    """`picked` brings the whole choice, for a composite that takes more of it than its code."""

    picked = Signal(object)

    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.catalogue = field.widget or ""
        self._dirty = False
        self.input = LateSuggestInput()
        self.input.setPlaceholderText(say("catalogue.hint"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.input)
        self.input.typed.connect(self._typed)
        self.input.asked.connect(self._ask)
        self.input.chosen.connect(self._choose)
        self.input.left.connect(self._leave)

    def _ask(self, text: str) -> None:
        if self.catalogue:
            self.around.search(self.catalogue, text.strip(), lambda hits: self._bring(text, hits))

    def _bring(self, text: str, hits: tuple[CatalogueHit, ...]) -> None:
        """A word is no code, so the first code found for it is taken; where names are kept, what is typed may stay."""
        is_word = any(letter.isalpha() for letter in text) and self.catalogue not in TITLES
        self.input.bring(text, [Suggestion(hit, shown_hit(hit)) for hit in hits], takes_first=is_word)

    def _typed(self, text: str) -> None:
        self._dirty = True
        self.changed.emit(Edited(" ".join(text.split()) or None))

    def _choose(self, hit: CatalogueHit) -> None:
        self._dirty = False
        self.input.put(hit.title if self.catalogue in TITLES else hit.code)
        self.changed.emit(Edited(self.input.text()))
        self.picked.emit(hit)

    def _leave(self) -> None:
        self.commit()
        self.left.emit()

    def commit(self) -> None:
        if self._dirty:
            self._dirty = False
            self.input.put(" ".join(self.input.text().split()))

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        if not self._dirty:
            self.input.put(typed.get("", "" if value is None else str(value)))

    def inputs(self) -> list[QWidget]:
        return [self.input]

    def set_read_only(self, locked: bool) -> None:
        self.input.set_locked(locked)


class ClassificationField(CompositeField):
    """A code with its scheme and title: choosing one fills the three."""

    def adopt(self, relative: str, part: BaseField) -> None:
        super().adopt(relative, part)
        if isinstance(part, CatalogueField):
            part.picked.connect(self._take_hit)

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        super().show_value(value, typed)
        self._follow_scheme()

    def completed(self, value: Any, edited: str) -> Any:
        self.value = value
        self._follow_scheme()
        return value

    def _follow_scheme(self) -> None:
        """The scheme chosen says which catalogue is searched; of one that is not here, none."""
        scheme = self.value.get("scheme") if isinstance(self.value, Mapping) else None
        for part in self.parts.values():
            if isinstance(part, CatalogueField):
                part.catalogue = CATALOGUE_OF.get(scheme, "")

    def _take_hit(self, hit: CatalogueHit) -> None:
        value = self.value
        for relative, text in (("/scheme", hit.scheme), ("/id", hit.code), ("/description", hit.title)):
            value = with_member(value, relative, text)
        self.value = value
        self._unread = {}
        for relative, part in self.parts.items():
            part.show_value(value.get(relative[1:]), {})
        self._follow_scheme()
        self.changed.emit(Edited(value))
