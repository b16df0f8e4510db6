"""What the standard asks of a release beyond the entries of the law: facts by group and member.

A key is (group, pointer inside it), or ("", full pattern) for what stands in no group. The stored body
has no null, no empty value and a key in every row, so most of these matter only for releases as files.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Place = tuple[str, str]


def _places(table: Mapping[str, str]) -> frozenset[Place]:
    return frozenset((group, pointer) for group, pointers in table.items() for pointer in pointers.split())


# An integer is as good as a text.
INTEGER_TOO = _places(
    {
        "": "/planning/budget/id /planning/budget/projectID /tender/id"
        " /awards/*/id /contracts/*/id /contracts/*/awardID",
        "budget_breakdown": "/id",
        "budget_component": "/level /code",
        "budget_measure": "/id",
        "clarification_meeting": "/id",
        "classification": "/id",
        "document": "/id",
        "guarantee": "/id",
        "identifier": "/id",
        "item": "/id",
        "milestone": "/id",
        "organization_reference": "/id",
        "quote": "/id",
        "request_for_quotes": "/id",
        "transaction": "/id",
    }
)
# Not required, and yet no null is taken for it.
NEVER_NULL = _places(
    {
        "budget_line": "/id",
        "change": "/property",
        "organization": "/id",
        "organization_reference": "/id",
        "related_process": "/id",
    }
)
# An object that may be null.
NULL_TOO = _places({"organization": "/details"})
# An empty text, or an empty list, is not taken.
NOT_EMPTY = _places(
    {
        "": "/tender/id /awards/*/id /contracts/*/id /contracts/*/awardID"
        " /planning/budget/budgetBreakdown /awards/*/items /contracts/*/items",
        "bid": "/identifiers /countriesOfOrigin",
        "budget_breakdown": "/id /description",
        "clarification_meeting": "/id",
        "contact_point": "/availableLanguage /availableLanguage/*",
        "document": "/id",
        "exchange_rate": "/currency /source",
        "guarantee": "/id",
        "item": "/id /deliveryLocations /deliveryAddresses",
        "milestone": "/id",
        "organization": "/additionalContactPoints /memberOf /beneficialOwners",
        "organization_reference": "/name",
        "person": "/id /name /email /faxNumber /telephone /nationalities",
        "quote": "/id",
        "simple_identifier": "/scheme /id",
        "transaction": "/id",
        "value": "/exchangeRates",
    }
)
# A list in which nothing may stand twice.
UNIQUE = _places(
    {
        "": "/parties /planning/budget/budgetBreakdown /planning/budgetBreakdown /planning/requestingUnits"
        " /planning/responsibleUnits /planning/contractingUnits /tender/items /tender/tenderers"
        " /tender/deliveryLocations /tender/deliveryAddresses /tender/participationFees /relatedProcesses"
        " /awards /awards/*/suppliers /awards/*/items /awards/*/documents"
        " /contracts /contracts/*/items /contracts/*/documents /contracts/*/relatedProcesses"
        " /contracts/*/implementation/transactions /contracts/*/implementation/milestones"
        " /contracts/*/implementation/documents /contracts/*/implementation/budgetBreakdown",
        "bid": "/identifiers /items /documents",
        "contact_point": "/availableLanguage",
        "item": "/additionalClassifications /deliveryLocations /deliveryAddresses",
        "milestone": "/documents",
        "organization": "/additionalIdentifiers /additionalContactPoints /memberOf /beneficialOwners",
        "organization_reference": "/additionalIdentifiers",
        "participation_fee": "/methodOfPayment",
        "person": "/nationalities",
        "value": "/exchangeRates",
    }
)
# A row of nothing is not taken.
NOT_BARE = frozenset({"budget_breakdown", "exchange_rate", "person", "simple_identifier"})
# Members that may also be given in a language, as `title_en`.
TRANSLATED: Mapping[Place, tuple[str, ...]] = MappingProxyType(
    {
        ("", "/planning"): ("rationale",),
        ("", "/planning/budget"): ("source", "description", "project"),
        ("", "/tender"): (
            "title",
            "description",
            "procurementMethodRationale",
            "awardCriteriaDetails",
            "submissionMethodDetails",
            "eligibilityCriteria",
        ),
        ("", "/awards/*"): ("title", "description"),
        ("", "/contracts/*"): ("title", "description"),
        ("address", ""): ("countryName",),
        ("amendment", ""): ("rationale",),
        ("clarification_meeting", ""): ("description",),
        ("classification", ""): ("description",),
        ("contact_point", ""): ("name",),
        ("document", ""): ("title", "description"),
        ("identifier", ""): ("legalName",),
        ("item", ""): ("description",),
        ("item", "/unit"): ("name",),
        ("milestone", ""): ("title", "description"),
        ("organization", ""): ("name",),
        ("quote", ""): ("description",),
        ("request_for_quotes", ""): ("name",),
    }
)
# What stands under names that begin alike.
PREFIXED: Mapping[Place, Mapping[str, str]] = MappingProxyType({("value", ""): {"^amount_.+$": "number"}})
# Shapes that nobody edits, and limits of numbers.
SHAPES: Mapping[Place, Mapping[str, Any]] = MappingProxyType(
    {
        ("change", "/former_value"): {"type": ["string", "number", "array", "object"]},
        ("location", "/geometry/coordinates"): {"type": "array", "items": {"type": ["number", "array"]}},
        ("participation_fee", "/relativeValue/proportion"): {"type": "number", "minimum": 0, "maximum": 1},
    }
)
INITIATION_TYPES = ("tender",)
RELEASE_TAGS = (
    *("planning", "planningUpdate"),
    *("tender", "tenderAmendment", "tenderUpdate", "tenderCancellation"),
    *("award", "awardUpdate", "awardCancellation"),
    *("contract", "contractUpdate", "contractAmendment", "contractTermination"),
    *("implementation", "implementationUpdate", "compiled"),
)
# A language tag of BCP 47: every part is told from the next by its first letters and its length.
_REST = "(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
_EXTENSIONS = "(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?"
_LANGUAGE = f"(([A-Za-z]{{2,3}}(-[A-Za-z]{{3}}){{0,3}}|[A-Za-z]{{4,8}}){_REST}{_EXTENSIONS}|x(-[A-Za-z0-9]{{1,8}})+)"


def patterns_at(place: Place) -> dict[str, str]:
    """The patterns of members of an object that are not in the law by name, with their JSON type."""
    names = TRANSLATED.get(place, ())
    translated = {f"^({'|'.join(names)})_{_LANGUAGE}$": "string"} if names else {}
    return {**translated, **PREFIXED.get(place, {})}
