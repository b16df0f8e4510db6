"""What the portal gives to download is what the official schemas ask for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource

from tests.unit.portal.site import Site, database, generated_bodies, portal_home, site, told_bodies

__all__ = ["database", "portal_home", "site"]
RELEASE_SCHEMA = "release-schema.json"
PATCHED = "edca_mx_release_schema_patched.json"


def _validator(folder: Path, name: str) -> Draft4Validator:
    """A validator of the official file, references resolved among the files of the folder."""
    schemas = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")}

    def retrieve(uri: str) -> Resource[Any]:
        return Resource.opaque(schemas[uri.rpartition("/")[2]])

    return Draft4Validator(schemas[name], registry=Registry(retrieve=retrieve))


def _errors(validator: Draft4Validator, value: Any) -> list[str]:
    plain = json.loads(json.dumps(value, default=float))
    return [f"{'/'.join(map(str, error.path))}: {error.message[:120]}" for error in validator.iter_errors(plain)][:5]


@pytest.fixture
def published(site: Site) -> tuple[Site, list[str]]:
    """Three told cases and some neighbours, published, one of them changed and published again."""
    computer = site.computer(site.office(is_demo=True))
    ocids = []
    for ocid, body in [*told_bodies(), *generated_bodies(4)]:
        created = computer.create(body, ocid)
        assert computer.codes(created, *computer.publishing(created, body))[-1] == "applied"
        ocids.append(ocid)
    tender = {**body["tender"], "title": "Título corregido (INVENTADO)"}
    tender.pop("tenderPeriod", None)
    after = {**body, "tender": tender}
    assert computer.codes(computer.change(body, after, created, 4), computer.act("publish", created, after)) == [
        "applied",
        "applied",
    ]
    return site, ocids


def test_releases_and_compiled_releases_pass_the_official_schemas(published, shared: Path):
    site, ocids = published
    official = _validator(shared / "data" / "ocds-1.1.5", RELEASE_SCHEMA)
    mexican = _validator(shared / "data" / "ocds-1.1.5", PATCHED)
    for ocid in ocids:
        values = [site.json(f"/proceso/{ocid}/release.json")]
        values += site.json(f"/proceso/{ocid}/release-package.json")["releases"]
        for value in values:
            assert not _errors(official, value), ocid
            assert not _errors(mexican, value), ocid


def test_packages_pass_the_official_schemas(published, shared: Path):
    site, ocids = published
    folder = shared / "data" / "ocds-1.1.5"
    releases, records = (_validator(folder, f"{kind}-package-schema.json") for kind in ("release", "record"))
    for ocid in ocids:
        assert not _errors(releases, site.json(f"/proceso/{ocid}/release-package.json"))
        assert not _errors(records, site.json(f"/proceso/{ocid}/record-package.json"))


def test_packages_say_where_they_are_and_when_they_changed(published):
    site, ocids = published
    first, second = (site.json(f"/proceso/{ocids[0]}/record-package.json") for _ in range(2))
    assert first == second
    assert first["uri"] == f"http://localhost/proceso/{ocids[0]}/record-package.json"
    assert first["records"][0] == site.json(f"/proceso/{ocids[0]}/record.json")


def test_every_link_of_a_process_page_leads_somewhere(published):
    import re

    site, ocids = published
    path = f"/proceso/{ocids[-1]}/"
    for link in re.findall(r'href="([^"#]+)"', site.page(path)):
        if link.startswith("http"):
            continue
        target = link if link.startswith("/") else path + link
        if not target.startswith("/static/"):
            assert site.client.get(target).status_code == 200, target


def test_everything_is_one_line_a_process(published):
    site, ocids = published
    content = b"".join(site.client.get("/datos/paquete.jsonl").streaming_content)
    assert sorted(json.loads(line)["ocid"] for line in content.splitlines()) == sorted(ocids)


def test_downloads_may_be_read_from_anywhere_and_cached(published):
    site, ocids = published
    response = site.client.get(f"/proceso/{ocids[0]}/release.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = site.client.get(f"/proceso/{ocids[0]}/release.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def _download(site, path):
    response = site.client.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content), response


def test_everything_and_one_process_can_be_had_as_tables(published):
    site, ocids = published
    for where, wanted in (("/datos", sorted(ocids)), (f"/proceso/{ocids[0]}", [ocids[0]])):
        content, response = _download(site, f"{where}/tablas.zip")
        assert response.headers["Content-Disposition"].startswith("attachment")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            lines = csv.DictReader(io.StringIO(archive.read("expedientes.csv").decode("utf-8-sig"), newline=""))
            assert [line["ocid"] for line in lines] == wanted
        content, _ = _download(site, f"{where}/tablas.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Expedientes"]
        assert [row[0].value for row in sheet.iter_rows(min_row=3)] == wanted


def test_tables_are_the_same_bytes_until_something_is_published(published):
    site, _ = published
    for name in ("tablas.zip", "tablas.xlsx"):
        assert _download(site, f"/datos/{name}")[0] == _download(site, f"/datos/{name}")[0]


def test_what_is_published_can_stand_as_files_alone(published, shared: Path, tmp_path: Path):
    from portal.publication.static_files import write_static

    _, ocids = published
    for name in ("one", "two"):
        assert write_static(tmp_path / name, "https://datos.invalid")["records"] == len(ocids)
    read = {}
    for name in ("one", "two"):
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        read[name] = {path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in files}
    assert read["one"] == read["two"]
    folder = shared / "data" / "ocds-1.1.5"
    releases, records = (_validator(folder, f"{kind}-package-schema.json") for kind in ("release", "record"))
    listed = {file["path"]: file for file in json.loads(read["one"]["index.json"])["files"]}
    assert set(listed) == set(read["one"]) - {"index.json"}
    assert sum(place.startswith("records/") for place in listed) == len(ocids)
    for place, content in read["one"].items():
        if place.startswith("releases/"):
            assert not _errors(releases, json.loads(content)), place
        if place.startswith("records/"):
            record = json.loads(content)["records"][0]
            assert not _errors(records, json.loads(content)), place
            for linked in record["releases"]:
                address = linked["url"].partition("#")[0].removeprefix("https://datos.invalid/")
                assert address in listed
