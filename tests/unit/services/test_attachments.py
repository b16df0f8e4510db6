"""Files by their content; a name is never a path."""

from __future__ import annotations

import hashlib

import pytest

from capture_app.changes import FieldEdit
from capture_app.errors import BadInput, NotFound, Refused
from capture_app.store.attachments import safe_name
from capture_app.store.processes import Birth
from tests.unit.forms.bodies import sound
from tests.unit.store.test_photographs import jpeg


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Requisición 0147.pdf"
    path.write_bytes(b"%PDF-1.4 hola")
    return path


def test_a_file_is_kept_under_its_content_and_linked_to_its_row(office, file):
    record_id = office.new()
    office.attachments.attach(record_id, "/tender/documents/@", file)
    (row,) = office.body(record_id)["tender"]["documents"]
    assert (row["title"], row["format"]) == ("Requisición 0147.pdf", "application/pdf")
    (document,) = office.capture.open(record_id).documents
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (document.row_key, document.sha256, document.size) == (row["_key"], sha256, 13)
    kept = office.folder / "documents" / sha256[:2] / sha256
    assert kept.read_bytes() == office.attachments.content(sha256) == file.read_bytes()


def test_the_same_content_twice_is_kept_once_and_a_new_one_takes_the_link(office, file):
    record_id = office.new()
    office.attachments.attach(record_id, "/tender/documents/@", file)
    (row,) = office.body(record_id)["tender"]["documents"]
    office.attachments.attach(record_id, "/tender/documents/@", file)
    file.write_bytes(b"otra")
    office.attachments.attach(record_id, f"/tender/documents/@{row['_key']}", file)
    assert len(office.attachments.documents(record_id)) == 2
    kept = [path for path in (office.folder / "documents").rglob("*") if path.is_file()]
    assert len(kept) == 2
    office.attachments.detach(record_id, f"/tender/documents/@{row['_key']}")
    assert len(office.attachments.documents(record_id)) == 1


def test_what_is_not_there_is_said(office, tmp_path):
    record_id = office.new()
    with pytest.raises(BadInput):
        office.attachments.attach(record_id, "/tender/documents/@", tmp_path / "nada.pdf")
    with pytest.raises(NotFound):
        office.attachments.content("0" * 64)
    with pytest.raises(BadInput):
        office.attachments.content("../../etc/passwd")


def test_an_empty_file_is_a_file(office, tmp_path):
    record_id = office.new()
    (tmp_path / "vacío.txt").touch()
    office.attachments.attach(record_id, "/tender/documents/@", tmp_path / "vacío.txt")
    assert office.attachments.documents(record_id)[0].size == 0


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\hoja.xlsx", "hoja.xlsx"),
        ("con.txt", "_con.txt"),
        ("a:b?.pdf ", "a_b_.pdf"),
        ("nulo\x00.pdf", "nulo_.pdf"),
        ("...", "documento"),
        ("factura 😀.pdf", "factura 😀.pdf"),
    ],
)
def test_names_can_be_shown_and_offered_anywhere(name, safe):
    assert safe_name(name) == safe


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "obra.jpg"
    path.write_bytes(jpeg())
    return path


def test_a_photograph_is_kept_as_it_is_and_its_public_version_says_no_place(office, photo):
    record_id = office.new()
    office.attachments.attach(record_id, "/tender/documents/@", photo)
    (document,) = office.attachments.documents(record_id)
    assert office.attachments.content(document.sha256) == photo.read_bytes()
    shown = office.attachments.public_file(record_id, document)
    assert shown == document.public_sha256 != document.sha256
    assert b"GPS" not in office.attachments.content(shown)


def test_a_photograph_keeps_its_place_where_that_is_chosen(office, photo):
    record_id = office.new()
    office.attachments.attach(record_id, "/tender/documents/@", photo, keeps_location=True)
    (document,) = office.attachments.documents(record_id)
    assert office.attachments.public_file(record_id, document) == document.sha256


def test_a_picture_that_cannot_be_cleaned_changes_nothing(office, tmp_path):
    record_id = office.new()
    wrong = tmp_path / "obra.png"
    wrong.write_bytes(b"no es una imagen")
    with pytest.raises(BadInput):
        office.attachments.attach(record_id, "/tender/documents/@", wrong)
    assert office.attachments.documents(record_id) == ()
    assert "documents" not in office.body(record_id).get("tender", {})


@pytest.mark.parametrize("name", ["Planta baja.dwg", "PLANO.DWG", "logo.svg", "corte.dxf", "acta.djvu"])
def test_a_drawing_is_a_file_like_any_other(office, tmp_path, name):
    record_id = office.new()
    plan = tmp_path / name
    plan.write_bytes(b"AC1032 un plano que ninguna foto es")
    office.attachments.attach(record_id, "/tender/documents/@", plan)
    (document,) = office.attachments.documents(record_id)
    assert document.name == name
    assert office.attachments.public_file(record_id, document) == document.sha256


@pytest.mark.parametrize("name", ["IMG_0147.heic", "IMG_0147.HEIF", "foto.avif", "foto.psd", "foto.jp2"])
def test_a_photograph_nobody_here_can_clean_is_kept_and_stays_until_it_has_a_public_version(
    office, tmp_path, photo, name
):
    record_id = office.new()
    taken = tmp_path / name
    taken.write_bytes(b"ftypheic GPS 18.5001")
    office.attachments.attach(record_id, "/tender/documents/@", taken)
    (document,) = office.attachments.documents(record_id)
    assert office.attachments.content(document.sha256) == taken.read_bytes()
    assert office.attachments.public_file(record_id, document) == ""
    with pytest.raises(BadInput):
        office.attachments.attach_public(record_id, f"/tender/documents/@{document.row_key}", taken)
    office.attachments.attach_public(record_id, f"/tender/documents/@{document.row_key}", photo)
    (document,) = office.attachments.documents(record_id)
    assert office.attachments.public_file(record_id, document) == document.public_sha256 != ""


def test_of_a_document_with_personal_data_only_the_resolved_public_version_leaves(office, file, tmp_path):
    record_id = office.processes.create(sound(), Birth()).record_id
    office.attachments.attach(record_id, "/tender/documents/@documenta1", file)
    office.set(record_id, "/tender/documents/@documenta1/_personal", True)

    def leaves():
        return office.attachments.public_file(record_id, office.attachments.documents(record_id)[0])

    assert leaves() == ""
    tested = tmp_path / "testado.pdf"
    tested.write_bytes(b"%PDF-1.4 testado")
    office.attachments.attach_public(record_id, "/tender/documents/@documenta1", tested)
    assert leaves() == ""
    with pytest.raises(Refused) as refused:
        office.publish.publish([record_id])
    assert "document.unresolved" in {item.code for item in refused.value.findings}
    resolution = {"number": "CT/012/2026", "date": "2026-02-20", "ground": "Artículo 115", "pages": "2, 5 a 7"}
    office.set(record_id, "/tender/documents/@documenta1/_redaction", resolution)
    assert leaves() == hashlib.sha256(tested.read_bytes()).hexdigest()
    office.publish.publish([record_id])


def test_a_public_version_needs_its_original(office, file):
    record_id = office.processes.create(sound(), Birth()).record_id
    with pytest.raises(BadInput):
        office.attachments.attach_public(record_id, "/tender/documents/@documenta1", file)


def test_a_document_without_a_file_is_told_until_it_has_one(office, file):
    record_id = office.new()
    office.capture.save_fields(record_id, [FieldEdit("/tender/documents/@", {"title": "Acta de fallo"}, "row_add")])
    (row,) = office.body(record_id)["tender"]["documents"]
    lacking = ("/tender/documents/0/url", "document.without_file")

    def told():
        return {(item.pointer, item.code) for item in office.capture.open(record_id).findings}

    assert lacking in told()
    office.attachments.attach(record_id, f"/tender/documents/@{row['_key']}", file)
    assert lacking not in told()
    office.attachments.detach(record_id, f"/tender/documents/@{row['_key']}")
    assert lacking in told()
