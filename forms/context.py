"""What a check must know beside the body: the day, the office and what the check is for."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Context:
    """`profile` is "draft" while capturing and "published" when the act is to be public."""

    today: date
    ocid: str = ""
    office_code: str = ""
    prefixes: tuple[str, ...] = ()
    zone: str = "America/Cancun"
    profile: str = "draft"
