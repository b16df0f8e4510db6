"""Release and record packages: who publishes, when, under what licence and with which extensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from capture_app.ocds.dates import DEFAULT_ZONE

VERSION = "1.1"
PUBLIC, OFFICE = "public", "office"
AUDIENCES = (PUBLIC, OFFICE)
LICENSE = "https://datos.gob.mx/libreusomx"
_EXTENSION = "https://raw.githubusercontent.com/{}/ocds_{}_extension/master/extension.json"
_MEXICAN = (
    "requestForQuotes",
    "clarificationMeetings",
    "paymentMethod",
    "taxes",
    "publicNotices",
    "implementationStatus",
    "awardRationale",
    "nameBreakdown",
    "surveillanceMechanisms",
    "extendedProcurementCategory",
    "contactPointType",
    "budgetLines",
    "guarantees",
    "procurementUnits",
)
_GENERAL = (
    "budget_breakdown",
    "exchangeRate",
    "location",
    "additionalContactPoints",
    "memberOf",
    "bid",
    "beneficialOwners",
    "partyDetails_scale",
    "participationFee",
    "bidOpening",
    "subcontracting",
    "legalBasis",
    "project",
    "riskAllocation",
    "finance",
    "tariffs",
)
# Documented in docs/extensions; readers that do not know them ignore what they add.
_LOCAL = (
    "qroo_execution",
    "qroo_complaints",
    "qroo_property",
    "qroo_advertising",
    "qroo_partnership",
    "qroo_redaction",
)
EXTENSIONS: tuple[str, ...] = (
    *(_EXTENSION.format("contratacionesabiertas", name) for name in _MEXICAN),
    *(_EXTENSION.format("open-contracting-extensions", name) for name in _GENERAL),
    *(f"urn:captura:extension:{name}" for name in _LOCAL),
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for the data."""

    name: str
    scheme: str | None = None
    uid: str | None = None
    uri: str | None = None

    def members(self) -> dict[str, str]:
        pairs = (("name", self.name), ("scheme", self.scheme), ("uid", self.uid), ("uri", self.uri))
        return {name: value for name, value in pairs if value}


@dataclass(frozen=True, slots=True)
class PackageHead:
    """What every package says of itself; ``published_date`` is the last change of its content, not today.

    ``audience`` is for whom it was made: ``public``, or ``office`` with what the law does not publish.
    """

    uri: str
    publisher: Publisher
    published_date: str
    license: str = LICENSE
    extensions: tuple[str, ...] = EXTENSIONS
    audience: str = PUBLIC
    zone: str = DEFAULT_ZONE

    def members(self) -> dict[str, Any]:
        return {
            "uri": self.uri,
            "version": VERSION,
            "publisher": self.publisher.members(),
            "publishedDate": self.published_date,
            "license": self.license,
            "extensions": list(self.extensions),
            "x_audience": self.audience,
        }


def local_uri(office_code: str, name: str) -> str:
    """The uri of a package that has no address on the network yet."""
    return f"urn:captura:{quote(office_code, safe='')}:{quote(name, safe='')}"


def release_package(releases: Iterable[Mapping[str, Any]], head: PackageHead) -> dict[str, Any]:
    return {**head.members(), "releases": list(releases)}


def record_package(
    records: Iterable[Mapping[str, Any]], head: PackageHead, packages: Iterable[str] = ()
) -> dict[str, Any]:
    """The package of the records; ``packages`` are the addresses of the release packages, where they have any."""
    addresses = list(packages)
    members = {**head.members(), "records": list(records)}
    return {**members, "packages": addresses} if addresses else members
