"""Runs in a virtualenv of its own that has libcoveocds; says how long its check of a release package takes.

    python libcoveocds_peer.py SCHEMAS PACKAGE ROUNDS

SCHEMAS is the folder of official schemas (so nothing is downloaded), PACKAGE a file with a release package.
Prints one JSON object: seconds of a round (the middle of all), errors found, version.
"""

import io
import json
import sys
import time
import zipfile
from importlib.metadata import version
from pathlib import Path
from statistics import median

from libcoveocds.api import ocds_json_output
from libcoveocds.config import LibCoveOCDSConfig

ROOT = "standard-1__1__5/"
NAMES = {
    "release-schema.json": "edca_mx_release_schema_patched.json",
    "release-package-schema.json": "release-package-schema.json",
    "record-package-schema.json": "record-package-schema.json",
    "versioned-release-validation-schema.json": "versioned-release-validation-schema.json",
}


def standard(schemas):
    """The standard's repository as libcoveocds wants it, the Mexican schema in the place of the plain one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(ROOT, "")
        for name, source in NAMES.items():
            archive.writestr(f"{ROOT}schema/{name}", (schemas / source).read_text(encoding="utf-8"))
        for file in sorted((schemas / "codelists").glob("*.csv")):
            archive.writestr(f"{ROOT}schema/codelists/{file.name}", file.read_text(encoding="utf-8"))
    return packed.getvalue()


def main(schemas, package, rounds):
    settings = LibCoveOCDSConfig({"context": "api", "standard_zip": standard(Path(schemas))})
    text = Path(package).read_text(encoding="utf-8")
    taken = []
    for _ in range(int(rounds) + 1):
        data = json.loads(text)
        begun = time.process_time()
        found = ocds_json_output(json_data=data, lib_cove_ocds_config=settings)
        taken.append(time.process_time() - begun)
    errors = len(found["validation_errors"])
    print(json.dumps({"seconds": median(taken[1:]), "errors": errors, "version": version("libcoveocds")}))


if __name__ == "__main__":
    main(*sys.argv[1:])
