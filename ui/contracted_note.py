"""What was contracted this year, in sentences: how much, what part of the budget, and what is not counted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forms.formats import money
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.contracted import Contracted

LEAST_SHARE = Decimal("0.1")


def look_at_contracted(app: Any) -> Contracted:
    """Runs in the net lane: it reads many bodies and must not delay a save."""
    found: Contracted = app.contracted.this_year()
    return found


def sentences(found: Contracted) -> Iterator[str]:
    """Nothing of a budget that is not captured, nothing at all of a year without contracts."""
    if found.count:
        totals = " + ".join(money(amount, currency) for currency, amount in sorted(found.totals.items()))
        yield count("contracted.total", found.count, totals=totals)
    if found.budget is not None and found.share is not None:
        of = say(f"contracted.budget_{found.budget.moment}", year=found.year)
        amount = money(found.budget.amount, found.budget.currency)
        yield say("contracted.share", share=_percent(found.share * 100), budget=of, amount=amount)
    if found.unvalued:
        yield count("contracted.unvalued", found.unvalued)
    if found.undated:
        yield count("contracted.undated", found.undated)
    if found.read is not None:
        yield say("contracted.read", n=f"{found.read:,}")


def _percent(share: Decimal) -> str:
    if share < LEAST_SHARE:
        return say("contracted.little", n=LEAST_SHARE)
    return say("home.percent", n=f"{share:,.1f}")


class ContractedNote(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.text = QLabel(self), QLabel(self)
        self.title.setObjectName("title")
        self.text.setObjectName("muted")
        self.text.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        self.hide()

    def show_contracted(self, found: Contracted) -> None:
        said = list(sentences(found))
        self.title.setText(say("contracted.title", year=found.year))
        self.text.setText(" ".join(said))
        self.setVisible(bool(said))
