"""A place of the screen of a record."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """A stage of the stepper, one of its sections and the row shown ("" where it does not repeat)."""

    step: str
    section: str
    base: str = ""
