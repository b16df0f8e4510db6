"""Real files in and out again: each difference between what came and what goes out has a name, and is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ocdsmerge import CompiledRelease
from ocdsmerge.rules import get_merge_rules

from capture_app.importers.registry import importer_for
from capture_app.services.exporting import LeftOut
from capture_app.services.import_report import FileReport
from forms.pointers import escape
from sync import canonical
from tests.contract.official_schemas import PATCHED
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ocds"
HEAD = re.compile(r"/(id|date|tag(/\d+)?)")
LANGUAGE = "/language"
GIVEN_ROLES = frozenset({"payer", "payee", "buyer", "procuringEntity", "tenderer", "supplier"})


@dataclass(frozen=True)
class Difference:
    """A place where the two are not the same; None where one of them has nothing there."""

    pointer: str
    came: Any
    went: Any


@dataclass(frozen=True)
class Passage:
    """One process as it came (its releases merged by the standard's own rules) and as it went out."""

    came: Mapping[str, Any]
    went: Mapping[str, Any]
    said: Mapping[str, frozenset[str]]

    def says(self, pointer: str, *codes: str) -> bool:
        """Whether the import said one of these of the place."""
        return bool(self.said.get(pointer, frozenset()).intersection(codes))

    def says_above(self, pointer: str, start: str) -> bool:
        """Whether it said something that begins so of the place or of one above it."""
        parts = pointer.split("/")
        places = ("/".join(parts[:end]) for end in range(2, len(parts) + 1))
        return any(code.startswith(start) for place in places for code in self.said.get(place, ()))


def something(value: Any) -> Any:
    """A value without what says nothing: null, "", [] and {}."""
    if isinstance(value, Mapping):
        kept = {name: something(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member is not None} or None
    if isinstance(value, list):
        return [member for member in map(something, value) if member is not None] or None
    return None if isinstance(value, str) and not value.strip() else value


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for member in value.values():
            yield from leaves(member)
    elif isinstance(value, list):
        for member in value:
            yield from leaves(member)
    elif value is not None:
        is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        yield format(Decimal(value).normalize(), "f") if is_number else str(value)


def differences(came: Any, went: Any, pointer: str = "") -> Iterator[Difference]:
    """Every place where the two differ; rows with an id of their own are compared with the row of that id."""
    if isinstance(came, Mapping) and isinstance(went, Mapping | None):
        for name in dict.fromkeys([*came, *(went or {})]):
            yield from differences(came.get(name), (went or {}).get(name), f"{pointer}/{escape(name)}")
    elif isinstance(came, list) and isinstance(went, list):
        yield from _differences_of_rows(came, went, pointer)
    elif not _is_same(came, went):
        yield Difference(pointer, came, went)


def _differences_of_rows(came: list[Any], went: list[Any], pointer: str) -> Iterator[Difference]:
    names = [_names(came), _names(went)]
    if not all(names):
        for index in range(max(len(came), len(went))):
            pair = [side[index] if index < len(side) else None for side in (came, went)]
            yield from differences(*pair, f"{pointer}/{index}")
        return
    common = [[name for name in own if name in other] for own, other in (names, names[::-1])]
    if common[0] != common[1]:
        yield Difference(pointer, came, went)
    before = dict(zip(names[0], came, strict=True))
    for index, (name, row) in enumerate(zip(names[1], went, strict=True)):
        yield from differences(before.pop(name, None), row, f"{pointer}/{index}")
    for name, row in before.items():
        yield Difference(f"{pointer}/{names[0].index(name)}", row, None)


def _names(rows: list[Any]) -> list[str]:
    """The ids of rows, none where a row has none or two have the same."""
    names = [str(row["id"]) for row in rows if isinstance(row, Mapping) and "id" in row]
    return names if len(names) == len(rows) == len(set(names)) else []


def _is_same(came: Any, went: Any) -> bool:
    if isinstance(came, (int, Decimal)) and isinstance(went, (int, Decimal)):
        return isinstance(came, bool) == isinstance(went, bool) and came == went
    return type(came) is type(went) and bool(came == went)


# ---- the differences that are allowed, each by its name ----


def _is_head(found: Difference, passage: Passage) -> bool:
    """The release is another one: id and date of its own, the tags of all that it tells at once, and a language."""
    return HEAD.fullmatch(found.pointer) is not None or found == Difference(LANGUAGE, None, "es")


def _is_repair(found: Difference, passage: Passage) -> bool:
    """A repair that the import listed at this very place, with nothing lost."""
    if passage.says(found.pointer, "number.as_text"):
        return [found.went] == list(leaves(found.came))
    if passage.says(found.pointer, "text.as_number"):
        return list(leaves(found.went)) == [Decimal(found.came).normalize().to_eng_string()]
    if passage.says(found.pointer, "number.dust"):
        return bool(abs(found.came - found.went) < Decimal("1e-9"))
    if passage.says(found.pointer, "text.as_list"):
        return bool([found.came] == found.went)
    if passage.says(found.pointer, "text.trimmed"):
        return bool(found.came.strip() == found.went)
    return passage.says(found.pointer, "code.spelled", "date.spaced", "uri.encoded")


def _is_kept_aside(found: Difference, passage: Passage) -> bool:
    return found.went is None and passage.says_above(found.pointer, "aside.")


def _is_given_id(found: Difference, passage: Passage) -> bool:
    """A row without an id, or with that of another, goes out with one of its own, and the import said so."""
    row, _, name = found.pointer.rpartition("/")
    if name != "id" or not isinstance(found.went, str):
        return False
    if found.came is None:
        return any("row.no_id" in codes for place, codes in passage.said.items() if rows_of(place) == rows_of(row))
    return passage.says(row, "row.same_id") and found.went.startswith(f"{found.came}-")


def rows_of(pointer: str) -> str:
    return re.sub(r"/\d+(?=/|$)", "/*", pointer)


def _is_moved(found: Difference, passage: Passage) -> bool:
    """What OCDS 1.0 writes elsewhere: all that left its place is in the release, all that is new came with it."""
    if not any(code.startswith("edition.") for codes in passage.said.values() for code in codes):
        return False
    if not passage.says_above(found.pointer, "edition.") and not _beside_edition(found.pointer, passage):
        return False
    gone, fresh = set(leaves(found.came)), set(leaves(found.went)) - GIVEN_ROLES
    return gone <= set(leaves(passage.went)) and fresh <= set(leaves(passage.came))


def _beside_edition(pointer: str, passage: Passage) -> bool:
    """A member of a payment whose members were renamed, or the parties that organizations move to."""
    renamed = {place.rpartition("/")[0] for place, codes in passage.said.items() if "edition.payment" in codes}
    return pointer.startswith("/parties") or any(pointer.startswith(f"{place}/") for place in renamed)


ALLOWED: Mapping[str, Callable[[Difference, Passage], bool]] = {
    "head of the release": _is_head,
    "repair that the import listed": _is_repair,
    "kept aside": _is_kept_aside,
    "id given to a row": _is_given_id,
    "moved from its place in OCDS 1.0": _is_moved,
}


def name_of(found: Difference, passage: Passage) -> str:
    return next((name for name, allows in ALLOWED.items() if allows(found, passage)), "")


# ---- going round ----


@dataclass(frozen=True)
class Gone:
    """A file after its passage: what was said of it, its processes, and those that could not go out."""

    file: Path
    report: FileReport
    passages: list[Passage]
    left_out: list[LeftOut]

    @property
    def met(self) -> tuple[set[str], list[Difference]]:
        """The names of the differences met, and those that have none."""
        each = [(found, passage) for passage in self.passages for found in differences(passage.came, passage.went)]
        named = [(found, name_of(found, passage)) for found, passage in each]
        return {name for _, name in named if name}, [found for found, name in named if not name]


def passed(files: list[Path], folder: Path, schema: Any) -> Iterator[Gone]:
    """Each file imported and exported for the office; those of different processes share an office."""
    for number, together in enumerate(_apart(files)):
        yield from _passed_together(together, folder / str(number), schema)


Came = dict[str, Mapping[str, Any]]


def _apart(files: list[Path]) -> list[dict[Path, Came]]:
    """The files with their processes, in groups in which no process comes twice."""
    groups: list[dict[Path, Came]] = []
    for file in files:
        came = {process.ocid: process.releases for process in importer_for(file).read(file)}
        free = (group for group in groups if not any(came.keys() & other.keys() for other in group.values()))
        group = next(free, None)
        if group is None:
            groups.append(group := {})
        group[file] = came
    return groups


def _passed_together(files: dict[Path, Came], folder: Path, schema: Any) -> Iterator[Gone]:
    with opened(begin(folder / "office")) as app:
        reports = app.importing.import_files(list(files)).files
        exported = app.exporting.export("ocds-release-package", folder / "out.json", audience="office")
    releases = canonical.decode_strict((folder / "out.json").read_bytes())["releases"] if exported.files else []
    for (file, came), report in zip(files.items(), reports, strict=True):
        said: dict[str, set[str]] = {}
        for problem in report.problems:
            said.setdefault(problem.pointer, set()).add(problem.code)
        frozen = {place: frozenset(codes) for place, codes in said.items()}
        own = [release for release in releases if release["ocid"] in came]
        passages = [Passage(something(merged(came[one["ocid"]], schema)), something(one), frozen) for one in own]
        yield Gone(file, report, passages, [left for left in exported.left_out if left.ocid in came])


def merged(releases: tuple[Mapping[str, Any], ...], schema: Any) -> Mapping[str, Any]:
    """The releases as the standard's own merging sees them; a single one as it is."""
    if len(releases) == 1:
        return releases[0]
    merged = CompiledRelease(merge_rules=get_merge_rules(schema))
    for release in sorted(releases, key=lambda release: release["date"]):
        merged.append(release)
    return merged.asdict()


@pytest.fixture(scope="module")
def official(shared):
    return canonical.decode_strict((shared / "data" / "ocds-1.1.5" / PATCHED).read_bytes())


EXPECTED = {
    "jalisco": {"head of the release", "repair that the import listed"},
    "cdmx": {"head of the release", "moved from its place in OCDS 1.0"},
    "apf": {"head of the release"},
    "fictional": {"head of the release"},
}


@pytest.mark.parametrize("group", EXPECTED)
def test_a_real_release_goes_out_as_it_came_in(shared, official, tmp_path, group):
    met: set[str] = set()
    for gone in passed(sorted((shared / "data" / "samples" / group).rglob("*.json")), tmp_path, official):
        assert (gone.report.refused, gone.left_out, len(gone.passages)) == (0, [], gone.report.read), gone.file.name
        names, unnamed = gone.met
        assert not unnamed, f"{gone.file.name}: {unnamed[:3]}"
        met |= names
    assert met == EXPECTED[group]


def test_broken_files_come_in_with_what_can_be_saved_and_a_list_of_what_was_wrong(shared, official, tmp_path):
    left_out, met = {}, set[str]()
    for gone in passed(sorted((shared / "data" / "samples" / "inai").glob("*.json")), tmp_path, official):
        assert (gone.report.read, gone.report.stored, gone.report.refused) == (1, 1, 0)
        assert all(problem.message for problem in gone.report.problems)
        left_out.update({item.ocid: [found.pointer for found in item.defects] for item in gone.left_out})
        names, unnamed = gone.met
        assert not unnamed, f"{gone.file.name}: {unnamed[:3]}"
        met |= names
    assert left_out == {"PC-0001": ["/tender/id"]}
    assert met == set(ALLOWED) - {"moved from its place in OCDS 1.0"}


@pytest.mark.parametrize("name", ["direct_purchase.json", "two_awards_record.json", "odd_values.json"])
def test_invented_releases_go_out_as_they_came_in(tmp_path, name):
    (gone,) = passed([FIXTURES / name], tmp_path, {"properties": {}})
    assert gone.passages
    assert not gone.left_out
    assert not gone.met[1], gone.met[1][:3]


def test_a_difference_without_a_name_is_seen(tmp_path):
    """The judge itself: a lost value, a changed one, a row too many and another order are none of those allowed."""
    came = {"tender": {"title": "a", "items": [{"id": "1"}, {"id": "2"}]}, "contracts": [{"id": "C"}]}
    went = {"tender": {"title": "b", "items": [{"id": "2"}, {"id": "1"}]}, "awards": [{"id": "F"}]}
    passage = Passage(came, went, {})
    found = {found.pointer for found in differences(came, went) if not name_of(found, passage)}
    assert found == {"/tender/title", "/tender/items", "/contracts", "/awards"}
