"""The acuses of the transparency platform: kept with the very file, once, and listed."""

from __future__ import annotations

import hashlib
import json

import pytest

from capture_app.changes import FieldEdit, PlatformLoad, RecordFilter
from capture_app.commands.parser import parse
from capture_app.errors import BadInput, CaptureError, NotFound
from capture_app.services.platform_uploads import PlatformUploads
from tests.office import begin, opened


def test_an_acuse_is_kept_with_its_file_and_only_once(tmp_path):
    file = tmp_path / "b.xlsx"
    file.write_bytes(b"one")
    with opened(begin(tmp_path / "office")) as app:
        uploads = app.platform_uploads
        kept = uploads.note(" A-17 ", "2026-04-20", file, "pnt-b", "2026-1")
        assert uploads.note("A-17", "2026-04-20", file) == kept
        assert uploads.all() == (kept,)
        assert (kept.number, kept.user, kept.file) == ("A-17", "Ana Inventada", "b.xlsx")
        assert uploads.of_file(file) == kept
        file.write_bytes(b"another")
        assert uploads.of_file(file) is None
        assert len({uploads.note("A-17", "2026-04-21", file), kept}) == 2
    with opened(tmp_path / "office", read_only=True) as app:
        assert [upload.loaded_on for upload in app.platform_uploads.all()] == ["2026-04-21", "2026-04-20"]


def test_what_cannot_be_noted_is_refused_and_nothing_is_kept(tmp_path):
    file = tmp_path / "b.xlsx"
    file.write_bytes(b"one")
    with opened(begin(tmp_path / "office")) as app:
        uploads: PlatformUploads = app.platform_uploads
        with pytest.raises(BadInput):
            uploads.note("  ", "2026-04-20", file)
        with pytest.raises(BadInput, match="20/04/2026"):
            uploads.note("A", "20/04/2026", file)
        with pytest.raises(CaptureError, match="No se pudo leer"):
            uploads.note("A", "2026-04-20", tmp_path / "none.xlsx")
        assert uploads.all() == ()


def test_the_command_line_notes_and_lists(tmp_path, capsys):
    from capture_app.commands.session import Session

    begin(tmp_path / "office")
    (tmp_path / "b.xlsx").write_bytes(b"one")
    said = ["pnt-acuse", str(tmp_path / "b.xlsx"), "--number", "A-1", "--date", "2026-04-20", "--json"]
    for line in (said, ["pnt-acuse", "--json"]):
        asked = parse(["--data", str(tmp_path / "office"), *line])
        from capture_app.commands.platform_uploads import PNT_ACUSE

        with Session(asked.data, as_json=True) as session:
            assert PNT_ACUSE.run(session, asked) == 0
        (upload,) = json.loads(capsys.readouterr().out)
        assert upload["number"] == "A-1"


def test_the_records_of_a_loaded_file_show_its_acuse(tmp_path):
    file, other = tmp_path / "b.xlsx", tmp_path / "other.xlsx"
    file.write_bytes(b"one")
    other.write_bytes(b"another")
    with opened(begin(tmp_path / "office")) as app:
        made = app.capture.create("Papelería")
        alone = app.capture.create("Uniformes")
        uploads: PlatformUploads = app.platform_uploads
        uploads.wrote({_digest(file): (made.record_id,)})
        assert not uploads.are_known()
        assert app.capture.open(made.record_id).loads == ()
        kept = uploads.note("A-17", "2026-04-20", file, "pnt-b", "2026-1")
        assert uploads.are_known()
        assert [summary.id for summary in uploads.records_in(kept)] == [made.record_id]
        uploads.note("A-18", "2026-07-20", other, names=[made.ocid])
        uploads.note("A-16", "2026-01-20", other, names=[made.record_id])
        shown = app.capture.open(made.record_id).loads
        assert [load.number for load in shown] == ["A-18", "A-17", "A-16"]
        rows = {summary.id: summary.load for summary in app.finding.rows(app.finding.matches(RecordFilter()))}
        assert rows == {made.record_id: PlatformLoad("A-18", "2026-07-20"), alone.record_id: None}
        with pytest.raises(NotFound):
            uploads.note("A-19", "2026-07-21", other, names=["ocds-none"])
        assert len(uploads.all()) == 3


def test_each_workbook_of_the_platform_knows_the_records_it_holds(tmp_path):
    with opened(begin(tmp_path / "office")) as app:
        made = app.capture.create("Papelería")
        app.capture.save_fields(made.record_id, (FieldEdit("/tender/procurementMethod", "direct"),))
        app.capture.create("Una licitación, que va en el otro formato")
        report = app.exporting.export("pnt-b", tmp_path / "b.xlsx")
        assert report.contents == {_digest(tmp_path / "b.xlsx"): (made.record_id,)}


def _digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()
