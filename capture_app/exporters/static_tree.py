"""The publication as files alone, for any web server: releases, records, packages by year, and a catalogue of them.

The same data give the same files. Addresses are the final ones below ``url``; dates are those of the content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from capture_app.exporters import csv_zip, jsonl, ocds_record_package, ocds_release_package, xlsx
from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.files import ExportedFile, write_file
from capture_app.exporters.gzipped import gzip_pieces
from capture_app.exporters.places import release_place, safe
from capture_app.ocds.package import VERSION, PackageHead
from capture_app.words import say
from sync import canonical

RECORDS_IN_A_FILE = 1000
INDEX = "index.json"
POLICY = "politica-de-publicacion.html"
LICENSE_FILE = "licencia.txt"
Source = Callable[[Sequence[str] | None], Iterable[ExportProcess]]


@dataclass(frozen=True)
class Tree:
    """A publication: where it will stand, who publishes, and its processes, again and again or those named."""

    url: str
    head: PackageHead
    processes: Source

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Every file but the catalogue, by its place below the root, with its pieces."""
        years: dict[str, list[str]] = {}
        for process in self.processes(None):
            year = str(process.releases[0]["date"])[:4]
            years.setdefault(year, []).append(process.ocid)
            yield from self._process_files(process, year)
        for year in sorted(years):
            yield from self._packages(year, years[year])
        yield POLICY, iter([_policy(self.head)])
        yield LICENSE_FILE, iter([f"{say('static.license')}\n{self.head.license}\n".encode()])

    def index(self, files: Sequence[ExportedFile], root: Path) -> bytes:
        """The catalogue: what there is, how large, and its digest."""
        listed = [
            {"path": Path(file.path).relative_to(root).as_posix(), "bytes": file.bytes, "sha256": file.sha256}
            for file in files
        ]
        said = {
            "uri": f"{self.url}/{INDEX}",
            "title": say("static.title", publisher=self.head.publisher.name),
            "publisher": self.head.publisher.members(),
            "modified": self.head.published_date,
            "license": self.head.license,
            "publicationPolicy": f"{self.url}/{POLICY}",
            "version": VERSION,
            "extensions": list(self.head.extensions),
            "counts": _counts(listed),
            "files": sorted(listed, key=lambda file: str(file["path"])),
        }
        return canonical.encode(said) + b"\n"

    def _process_files(self, process: ExportProcess, year: str) -> Iterator[tuple[str, Iterator[bytes]]]:
        urls = []
        for release in process.releases:
            place = release_place(process.ocid, release)
            urls.append(f"{self.url}/{place}")
            one = [ExportProcess(process.ocid, (release,))]
            yield place, ocds_release_package.write(one, self._head(place, str(release["date"])))
        place, newest = f"records/{safe(process.ocid)}.json", str(process.releases[-1]["date"])
        record = replace(process, urls=tuple(urls))
        yield place, ocds_record_package.write([record], self._head(place, newest))

    def _packages(self, year: str, ocids: Sequence[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The packages of a year; those that must not be large in numbered parts."""
        plain = self._head(f"paquetes/{year}.jsonl.gz")
        packed = gzip_pieces(jsonl.write(self.processes(ocids), plain), f"audience={plain.audience}")
        yield f"paquetes/{year}.jsonl.gz", packed
        for number, first in enumerate(range(0, len(ocids), RECORDS_IN_A_FILE), 1):
            part = "" if len(ocids) <= RECORDS_IN_A_FILE else f"-{number:03}"
            place = f"paquetes/{year}-record-package{part}.json.gz"
            named = ocids[first : first + RECORDS_IN_A_FILE]
            yield place, gzip_pieces(self._record_package(named, place), f"audience={plain.audience}")
        yield f"paquetes/{year}.xlsx", xlsx.write(self.processes(ocids), self._head(f"paquetes/{year}.xlsx"))
        yield f"paquetes/{year}-csv.zip", csv_zip.write(self.processes(ocids), self._head(f"paquetes/{year}-csv.zip"))

    def _record_package(self, ocids: Sequence[str], place: str) -> Iterator[bytes]:
        return ocds_record_package.write(self.processes(ocids), self._head(place), releases_at=self.url)

    def _head(self, place: str, date: str | None = None) -> PackageHead:
        return replace(self.head, uri=f"{self.url}/{place}", published_date=date or self.head.published_date)


def write_tree(tree: Tree, root: Path) -> list[ExportedFile]:
    """Write the files and then the catalogue; take away what the last catalogue had and this one has not."""
    before = _listed(root)
    files = [write_file(root / place, pieces) for place, pieces in tree.files()]
    now = {Path(file.path).relative_to(root).as_posix() for file in files}
    files.append(write_file(root / INDEX, iter([tree.index(files, root)])))
    for place in sorted(before - now):
        stale = root / place
        if stale.resolve().is_relative_to(root.resolve()):
            stale.unlink(missing_ok=True)
    return files


def _listed(root: Path) -> set[str]:
    """The places that the catalogue in the folder lists; none where it has none of ours."""
    try:
        said = canonical.decode_strict((root / INDEX).read_bytes())
        return {str(file["path"]) for file in said["files"]}
    except (OSError, canonical.JsonRefused, KeyError, TypeError):
        return set()


def _counts(files: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    places = [str(file["path"]) for file in files]
    return {kind: sum(place.startswith(f"{kind}/") for place in places) for kind in ("releases", "records", "paquetes")}


def _policy(head: PackageHead) -> bytes:
    name, license_url = escape(head.publisher.name), escape(head.license, quote=True)
    paragraphs = "".join(f"<p>{escape(say(f'static.policy.{number}'))}</p>" for number in range(1, 6))
    title = escape(say("static.policy.title"))
    return (
        f'<!doctype html><html lang="es"><head><meta charset="utf-8"><title>{title} · {name}</title></head>'
        f"<body><h1>{title}</h1><p>{name}</p>{paragraphs}"
        f'<p><a href="{license_url}">{license_url}</a></p></body></html>\n'
    ).encode()
