"""Words as they are searched for."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """Lowercase without accents; what is typed in the search box is read the same way."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered)
    return "".join(character for character in apart if not unicodedata.combining(character))
