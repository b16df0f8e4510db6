"""How long ago something was, in the one unit that says it best."""

from __future__ import annotations

from datetime import datetime

_UNITS = ((86_400, "día", "días"), (3_600, "hora", "horas"), (60, "minuto", "minutos"))


def age_words(moment: datetime | None, now: datetime) -> str:
    """``9 días``, ``3 horas``, ``un momento``; "" without a moment."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    for unit, one, many in _UNITS:
        if seconds >= unit:
            number = int(seconds // unit)
            return f"{number:,} {one if number == 1 else many}"
    return "un momento"
