"""Hostile files are refused with an error that names file and place; nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capture_app.importers.reading import MOST_OBJECTS, MOST_VALUES, FileRefused, is_lines, read_document
from capture_app.importers.registry import importer_for
from sync.canonical import MAX_DOCUMENT_BYTES
from tests.office import begin, opened

GOOD = {"ocid": "ocds-213czf-invented-1", "id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"], "tender": {}}
TEXT = json.dumps({**GOOD, "tender": {"id": "T", "title": "Título"}}, ensure_ascii=False)
HOSTILE = {
    "malformed": TEXT[:60].encode(),
    "too_deep": b'{"ocid":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "nul": TEXT.replace("Título", "Tí\\u0000tulo").encode(),
    "duplicate_key": b'{"ocid":"a",\n "tender":{"id":"1","id":"2"}}',
    "nan": b'{"ocid":"a","tender":{"value":{"amount":NaN}}}',
    "not_utf8": ("{\n" + TEXT[1:]).encode("cp1252"),
    "utf16": TEXT.encode("utf-16"),
    "not_text": b"PK\x03\x04\x14\x00\x06\x00\xff\xfe\xfa",
    "empty": b"  \n",
    "too_many": b'{"releases":[' + b"{}," * MOST_OBJECTS + b"{}]}",
    "not_ocds": b'{"hola": 1}',
}


def _processes(file: Path):
    return list(importer_for(file).read(file))


@pytest.mark.parametrize("text", ["[]", '{"releases": []}', '{"records": []}', "[[], {}]"])
def test_a_file_without_any_process_is_refused_and_not_called_sound(tmp_path, text):
    file = tmp_path / "nada.json"
    file.write_text(text)
    with pytest.raises(FileRefused) as caught:
        _processes(file)
    assert caught.value.code == "not_ocds"


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_file_is_refused_by_name(tmp_path, code):
    file = tmp_path / f"{code}.json"
    file.write_bytes(HOSTILE[code])
    with pytest.raises(FileRefused) as caught:
        _processes(file)
    assert caught.value.code == code
    assert file.name in caught.value.message_es
    assert caught.value.safe_es
    assert caught.value.action_es


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_file_stores_nothing_and_does_not_stop_the_next(tmp_path, code):
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_bytes(HOSTILE[code])
    good.write_text(TEXT)
    with opened(begin(tmp_path / "office")) as app:
        report = app.importing.import_files([bad, good])
        assert [item.ocid for item in app.capture.search()] == [GOOD["ocid"]]
    assert report.files[0].is_refused
    assert report.files[0].members()["read"] == 0
    assert report.files[1].stored == 1
    assert not report.is_clean


def test_the_place_is_named(tmp_path):
    file = tmp_path / "twice.json"
    file.write_bytes(HOSTILE["duplicate_key"])
    with pytest.raises(FileRefused) as caught:
        _processes(file)
    assert (caught.value.pointer, caught.value.place) == ("/tender/id", "línea 2, columna 21")
    file.write_bytes(HOSTILE["not_utf8"])
    with pytest.raises(FileRefused, match="línea 2, columna") as caught:
        _processes(file)
    assert "Windows-1252" in caught.value.message_es


def test_one_document_over_the_limit_is_refused(tmp_path):
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.write(b'{"ocid":"a","tender":{"title":"')
        stream.seek(MAX_DOCUMENT_BYTES + 1024 * 1024)
        stream.write(b'"}}')
    with pytest.raises(FileRefused) as caught:
        _processes(file)
    assert caught.value.code == "too_large"
    assert "64 MB" in caught.value.message_es


def test_a_byte_order_mark_is_accepted(tmp_path):
    file = tmp_path / "bom.json"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert _processes(file)[0].ocid == GOOD["ocid"]


@pytest.mark.parametrize("name", ["lines.jsonl", "lines.json"])
def test_json_lines_are_grouped_by_process(tmp_path, name):
    file = tmp_path / name
    later = {**GOOD, "id": "2", "date": "2026-02-01T00:00:00Z"}
    other = {**GOOD, "ocid": "ocds-213czf-invented-2"}
    file.write_text("\n".join(json.dumps(item) for item in (GOOD, other, later)) + "\n\n")
    processes = _processes(file)
    assert [(item.ocid, len(item.releases)) for item in processes] == [
        ("ocds-213czf-invented-1", 2),
        ("ocds-213czf-invented-2", 1),
    ]


def test_one_bad_line_refuses_the_whole_file_before_anything_is_taken(tmp_path):
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(GOOD) + "\n" + TEXT[:40] + "\n")
    with opened(begin(tmp_path / "office")) as app:
        (report,) = app.importing.import_files([file]).files
        assert app.capture.record_ids() == ()
    assert report.is_refused
    assert report.problems[0].place.startswith("línea 2")


def test_other_formats_and_missing_files_have_a_clear_error(tmp_path):
    table = tmp_path / "contratos.csv"
    table.write_text("a,b\n1,2\n")
    with pytest.raises(FileRefused) as caught:
        _processes(table)
    assert caught.value.code == "unknown_format"
    with pytest.raises(FileRefused) as caught:
        _processes(tmp_path / "nada.json")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("crowd", [b"{}," * (MOST_OBJECTS + 1), b"1," * (MOST_VALUES + 1)])
def test_what_would_fill_the_memory_is_counted_before_it_is_read(tmp_path, crowd, monkeypatch):
    """Three megabytes of `{}` take seventy in memory, and sixty-four take 1.6 GB."""
    monkeypatch.setattr("capture_app.importers.reading.decode_strict", lambda data: pytest.fail("it was read"))
    file = tmp_path / "crowd.json"
    file.write_bytes(b'{"a":[' + crowd + b"1]}" + b'\n{"a":1}')
    assert not is_lines(file)
    with pytest.raises(FileRefused) as caught:
        read_document(file)
    assert caught.value.code == "too_many"


@pytest.mark.parametrize("start", [b"[", b'{"a":'])
def test_a_million_levels_are_refused_before_they_are_read(tmp_path, start):
    file = tmp_path / "deep.json"
    file.write_bytes(start * 1_000_000)
    with pytest.raises(FileRefused) as caught:
        read_document(file)
    assert caught.value.code == "too_deep"


def test_a_file_of_two_gigabytes_is_not_read(tmp_path):
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.write(b'{"releases":[')
        stream.truncate(2 * 1024**3)
    with pytest.raises(FileRefused) as caught:
        read_document(file)
    assert caught.value.code == "too_large"
