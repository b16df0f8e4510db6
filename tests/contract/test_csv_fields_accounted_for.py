"""Every field of the Mexican table, one by one: captured, derived or left out with a reason; none is lost."""

import csv
import importlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from forms.catalog import Field, RecordType, load_catalog

HERE = Path(__file__).resolve()
FIELDS = HERE.parents[2].parent / "shared" / "facts" / "edca_mx_fields.csv"
TABLE = tomllib.loads((HERE.parent / "csv_fields.toml").read_text(encoding="utf-8"))
ROWS = 464

pytestmark = pytest.mark.skipif(not FIELDS.is_file(), reason="the table of fields is not beside the repository")


def paths() -> list[str]:
    if not FIELDS.is_file():
        return []
    with FIELDS.open(encoding="utf-8", newline="") as stream:
        return [row["json_path"] for row in csv.DictReader(stream)]


def pattern_of(path: str) -> str:
    """Where the table's path stands in the body, unless the account says another place."""
    own = "/" + path.removesuffix("[]").replace("[]", ".*").replace(".", "/")
    return str(TABLE["captured"].get(path, own))


@cache
def record() -> RecordType:
    return load_catalog().record_types["contracting_process"]


@cache
def captured() -> Mapping[str, Field]:
    """Fields a person can fill, with their words: captured, in captured owners only."""
    return {item.pointer: item for stage in record().stages for field in stage.fields for item in open_ones(field)}


def open_ones(item: Field) -> Iterator[Field]:
    if item.captured:
        yield item
        for inner in item.members:
            yield from open_ones(inner)


def account(path: str) -> tuple[str, str]:
    """How the row is accounted for, and where or why; ("lost", "") when it is not."""
    for kind in ("derived", "left_out"):
        if path in TABLE[kind]:
            return kind, str(TABLE[kind][path])
    item = captured().get(pattern_of(path))
    return ("captured", item.pointer) if item is not None else ("lost", "")


@pytest.mark.parametrize("path", paths())
def test_each_field_is_accounted_for(path: str) -> None:
    kind, where = account(path)
    assert kind != "lost", f"{path} is neither captured nor derived nor left out"
    if kind == "captured":
        assert captured()[where].label
    elif kind == "derived":
        module, _, name = where.partition(":")
        assert hasattr(importlib.import_module(module), name)
    else:
        assert len(where) > 40
        assert where.endswith(".")


def test_the_account_is_whole_and_says_nothing_of_others() -> None:
    rows = paths()
    counts = Counter(account(path)[0] for path in rows)
    assert len(rows) == len(set(rows)) == ROWS
    assert counts == {"captured": 438, "derived": 13, "left_out": 13}
    named = {path for kind in TABLE.values() for path in kind}
    assert named <= set(rows)


def test_what_is_left_out_of_the_form_is_still_kept_from_files() -> None:
    body_rows = [path for path in TABLE["left_out"] if not path.startswith("releasePackage.")]
    assert [path for path in body_rows if record().field_at(pattern_of(path)) is None] == []


def test_every_column_of_the_national_platform_is_captured_outside_of_the_standard() -> None:
    columns = [path for path in paths() if path.startswith("(db) ")]
    assert len(columns) == 21
    assert [path for path in columns if "/_pnt/" not in account(path)[1]] == []
