"""The list of acts and documents: the matrix as written, how each act stands, and who makes it count."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.acts.matrix import Kind, Need, Way, load_matrix
from forms.acts.required import Act, RequiredActs, Standing, required_acts
from forms.acts.setting import law_of, setting_of
from forms.acts.wording import figure_words, keys, publication_words, remark, setting_words
from forms.catalog import load_catalog
from forms.context import Context
from forms.guides import GUIDES
from forms.survey import survey
from forms.threshold_table import figures
from forms.thresholds import read_thresholds
from forms.words import messages
from tests.unit.forms.bodies import CONTEXT, changed

LAW = load_catalog()
RECORD = LAW.record_types["contracting_process"]
A, C, T = "/awards/0", "/contracts/0", "/tender"
GOODS = (f"{T}/mainProcurementCategory", "goods")
WAYS = {"AD_MONTO": "amount", "AD_EXCEPCION": "exception", "INVITACION_3": "selective", "LICITACION": "open"}
KINDS = {
    "BIENES": "goods",
    "SERVICIOS": "services",
    "ARRENDAMIENTO": "lease",
    "OBRA": "works",
    "SERV_OBRA": "works_services",
}
LEVELS = {"obligatorio": Need.REQUIRED, "condicional": Need.CONDITIONAL, "recomendado": Need.RECOMMENDED}


def acts(body: Any, context: Context = CONTEXT) -> RequiredActs:
    return required_acts(survey(body, RECORD), context)


def act(body: Any, name: str, context: Context = CONTEXT) -> Act:
    return next(act for act in acts(body, context).all() if act.row.id == name)


def paper(kind: str, **members: str) -> dict[str, str]:
    return {"id": kind, "documentType": kind, **members}


def approved(*codes: str, text: str = "", state: str = "vigente", since: date | None = None) -> Context:
    row = {"state": state, "approved_by": "Cabildo", "text": text, "from": since}
    return replace(CONTEXT, thresholds=read_thresholds([{**row, "code": code} for code in codes]))


def test_the_matrix_says_what_the_facts_say(shared: Path) -> None:
    """All 697 rows of the table of facts, and for their methods and kinds not one more."""
    with (shared / "facts" / "document_matrix.csv").open(encoding="utf-8", newline="") as stream:
        facts = {
            (WAYS[row["method"]], KINDS[row["kind"]], int(row["order"]), row["act_es"], row["document_es"]): (
                LEVELS[row["level"]]
            )
            for row in csv.DictReader(stream)
        }
    ours = {
        (way.value, kind.value, row.order, row.act, row.document): row.need(way, kind)
        for row in load_matrix()
        for way in Way
        for kind in map(Kind, KINDS.values())
        if row.need(way, kind) is not Need.NONE
    }
    assert len(facts) == 697
    assert ours == facts


def test_a_dated_row_in_force_stands_beside_its_act() -> None:
    """That of the day of the act (the call was on 9 February 2026) and of its law; a sample says nothing."""
    body = changed(GOODS, (f"{T}/procurementMethod", "open"))
    code = "authority.complaints"
    assert act(body, "complaint").figures == ()
    assert act(body, "complaint", approved(code, text="Contraloría", state="muestra")).figures == ()
    assert act(body, "complaint", approved(code, text="Contraloría", since=date(2026, 3, 1))).figures == ()
    found = act(body, "complaint", approved(code, text="Contraloría")).figures
    assert [figure_words(row) for row in found] == [
        "Autoridad que resuelve inconformidades: Contraloría (lo aprobó Cabildo)"
    ]
    federal = changed(GOODS, (f"{T}/procurementMethod", "open"), (f"{T}/legalBasis", {"id": "federal"}))
    assert act(federal, "complaint", approved(code, text="Contraloría")).figures == ()
    assert [row.text for row in act(federal, "complaint", approved(f"federal.{code}", text="Secretaría")).figures] == [
        "Secretaría"
    ]
    assert len(act(federal, "pnt", approved("format.pnt", text="Formato XXVIII")).figures) == 1


def test_every_dated_row_that_can_be_set_is_read_by_somebody() -> None:
    """By an act, a guide, or the piece that is named here: none is kept for nothing."""
    acts = {code for row in load_matrix() for code in row.figures}
    guides = {code for guide in GUIDES for code in guide.rests_on}
    elsewhere = {
        "acts.": "forms.acts.required: whether the list is judged",
        "law.": "forms.followed: the text in force",
        "notice.": "forms.guides.procedure: by character",
        "amendment.": "forms.guides.contracts: by kind",
        "ceiling.": "forms.guides.ceilings: by method and kind",
        "owner.from": "forms.rules.completeness: W19",
        "register.suppliers": "forms.guides.suppliers: T-PADRON",
        "authority.audit": "capture_app.services.printing: the cover",
    }
    own = [code for code in figures() if not code.startswith(("federal.", "act."))]
    assert [code for code in own if code not in acts | guides and not code.startswith(tuple(elsewhere))] == []
    assert [code for code in acts | guides if code not in figures()] == []


def test_every_document_of_the_matrix_is_in_the_list_of_documents() -> None:
    known = LAW.codelists["documentType"].by_code
    assert [row.id for row in load_matrix() if row.document_type and row.document_type not in known] == []


def test_every_kind_has_acts_of_its_own() -> None:
    of_kind = {kind: {row.id for row in load_matrix() if kind in row.kinds} for kind in Kind}
    assert "valuation" in of_kind[Kind.REAL_ESTATE]
    assert "communication_programme" in of_kind[Kind.ADVERTISING]
    assert {"feasibility", "risk_allocation"} <= of_kind[Kind.PPP]
    assert len(set(map(frozenset, of_kind.values()))) == len(Kind)


@pytest.mark.parametrize(
    ("changes", "way", "kind"),
    [
        ([GOODS], Way.AMOUNT, Kind.GOODS),
        ([GOODS, ("/_ground", "exception")], Way.EXCEPTION, Kind.GOODS),
        ([GOODS, (f"{T}/procurementMethodRationale", "Excepción, artículo 41")], Way.EXCEPTION, Kind.GOODS),
        (
            [GOODS, ("/_ground", "amount"), (f"{T}/documents", [paper("procurementMethodAuthorization")])],
            Way.AMOUNT,
            Kind.GOODS,
        ),
        ([GOODS, (f"{T}/documents", [paper("procurementMethodAuthorization")])], Way.EXCEPTION, Kind.GOODS),
        ([GOODS, (f"{T}/procurementMethod", "limited")], Way.SELECTIVE, Kind.GOODS),
        ([(f"{T}/mainProcurementCategory", "works"), (f"{T}/procurementMethod", "open")], Way.OPEN, Kind.WORKS),
        ([GOODS, (f"{T}/additionalProcurementCategories", ["goodsLease"])], Way.AMOUNT, Kind.LEASE),
        ([GOODS, (f"{T}/additionalProcurementCategories", ["realEstate", "goodsLease"])], Way.AMOUNT, Kind.REAL_ESTATE),
        ([(f"{T}/mainProcurementCategory", "services")], Way.AMOUNT, Kind.SERVICES),
        ([(f"{T}/mainProcurementCategory", None)], Way.AMOUNT, None),
        ([GOODS, (f"{T}/procurementMethod", None)], None, Kind.GOODS),
    ],
)
def test_method_and_kind(changes: list[tuple[str, Any]], way: Way | None, kind: Kind | None) -> None:
    found = setting_of(changed(*changes))
    assert (found.way, found.kind) == (way, kind)


@pytest.mark.parametrize(
    ("funds", "law"),
    [
        ([], ""),
        ([{"fundType": "Recursos propios"}], "estatal"),
        ([{"fundType": " RECURSOS PROPIOS"}], "estatal"),
        ([{"fundType": "CONVENIO FEDERAL"}, {"fundType": "FAISMUN"}], "federal"),
        ([{"origin": "municipal"}], "estatal"),
        ([{"origin": "federal"}], ""),
        ([{"fundType": "FAISMUN", "origin": "Federales"}], "estatal"),
        ([{"fundType": "Participaciones"}, {"fundType": "Convenio federal"}], "federal"),
        ([{"origin": "Municipales"}], "estatal"),
        ([{"origin": "Federales"}], ""),
        ([{"fundType": "Recursos propios"}, {"fundType": "Otro"}], ""),
    ],
)
def test_the_law_follows_the_money(funds: list[dict[str, str]], law: str) -> None:
    assert law_of(changed(("/planning/budget/budgetBreakdown", funds))) == law


def test_where_the_money_does_not_tell_the_answer_holds() -> None:
    assert law_of(changed((f"{T}/legalBasis", {"id": "federal"}))) == "federal"


def test_without_method_or_kind_there_is_no_list() -> None:
    assert acts({}).stages == ()
    assert acts(changed((f"{T}/mainProcurementCategory", None))).stages == ()


def test_a_document_proves_one_act_the_one_most_asked_for() -> None:
    """Market study and comparison are of one type: a single paper is the comparison, which is compulsory."""
    one = changed(GOODS, ("/planning/documents", [paper("marketStudies")]))
    assert act(one, "comparison").standing is Standing.PRESENT
    assert act(one, "market_research").standing is Standing.MISSING
    two = changed(GOODS, ("/planning/documents", [paper("marketStudies"), {**paper("marketStudies"), "id": "2"}]))
    assert act(two, "market_research").standing is Standing.PRESENT


def test_paper_data_and_words_count_as_known() -> None:
    body = changed(GOODS, ("/planning/documents", [paper("request", format="offline/print")]))
    assert act(body, "request").standing is Standing.ON_PAPER
    quoted = changed(GOODS, ("/planning/requestsForQuotes", [{"id": "1", "quotes": [{"id": "q"}]}]))
    assert act(quoted, "quotes").standing is Standing.PRESENT
    said = changed(GOODS, ("/_acts", [{"act": "request", "state": "not_applicable", "reason": "Compra de urgencia"}]))
    assert (act(said, "request").standing, act(said, "request").reason) == (
        Standing.NOT_APPLICABLE,
        "Compra de urgencia",
    )


def test_what_is_there_is_said_to_be_there_whatever_was_said_before() -> None:
    notes = ("/_acts", [{"act": "request", "state": "nonexistent", "reason": "Se perdió"}])
    assert (
        act(changed(GOODS, notes, ("/planning/documents", [paper("request")])), "request").standing is Standing.PRESENT
    )


def test_nothing_is_missing_before_it_is_due() -> None:
    begun = changed(GOODS, ("/awards", None), ("/contracts", None))
    assert {act.standing for act in acts(begun).all()} <= {Standing.LATER, Standing.IF_APPLIES, Standing.PRESENT}
    assert act(changed(GOODS), "request").standing is Standing.MISSING


def test_each_contract_needs_its_own() -> None:
    delivered = {"documents": [paper("completionCertificate")]}
    second = {"id": "C-2", "awardID": "A-1", "dateSigned": "2026-02-20", "implementation": delivered}
    body = changed(GOODS, (f"{C}/documents", [paper("contractSigned")]))
    body["contracts"].append(second)
    found = act(body, "order")
    assert (found.standing, found.found, found.lacking) == (
        Standing.MISSING,
        ("/contracts/0/documents/0",),
        ("/contracts/1/documents",),
    )


def test_a_conditional_act_is_asked_for_when_it_happened() -> None:
    assert act(changed(GOODS, (f"{C}/amendments", None)), "amendment").need is Need.CONDITIONAL
    amended = changed(GOODS, (f"{C}/amendments", [{"id": "1", "date": "2026-03-01"}]))
    assert act(amended, "amendment").need is Need.REQUIRED


def test_of_nothing_is_it_said_that_somebody_approved_it() -> None:
    assert not any(found.is_approved for found in acts(changed(GOODS)).all())


def test_approving_the_list_of_one_law_is_not_approving_the_other() -> None:
    own = changed(GOODS, ("/planning/budget/budgetBreakdown", [{"fundType": "Recursos propios"}]))
    assert all(found.is_approved for found in acts(own, approved("acts.estatal")).all())
    assert not any(found.is_approved for found in acts(own, approved("acts.federal")).all())
    assert not any(found.is_approved for found in acts(own, approved("acts.estatal", state="muestra")).all())
    assert not any(found.is_approved for found in acts(own, approved("acts.estatal", since=date(2026, 3, 1))).all())


def test_an_approved_row_changes_what_is_asked() -> None:
    body = changed(GOODS)
    assert act(body, "not_in_store", approved("act.not_in_store", text="obligatorio")).need is Need.REQUIRED
    dropped = acts(body, approved("act.not_in_store", text="no aplica")).all()
    assert "not_in_store" not in {found.row.id for found in dropped}
    assert act(body, "not_in_store", approved("act.not_in_store", text="obligatorio", state="muestra")).need is (
        Need.RECOMMENDED
    )


def test_the_words_of_a_list() -> None:
    listed = acts(changed(GOODS))
    assert setting_words(listed.setting)[1:] == ("Adjudicación directa por monto", "Adquisición de bienes")
    assert "de dónde sale el dinero" in setting_words(listed.setting)[0]
    assert "sin verificar" in remark(listed)
    assert "método" in remark(acts({}))
    own = changed(GOODS, ("/planning/budget/budgetBreakdown", [{"fundType": "FAISMUN"}]))
    assert remark(acts(own, approved("acts.estatal"))) == ""
    assert {publication_words(found) for found in listed.all()} >= {"Público", "Versión pública (sin CLABE)"}
    assert keys() - set(messages()) == set()


def test_of_two_documents_of_one_type_each_act_takes_the_one_that_names_it() -> None:
    """A record of the visit to the site often bears the code of the clarification meeting."""
    visit = paper("clarifications", id="v", title="Acta de visita al sitio")
    meeting = paper("clarifications", id="m", title="Acta de junta de aclaraciones")
    body = changed(GOODS, (f"{T}/procurementMethod", "open"), (f"{T}/documents", [visit, meeting]))
    assert act(body, "clarification_meeting").found == (f"{T}/documents/1",)


def test_what_is_no_day_is_no_day_of_an_act() -> None:
    body = changed(GOODS, (f"{C}/dateSigned", {"year": 2026}))
    body["contracts"].append({"id": "C-2", "awardID": "A-1", "dateSigned": "2026-02-20"})
    assert act(body, "order").days == ("2026-02-20",)
