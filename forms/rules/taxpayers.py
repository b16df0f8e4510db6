"""The Mexican taxpayer key (RFC) of parties."""

import re

from stdnum.mx import rfc

from forms.codes import fold
from forms.columns import Place
from forms.context import Context
from forms.findings import Level, finding
from forms.members import Row, part, text
from forms.nobody import GENERIC_KEYS
from forms.persons import COMPANY, plain_key
from forms.presence import looks_at
from forms.rules.rule import Verdicts
from forms.survey import Survey

SCHEME = "MX-RFC"
_SHAPE = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]")
_WORD = re.compile(r"[^\W_]+")
_MEXICO = frozenset({"mx", "mex", "mexico", "estados unidos mexicanos", "republica mexicana"})
_OF_THE_COUNTRY = "MX-"
_MASKED = re.compile(r"[A-ZÑ&]{3,4}[0-9]{0,6}\*{3,}")


def is_rfc(value: str) -> bool:
    """Whether the text is an RFC with right check digit, a generic one, or one masked for the public."""
    if value in GENERIC_KEYS or _MASKED.fullmatch(value):
        return True
    return bool(_SHAPE.fullmatch(value)) and rfc.is_valid(value, validate_check_digits=True)


def taxpayer(party: Row) -> str:
    """The RFC of a party however it is written, "" where it has none."""
    identifier = part(party, "identifier")
    scheme = text(identifier, "scheme")
    is_key = not scheme or _names_rfc(scheme)
    return plain_key(text(identifier, "id")) if is_key else ""


def _names_rfc(scheme: str) -> bool:
    """Whether a register is that of the RFC, by whatever name."""
    return scheme == SCHEME or "rfc" in fold(scheme).replace(".", "")


def is_mexico(country: str) -> bool:
    """Whether the name of a country is that of Mexico; a blank one is of none."""
    return " ".join(_WORD.findall(fold(country))) in _MEXICO


def is_company(party: Row) -> bool:
    """Whether a party is a company, as said or else by its RFC."""
    said = text(part(party, "identifier"), "legalPersonality")
    return said == "legalPerson" or (not said and bool(COMPANY.fullmatch(taxpayer(party))))


@looks_at("identifier/id", "identifier/scheme")
def rfc_invalid(survey: Survey, context: Context) -> Verdicts:
    for place in survey.of("identifier"):
        value = text(place.value, "id")
        if text(place.value, "scheme") == SCHEME and value:
            yield None if is_rfc(value) else finding(f"{place.pointer}/id", "rfc.invalid", Level.WARNING, value=value)


@looks_at("identifier/id")
def rfc_scheme(survey: Survey, context: Context) -> Verdicts:
    """An RFC under another scheme's name is not recognised by any reader; a party of the country has no foreign key."""
    odd = list[Place]()
    for place in survey.of("identifier"):
        if text(place.value, "scheme") != SCHEME:
            odd.append(place)
        elif text(place.value, "id"):
            yield None
    national = _of_mexico(survey) if odd else frozenset()
    for place in odd:
        scheme, value = text(place.value, "scheme"), text(place.value, "id").strip().upper()
        is_foreign = bool(scheme) and not scheme.startswith(_OF_THE_COUNTRY)
        if (
            value in GENERIC_KEYS
            or _SHAPE.fullmatch(value)
            or _names_rfc(scheme)
            or (is_foreign and place.pointer in national)
        ):
            yield finding(f"{place.pointer}/scheme", "rfc.scheme", Level.WARNING, value=scheme or "—", scheme=SCHEME)


def _of_mexico(survey: Survey) -> frozenset[str]:
    """The places of the identifiers of the parties that say they are of the country."""
    parties = survey.rows("parties")
    return frozenset(f"{at}/identifier" for at, row in parties if is_mexico(text(part(row, "address"), "countryName")))
