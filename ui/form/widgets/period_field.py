"""From, to, and how many days: two of the three give the third."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from forms.pointers import get
from ui.form.widgets.composite_field import CompositeField, with_member


def day_of(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


class PeriodField(CompositeField):
    """The days follow from the dates; the last day of a civil period follows from the days."""

    def completed(self, value: Any, edited: str) -> Any:
        start, end = day_of(get(value, "/startDate")), day_of(get(value, "/endDate"))
        days = get(value, "/durationInDays")
        if edited in ("/startDate", "/endDate") and start and end and end >= start and "/durationInDays" in self.parts:
            value = with_member(value, "/durationInDays", (end - start).days)
            self._refresh(value, "/durationInDays")
        elif edited == "/durationInDays" and start and not end and self._can_reckon(days):
            last = start + timedelta(days=int(days))
            if len(str(get(value, "/startDate"))) == 10:
                value = with_member(value, "/endDate", last.isoformat())
                self._refresh(value, "/endDate")
        return value

    @staticmethod
    def _can_reckon(days: Any) -> bool:
        return isinstance(days, (int, Decimal)) and 0 < days < 20000

    def _refresh(self, value: Any, relative: str) -> None:
        self.parts[relative].show_value(get(value, relative), {})
