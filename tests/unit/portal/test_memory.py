"""The office's own history at the portal: guides that ask for it answer as on the desktop, and for no other office."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from capture_app.patching import difference
from capture_app.store.judge import context_of as context_at_the_desk
from capture_app.store.processes import Birth
from forms.catalog import load_catalog
from forms.context import Context
from forms.guides import outcomes
from forms.guides.guide import Answer
from forms.traces import MOST_ASKED
from tests.conftest import FixedClock
from tests.unit.forms.bodies import SELLER, changed
from tests.unit.portal.site import PREFIX, RECORD_TYPE, Computer, Site
from tests.unit.store.office import Office, open_office

ON_BOTH = True
NOW = datetime(2026, 3, 20, tzinfo=UTC)
IN_2026 = (date(2026, 1, 1), date(2026, 12, 31))
KEY = "PIS180514KQA"
HEAD = "clave,valor,situación,aprobó,fuente\n"
FIGURES = "ceiling.direct.goods,50000,vigente,Cabildo,Decreto\n"
WHOLE = "register.suppliers,1,vigente,Cabildo,Padrón\n"
SANCTION = {
    "particularSancionado": {"rfc": KEY.lower()},
    "inhabilitacion": {"fechaInicial": "2026-01-01", "fechaFinal": "2026-12-31"},
}


@pytest.fixture
def desktop(tmp_path: Path, fixed_clock: FixedClock) -> Iterator[Office]:
    made = open_office(tmp_path, fixed_clock)
    yield made
    made.close()


def ocid_of(number: int, office: str = "MLA") -> str:
    return f"{PREFIX}-{office}-2026-aaaaaaa{number}"


def context(office: Any, ocid: str = "") -> Context:
    from portal.intake.judgement import context_of

    return context_of(ocid or ocid_of(9), office, NOW, "draft")


def answer(office: Any, body: dict[str, Any], code: str, ocid: str = "") -> Answer:
    found = outcomes(body, RECORD_TYPE, context(office, ocid))
    return next(item.state for item in found if item.code == code)


def table(rows: str) -> None:
    from portal.intake.figures import import_table

    assert import_table((HEAD + rows).encode(), "ana", NOW)[1] == ()


def listed(computer: Computer, body: dict[str, Any], record_type: str, number: int) -> list[str]:
    patch = difference({}, body, load_catalog().record_types[record_type])
    created = computer.operation(
        "create", f"00000000-0000-4000-8000-00000000000{number}", ocid_of(number), patch, record_type=record_type
    )
    return computer.codes(created)


def awards(office: Any) -> Any:
    return context(office).history.awards(*IN_2026)


def test_awards_are_known_as_soon_as_they_are_taken_in_and_follow_every_edit(site: Site) -> None:
    office = site.office()
    computer, body = site.computer(office), changed()
    created = computer.create(body, ocid_of(1))
    assert computer.codes(created) == ["applied"]
    (award,) = awards(office)
    assert (award.supplier_id, award.method, award.ocid) == (SELLER, "direct", ocid_of(1))
    cheaper = copy.deepcopy(body)
    cheaper["awards"][0]["value"]["amount"] = 500
    assert computer.codes(computer.change(body, cheaper, created, 1)) == ["applied"]
    assert [found.amount for found in awards(office)] == [500]
    undone = copy.deepcopy(cheaper)
    undone["awards"][0]["status"] = "cancelled"
    assert computer.codes(computer.change(cheaper, undone, created, 2)) == ["applied"]
    assert awards(office) == ()


def test_an_act_changes_nothing_that_is_remembered(site: Site) -> None:
    office = site.office()
    computer, body = site.computer(office), changed()
    created = computer.create(body, ocid_of(1))
    assert computer.codes(created, computer.act("submit", created, body)) == ["applied"] * 2
    assert len(awards(office)) == 1


def test_two_purchases_of_the_office_are_seen_together(site: Site) -> None:
    office = site.office()
    computer, body = site.computer(office), changed()
    table(FIGURES)
    computer.codes(computer.create(body, ocid_of(1)))
    assert answer(office, body, "guide.purchase_split", ocid_of(1)) is Answer.NO
    computer.codes(computer.create(body, ocid_of(2)))
    assert answer(office, body, "guide.purchase_split", ocid_of(1)) is Answer.YES


def test_another_offices_records_are_never_seen(site: Site) -> None:
    other = site.office("OTRA", "ocds-abc123")
    theirs, body = site.computer(other, "eva"), changed(("/parties/1/identifier/id", KEY))
    table(FIGURES)
    created = theirs.create(body, "ocds-abc123-OTRA-2026-aaaaaaaa")
    assert theirs.codes(created) == ["applied"]
    listed(theirs, SANCTION, "sanctioned_supplier", 3)
    office = site.office()
    site.computer(office)
    assert len(awards(other)) == 1
    assert awards(office) == ()
    assert answer(office, body, "guide.purchase_split") is Answer.NO
    assert answer(other, body, "guide.supplier_listed") is Answer.YES
    assert answer(office, body, "guide.supplier_listed") is Answer.NOT_EVALUABLE


def test_nobody_is_outside_a_register_that_is_not_whole(site: Site) -> None:
    office = site.office()
    computer, body = site.computer(office), changed(("/parties/1/identifier/id", KEY))
    assert listed(computer, {"rfc": "XYZ010101AB1", "status": "active"}, "supplier_registry", 3) == ["applied"]
    assert answer(office, body, "guide.supplier_listed") is Answer.NOT_EVALUABLE
    table(WHOLE)
    assert answer(office, body, "guide.supplier_listed") is Answer.YES
    listed(computer, {"rfc": KEY, "status": "active"}, "supplier_registry", 4)
    assert context(office).history.is_listed("suppliers", KEY, date(2026, 3, 1)) is True
    listed(computer, {"rfc": "X" * 300, "status": "active"}, "supplier_registry", 5)
    assert context(office).history.is_listed("suppliers", "X" * 300, date(2026, 3, 1)) is False


def test_a_portal_that_had_records_before_remembers_them(site: Site) -> None:
    from django.core.management import call_command

    office = site.office()
    computer = site.computer(office)
    computer.codes(computer.create(changed(), ocid_of(1)))
    listed(computer, SANCTION, "sanctioned_supplier", 3)
    before = awards(office)
    call_command("migrate", "intake", "0006", verbosity=0)
    call_command("migrate", verbosity=0)
    assert before
    assert awards(office) == before
    assert context(office).history.is_listed("sanctioned", KEY, date(2026, 3, 1)) is True


def test_a_question_about_very_many_still_has_its_answer(site: Site) -> None:
    office = site.office()
    computer = site.computer(office)
    computer.codes(computer.create(changed(), ocid_of(1)))
    history = context(office).history
    for many in (MOST_ASKED, 40_000):
        classes = [f"{number:05d}" for number in range(many)]
        assert history.awards(*IN_2026, [SELLER], classes) is not None
    assert history.awards(*IN_2026, ["nobody"], ["0000"]) == ()
    assert len(history.awards(*IN_2026, ["nobody"], ["1411"]) or ()) == 1
    assert history.awards(*IN_2026, ["nobody"], ["4115"]) == ()


def test_what_a_guide_found_in_the_history_carries_its_reason_to_the_reviewer(site: Site) -> None:
    from forms.justifications import with_reason
    from forms.validate import validate
    from portal.accounts.models import User

    office = site.office()
    computer, body = site.computer(office), changed()
    table(FIGURES)
    computer.codes(computer.create(changed(), ocid_of(2)))
    findings = validate(body, RECORD_TYPE, context(office, ocid_of(1)))
    found = next(item for item in findings if item.code == "guide.purchase_split")
    reason = "Son compras de áreas distintas, autorizadas por separado."
    path, value = with_reason(body, found, reason, "Ana", "2026-03-20T15:00:00Z")
    body["_justified"] = {path.removeprefix("/_justified/").replace("~1", "/"): value}
    created = computer.create(body, ocid_of(1))
    assert computer.codes(created, computer.act("submit", created, body)) == ["applied"] * 2
    site.client.force_login(User.objects.get(username="ana"))
    assert reason in site.client.get("/oficina/").content.decode()


SALE = changed(("/parties/1/identifier/id", KEY))
REGISTRATION = {"rfc": "XYZ010101AB1", "status": "active"}


@pytest.mark.parametrize(
    ("code", "rows", "others"),
    [
        ("guide.purchase_split", FIGURES, [(SALE, RECORD_TYPE)]),
        ("guide.supplier_listed", "", [(SANCTION, "sanctioned_supplier")]),
        ("guide.supplier_listed", WHOLE, [(REGISTRATION, "supplier_registry")]),
    ],
)
def test_the_same_records_are_answered_as_on_the_desktop(
    site: Site, desktop: Office, code: str, rows: str, others: list[tuple[dict[str, Any], str]]
) -> None:
    office = site.office()
    computer = site.computer(office)
    answers: list[tuple[Answer, Answer]] = []
    record_id = desktop.processes.create(copy.deepcopy(SALE), Birth()).record_id
    computer.codes(computer.create(SALE, ocid_of(1)))

    def ask() -> None:
        there = context_at_the_desk(desktop.desk, desktop.capture.open(record_id).ocid)
        found = outcomes(desktop.body(record_id), RECORD_TYPE, there)
        at_the_desk = next(item.state for item in found if item.code == code)
        answers.append((at_the_desk, answer(office, SALE, code, ocid_of(1))))

    ask()
    if rows:
        table(rows)
        name, value, *_ = rows.split(",")
        desktop.figures.put({"code": name, "value": value, "state": "vigente", "approved_by": "Cabildo", "source": "D"})
    ask()
    for number, (body, record_type) in enumerate(others, 2):
        desktop.processes.create(copy.deepcopy(body), Birth(record_type=record_type))
        listed(computer, body, record_type, number)
    ask()
    assert answers[-1] == (Answer.YES, Answer.YES)
    assert all(at_the_desk is at_the_portal for at_the_desk, at_the_portal in answers)


def test_a_batch_writes_its_memory_at_once_and_an_answer_reads_no_body(site: Site) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    office = site.office()
    computer = site.computer(office)
    with CaptureQueriesContext(connection) as written:
        computer.codes(*[computer.create(changed(), ocid_of(number)) for number in range(9)])
    kept = [query["sql"] for query in written.captured_queries if "intake_pastaward" in query["sql"]]
    assert len(kept) == 1
    assert len(awards(office)) == 9
    with CaptureQueriesContext(connection) as asked:
        context(office).history.is_listed("sanctioned", KEY, date(2026, 3, 1))
        awards(office)
    assert not [query for query in asked.captured_queries if "intake_record" in query["sql"]]
