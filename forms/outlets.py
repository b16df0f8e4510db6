"""Where what is public goes, and what each outlet may say of natural persons: the office's policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Outlet(StrEnum):
    """The office sees all of its own; the others see what the law and the policy let out."""

    OFFICE = "office"
    PORTAL = "portal"
    PNT = "pnt"
    PDN = "pdn"


class Names(StrEnum):
    """Whose names are said: everybody's, of who won, is paid or serves the public, or nobody's."""

    ALL = "all"
    AWARDED = "awarded"
    NONE = "none"


class Keys(StrEnum):
    """What is said of the RFC of a natural person; a CURP is never said."""

    SHOW = "show"
    MASK = "mask"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class PersonPolicy:
    """What one outlet says of natural persons."""

    names: Names = Names.AWARDED
    keys: Keys = Keys.WITHHOLD

    @property
    def text(self) -> str:
        """As settings and acts carry it: `awarded withhold`."""
        return f"{self.names} {self.keys}"


CAUTIOUS = PersonPolicy()
PUBLIC_OUTLETS = (Outlet.PORTAL, Outlet.PNT, Outlet.PDN)


class PolicyError(ValueError):
    """A policy that says nothing known; `said` is its text."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Policies:
    """The policy of each outlet; one that is not named is cautious."""

    by_outlet: Mapping[str, PersonPolicy] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, outlet: str) -> PersonPolicy:
        return self.by_outlet.get(outlet, CAUTIOUS)

    def texts(self) -> dict[str, str]:
        """Only what differs from the cautious policy."""
        return {outlet: policy.text for outlet, policy in self.by_outlet.items() if policy != CAUTIOUS}


NOTHING_SAID = Policies()


def read_policy(said: str) -> PersonPolicy:
    """The policy of a text such as `awarded withhold`; PolicyError where it is none."""
    try:
        names, keys = said.split()
        return PersonPolicy(Names(names), Keys(keys))
    except ValueError as error:
        raise PolicyError(said) from error


def read_policies(said: Mapping[str, str]) -> Policies:
    """The policies by outlet; PolicyError for a text or an outlet that is unknown."""
    for outlet in said:
        if outlet not in PUBLIC_OUTLETS:
            raise PolicyError(outlet)
    return Policies(MappingProxyType({outlet: read_policy(text) for outlet, text in said.items() if text}))
