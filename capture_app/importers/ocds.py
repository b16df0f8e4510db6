"""OCDS files of any shape: packages of releases or records, bare ones, lists of them, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.reading import FileRefused, Line, is_json, is_lines, read_document, read_line, read_lines
from capture_app.importers.values import leads_upward

NAME = "ocds"
LONGEST_OCID = 200
STAGE_MEMBERS = frozenset({"planning", "tender", "awards", "contracts", "buyer", "parties", "bids"})
_VERSIONED = frozenset({"releaseID", "releaseDate", "releaseTag", "value"})


@dataclass(frozen=True, slots=True)
class Found:
    """One release met in a document, or what stands where one should be."""

    place: str
    ocid: str
    release: Mapping[str, Any]
    refusal: str = ""


def accepts(file: Path) -> bool:
    return is_json(file)


def read_processes(file: Path) -> Iterator[ForeignProcess]:
    """The processes of a file. Nothing is yielded before the whole file has been read once without error."""
    if is_lines(file):
        yield from _processes_of_lines(file)
        return
    found = list(releases_of(read_document(file), ""))
    if all(item.refusal == "document.not_ocds" for item in found):
        raise FileRefused("not_ocds", file)
    yield from _grouped(found)


def _grouped(found: list[Found]) -> Iterator[ForeignProcess]:
    groups: dict[str, list[Found]] = {}
    for item in found:
        groups.setdefault(item.ocid or f"\x01{item.place}", []).append(item)
    for items in groups.values():
        yield _process(items)


def _process(items: list[Found]) -> ForeignProcess:
    refusal = next((item.refusal for item in items if item.refusal), "")
    releases = tuple(item.release for item in items if not item.refusal)
    return ForeignProcess(items[0].ocid, items[0].place, releases, refusal)


def _processes_of_lines(file: Path) -> Iterator[ForeignProcess]:
    """First pass: where the lines of each process are. Second pass: one process in memory at a time."""
    places: dict[str, list[Line]] = {}
    count = 0
    for line, document in read_lines(file):
        for item in releases_of(document, ""):
            count += item.refusal != "document.not_ocds"
            known = places.setdefault(item.ocid or f"\x01{line.number}", [])
            if line not in known[-1:]:
                known.append(line)
    if not count:
        raise FileRefused("not_ocds", file)
    with file.open("rb") as stream:
        for key, lines in places.items():
            documents = ((line, read_line(stream, line, file)) for line in lines)
            found = [item for line, document in documents for item in releases_of(document, f"/{line.number}")]
            yield _process([item for item in found if (item.ocid or key) == key])


def releases_of(document: Any, place: str) -> Iterator[Found]:
    """Every release of a document, whatever its shape; the place is a JSON Pointer into the document."""
    if isinstance(document, list):
        for index, member in enumerate(document):
            yield from releases_of(member, f"{place}/{index}")
    elif not isinstance(document, Mapping):
        yield Found(place, "", {}, "document.not_ocds")
    elif isinstance(document.get("records"), list):
        for index, record in enumerate(document["records"]):
            yield from _releases_of_record(record, f"{place}/records/{index}")
    elif {"releases", "compiledRelease", "versionedRelease"} & set(document):
        yield from _releases_of_record(document, place)
    elif "ocid" in document or STAGE_MEMBERS & set(document):
        yield _found(document, place, document.get("ocid"))
    else:
        yield Found(place, "", {}, "document.not_ocds")


def _releases_of_record(record: Any, place: str) -> Iterator[Found]:
    """The embedded releases; with links only, the compiled release or the last state of the versioned one."""
    if not isinstance(record, Mapping):
        yield Found(place, "", {}, "release.not_object")
        return
    ocid, listed = record.get("ocid"), record.get("releases")
    releases = list(enumerate(listed)) if isinstance(listed, list) else []
    if not isinstance(listed, list) and listed is not None:
        yield Found(f"{place}/releases", _plain_ocid(ocid), {}, "releases.not_list")
    elif any(_is_link(release) for _, release in releases) or not releases:
        is_mixed = any(not _is_link(release) for _, release in releases)
        why = "record.mixed" if is_mixed else "record.links_only" if releases else "record.empty"
        yield from _state_of_record(record, place, why, is_empty=listed == [])
    else:
        for index, release in releases:
            yield _found(release, f"{place}/releases/{index}", ocid)


def _state_of_record(record: Mapping[str, Any], place: str, why: str, *, is_empty: bool) -> Iterator[Found]:
    """The state that the record itself tells, else why nothing can be taken of it."""
    compiled, versioned = record.get("compiledRelease"), record.get("versionedRelease")
    if isinstance(compiled, Mapping):
        yield _found(compiled, f"{place}/compiledRelease", record.get("ocid"))
    elif isinstance(versioned, Mapping):
        yield _found(_last_state(versioned), f"{place}/versionedRelease", record.get("ocid"))
    elif not is_empty or "ocid" in record:
        yield Found(place, _plain_ocid(record.get("ocid")), {}, why)


def _found(release: Any, place: str, record_ocid: Any) -> Found:
    if not isinstance(release, Mapping):
        return Found(place, "", {}, "release.not_object")
    ocid = _plain_ocid(release.get("ocid") if release.get("ocid") is not None else record_ocid)
    if not ocid:
        return Found(place, "", release, "ocid.missing")
    above = _plain_ocid(record_ocid)
    if above and above.casefold() != ocid.casefold():
        return Found(place, ocid, release, "ocid.contradicts")
    return Found(place, ocid, release, "" if _is_safe(ocid) else "ocid.unsafe")


def _plain_ocid(ocid: Any) -> str:
    """The ocid as it stands; a whole number as its digits, anything else as none."""
    if isinstance(ocid, int) and not isinstance(ocid, bool):
        return str(ocid)
    return ocid.strip() if isinstance(ocid, str) else ""


def _is_safe(ocid: str) -> bool:
    return len(ocid) <= LONGEST_OCID and ocid.isprintable() and not leads_upward(ocid)


def _is_link(release: Any) -> bool:
    return isinstance(release, Mapping) and "url" in release and not STAGE_MEMBERS & set(release)


def _last_state(value: Any) -> Any:
    """A versioned release with the last of each value's versions in its place."""
    if isinstance(value, list):
        if value and all(isinstance(item, Mapping) and set(item) == _VERSIONED for item in value):
            return sorted(value, key=lambda item: str(item["releaseDate"]))[-1]["value"]
        return [_last_state(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _last_state(member) for name, member in value.items()}
    return value
