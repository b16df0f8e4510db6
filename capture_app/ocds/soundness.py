"""What in a release the official schema would refuse: what the law's own schema says of a file, and formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from capture_app.ocds.formats import is_date_time, is_uri
from capture_app.ocds.release import RECORD_TYPE
from forms.catalog import Catalog, FieldType, load_catalog
from forms.findings import Finding, Level, finding
from forms.schema_check import release_findings
from forms.survey import survey

_FORMATS: Mapping[FieldType, tuple[Callable[[str], bool], str]] = {
    FieldType.DATE: (is_date_time, "date.impossible"),
    FieldType.MOMENT: (is_date_time, "date.impossible"),
    FieldType.URI: (is_uri, "uri.malformed"),
}


def defects(release: Mapping[str, Any], catalog: Catalog | None = None) -> tuple[Finding, ...]:
    """Everything that keeps a release from being published."""
    law = catalog or load_catalog()
    return (*release_findings(release, RECORD_TYPE, law), *_misshapen(release, law))


def _misshapen(release: Mapping[str, Any], law: Catalog) -> Iterator[Finding]:
    found = survey(release, law.record_types[RECORD_TYPE])
    for kind, (is_well, code) in _FORMATS.items():
        for place in found.of(kind):
            if isinstance(place.value, str) and not is_well(place.value):
                yield finding(place.pointer, code, Level.ERROR, value=place.value)
