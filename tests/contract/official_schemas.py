"""The official schemas as judges, their remote references resolved to the local copies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

BASE = "https://standard.open-contracting.org/schema/1__1__5/"
RELEASE = "release-schema.json"
PATCHED = "edca_mx_release_schema_patched.json"
RELEASE_PACKAGE = "release-package-schema.json"
RECORD_PACKAGE = "record-package-schema.json"
VERSIONED = "versioned-release-validation-schema.json"


class Official:
    """Judges documents as they are written: parsed back from their bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        names = (RELEASE, VERSIONED, RELEASE_PACKAGE, RECORD_PACKAGE)
        pairs = [(BASE + name, Resource.from_contents(self._read(name), DRAFT4)) for name in names]
        self._registry = Registry().with_resources(pairs)
        self._checker = FormatChecker(["date-time", "uri"])
        self._validators: dict[str, Draft4Validator] = {}

    def _read(self, name: str) -> Any:
        return json.loads((self._folder / name).read_text(encoding="utf-8"))

    def errors(self, name: str, document: Any) -> list[str]:
        if name not in self._validators:
            self._validators[name] = Draft4Validator(
                self._read(name), registry=self._registry, format_checker=self._checker
            )
        found = self._validators[name].iter_errors(document)
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]
