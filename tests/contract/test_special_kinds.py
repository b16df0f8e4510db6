"""Property, official advertising and public-private partnerships: each is asked for its own, and no other kind is."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from capture_app.ocds.draft import draft_release
from capture_app.ocds.soundness import defects
from forms.catalog import Field, FieldType, load_catalog
from forms.context import Context
from forms.findings import Finding
from forms.outlets import PUBLIC_OUTLETS
from forms.pointers import expand, get, parent
from forms.public_view import visible
from forms.record_type import Section
from forms.validate import validate
from sync import canonical
from tests.contract.official_schemas import PATCHED, Official
from tests.contract.test_local_extensions import with_extensions
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "kinds"
PROCESS = "contracting_process"
LAW = load_catalog()
RECORD = LAW.record_types[PROCESS]
CODES = {"real_estate": "realEstate", "advertising": "officialAdvertising", "ppp": "publicPrivatePartnership"}
# What is whose: the beginnings of the places that only this kind has.
OWN = {
    "real_estate": ("/tender/properties", "/contracts/*/property"),
    "advertising": ("/tender/advertising",),
    "ppp": (
        "/planning/project",
        "/planning/partnership",
        "/contracts/*/partnership",
        "/contracts/*/riskAllocation",
        "/contracts/*/finance",
        "/contracts/*/implementation/tariffs",
    ),
}
OTHERS = ("goodsAcquisition", "goodsLease", "services", "works", "worksRelatedServices", "consultingServices")
# Each way to buy, as a body says it; both laws.
WAYS = {
    "open": {"procurementMethod": "open"},
    "selective": {"procurementMethod": "selective"},
    "amount": {"procurementMethod": "direct", "procurementMethodDetails": "Adjudicación directa"},
    "exception": {"procurementMethod": "direct", "documents": [{"documentType": "procurementMethodAuthorization"}]},
}
LAWS = ("estatal", "federal")
CONTEXT = Context(date(2026, 3, 20))


def fixture(kind: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((FIXTURES / f"{kind}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return body


def own_fields(kind: str) -> Iterator[Field]:
    fields = (item for stage in RECORD.stages for field in stage.fields for item in field.walk())
    return (item for item in fields if item.pointer.startswith(OWN[kind]))


def own_sections(kind: str) -> list[Section]:
    sections = [section for stage in RECORD.stages for section in stage.sections]
    return [section for section in sections if any(item.pointer.startswith(OWN[kind]) for item in section.fields)]


def lacking(body: dict[str, Any], context: Context = CONTEXT) -> set[str]:
    found = validate(body, PROCESS, context)
    return {item.pointer for item in found if item.code.startswith("required.")}


def bare(code: str, way: str, law: str) -> dict[str, Any]:
    """A process of which nothing but law, method and kind is known, with one award and one contract."""
    tender = {"id": "1", **copy.deepcopy(WAYS[way]), "additionalProcurementCategories": [code]}
    body = {"tender": {**tender, "legalBasis": {"id": law}}, "planning": {"rationale": "Motivo"}}
    return {**body, "awards": [{"id": "A"}], "contracts": [{"id": "C", "awardID": "A"}]}


def with_rows(pointer: str) -> str:
    return pointer.replace("/*", "/0")


@pytest.mark.parametrize("kind", CODES)
def test_the_fixture_fills_every_field_of_the_kind(kind: str) -> None:
    body, patterns = fixture(kind), [item.pointer for item in own_fields(kind) if item.captured]
    asked = [pattern for pattern in patterns if not _is_aside(pattern)]
    assert len(asked) >= 10
    assert [pattern for pattern in asked if not expand(body, pattern)] == []


def _is_aside(pattern: str) -> bool:
    """Members of shared groups (amount with tax, currency, extent of a period …) are shown elsewhere."""
    item = RECORD.field_at(parent(pattern))
    shared = ("value", "period", "address", "organization_reference", "exchange_rate")
    owner = item
    while owner is not None and owner.group not in shared:
        owner = RECORD.field_at(parent(owner.pointer)) if parent(owner.pointer) else None
    return owner is not None


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", CODES)
def test_its_sections_are_shown_for_every_law_and_method(kind: str, way: str, law: str) -> None:
    body = bare(CODES[kind], way, law)
    sections = own_sections(kind)
    assert sections
    assert all(RECORD.is_section_visible(section, body, "/contracts/0") for section in sections)
    for other in (*OTHERS, *(code for name, code in CODES.items() if name != kind)):
        body = bare(other, way, law)
        assert not any(RECORD.is_section_visible(section, body, "/contracts/0") for section in sections), other


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("way", WAYS)
def test_each_kind_is_asked_for_its_own_and_no_other_is(way: str, law: str) -> None:
    starts = tuple(with_rows(start) for starts in OWN.values() for start in starts)
    asked = {
        kind: {at for at in lacking(bare(code, way, law)) if at.startswith(starts)} for kind, code in CODES.items()
    }
    assert asked == {
        "real_estate": {"/tender/properties"},
        "advertising": {f"/tender/advertising/{name}" for name in _CAMPAIGN},
        "ppp": {*_PARTNERSHIP},
    }
    for other in OTHERS:
        assert [at for at in lacking(bare(other, way, law)) if at.startswith(starts)] == []


_CAMPAIGN = ("campaign", "kind", "programmeLine", "objective", "population", "period", "media")
_PARTNERSHIP = (
    "/planning/partnership/modality",
    "/planning/partnership/publicContribution",
    "/planning/partnership/privateInvestment",
    "/planning/partnership/authorizedBy",
    "/planning/project/totalValue",
    "/contracts/0/partnership/serviceStart",
    "/contracts/0/partnership/assetReversion",
    "/contracts/0/riskAllocation",
    "/contracts/0/finance",
)


@pytest.mark.parametrize(
    ("operation", "asked"), [("lease", {"rent", "rentFrequency"}), ("purchase", {"deedNumber", "registryFolio"})]
)
def test_a_rent_and_a_purchase_are_asked_for_different_things(operation: str, asked: set[str]) -> None:
    body = bare("realEstate", "exception", "estatal")
    body["tender"]["properties"] = [{"id": "1", "operation": operation}]
    found = lacking(body)
    assert {at.rpartition("/")[2] for at in found if at.startswith("/contracts/0/property/")} == asked
    assert {"/tender/properties/0/use", "/tender/properties/0/valuation/amount"} <= found
    shown = {
        item.name
        for item in own_fields("real_estate")
        if item.pointer.startswith("/contracts/*/property/") and item.relative
    }
    visible_ones = {name for name in shown if _is_shown(body, f"/contracts/*/property/{name}")}
    assert asked <= visible_ones
    assert ("deposit" in visible_ones) == (operation == "lease")


def _is_shown(body: dict[str, Any], pattern: str) -> bool:
    item = RECORD.field_at(pattern)
    return item is not None and RECORD.is_visible(item, body, with_rows(pattern))


@pytest.mark.parametrize("kind", CODES)
def test_what_is_captured_is_sound_and_passes_the_standard_and_its_extension(kind: str, shared: Path) -> None:
    blocking = [item for item in check(fixture(kind)) if item.blocks]
    assert blocking == []
    release = json.loads(
        canonical.encode(draft_release("ocds-213czf-lp", fixture(kind), datetime(2026, 4, 1, tzinfo=UTC)))
    )
    assert defects(release) == ()
    folder = shared / "data" / "ocds-1.1.5"
    assert Official(folder).errors(PATCHED, release) == []
    ours = Draft4Validator(with_extensions(folder), format_checker=FormatChecker(["date-time", "uri"]))
    assert [error.message for error in ours.iter_errors(release)] == []
    for start in OWN[kind]:
        assert expand(release, start), start


def check(body: dict[str, Any]) -> tuple[Finding, ...]:
    context = Context(date(2026, 4, 1), "ocds-213czf-lp", "LAGUNA", ("ocds-213czf",), profile="published")
    return tuple(item for item in validate(body, PROCESS, context) if not item.code.startswith("ocid."))


@pytest.mark.parametrize("kind", CODES)
def test_a_wrong_type_or_code_is_told_at_its_place(kind: str) -> None:
    for item in own_fields(kind):
        for pointer, _ in expand(fixture(kind), item.pointer):
            if item.type in (FieldType.CODE, FieldType.NUMBER) and not (
                item.codelist and LAW.codelists[item.codelist].open
            ):
                body = fixture(kind)
                get(body, parent(pointer))[item.name] = "algo que no es"
                assert pointer in {found.pointer for found in check(body) if found.blocks}, pointer


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("real_estate", "/tender/properties/*/valuation/amount"), ("advertising", "/tender/advertising/media/*/cost")],
)
def test_prices_wait_for_the_award_in_every_outlet(kind: str, pattern: str) -> None:
    body = fixture(kind)
    for outlet in PUBLIC_OUTLETS:
        assert expand(visible(body, outlet, salt="s"), pattern), outlet
    waiting = {name: part for name, part in body.items() if name not in ("awards", "contracts")}
    for outlet in PUBLIC_OUTLETS:
        assert expand(visible(waiting, outlet, salt="s"), pattern) == [], outlet
        assert expand(visible(waiting, outlet, salt="s"), parent(pattern).rpartition("/")[0]) or kind == "advertising"


def test_what_is_exported_comes_back_whole(tmp_path: Path) -> None:
    """Through a file of OCDS and through a workbook: every member of the kinds, in the office that reads it."""
    written = {
        kind: draft_release(f"ocds-213czf-{kind}", fixture(kind), datetime(2026, 4, 1, tzinfo=UTC)) for kind in CODES
    }
    file = tmp_path / "tres.json"
    file.write_bytes(canonical.encode({"releases": list(written.values())}))
    with opened(begin(tmp_path / "una")) as app:
        app.importing.import_files([file])
        app.exporting.export("xlsx", tmp_path / "tres.xlsx")
        told = {item.ocid: app.capture.body(item.id) for item in app.capture.search()}
    with opened(begin(tmp_path / "otra")) as app:
        app.importing.import_files([tmp_path / "tres.xlsx"])
        again = {item.ocid: app.capture.body(item.id) for item in app.capture.search()}
    for kind, release in written.items():
        for start in OWN[kind]:
            sent = [_bare(value) for _, value in expand(release, start)]
            for read in (told, again):
                assert [_bare(value) for _, value in expand(read[release["ocid"]], start)] == sent, (kind, start)


def _bare(value: Any) -> Any:
    """Without the keys of rows and the hours that a civil day is given in OCDS."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if name != "_key"}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return value[:10] if isinstance(value, str) and value[10:11] == "T" else value


@pytest.mark.parametrize(
    "category", ["works", "worksRelatedServices", "publicPrivatePartnership", "services", "goodsLease"]
)
def test_what_goes_by_the_law_of_works_has_estimates_and_amounts_of_works(category: str) -> None:
    """By the kind alone: the general category of services related to works is that of services."""
    body = {
        "tender": {"mainProcurementCategory": "services", "additionalProcurementCategories": [category]},
        "awards": [{"id": "A"}],
        "contracts": [{"id": "C", "awardID": "A"}],
    }
    places = ("/contracts/0/implementation/estimates", "/contracts/0/amounts/original", "/awards/0/hasSubcontracting")
    shown = {RECORD.is_visible(item, body, place) for place in places if (item := RECORD.field_at(place))}
    assert shown == {category not in ("services", "goodsLease")}
