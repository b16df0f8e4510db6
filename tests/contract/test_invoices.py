"""CFDI come in right or are refused with the reason, complete a process once, and stay private."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from capture_app.bootstrap import App
from capture_app.changes import FieldEdit
from capture_app.settings import change_settings
from tests.invoices import OFFICE_RFC, cancellation, complement, invoice
from tests.office import begin, opened

MANY = 1000


@contextmanager
def office(tmp_path: Path) -> Iterator[App]:
    begin(tmp_path)
    change_settings(tmp_path, "office_rfc", OFFICE_RFC)
    with opened(tmp_path) as app:
        yield app


def codes(app: App, file: Path, **how) -> set[str]:
    (report,) = app.importing.import_files([file], **how).files
    return {problem.code for problem in report.problems if problem.level == "error"}


def test_an_invoice_makes_a_process_with_all_it_says(tmp_path):
    made = invoice(random.Random(1), lines=3)
    with office(tmp_path) as app:
        file = made.write(tmp_path)
        (report,) = app.importing.import_files([file]).files
        assert (report.format, report.read, report.stored) == ("cfdi", 1, 1)
        (record_id,) = app.capture.record_ids()
        body = app.capture.body(record_id)
        (again,) = app.importing.import_files([file]).files
        assert (again.unchanged, again.stored) == (1, 0)
    (contract,) = body["contracts"]
    assert contract["value"] == {"amount": made.total, "netAmount": made.net, "currency": "MXN"}
    assert [item["classification"]["id"] for item in contract["items"]] == ["44121706"] * 3
    (payment,) = contract["implementation"]["transactions"]
    assert (payment["id"], payment["date"], payment["value"]["amount"]) == (made.uuid, "2026-03-05", made.total)
    roles = {party["identifier"]["id"]: set(party["roles"]) for party in body["parties"]}
    assert roles[OFFICE_RFC] == {"buyer", "payer"}
    assert {"supplier", "payee"} in roles.values()


def test_the_file_itself_stays_in_a_private_folder(tmp_path):
    made = invoice(random.Random(2))
    with office(tmp_path) as app:
        app.importing.import_files([made.write(tmp_path)])
        view = app.capture.open(app.capture.record_ids()[0])
        assert view.documents == ()
        assert "http" not in str(view.body)
    kept = [path for path in (tmp_path / "facturas").rglob("*") if path.is_file()]
    assert [path.read_text(encoding="utf-8") for path in kept] == [made.xml]


def test_it_completes_an_open_process_and_overwrites_nothing(tmp_path):
    made = invoice(random.Random(3), lines=2, method="PPD")
    with office(tmp_path) as app:
        record = app.capture.create("Papelería de marzo").record_id
        item = {"id": "1", "description": "Artículo inventado 1 «Ñ» & más", "quantity": 7}
        contract = {"id": "P-9", "value": {"amount": 5, "currency": "MXN"}, "items": [item]}
        app.capture.save_fields(record, [FieldEdit("/contracts/@", contract, "row_add")])
        ocid = app.capture.open(record).ocid
        (report,) = app.importing.import_files([made.write(tmp_path)], into=ocid).files
        body = app.capture.body(record)
        assert (report.stored, app.capture.record_ids(), app.capture.open(record).aside) == (1, (record,), ())
    (contract,) = body["contracts"]
    first, second = contract["items"]
    assert (contract["id"], contract["value"]["amount"], first["quantity"]) == ("P-9", 5, 7)
    assert (first["classification"]["id"], first["unit"]["name"]) == ("44121706", "Pieza")
    assert second["description"].startswith("Artículo inventado 2")
    assert "transactions" not in contract.get("implementation", {})
    assert body["tender"]["title"] == "Papelería de marzo"


def test_one_invoice_is_in_one_process(tmp_path):
    made = invoice(random.Random(4))
    with office(tmp_path) as app:
        file = made.write(tmp_path)
        app.importing.import_files([file])
        other = app.capture.create("Otro").record_id
        assert codes(app, file, into=app.capture.open(other).ocid) == {"file.cfdi_duplicate"}
        app.importing.undo(app.importing.runs()[0].run_id)
        assert codes(app, file, into=app.capture.open(other).ocid) == set()


def test_payments_follow_their_invoice_and_cancelled_ones_are_known(tmp_path):
    seed = random.Random(5)
    made = invoice(seed, method="PPD")
    paid, strange = complement(seed, made.uuid, "150.25"), complement(seed, made.uuid.replace("A", "B")[::-1], "1")
    with office(tmp_path) as app:
        assert codes(app, paid.write(tmp_path)) == {"refused.cfdi_unknown_invoice"}
        app.importing.import_files([made.write(tmp_path), paid.write(tmp_path)])
        (payment,) = app.capture.body(app.capture.record_ids()[0])["contracts"][0]["implementation"]["transactions"]
        assert (payment["date"], payment["value"]["amount"]) == ("2026-04-10", Decimal("150.25"))
        assert codes(app, strange.write(tmp_path)) == {"refused.cfdi_unknown_invoice"}
        gone = tmp_path / "acuse.xml"
        gone.write_text(cancellation(made.uuid))
        assert codes(app, gone) == {"refused.cfdi_cancelled"}
        assert codes(app, made.write(tmp_path)) == {"file.cfdi_cancelled"}


def test_a_thousand_invoices_come_in_to_the_cent(tmp_path):
    seed = random.Random(6)
    made = [
        invoice(
            seed,
            rate=seed.choice(["0.16", "0.08", "0"]),
            discount=seed.choice(["0", "10.50"]),
            currency="USD" if number % 50 == 0 else "MXN",
            space=seed.choice(["cfdi", "c", ""]),
            lines=seed.randint(1, 5),
            issuer=seed.choice(["PIS180514KQ1", "IECM800101AB1", "FEJ190101AB3"]),
        )
        for number in range(MANY)
    ]
    with office(tmp_path) as app:
        report = app.importing.import_files([one.write(tmp_path) for one in made])
        assert report.totals["stored"] == MANY
        values = {row["id"]: row["value"] for record in app.capture.record_ids() for row in _payments(app, record)}
        assert {one.uuid: one.total for one in made} == {name: value["amount"] for name, value in values.items()}
        assert sum(value["currency"] == "USD" for value in values.values()) == MANY // 50


def _payments(app: App, record: str):
    return app.capture.body(record)["contracts"][0]["implementation"]["transactions"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SPOILT = {
    "cfdi_receiver": lambda xml: xml.replace(OFFICE_RFC, "OTR850101AB1"),
    "cfdi_dtd": lambda xml: xml.replace("?>\n", f"?>\n{BOMB}", 1),
    "cfdi_malformed": lambda xml: xml[:-40],
    "cfdi_version": lambda xml: xml.replace('Version="4.0"', 'Version="3.3"', 1),
    "cfdi_unstamped": lambda xml: xml.replace("tfd:TimbreFiscalDigital", "tfd:Nada"),
    "cfdi_member": lambda xml: xml.replace("Cantidad=", "Cantidades="),
    "cfdi_kind": lambda xml: xml.replace('TipoDeComprobante="I"', 'TipoDeComprobante="N"'),
    "cfdi_note_alone": lambda xml: xml.replace('TipoDeComprobante="I"', 'TipoDeComprobante="E"'),
}


@pytest.mark.parametrize("code", SPOILT)
def test_a_spoilt_invoice_is_refused_with_its_reason(tmp_path, code):
    file = tmp_path / "f.xml"
    file.write_text(SPOILT[code](invoice(random.Random(7)).xml), encoding="utf-8")
    with office(tmp_path) as app:
        assert codes(app, file) == {f"file.{code}"}
        assert app.capture.record_ids() == ()
    assert not (tmp_path / "facturas").exists()


@pytest.mark.parametrize("amount", ["NaN", "1e999999", "-5", "", "1" * 30])
def test_an_amount_that_is_none_is_refused(tmp_path, amount):
    made = invoice(random.Random(8))
    file = tmp_path / "f.xml"
    file.write_text(made.xml.replace(f'Total="{made.total}"', f'Total="{amount}"', 1), encoding="utf-8")
    with office(tmp_path) as app:
        assert codes(app, file) <= {"file.cfdi_member", "file.cfdi_total"}
        assert app.capture.record_ids() == ()


def test_a_total_that_is_not_the_sum_is_refused(tmp_path):
    with office(tmp_path) as app:
        assert codes(app, invoice(random.Random(9), wrong_total=True).write(tmp_path)) == {"file.cfdi_total"}


def replaced(xml: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in xml
        xml = xml.replace(old, new, 1)
    return xml


def written(tmp_path: Path, name: str, xml: str) -> Path:
    file = tmp_path / name
    file.write_text(xml, encoding="utf-8")
    return file


def also_paying(xml: str, uuid: str, amount: str) -> str:
    row = f'<pago20:DoctoRelacionado IdDocumento="{uuid}" MonedaDR="MXN" NumParcialidad="1" ImpPagado="{amount}"/>'
    return replaced(xml, ("</pago20:Pago></pago20:Pagos>", f"{row}</pago20:Pago></pago20:Pagos>"))


def amounts_paid(app: App) -> list[str]:
    return sorted(str(row["value"]["amount"]) for record in app.capture.record_ids() for row in _payments(app, record))


def test_one_complement_pays_two_invoices_of_a_process_and_none_is_lost(tmp_path):
    seed = random.Random(11)
    first, second = invoice(seed, method="PPD"), invoice(seed, method="PPD")
    paid = written(tmp_path, "p.xml", also_paying(complement(seed, first.uuid, "100.25").xml, second.uuid, "55.75"))
    with office(tmp_path) as app:
        app.importing.import_files([first.write(tmp_path)])
        ocid = app.capture.open(app.capture.record_ids()[0]).ocid
        app.importing.import_files([second.write(tmp_path)], into=ocid)
        assert codes(app, paid) == set()
        assert amounts_paid(app) == ["100.25", "55.75"]
        (again,) = app.importing.import_files([paid]).files
        assert (again.stored, amounts_paid(app)) == (0, ["100.25", "55.75"])


def test_what_a_complement_pays_of_an_invoice_that_comes_later_comes_in_with_it(tmp_path):
    seed = random.Random(12)
    first, second = invoice(seed, method="PPD"), invoice(seed, method="PPD")
    paid = written(tmp_path, "p.xml", also_paying(complement(seed, first.uuid, "100.25").xml, second.uuid, "55.75"))
    with office(tmp_path) as app:
        app.importing.import_files([first.write(tmp_path)])
        assert codes(app, paid) == {"refused.cfdi_unknown_invoice"}
        app.importing.import_files([second.write(tmp_path)])
        assert codes(app, paid) == set()
        assert amounts_paid(app) == ["100.25", "55.75"]


def test_a_complement_chosen_before_its_invoice_waits_for_it(tmp_path):
    seed = random.Random(13)
    made = invoice(seed, method="PPD")
    paid = written(tmp_path, "1.xml", complement(seed, made.uuid, "9.50").xml)
    with office(tmp_path) as app:
        reports = app.importing.import_files([paid, written(tmp_path, "2.xml", made.xml)]).files
        assert [(Path(report.file).name, report.stored) for report in reports] == [("1.xml", 1), ("2.xml", 1)]
        assert amounts_paid(app) == ["9.5"]


def test_five_per_thousand_of_public_works_are_part_of_the_sum(tmp_path):
    made = invoice(random.Random(14))
    kept = Decimal("12.50")
    local = (
        '<implocal:ImpuestosLocales xmlns:implocal="http://www.sat.gob.mx/implocal" version="1.0"'
        f' TotaldeRetenciones="{kept}" TotaldeTraslados="0.00"/>'
    )
    xml = replaced(
        made.xml,
        (f' Total="{made.total}"', f' Total="{made.total - kept}"'),
        ("<cfdi:Complemento>", f"<cfdi:Complemento>{local}"),
    )
    with office(tmp_path) as app:
        assert codes(app, written(tmp_path, "obra.xml", xml)) == set()
        (payment,) = _payments(app, app.capture.record_ids()[0])
        assert payment["value"]["amount"] == made.total - kept
        assert agreed(app) == (made.total, made.net)


def agreed(app):
    """The amount with taxes and without of the only contract, which are those of its award."""
    body = app.capture.body(app.capture.record_ids()[0])
    ((award,), (contract,)) = body["awards"], body["contracts"]
    assert award["value"] == contract["value"]
    return contract["value"]["amount"], contract["value"]["netAmount"]


def test_what_is_withheld_of_a_rent_is_paid_less_and_agreed_all_the_same(tmp_path):
    made, kept = invoice(random.Random(17)), Decimal("20.67")
    xml = replaced(
        made.xml,
        (f' Total="{made.total}"', f' Total="{made.total - kept}"'),
        ("<cfdi:Impuestos ", f'<cfdi:Impuestos TotalImpuestosRetenidos="{kept}" '),
    )
    with office(tmp_path) as app:
        assert codes(app, written(tmp_path, "renta.xml", xml)) == set()
        (payment,) = _payments(app, app.capture.record_ids()[0])
        assert payment["value"]["amount"] == made.total - kept
        assert agreed(app) == (made.total, made.net)


def test_without_its_exchange_rate_no_pesos_are_said_of_dollars(tmp_path):
    xml = replaced(invoice(random.Random(15), currency="USD").xml, (' TipoCambio="18.25"', ""))
    with office(tmp_path) as app:
        assert codes(app, written(tmp_path, "usd.xml", xml)) == set()
        (contract,) = app.capture.body(app.capture.record_ids()[0])["contracts"]
        assert (contract["value"]["currency"], "_pnt" in contract) == ("USD", False)


def test_an_invoice_that_takes_the_place_of_another_is_not_counted_beside_it(tmp_path):
    seed = random.Random(16)
    old, new = invoice(seed), invoice(seed)
    related = (
        f'<cfdi:CfdiRelacionados TipoRelacion="04"><cfdi:CfdiRelacionado UUID="{old.uuid}"/></cfdi:CfdiRelacionados>'
    )
    file = written(tmp_path, "n.xml", replaced(new.xml, ("<cfdi:Emisor", f"{related}<cfdi:Emisor")))
    with office(tmp_path) as app:
        app.importing.import_files([old.write(tmp_path)])
        assert codes(app, file) == {"file.cfdi_replaces"}
        app.importing.undo(app.importing.runs()[0].run_id)
        assert codes(app, file) == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [('Cantidad="', 'Cantidad="doce '), ("<?xml", " <?xml"), ("UTF-8", "klingon"), ("TipoDeComprobante=", "Tipo=")],
)
def test_reasons_are_told_in_spanish(tmp_path, old, new):
    file = written(tmp_path, "f.xml", replaced(invoice(random.Random(17)).xml, (old, new)))
    with office(tmp_path) as app:
        (report,) = app.importing.import_files([file]).files
        (problem,) = report.problems
        assert problem.code.startswith("file.cfdi_")
        assert not any(word in problem.message for word in ("class", "token", "entity", "unknown", "invalid"))
