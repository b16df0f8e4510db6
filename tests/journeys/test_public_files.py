"""Files go out with what is published: the version for the public and no other, at an address that the data give;
and they reach the portal on a memory stick as well."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
import requests

from capture_app.changes import FieldEdit
from tests.journeys.files import invented_file
from tests.journeys.test_by_memory_stick import take_batch

OCID = "ocds-xs1qbl-inventado-0001"
ORIGINAL, FOR_THE_PUBLIC = b"contrato con el CURP de alguien", b"contrato testado"
OTHER = b"convocatoria sin datos de nadie"
RESOLUTION = {"number": "CT/12/2026", "date": "2026-03-01", "ground": "Artículo 115", "pages": "1-3"}


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def adjoin(desktop, tmp_path, content: bytes, *, public: bytes | None = None, personal: bool = False) -> None:
    file = tmp_path / f"JUAN-PEREZ-{name_of(content)[:4]}.pdf"
    file.write_bytes(content)
    with desktop.opened() as app:
        record = app.capture.open(OCID).record_id
        changes = app.attachments.attach(record, "/tender/documents/@", file)
        path = next(path for path in changes.paths if "@" in path)
        row = path[: path.index("@") + 11]
        edits = {"documentType": "tenderNotice", "title": "Documento"}
        if personal:
            edits |= {"_personal": True, **{f"_redaction/{name}": text for name, text in RESOLUTION.items()}}
        app.capture.save_fields(record, [FieldEdit(f"{row}/{name}", value) for name, value in edits.items()])
        if public is not None:
            version = tmp_path / "publica.pdf"
            version.write_bytes(public)
            app.attachments.attach_public(record, row, version)


def fetched(portal, sha256: str) -> requests.Response:
    with requests.get(f"{portal.url}/archivo/{sha256}", timeout=30) as answer:
        _ = answer.content
        return answer


@pytest.fixture
def office(desktop, tmp_path):
    desktop.captura("import", invented_file(tmp_path, OCID))
    return desktop


def test_only_the_version_for_the_public_is_named_and_served(office, portal, tmp_path):
    adjoin(office, tmp_path, ORIGINAL, public=FOR_THE_PUBLIC, personal=True)
    adjoin(office, tmp_path, OTHER)
    office.captura("publish", OCID)
    office.captura("send")
    release = portal.json(OCID, "release")
    urls = {row.get("url") for row in release["tender"]["documents"]} - {None}
    wanted = {f"{portal.url}/archivo/{name_of(content)}" for content in (FOR_THE_PUBLIC, OTHER)}
    assert wanted <= urls
    assert name_of(ORIGINAL) not in str(release)
    told_to_the_public(portal, release)
    answer = fetched(portal, name_of(FOR_THE_PUBLIC))
    assert (answer.status_code, answer.content) == (200, FOR_THE_PUBLIC)
    assert "JUAN" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert fetched(portal, name_of(ORIGINAL)).status_code == 404
    assert fetched(portal, "../settings").status_code == 404


def told_to_the_public(portal, release) -> None:
    """The resolution stands beside the redacted document alone: on the page, in JSON and in the tables."""
    redacted = [row for row in release["tender"]["documents"] if "redaction" in row]
    assert [row["url"].rpartition("/")[2] for row in redacted] == [name_of(FOR_THE_PUBLIC)]
    assert redacted[0]["redaction"] == {**RESOLUTION, "date": "2026-03-01T00:00:00-05:00"}
    page = portal.page(f"/proceso/{OCID}/")
    assert page.count("Versión pública</span>") == 1
    assert "Número de la resolución: CT/12/2026 · Fecha de la resolución: 01/03/2026 · Fundamento de lo testado" in page
    with zipfile.ZipFile(io.BytesIO(portal.content(f"/proceso/{OCID}/tablas.zip"))) as tables:
        written = "".join(tables.read(name).decode("utf-8-sig") for name in tables.namelist())
    assert "CT/12/2026" in written
    assert "_redaction" not in written
    package = portal.json(OCID, "record-package")
    assert "urn:captura:extension:qroo_redaction" in package["extensions"]


def test_before_anything_is_published_no_file_is_served(office, portal, tmp_path):
    adjoin(office, tmp_path, OTHER)
    office.captura("send")
    assert fetched(portal, name_of(OTHER)).status_code == 404


def test_a_version_that_is_replaced_is_served_no_more(office, portal, tmp_path):
    adjoin(office, tmp_path, ORIGINAL, public=FOR_THE_PUBLIC, personal=True)
    office.captura("publish", OCID)
    office.captura("send")
    better = tmp_path / "mejor.pdf"
    better.write_bytes(b"contrato mejor testado")
    with office.opened() as app:
        record = app.capture.open(OCID)
        (document,) = app.attachments.documents(record.record_id)
        app.attachments.attach_public(record.record_id, f"/tender/documents/@{document.row_key}", better)
    office.captura("publish", OCID)
    office.captura("send")
    assert fetched(portal, name_of(FOR_THE_PUBLIC)).status_code == 404
    assert fetched(portal, name_of(b"contrato mejor testado")).status_code == 200


def test_files_travel_on_the_stick_and_the_receipt_says_that_they_arrived(office, portal, tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    adjoin(office, tmp_path, OTHER)
    office.captura("publish", OCID)
    written = office.captura("stick", "write", "--out", stick)
    assert not any(OTHER in file.read_bytes() for file in stick.iterdir())
    assert files_of(office) == (0, 1)
    for _ in range(2):
        taken = take_batch(portal, stick, *written["files"])
    kept = list((portal.home / "documentos").glob(f"*/*/{name_of(OTHER)}"))
    assert [file.read_bytes() for file in kept] == [OTHER]
    office.captura("stick", "take", *taken["receipts"])
    assert files_of(office) == (1, 1)
    again = office.captura("send")
    assert (again["sent"], again["pending"]) == (0, 0)
    assert office.captura("stick", "write", "--out", stick)["files"] == []


def files_of(desktop) -> tuple[int, int]:
    with desktop.opened(read_only=True) as app:
        files = app.exchange.status().files
        return files.done, files.total
