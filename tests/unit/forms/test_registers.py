"""Registers: read from one file, judged by their own rules, shown by a whitelist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from forms.catalog import LawError, load_catalog, read_catalog
from forms.context import Context
from forms.findings import Level
from forms.public_view import public_view
from forms.register import amount_in, title_in
from forms.rules.registers import REGISTER_RULES
from forms.rules.rule import State
from forms.survey import survey
from forms.validate import validate
from forms.words import describe, messages
from tests.contract.test_campaigns import OCID, Known

CODE = "ZAP-public-debt-2026-aaaaaaaa"
TODAY = date(2026, 3, 20)
CONTEXT = Context(today=TODAY, ocid=CODE, office_code="ZAP", profile="published")
TITLE = {"title": "Crédito para luminarias"}
HOME = Path(__file__).resolve().parents[3] / "forms"
MINIMAL = """
[record]
id = "visit"
number = 99
title = "Visita"
title_plural = "Visitas"
help = "Visitas."
public = "visitas"
folio = "VIS"
row_title = "/title"
columns = ["/title"]
source = "Oficina"

[[section]]
id = "visit"
title = "Visita"

  [[section.field]]
  pointer = "/title"
  type = "text"
  label = "Nombre"
  help = "Cómo se llama."
  example = "Visita"
"""


SYSTEM_3 = """
/fechaCaptura /expediente /institucionDependencia/nombre /institucionDependencia/siglas /objetoContrato
/particularSancionado/nombreRazonSocial /particularSancionado/rfc /particularSancionado/objetoSocial
/particularSancionado/tipoPersona /autoridadSancionadora /tipoFalta /tipoSancion/*/clave /tipoSancion/*/valor
/causaMotivoHechos /acto /responsableSancion/nombres /responsableSancion/primerApellido
/responsableSancion/segundoApellido /resolucion/sentido /resolucion/url /resolucion/fechaNotificacion
/multa/monto /multa/moneda/clave /multa/moneda/valor /inhabilitacion/plazo /inhabilitacion/fechaInicial
/inhabilitacion/fechaFinal /observaciones
"""


def test_sanctions_have_the_names_of_system_3_and_no_other() -> None:
    record = load_catalog().record_types["sanctioned_supplier"]
    plain = {item.pointer for item in record.walk() if not item.members}
    assert plain == set(SYSTEM_3.split())


def test_the_chapters_of_coverage_are_in_the_list() -> None:
    chapters = load_catalog().codelists["budgetChapter"].by_code
    assert {"2000", "3000", "5000", "6000", "7000"} <= set(chapters)


def test_a_fine_is_said_in_its_currency() -> None:
    register = load_catalog().record_types["sanctioned_supplier"].register
    assert register is not None
    assert amount_in({"multa": {"monto": 5, "moneda": {"clave": "USD"}}}, register) == (5, "USD")
    assert amount_in({"multa": {"monto": 5}}, register) == (5, "MXN")
    assert amount_in({}, register) == (None, None)


def body(**members: Any) -> dict[str, Any]:
    return {**TITLE, **members}


def pesos(amount: str | int) -> dict[str, Any]:
    return {"amount": Decimal(amount), "currency": "MXN"}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # code, failing, passing, not applicable
    (
        "document.unresolved",
        body(documents=[{"title": "a", "_personal": True, "url": "https://a.ejemplo/a"}]),
        body(documents=[{"_personal": True, "_redaction": dict.fromkeys(("number", "date", "ground", "pages"), "1")}]),
        TITLE,
    ),
    ("personal.found", body(title="Avise al cel. 9831234567"), body(title="Deuda 2026"), {"title": "Deuda"}),
    ("id.repeated", body(documents=[{"id": "a"}, {"id": "a"}]), body(documents=[{"id": "a"}]), TITLE),
    ("rfc.invalid", body(rfc="PFS180514KQ"), body(rfc="XAXX010101000"), TITLE),
    ("date.impossible", body(dateSigned="2026-02-30"), body(dateSigned="2026-02-28"), TITLE),
    ("date.out_of_range", body(dateSigned="1026-02-28"), body(dateSigned="2026-02-28"), TITLE),
    (
        "period.reversed",
        body(period={"startDate": "2026-02-02", "endDate": "2026-02-01"}),
        body(period={"startDate": "2026-02-01", "endDate": "2026-02-02"}),
        TITLE,
    ),
    (
        "period.duration_differs",
        body(period={"startDate": "2026-02-01", "endDate": "2026-02-11", "durationInDays": 3}),
        body(period={"startDate": "2026-02-01", "endDate": "2026-02-11", "durationInDays": 10}),
        TITLE,
    ),
    (
        "document.dates_reversed",
        body(documents=[{"datePublished": "2026-02-02", "dateModified": "2026-02-01"}]),
        body(documents=[{"datePublished": "2026-02-02", "dateModified": "2026-02-03"}]),
        TITLE,
    ),
    (
        "amount.negative",
        body(amount={"amount": Decimal(-1), "currency": "MXN"}),
        body(amount={"amount": 1, "currency": "MXN"}),
        TITLE,
    ),
    (
        "amount.unrealistic",
        body(amount={"amount": 10**14, "currency": "MXN"}),
        body(amount={"amount": 10**6, "currency": "MXN"}),
        TITLE,
    ),
    ("uri.malformed", body(documents=[{"url": "no es"}]), body(documents=[{"url": "https://ejemplo.mx"}]), TITLE),
    (
        "register.exceeds",
        body(amount=pesos(100), balances=[{"balance": pesos(90)}, {"balance": pesos("100.01")}]),
        body(amount=pesos(100), balances=[{"balance": pesos(100)}, {"balance": {"amount": 900, "currency": "USD"}}]),
        body(balances=[{"balance": pesos(90)}]),
    ),
    (
        "register.days_reversed",
        {"inhabilitacion": {"fechaInicial": "2026-02-02", "fechaFinal": "2026-02-01"}},
        {"inhabilitacion": {"fechaInicial": "2026-02-02", "fechaFinal": "2026-02-02"}},
        {"inhabilitacion": {"fechaFinal": "2026-02-02"}},
    ),
    ("register.year_odd", body(balances=[{"year": 20266}]), body(balances=[{"year": 2026}]), TITLE),
    ("register.number_negative", {"numberOfMembers": -3}, {"numberOfMembers": 0}, TITLE),
    ("typed.unreadable", body(_typed={"/dateSigned": "el martes"}), {}, TITLE),
    ("field.empty", body(purpose=" "), TITLE, {}),
    ("register.empty", {}, TITLE, {}),
]
TYPES = {
    "rfc.invalid": "supplier_registry",
    "register.days_reversed": "sanctioned_supplier",
    "register.number_negative": "participation_mechanism",
}


def state(code: str, content: dict[str, Any], context: Context = CONTEXT, record_type: str = "") -> State:
    rule = next(rule for rule in REGISTER_RULES if rule.code == code)
    record = load_catalog().record_types[record_type or TYPES.get(code, "public_debt")]
    return rule.state(survey(content, record), context)


@pytest.mark.parametrize(("code", "failing", "passing", "silent"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_has_its_three_cases(
    code: str, failing: dict[str, Any], passing: dict[str, Any], silent: dict[str, Any]
) -> None:
    assert state(code, failing) is State.FAILED
    assert state(code, passing) is (State.NOT_APPLICABLE if code == "typed.unreadable" else State.OK)
    draft = Context(today=TODAY)
    assert state(code, silent, draft) is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("record_type", "content", "pointers"),
    [
        (
            "annual_budget",
            {"budgetStage": "approved", "total": pesos(100), "chapters": [{"approved": pesos(60)}] * 2},
            ["/total"],
        ),
        (
            "annual_budget",
            {"budgetStage": "modified", "total": pesos(100), "chapters": [{"approved": pesos(60)}] * 2},
            [],
        ),
        ("annual_procurement_programme", {"total": pesos(1), "lines": [{"amount": pesos("1.01")}]}, ["/total"]),
        ("audit_result", {"amountObserved": pesos(5), "amountClarified": pesos(6)}, ["/amountClarified"]),
        ("participation_mechanism", {"numberOfMembers": 7, "numberOfWomen": 8}, ["/numberOfWomen"]),
        (
            "capture_calendar",
            {
                "stages": [
                    {"fromDate": "2026-01-01", "untilDate": "2026-02-01"},
                    {"fromDate": "2026-03-01", "untilDate": "2026-02-01"},
                ]
            },
            ["/stages/1/untilDate"],
        ),
        ("sanctioned_supplier", {"multa": {"monto": -4}}, ["/multa/monto"]),
        ("audit_result", {"fiscalYear": 1}, ["/fiscalYear"]),
    ],
)
def test_figures_and_days_that_cannot_be_are_told(record_type: str, content: Any, pointers: list[str]) -> None:
    found = validate(content, record_type, Context(today=TODAY))
    ours = [item for item in found if item.code.startswith("register.")]
    assert [item.pointer for item in ours] == pointers
    assert all(describe(item, record_type=record_type) for item in ours)


def test_an_email_is_judged() -> None:
    wrong, right = ({"contact": {"email": said}} for said in ("no es correo", "ana@ejemplo.mx"))
    states = [state("email.malformed", item, record_type="supplier_registry") for item in (wrong, right, TITLE)]
    assert states == [State.FAILED, State.OK, State.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (CODE, State.OK),
        ("ZAP-public-debt-2026-aaaaaaaa-2", State.FAILED),
        ("OTRA-public-debt-2026-aaaaaaaa", State.FAILED),
        ("ZAP-regulation-2026-aaaaaaaa", State.FAILED),
        ("ocds-xs1qbl-ZAP-2026-aaaaaaaa", State.FAILED),
        ("", State.NOT_APPLICABLE),
    ],
)
def test_the_code_names_office_and_type(code: str, wanted: State) -> None:
    assert state("register.code", TITLE, Context(today=TODAY, ocid=code, office_code="ZAP")) is wanted


def test_what_differs_from_the_process_it_names() -> None:
    """Failing, passing, and nothing to judge where the process is not here."""
    known = Context(today=TODAY, history=Known({"tender": {"advertising": {"campaign": "Predial"}}}))
    body = {"title": "Otra", "contract": {"ocid": OCID}}
    said = [
        state("register.differs", item, context, "official_advertising")
        for item, context in ((body, known), ({**body, "title": "Predial"}, known), (body, Context(today=TODAY)))
    ]
    assert said == [State.FAILED, State.OK, State.NOT_APPLICABLE]


def test_every_rule_of_registers_has_its_case_and_sentence() -> None:
    tried = {case[0] for case in CASES} | {"email.malformed", "register.code", "register.differs"}
    assert tried == {rule.code for rule in REGISTER_RULES}
    assert tried <= set(messages())


def test_a_register_is_not_judged_as_a_contracting_process() -> None:
    found = validate(TITLE, "public_debt", CONTEXT)
    assert not [item for item in found if item.level is Level.ERROR]
    assert {item.code for item in found} <= {"required.register", "required.recommended"}


@pytest.mark.parametrize("content", [{}, {"purpose": "x"}, {"title": 3}, {"amount": 3}, {"balances": [3, {}]}])
def test_an_odd_body_is_judged_and_shown_as_far_as_it_goes(content: dict[str, Any]) -> None:
    record = load_catalog().record_types["public_debt"]
    assert record.register is not None
    validate(content, "public_debt", CONTEXT)
    public_view(content, record, record.register)
    title_in(content, record.register)
    amount_in(content, record.register)


def test_nothing_personal_is_in_the_public_view() -> None:
    record = load_catalog().record_types["supplier_registry"]
    assert record.register is not None
    shown = public_view(
        {
            "name": "Papelería",
            "personType": "legalPerson",
            "rfc": "CAPR840911HT2",
            "contact": {"email": "a@b.mx", "name": "Persona"},
            "beneficialOwners": [{"name": "Persona", "share": 60}],
            "documents": [{"_key": "k" * 10, "title": "Cédula", "secreto": 1}],
            "_typed": {"/size": "x"},
            "otro": 1,
        },
        record,
        record.register,
    )
    assert shown == {
        "name": "Papelería",
        "personType": "legalPerson",
        "documents": [{"id": "k" * 10, "title": "Cédula"}],
    }


def test_an_office_adds_a_register_with_one_file(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "visit.toml").write_text(MINIMAL, encoding="utf-8")
    record = read_catalog(HOME, tmp_path).record_types["visit"]
    assert (record.title, [step.id for step in record.steps()]) == ("Visita", ["visit"])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('columns = ["/title"]', 'columns = ["/nada"]', "unknown members /nada"),
        ('folio = "VIS"', "", "needs folio"),
        ('public = "visitas"', 'public = "deuda-publica"', "is taken by"),
        ('folio = "VIS"', 'folio = "VIS"\ncolor = "red"', "unknown key color"),
        ('id = "visit"\nnumber', 'id = "visita"\nnumber', "file name"),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "visit.toml").write_text(MINIMAL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawError, match=reason):
        read_catalog(HOME, tmp_path)


def test_the_register_of_the_how_to_is_captured_as_written_there(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "add-a-record-type.md"
    written = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "town_meeting.toml").write_text(written, encoding="utf-8")
    law = load_catalog(tmp_path)
    body = {"title": "Pavimentación de la calle 14", "place": "Colonia Independencia", "heldOn": "2026-02-14"}
    context = replace(CONTEXT, ocid="ZAP-town-meeting-2026-aaaaaaaa")
    assert validate(body, "town_meeting", context, law) == ()
    found = validate({"place": "Colonia Independencia"}, "town_meeting", context, law)
    assert [item.pointer for item in found if item.blocks] == ["/title"]
