"""One question at a time: the same record as the full form, nothing asked that has not happened, blank is no answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from forms.progress import Answer
from ui.dialogs.papers_dialog import PapersDialog
from ui.form.spot import Spot
from ui.guided.so_far import EightAnswers
from ui.words import say

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def begin(desk: Any) -> None:
    desk.key(Qt.Key.Key_N, CTRL)
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None)
    desk.settle()


def ask(desk: Any) -> None:
    desk.key(Qt.Key.Key_F, CTRL | SHIFT)
    desk.settle()


def go_on(desk: Any) -> None:
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()


def go_on_to(desk: Any, question: str) -> None:
    for _ in range(40):
        if desk.page.guided.place == question:
            return
        go_on(desk)
    raise AssertionError(question)


def answer(desk: Any, question: str, *texts: str) -> None:
    """The texts one after another, Enter between them."""
    go_on_to(desk, question)
    for text in texts:
        desk.type(text)
        desk.key(Qt.Key.Key_Return)


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """The body with its keys by the order in which they appear, so that two records can be compared."""
    text = json.dumps(body, default=str, sort_keys=True, ensure_ascii=False)
    for number, key in enumerate(dict.fromkeys(keys_of(body))):
        text = text.replace(key, f"key{number}")
    return json.loads(text)


def keys_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["_key"]] if "_key" in value else []
        return own + [key for name in sorted(value) for key in keys_of(value[name])]
    return [key for item in value for key in keys_of(item)] if isinstance(value, list) else []


def by_questions(desk: Any) -> dict[str, Any]:
    begin(desk)
    ask(desk)
    desk.type("4")
    desk.key(Qt.Key.Key_Return)
    answer(desk, "A02", "Papel para oficinas")
    go_on_to(desk, "A03")
    desk.type("2")
    answer(desk, "A04", "Oficialia Mayor")
    answer(desk, "A07", "Se acaba el papel")
    answer(desk, "A10", "SP-12/2026", "48 mil")
    answer(desk, "A17", "Papeleria Inventada")
    answer(desk, "A19", "180226")
    answer(desk, "A22", "0147/2026")
    answer(desk, "A23", "20 feb")
    answer(desk, "A24", "39,150")
    go_on(desk)
    desk.saved()
    return desk.stored(desk.page.binding.record_id)


def by_the_form(desk: Any) -> dict[str, Any]:
    begin(desk)

    def write(path: str, *texts: str) -> None:
        desk.page.go_to(path)
        for text in texts:
            desk.type(text)
            desk.key(Qt.Key.Key_Return)

    def new_row(step: str) -> str:
        desk.page.go(Spot(step, ""))
        desk.key(Qt.Key.Key_Return)
        return desk.page.spot.base

    write("/tender/procurementMethod", "direct")
    write("/tender/procurementMethodDetails", "adjudicacion")
    write("/tender/title", "Papel para oficinas")
    write("/tender/mainProcurementCategory", "services")
    write("/tender/additionalProcurementCategories", "services")
    write("/planning/requestingUnits", "Oficialia Mayor")
    write("/planning/rationale", "Se acaba el papel")
    write("/planning/budget/id", "SP-12/2026")
    write("/planning/budget/amount", "48000")
    award = new_row("award")
    write(f"{award}/suppliers", "Papeleria Inventada")
    write(f"{award}/title", "Papel para oficinas")
    write(f"{award}/date", "18/02/2026")
    write(f"{award}/value", "39150")
    contract = new_row("contract")
    write(f"{contract}/id", "0147/2026")
    write(f"{contract}/title", "Papel para oficinas")
    write(f"{contract}/dateSigned", "20/02/2026")
    write(f"{contract}/value", "39150")
    write("/tender/value", "39150")
    write("/tender/numberOfTenderers", "1")
    desk.saved()
    return desk.stored(desk.page.binding.record_id)


def test_the_questions_write_the_record_that_the_full_form_writes(desk):
    guided = plain(by_questions(desk))
    full = plain(by_the_form(desk))
    folio = desk.page.binding.view.folio
    assert full["tender"].pop("id") == folio
    assert guided["tender"].pop("id") == folio.replace("-002", "-001")
    assert guided == full
    assert guided["awards"][0]["suppliers"][0]["name"] == "Papeleria Inventada"
    assert guided["tender"]["value"] == guided["contracts"][0]["value"]


def test_the_record_takes_its_folio_as_the_number_that_nobody_is_asked_for(desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.saved()
    desk.key(Qt.Key.Key_Return)
    go_on(desk)
    desk.saved()
    view = desk.page.binding.view
    assert "-AD-" in view.folio
    assert desk.stored(view.record_id)["tender"]["id"] == view.folio


def test_a_record_begun_in_the_form_is_asked_first_how_far_it_went(desk):
    begin(desk)
    desk.page.go_to("/tender/title")
    desk.type("Papel")
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    assert desk.page.binding.value("/tender/status") == "planning"
    ask(desk)
    assert desk.page.guided.place == "A01"


def test_a_question_shows_an_example_and_does_not_accuse_before_it_is_answered(desk):
    begin(desk)
    ask(desk)
    desk.type("4")
    desk.key(Qt.Key.Key_Return)
    go_on_to(desk, "A22")
    desk.saved()
    guided = desk.page.guided
    assert guided.example.text() == "Ejemplo: Pedido 0147/2026"
    assert not [row for row in guided.grids[0].rows if row.message.text()]
    go_on(desk)
    guided.step(-1)
    guided.after.setFocus()
    desk.settle()
    assert [row for row in guided.grids[0].rows if row.message.text()]


def test_the_budget_line_is_one_answer(desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    answer(desk, "A09", "2111")
    go_on(desk)
    desk.saved()
    (source,) = desk.stored(desk.page.binding.record_id)["planning"]["budget"]["budgetBreakdown"]
    (line,) = source["budgetLines"]
    assert [(part["name"], part["code"]) for part in line["components"]] == [("spendingObject", "2111")]


def test_an_answer_is_copied_to_what_is_blank_and_never_over_what_is_not(desk):
    begin(desk)
    desk.page.go_to("/tender/value")
    desk.type("50 mil")
    desk.key(Qt.Key.Key_Return)
    ask(desk)
    desk.type("4")
    desk.key(Qt.Key.Key_Return)
    answer(desk, "A24", "39,150")
    go_on(desk)
    desk.saved()
    body = desk.stored(desk.page.binding.record_id)
    assert [body["tender"]["value"]["amount"], body["awards"][0]["value"]["amount"]] == [50000, 39150]


def test_who_won_says_that_there_was_one_tenderer_only_where_that_is_blank(desk):
    begin(desk)
    desk.page.go_to("/tender/numberOfTenderers")
    desk.type("2")
    desk.key(Qt.Key.Key_Return)
    ask(desk)
    desk.type("4")
    desk.key(Qt.Key.Key_Return)
    answer(desk, "A17", "Papeleria Inventada")
    go_on(desk)
    desk.saved()
    assert desk.stored(desk.page.binding.record_id)["tender"]["numberOfTenderers"] == 2


def test_a_field_is_called_what_the_question_asks_for(desk):
    begin(desk)
    ask(desk)
    desk.type("4")
    desk.key(Qt.Key.Key_Return)
    go_on_to(desk, "A11")
    assert desk.focused.accessibleName() == "Renglón del programa anual (PAAAS)"


def test_quotes_are_asked_without_tax_first(desk, catalog):
    begin(desk)
    record = catalog.record_types["contracting_process"]
    field = record.field_at("/planning/requestsForQuotes/*/quotes/*/value")
    money = desk.page._around.make(field, desk.page._around, desk.page)
    first, last = money.inputs()[0], money.inputs()[-2]
    desk.qtbot.keyClicks(first, "33750")
    money._rate.setCurrentIndex(1)
    money._rate.activated.emit(1)
    assert (first.text(), last.text()) == ("33750", "39,150.00")
    assert money.value["netAmount"] == 33750


def test_the_first_question_hides_what_did_not_happen_yet(desk):
    begin(desk)
    ask(desk)
    assert desk.page.guided.place == "A01"
    desk.type("1")
    desk.settle()
    asked = desk.page.guided._script.asked(desk.page.binding.body)
    assert {question.id for question in asked} & {"A17", "A22", "A29"} == set()
    desk.type("6")
    desk.settle()
    asked = desk.page.guided._script.asked(desk.page.binding.body)
    assert {question.id for question in asked} >= {"A17", "A22", "A29"}


def test_going_back_on_how_far_it_went_leaves_no_row_born_for_nothing(desk):
    begin(desk)
    ask(desk)
    desk.type("6")
    desk.settle()
    assert desk.page.binding.value("/contracts")
    desk.type("1")
    desk.saved()
    body = desk.stored(desk.page.binding.record_id)
    assert "awards" not in body
    assert "contracts" not in body
    assert body["tender"]["status"] == "planning"


def test_pending_and_does_not_apply_are_kept_and_are_not_blank(desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    go_on_to(desk, "A07")
    desk.page.guided.pending.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_PageUp, CTRL)
    desk.key(Qt.Key.Key_PageUp, CTRL)
    assert desk.page.guided.place == "A06"
    desk.page.guided.not_applicable.setFocus()
    desk.key(Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    desk.qtbot.keyClicks(dialog.reason, "compra menor")
    dialog.not_applicable.click()
    desk.saved()
    body = desk.stored(desk.page.binding.record_id)
    absent = body["_absent"]
    assert absent["/planning/rationale"] == ["pending"]
    assert absent["/planning/documents/@request/title"] == ["not_applicable", "compra menor"]
    assert "planning" not in body


def test_a_value_given_later_takes_the_place_of_the_mark(desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    go_on_to(desk, "A06")
    desk.page.guided.pending.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.page.guided.step(-1)
    answer(desk, "A06", "0147/2026")
    desk.saved()
    body = desk.stored(desk.page.binding.record_id)
    assert body["planning"]["documents"][0]["documentType"] == "request"
    assert body["planning"]["documents"][0]["title"] == "0147/2026"
    assert "/planning/documents/@request/title" not in body.get("_absent", {})


def test_does_not_apply_wants_a_reason(desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    desk.page.guided.not_applicable.click()
    dialog = QApplication.activeModalWidget()
    dialog.not_applicable.click()
    assert dialog.isVisible()
    assert dialog.message.text() == say("absent.missing")
    dialog.reject()


def test_the_questions_end_with_the_eight_answers_and_lead_back(desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    answer(desk, "A02", "Papel")
    go_on_to(desk, "A33")
    texts = [button.accessibleName() for button in desk.page.guided._answers.buttons]
    assert len(texts) == 8
    assert any("Papel" in text for text in texts)
    desk.page.guided._answers.buttons[0].click()
    assert desk.page.guided.place == "A02"


def test_the_window_comes_back_to_the_same_question(desk, new_desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    go_on_to(desk, "A07")
    desk.type("Se acaba")
    desk.saved()
    desk.window.remember()
    desk.settle()
    desk.close()
    again = new_desk()
    again.qtbot.waitUntil(lambda: again.page.guided.place == "A07")
    again.settle()
    assert again.focused.toPlainText() == "Se acaba"
    assert again.focused.textCursor().position() == len("Se acaba")
    assert not again.window.rail.isVisible()


@pytest.mark.parametrize("width", [1024, 700])
def test_tab_goes_through_the_question_and_comes_back_to_it(desk, width):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    desk.window.resize(width, 600)
    go_on_to(desk, "A10")
    first = desk.focused
    seen = []
    for _ in range(40):
        desk.key(Qt.Key.Key_Tab)
        seen.append(desk.focused)
        if desk.focused is first:
            break
    assert seen[-1] is first
    assert desk.page.guided.after in seen
    assert all(control.accessibleName() for control in seen)


def test_names_of_a_list_are_typed_one_after_another(desk):
    begin(desk)
    ask(desk)
    desk.type("4")
    desk.key(Qt.Key.Key_Return)
    answer(desk, "A14", "s", "Papeleria Inventada", "Comercial Imaginaria", "Abastos Fingidos")
    assert desk.page.guided.place == "A14"
    desk.key(Qt.Key.Key_Return)
    assert desk.focused is desk.page.guided.after
    desk.saved()
    invited = desk.stored(desk.page.binding.record_id)["planning"]["requestsForQuotes"][0]["invitedSuppliers"]
    assert [row["name"] for row in invited] == ["Papeleria Inventada", "Comercial Imaginaria", "Abastos Fingidos"]


def test_what_is_known_so_far_is_told_in_words_and_in_the_order_of_the_questions(desk):
    begin(desk)
    ask(desk)
    desk.type("4")
    desk.key(Qt.Key.Key_Return)
    answer(desk, "A02", "Papel para oficinas")
    go_on_to(desk, "A06")
    assert told_so_far(desk).count("Papel para oficinas") == 1
    answer(desk, "A14", "s")
    go_on_to(desk, "A16")
    desk.key(Qt.Key.Key_Return)
    desk.type("Papeleria Inventada")
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    assert told_so_far(desk)[-2:] == ["Cotizaciones recibidas", "Papeleria Inventada"]


def told_so_far(desk: Any) -> list[str]:
    return [label.text() for label in desk.page.guided.so_far._labels]


def test_enter_after_the_reason_gives_it(desk):
    begin(desk)
    ask(desk)
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    go_on_to(desk, "A07")
    desk.page.guided.not_applicable.click()
    reason = QApplication.activeModalWidget().reason
    desk.qtbot.keyClicks(reason, "compra menor")
    desk.qtbot.keyClick(reason, Qt.Key.Key_Return)
    desk.saved()
    marks = desk.stored(desk.page.binding.record_id)["_absent"]
    assert marks["/planning/rationale"] == ["not_applicable", "compra menor"]


def test_a_work_is_asked_in_its_own_words_and_its_budget_without_tax(desk):
    desk.window.deeds.ask("works_tender")
    desk.qtbot.waitUntil(lambda: desk.page.guided.place == "A01")
    desk.settle()
    desk.type("4")
    go_on_to(desk, "O04")
    assert desk.page.guided.topic.text().startswith("¿Qué obra se hace?")
    answer(desk, "O06", "4.25 mdp")
    desk.saved()
    assert desk.stored(desk.page.binding.record_id)["tender"]["value"] == {"netAmount": 4250000, "currency": "MXN"}


def test_the_question_for_papers_leads_to_their_list_and_from_there_to_where_one_is_captured(desk):
    begin(desk)
    ask(desk)
    go_on_to(desk, "A31")
    guided = desk.page.guided
    assert guided.opener in guided.controls()
    guided.opener.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PapersDialog))
    dialog = QApplication.activeModalWidget()
    dialog.reject()
    desk.back()
    assert guided.place == "A31"
    go_on(desk)
    assert guided.opener is None


def test_the_eight_answers_are_whole_and_say_how_many_more_there_are(qtbot):
    lines = tuple(f"Papel bond blanco tamaño carta de 75 gramos, caja {n}: 1,125.00 MXN" for n in range(5))
    shown = EightAnswers([Answer("a_que_precio", "¿A qué precio?", True, lines, 3)], None)
    qtbot.addWidget(shown)
    (label,) = shown.findChildren(QLabel)
    assert label.text() == f"{'; '.join(lines)}; y 3 más"
