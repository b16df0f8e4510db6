"""What a check must know beside the body: the day, the office and what the check is for."""

from dataclasses import dataclass, field
from datetime import date

from forms.files import NO_FILES, Files
from forms.history import NO_HISTORY, History
from forms.profiles import FULL
from forms.thresholds import Thresholds, load_thresholds


@dataclass(frozen=True)
class Context:
    """`profile` is "draft" while capturing and "published" when the act is to be public; `requirements` names
    what the office chose to be asked for (forms.profiles)."""

    today: date
    ocid: str = ""
    office_code: str = ""
    prefixes: tuple[str, ...] = ()
    zone: str = "America/Cancun"
    profile: str = "draft"
    history: History = NO_HISTORY
    thresholds: Thresholds = field(default_factory=load_thresholds)
    requirements: str = FULL
    files: Files = NO_FILES
