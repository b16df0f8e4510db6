"""What was looked at is what comes in; who does not want it any more gets the window back, and nothing stays behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture_app.errors import ChangedSince, Stopped
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.reader import opened_book
from capture_app.services.mapping_tables import answers_of
from tests.office import begin, opened
from tests.workbooks import text_table

HEAD = ["Expediente", "Objeto", "Contrato", "Importe"]


def table(folder: Path, count: int, name: str = "compras.csv") -> Path:
    rows = [[f"E-{number}", f"Objeto {number}", f"C-{number}", "10"] for number in range(count)]
    return text_table(folder / name, [HEAD, *rows])


def described(app, file: Path) -> None:
    proposal = app.mapping.propose(file)
    app.mapping.save("tabla", answers_of(proposal, {}), proposal.grain)


@pytest.fixture
def app(tmp_path):
    with opened(begin(tmp_path / "office")) as app:
        yield app


def test_a_file_saved_again_after_it_was_looked_at_does_not_come_in(app, tmp_path):
    file, other = table(tmp_path, 2), table(tmp_path, 1, "otra.csv")
    described(app, file)
    seen = app.importing.import_files([other, file], dry_run=True).seen
    text_table(file, [HEAD, ["E-9", "Otra cosa", "C-9", "999999"]])
    with pytest.raises(ChangedSince) as told:
        app.importing.import_files([other, file], seen=seen)
    assert "compras.csv" in told.value.sentences
    assert "otra.csv" not in told.value.sentences
    assert "No se modificó nada." in told.value.sentences
    assert "revíselo otra vez" in told.value.sentences
    assert app.capture.record_ids() == ()
    assert app.importing.runs() == ()
    again = app.importing.import_files([other, file], dry_run=True).seen
    assert app.importing.import_files([other, file], seen=again).totals["stored"] == 2


def test_a_file_that_is_gone_since_is_named_and_nothing_comes_in(app, tmp_path):
    file, other = table(tmp_path, 2), table(tmp_path, 1, "otra.csv")
    described(app, file)
    seen = app.importing.import_files([other, file], dry_run=True).seen
    file.unlink()
    with pytest.raises(FileRefused, match=r"compras\.csv"):
        app.importing.import_files([other, file], seen=seen)
    assert app.capture.record_ids() == ()


def test_a_file_that_changes_while_it_is_read_is_refused(app, tmp_path, monkeypatch):
    from capture_app.services import importing

    file = table(tmp_path, 2)
    described(app, file)
    read = importing.opened_source

    def slowly(plain, format, office):
        source = read(plain, format, office)
        table(tmp_path, 3)
        return source

    monkeypatch.setattr(importing, "opened_source", slowly)
    (report,) = app.importing.import_files([file]).files
    assert [problem.code for problem in report.problems] == ["file.changing"]
    assert app.capture.record_ids() == ()


def test_rows_are_read_only_while_somebody_wants_them(tmp_path):
    wanted = [True]
    with opened_book(table(tmp_path, 2000), cancelled=lambda: not wanted) as book:
        rows = book.sheets[0].rows()
        next(rows)
        wanted.clear()
        with pytest.raises(FileRefused) as refused:
            list(rows)
    assert refused.value.code == "cancelled"


def test_an_import_cancelled_at_any_moment_says_what_is_in(app, tmp_path):
    """A question later each time: in the copy, in the child, at the titles, in the first walk over the rows."""
    file = table(tmp_path, 700)
    described(app, file)
    for moment in (1, 2, 4, 6, 8, 10, 12, 14):
        asked = iter(range(10**6))
        report = app.importing.import_files([file], dry_run=True, cancelled=lambda: next(asked) >= moment)  # noqa: B023
        assert not report.is_clean
        assert {problem.code for problem in report.files[0].problems} & {"file.cancelled", "import.stopped"}
    assert app.capture.record_ids() == ()
    asked = iter(range(10**6))
    (report,) = app.importing.import_files([file], cancelled=lambda: next(asked) >= 40).files
    assert report.is_stopped
    assert report.stored == len(app.capture.record_ids())
    assert 0 < report.stored < 700


def test_a_copy_to_try_on_is_given_up_when_nobody_wants_it(app):
    with pytest.raises(Stopped), app.capture.trial(lambda: True):
        pytest.fail("the copy was made")
