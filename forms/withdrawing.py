"""The reason of a withdrawal, which is public: it must not say again what is taken away."""

from collections.abc import Mapping
from typing import Any

from forms.codes import fold
from forms.register import Register, title_in
from forms.scanner import scan

SHORTEST_NAME = 6


def tells_person(reason: str, body: Mapping[str, Any], register: Register) -> bool:
    """Whether the reason says personal data, or the name of who may be a natural person."""
    if scan(reason):
        return True
    name = fold(title_in(body, register)) if register.withheld_from(body) else ""
    return len(name) >= SHORTEST_NAME and name in fold(" ".join(reason.split()))
