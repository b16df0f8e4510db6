"""A credit note takes what it gives back from what was paid of its invoice, once, or says why it cannot."""

import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests.contract.test_invoices import amounts_paid, codes, office
from tests.invoices import cancellation, complement, credit_note, invoice, new_uuid

ADVANCE = {"relation": "07", "form": "30"}


def bought(app, tmp_path, seed, **how):
    made = invoice(random.Random(seed), **how)
    app.importing.import_files([made.write(tmp_path)])
    return made


def contract_in(app):
    (contract,) = app.capture.body(app.capture.record_ids()[0])["contracts"]
    return contract


@pytest.mark.parametrize("how", [{}, {"relation": "03"}, {"form": "15"}, ADVANCE], ids=str)
def test_it_is_subtracted_from_the_payment_of_its_invoice_once(tmp_path, how):
    with office(tmp_path) as app:
        made = bought(app, tmp_path, 1)
        agreed = contract_in(app)["value"]
        note = credit_note(random.Random(2), [made.uuid.lower()], "58.00", **how)
        file = note.write(tmp_path)
        assert codes(app, file) == set()
        paid, back = contract_in(app)["implementation"]["transactions"]
        assert (paid["id"], paid["value"]["amount"]) == (made.uuid, made.total)
        assert (back["id"], back["date"]) == (f"{note.uuid}-{made.uuid[:8]}", "2026-04-02")
        assert back["value"] == {"amount": Decimal("-58"), "currency": "MXN"}
        assert contract_in(app)["value"] == agreed
        (again,) = app.importing.import_files([file]).files
        assert (again.stored, again.unchanged, again.problems) == (0, 1, [])
        (copied,) = app.importing.import_files([file.rename(tmp_path / "copia.xml")]).files
        assert (copied.stored, len(contract_in(app)["implementation"]["transactions"])) == (0, 2)
        assert len([path for path in (tmp_path / "facturas").rglob("*") if path.is_file()]) == 2


def test_chosen_before_its_invoice_it_waits_for_it_and_for_its_payment(tmp_path):
    seed = random.Random(3)
    made = invoice(seed, method="PPD")
    paid, note = complement(seed, made.uuid, "90.00"), credit_note(seed, [made.uuid], "40.00")
    files = []
    for name, one in (("1", note), ("2", paid), ("3", made)):
        files.append(tmp_path / f"{name}.xml")
        files[-1].write_text(one.xml, encoding="utf-8")
    with office(tmp_path) as app:
        assert [report.stored for report in app.importing.import_files(files).files] == [1, 1, 1]
        assert amounts_paid(app) == ["-40", "90"]


def test_of_an_invoice_that_is_not_here_it_says_so_and_comes_in_after_it(tmp_path):
    made = invoice(random.Random(4))
    with office(tmp_path) as app:
        note = credit_note(random.Random(5), [made.uuid], "10.00").write(tmp_path)
        (report,) = app.importing.import_files([note]).files
        (problem,) = report.problems
        assert (problem.code, made.uuid in problem.message) == ("file.cfdi_note_before", True)
        assert app.capture.record_ids() == ()
        app.importing.import_files([made.write(tmp_path)])
        assert codes(app, note) == set()
        assert amounts_paid(app) == sorted(["-10", f"{made.total.normalize():f}"])


def refused_as(app, tmp_path, note, **how) -> set[str]:
    before = [app.capture.body(record) for record in app.capture.record_ids()]
    found = codes(app, note.write(tmp_path), **how)
    assert [app.capture.body(record) for record in app.capture.record_ids()] == before
    return found


def test_what_cannot_be_decided_is_refused_and_changes_nothing(tmp_path):
    seed = random.Random(6)
    with office(tmp_path) as app:
        first, parts = bought(app, tmp_path, 7), bought(app, tmp_path, 8, method="PPD")
        for code, note in {
            "cfdi_note_several": credit_note(seed, [first.uuid, parts.uuid], "10.00"),
            "cfdi_note_larger": credit_note(seed, [first.uuid], str(first.total + 1)),
            "cfdi_note_currency": credit_note(seed, [first.uuid], "10.00", currency="USD"),
            "cfdi_note_unpaid": credit_note(seed, [parts.uuid], "10.00", form="15"),
            "cfdi_note_before": credit_note(seed, [first.uuid, new_uuid(seed)], "10.00"),
            "cfdi_note_alone": credit_note(seed, [], "10.00"),
        }.items():
            assert refused_as(app, tmp_path, note) == {f"file.{code}"}
        assert refused_as(app, tmp_path, credit_note(seed, [parts.uuid], "10.00")) == {"file.cfdi_note_larger"}


def test_it_goes_where_its_invoice_is_and_nowhere_else(tmp_path):
    with office(tmp_path) as app:
        made = bought(app, tmp_path, 9)
        other = app.capture.open(app.capture.create("Otro").record_id).ocid
        note = credit_note(random.Random(10), [made.uuid], "10.00")
        assert refused_as(app, tmp_path, note, into=other) == {"file.cfdi_note_elsewhere"}


def test_one_cancelled_or_of_a_cancelled_invoice_stays_out(tmp_path):
    seed = random.Random(11)
    with office(tmp_path) as app:
        made = bought(app, tmp_path, 12)
        note = credit_note(seed, [made.uuid], "10.00")
        for gone in (note.uuid, made.uuid):
            acuse = tmp_path / "acuse.xml"
            acuse.write_text(cancellation(gone))
            codes(app, acuse)
            assert refused_as(app, tmp_path, credit_note(seed, [gone], "5.00") if gone == made.uuid else note) == {
                "file.cfdi_cancelled"
            }


def test_taken_back_it_may_come_in_again(tmp_path: Path):
    with office(tmp_path) as app:
        made = bought(app, tmp_path, 13)
        file = credit_note(random.Random(14), [made.uuid], "10.00").write(tmp_path)
        app.importing.import_files([file])
        app.importing.undo(app.importing.runs()[0].run_id)
        assert len(contract_in(app)["implementation"]["transactions"]) == 1
        assert codes(app, file) == set()
        assert len(contract_in(app)["implementation"]["transactions"]) == 2
