"""The parts joined: beginning an office, opening it, reading beside the window."""

from __future__ import annotations

import sqlite3

import pytest

from capture_app.bootstrap import build
from capture_app.commands.joining import init
from capture_app.errors import CaptureError, DatabaseTooNew, NotFound, Refused
from capture_app.store.connection import FILE_NAME


@pytest.fixture
def folder(tmp_path):
    init(tmp_path / "datos", "MB", "Municipio inventado", "ocds-xs1qbl", "Ana")
    return tmp_path / "datos"


def test_an_office_is_begun_once(folder):
    with pytest.raises(Refused):
        init(folder, "MB", "Otro", "ocds-xs1qbl", "Ana")
    assert (folder / FILE_NAME).exists()


def test_a_failed_enrolment_leaves_nothing(tmp_path):
    with pytest.raises(CaptureError):
        init(tmp_path / "d", "MB", "M", "ocds-xs1qbl", "Ana", "http://127.0.0.1:9", "palma arena lirio")
    assert not (tmp_path / "d").exists()


def test_a_reader_sees_what_the_writer_saved_and_cannot_write(folder):
    writer = build(folder)
    record_id = writer.capture.create("Papel").record_id
    reader = build(folder, read_only=True, user="Beto")
    try:
        assert reader.settings.user == "Beto"
        assert reader.capture.open(record_id).body["tender"]["title"] == "Papel"
        with pytest.raises((CaptureError, sqlite3.OperationalError)):
            reader.capture.create("Otro")
        assert reader.check().bad == ()
    finally:
        reader.close()
        writer.close()


def test_two_lanes_of_one_process_write_in_turn(folder):
    first, second = build(folder), build(folder)
    try:
        record_id = first.capture.create("Uno").record_id
        assert second.capture.open(record_id).body["tender"]["title"] == "Uno"
        second.capture.create("Dos")
        assert len(first.capture.search()) == 2
    finally:
        second.close()
        first.close()


def test_a_folder_without_data_is_said(tmp_path, folder):
    with pytest.raises(NotFound):
        build(tmp_path / "nada")
    (folder / FILE_NAME).unlink()
    with pytest.raises(NotFound):
        build(folder, read_only=True)


def test_a_newer_database_is_refused_to_readers_too(folder):
    raw = sqlite3.connect(folder / FILE_NAME)
    raw.execute("INSERT INTO migration VALUES (99, 'later', '')")
    raw.commit()
    raw.close()
    for read_only in (True, False):
        with pytest.raises(DatabaseTooNew):
            build(folder, read_only=read_only)
