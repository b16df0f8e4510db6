"""The window as a whole: names, words, colours, lists, sending, importing, publishing, coming back."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace as replaced
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QFileInfo, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from capture_app.changes import Conflict, FieldEdit
from capture_app.services.exchange import ExchangeItem, ExchangeReport, ExchangeStatus
from sync.errors import words
from sync.report import Progress
from tests.gui.screen_reading import nameless
from tests.office import opened
from ui.dialogs.aside_dialog import AsideDialog
from ui.dialogs.conflict_dialog import ConflictDialog
from ui.dialogs.enrol_dialog import EnrolDialog
from ui.dialogs.publish_dialog import Checked, PublishDialog
from ui.jobs import Cancel
from ui.pages.exchange_page import Sent
from ui.pages.settings_page import SettingsPage
from ui.theme import DARK, LIGHT, contrast
from ui.times import times_of
from ui.words import load_words, say

UI = Path(__file__).resolve().parents[2] / "ui"
NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
CTRL = Qt.KeyboardModifier.ControlModifier


# ---- words, colours ----


def test_every_word_used_exists_and_every_word_is_used():
    used, patterns = set(), []
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values]
                patterns.append(re.compile("".join(parts)))
    words = load_words()
    stems = {re.sub(r"_(one|many)$", "", key) for key in words}
    topics = {key.split(".")[0] for key in words}
    called = {text for text in used if re.fullmatch(r"[a-z]+\.[a-z_]*[a-z]", text) and text.split(".")[0] in topics}
    assert not called - set(words) - stems
    unused = {
        key
        for key in words
        if key not in used
        and re.sub(r"_(one|many)$", "", key) not in used
        and not any(pattern.fullmatch(key) for pattern in patterns if pattern.pattern != ".+")
    }
    assert not unused


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_keeps_its_contrast(colours):
    pairs = [
        (colours.text, colours.card), (colours.text, colours.ground), (colours.muted, colours.card),
        (colours.muted, colours.ground), (colours.on_accent, colours.accent),
        (colours.accent_text, colours.accent_soft),
        (colours.accent_text, colours.card), (colours.error, colours.card), (colours.error, colours.error_soft),
        (colours.warning, colours.card), (colours.warning, colours.warning_soft), (colours.good, colours.good_soft),
        (colours.good, colours.card), (colours.guide, colours.guide_soft), (colours.plain, colours.plain_soft),
        (colours.rail_text, colours.rail), (colours.rail_strong, colours.rail_active),
        (colours.rail_muted, colours.rail),
        (colours.muted, colours.field), (colours.muted, colours.field_locked), (colours.text, colours.accent_soft),
    ]  # fmt: skip
    low = [(one, other, round(contrast(one, other), 2)) for one, other in pairs if contrast(one, other) < 4.5]
    assert not low


# ---- lists ----


def test_search_as_you_type_and_enter_opens(desk, record):
    with_other(desk.folder)
    desk.window.go("processes")
    desk.settle()
    assert len(desk.window.processes.model.rows) == 2
    desk.type("luminarias")
    desk.qtbot.waitUntil(lambda: len(desk.window.processes.model.rows) == 1)
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None)
    desk.settle()
    assert desk.page.header.title.toolTip() == "Luminarias"


def with_other(folder: Path) -> None:
    # The window holds the writer's lock for this process; a second App of the same process goes in under it.
    with opened(folder) as app:
        app.capture.create("Luminarias")


def test_an_empty_office_offers_the_first_step(desk):
    desk.window.go("processes")
    desk.settle()
    assert desk.window.processes.first.isVisible()
    desk.type("nada")
    desk.qtbot.waitUntil(lambda: desk.window.processes.empty.text() == say("processes.nothing_found"))


def test_home_says_what_needs_attention(desk, record):
    desk.window.go("home")
    desk.settle()
    assert len(desk.window.home.tasks.lines) == 1
    assert desk.window.home.stages.accessibleName()
    assert "%" in desk.window.home.questions.accessibleName()


def test_home_says_what_was_contracted_and_its_part_of_the_budget_only_where_both_are_known(desk, record, folder):
    assert not desk.window.home.contracted.isVisible()
    signed = {"id": "C-1", "dateSigned": "2026-02-01", "value": {"amount": 4600000, "currency": "MXN"}}
    with opened(folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit("/contracts/@cccccccccc", signed, "row_add")])
    desk.window.go("home")
    desk.settle()
    note = desk.window.home.contracted
    assert note.isVisible()
    assert note.text.text() == "4,600,000.00 MXN en 1 contrato firmado."
    with opened(folder) as app:
        budget = app.capture.create("Presupuesto 2026", record_type="annual_budget").record_id
        edits = {"/year": 2026, "/budgetStage": "approved", "/total": {"amount": 92000000, "currency": "MXN"}}
        app.capture.save_fields(budget, [FieldEdit(path, value) for path, value in edits.items()])
    desk.window.home.arrive()
    desk.settle()
    assert note.text.text().endswith("Del presupuesto 2026 aprobado (92,000,000.00 MXN): 5.0 %.")


def test_the_eight_questions_of_the_office_are_not_in_the_words_of_its_last_record(desk, folder, record):
    with opened(folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit("/tender/mainProcurementCategory", "works")])
    desk.window.go("home")
    desk.settle()
    desk.qtbot.waitUntil(lambda: "¿Qué se compra?" in desk.window.home.questions.accessibleName())
    assert "¿Qué obra se hace?" not in desk.window.home.questions.accessibleName()


def test_the_first_thing_offered_is_to_be_asked_step_by_step(desk):
    desk.window.go("home")
    desk.settle()
    first = desk.window.home._first_buttons[0]
    assert first.text() == "Adjudicación directa, paso a paso"
    first.click()
    desk.qtbot.waitUntil(lambda: desk.page.guided.place == "A01")


def test_home_offers_what_to_begin_with_and_then_what_to_go_on_with(desk):
    desk.window.go("home")
    desk.settle()
    assert desk.window.home.first_steps.isVisible()
    with_other(desk.folder)
    desk.window.home.arrive()
    desk.settle()
    assert not desk.window.home.first_steps.isVisible()
    (line,) = desk.window.home.tasks.lines
    line.findChild(QPushButton).click()
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None)
    desk.settle()
    assert desk.page.header.title.toolTip() == "Luminarias"


# ---- sending ----


def status(here: int, sending: int, at_portal: int, attention: int, items=()) -> ExchangeStatus:
    total = here + sending + at_portal + attention
    return ExchangeStatus(
        sent=sending, acked=at_portal, duplicate=0, merged=0, conflict=attention, rejected=0, held=0, pending=here,
        here=here, sending=sending, at_portal=at_portal, attention=attention, total=total, items=tuple(items),
        last_receipt_at=NOW, last_receipt_no="A-1", portal_url="https://portal.ejemplo", enrolled=True,
    )  # fmt: skip


def test_four_words_whose_counts_add_up(desk):
    page = desk.window.exchange
    page._show(status(80, 2, 146, 2))
    numbers = {name: int(tile.number.text()) for name, tile in page.tiles.items()}
    assert numbers == {"here": 80, "sending": 2, "at_portal": 146, "attention": 2}
    assert str(sum(numbers.values())) in page._sum.text()
    assert "84" in desk.window.rail.buttons["exchange"].text()


def test_an_item_says_what_happened_and_the_next_step(desk, record):
    page = desk.window.exchange
    item = ExchangeItem(
        record.record_id, record.ocid, "F-1", "Papel", "2 datos", "acked", "En el portal", "", NOW, "R-9", "Ver acuse"
    )
    desk.window.go("exchange")
    desk.settle()
    page._show(status(0, 0, 1, 0, [item]))
    assert "R-9" in page.model.index(0, 2).data()
    page.table.chosen.emit(0)
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None)
    desk.settle()


def test_what_needs_a_person_is_told_whole_below_the_list(desk, record):
    page = desk.window.exchange
    why = "El portal no pudo recibir este cambio porque el expediente lleva un dato que no conoce. " * 2
    fine = ExchangeItem(
        record.record_id, "ocds-1", "F-1", "Papel", "2 datos", "acked", "En el portal", "", NOW, "R-9", ""
    )
    amiss = ExchangeItem(
        record.record_id, "ocds-2", "F-2", "Tinta", "3 datos", "rejected", "Necesita su atención", why, NOW, "",
        "Ábralo, corrija lo señalado y vuelva a enviarlo."
    )  # fmt: skip
    desk.window.go("exchange")
    desk.settle()
    page._show(status(0, 0, 1, 1, [fine, amiss]))
    assert page.detail.isVisible()
    assert "F-2" in page.detail.text()
    assert why in page.detail.text()
    assert "vuelva a enviarlo" in page.detail.text()
    page._show(status(0, 0, 2, 0, [fine, fine]))
    assert not page.detail.isVisible()


def test_what_a_record_is_called_has_the_room_of_a_next_step_that_nobody_has_to_take(desk):
    page = desk.window.exchange
    desk.window.go("exchange")
    desk.settle()
    done = ExchangeItem("r", "ocds-1", "F-1", "Papel", "2 datos", "acked", "En el portal", "", NOW, "R-9", "")
    waiting = ExchangeItem("r", "ocds-1", "F-1", "Papel", "2 datos", "pending", "En esta computadora", "", NOW, "", "")
    widths = []
    for item in (done, waiting):
        page._show(status(0, 0, 1, 0, [item]))
        widths.append(page.table.columnWidth(0))
    assert widths[0] - widths[1] == page.table.columnWidth(4) // 2


def test_a_computer_without_portal_is_told_so(desk, record):
    desk.window.go("exchange")
    desk.settle()
    assert desk.window.exchange.banner.isVisible()
    assert not desk.window.exchange.send_button.isEnabled()
    assert desk.window.rail.connection.accessibleName() == say("rail.not_enrolled")


def test_a_sending_that_stops_says_that_nothing_is_lost(desk):
    page = desk.window.exchange
    desk.window.go("exchange")
    desk.settle()
    report = ExchangeReport(stopped="no_network", message=words("no_network"), pending=3)
    page._sent(Sent(report, status(3, 0, 0, 0), ()))
    assert page.banner.text.text().count("guardado en esta computadora") == 1
    assert (page.banner.button.isVisible(), page.banner.property("tone")) == (True, "error")
    page._sent(Sent(ExchangeReport(stopped="retry_later", message="El portal pide esperar."), status(3, 0, 0, 0), ()))
    assert page.banner.property("tone") == "warning"
    page._sent(Sent(report, status(3, 0, 0, 0), ()))
    assert desk.window.rail.connection.accessibleName() == say("rail.no_connection")


def test_a_computer_that_was_shut_out_is_offered_the_way_back_in(desk):
    """A new code lets it in: to try again does not."""
    page = desk.window.exchange
    desk.window.go("exchange")
    desk.settle()
    page._sent(Sent(ExchangeReport(stopped="revoked_device", message=words("revoked_device")), status(3, 0, 0, 0), ()))
    assert page.banner.button.text() == "Dar de alta otra vez…"
    assert desk.window.rail.connection.accessibleName() == "Sin alta en el portal"
    asked = []
    desk.window.settings_page._enrol = lambda address, code: asked.append((address, code))
    page.banner.button.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EnrolDialog)
    dialog.reject()
    desk.back()
    desk.settle()


def test_a_computer_that_is_known_to_its_portal_may_be_enrolled_again(desk, folder):
    known = replaced(desk.window._settings, enrolled=True)
    page = SettingsPage(desk.jobs, known, folder, "system", lambda _address, _code: known)
    assert page.enrol_button.text() == "Dar de alta otra vez en el portal…"
    assert page.enrol_button.isVisibleTo(page)
    page.deleteLater()


def test_what_an_exchange_ended_with_is_true_and_is_not_told_for_ever(desk):
    """A change that clashed was one to send; and who comes back later is not told of it again."""
    page = desk.window.exchange
    desk.window.go("exchange")
    desk.settle()
    page._sent(Sent(ExchangeReport(conflict=1, records=1), status(0, 0, 0, 1), ()))
    assert page.banner.text.text() == "1 cambio necesita su atención. Llegó 1 expediente con novedades."
    assert page.banner.property("tone") == "warning"
    desk.window.go("home")
    assert page.banner.isHidden()
    desk.settle()


def test_progress_can_be_cancelled(desk, world):
    page = desk.window.exchange
    desk.window.go("exchange")
    desk.settle()
    world.delay = 0.2
    page.send()
    assert page.cancel_button.isVisible()
    page.cancel_button.click()
    assert page._cancel()
    desk.qtbot.waitUntil(lambda: page._cancel is None, timeout=10_000)
    world.delay = 0
    desk.settle()


def test_while_it_goes_out_the_four_words_follow(desk, record):
    """Not only at its end: what is on its way is not said to be here."""
    page = desk.window.exchange
    desk.window.go("exchange")
    desk.settle()
    page._cancel = Cancel()
    with opened(desk.folder) as app:
        app.outbox.next_batch(500, 10**6)
    page._tell_progress(Progress(0, 1, 0))
    desk.settle()
    assert {name: tile.number.text() for name, tile in page.tiles.items()}["sending"] == "1"
    page._cancel = None


# ---- importing ----


def release(ocid: str, **members: object) -> dict[str, object]:
    date = "2026-03-01T00:00:00Z"
    return {"ocid": ocid, "id": "1", "date": date, "tag": ["tender"], "initiationType": "tender", **members}


def test_the_report_of_an_import_adds_up(desk, tmp_path):
    good, bad = tmp_path / "bueno.json", tmp_path / "malo.json"
    good.write_text(json.dumps({"releases": [release("ocds-213czf-1", tender={"id": "1", "status": "inventado"})]}))
    bad.write_text("{")
    page = desk.window.importing
    desk.window.go("import")
    page.take([good, bad])
    desk.settle()
    for act in (None, page.import_button):
        if act is not None:
            act.click()
            desk.settle()
        numbers = {name: int(tile.number.text()) for name, tile in page.report.tiles.items()}
        assert numbers == {"created": 1, "changed": 0, "unchanged": 0, "refused": 0, "kept_aside": 1}
        model = page.report.model
        texts = [model.item(row, 0).text() for row in range(model.rowCount())]
        assert {"malo.json", "bueno.json"} <= set(texts)


def test_what_was_not_understood_is_shown_and_put_away(desk, tmp_path, catalog):
    file = tmp_path / "bueno.json"
    file.write_text(json.dumps({"releases": [release("ocds-213czf-1", tender={"id": "1", "status": "inventado"})]}))
    desk.window.importing.take([file])
    desk.settle()
    desk.window.importing.import_button.click()
    desk.settle()
    with opened(desk.folder, read_only=True) as app:
        record_id = app.capture.find("ocds-213czf-1")
    desk.open(record_id)
    assert desk.page.notice.isVisible()
    dialog = AsideDialog(desk.page.binding.view, catalog, desk.window)
    dialog.place_chosen.connect(desk.page.go_to_pointer)
    assert dialog.model.item(0, 1).text() == "inventado"
    dialog._go(0)
    assert desk.focused is desk.field("/tender/status").editor.input
    dialog.deleteLater()


# ---- publishing ----


def test_errors_that_hinder_are_listed_with_links(desk, record, catalog):
    with opened(desk.folder, read_only=True) as app:
        checked = Checked(app.capture.open(record.record_id), app.publish.check(record.record_id))
        settings = app.settings
    dialog = PublishDialog(checked, catalog, settings, desk.window)
    dialog.show()
    assert not dialog.now.isEnabled()
    chosen = []
    dialog.finding_chosen.connect(chosen.append)
    dialog.problems.setCurrentIndex(dialog.problems.model().index(0, 0))
    desk.qtbot.keyClick(dialog.problems, Qt.Key.Key_Return)
    assert chosen
    assert not nameless(dialog)
    dialog.deleteLater()


def test_without_errors_the_stages_that_have_data_are_offered(desk, record, catalog):
    with opened(desk.folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit("/tender/id", "AD-1")])
        view, settings = app.capture.open(record.record_id), app.settings
    dialog = PublishDialog(Checked(view, ()), catalog, settings, desk.window)
    assert "tender" in dialog.stages()
    assert "award" not in dialog.stages()
    assert dialog.now.isEnabled()
    for box in dialog.boxes.values():
        box.setChecked(False)
    assert not dialog.now.isEnabled()
    dialog.deleteLater()


# ---- coming back ----


def test_the_window_comes_back_to_record_field_and_caret(new_desk, record):
    first = new_desk()
    first.open(record.record_id)
    first.key(Qt.Key.Key_Home)
    first.type("Mas")
    first.close()
    second = new_desk()
    second.qtbot.waitUntil(lambda: second.page.binding is not None)
    second.settle()
    assert second.page.binding.record_id == record.record_id
    assert QApplication.focusWidget() is second.field("/tender/title").editor.input
    assert second.focused.text().startswith("MasPapel")
    assert second.focused.cursorPosition() == 3


def test_what_is_typed_just_before_closing_is_saved(new_desk, record):
    desk = new_desk()
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_End)
    desk.type(" y algo")
    desk.close()
    assert desk.stored(record.record_id)["tender"]["title"].endswith(" y algo")


def test_another_page_changing_the_record_is_seen(desk, record):
    desk.open(record.record_id)
    changes = replace(desk_edit(desk, record.record_id), pending=99)
    desk.jobs.changed.emit(changes)
    desk.settle()
    assert desk.field("/tender/description").editor.input.toPlainText() == "De otra mano"


def desk_edit(desk, record_id):
    with opened(desk.folder) as app:
        return app.capture.save_fields(record_id, [FieldEdit("/tender/description", "De otra mano")])


@pytest.mark.parametrize("size", [(1366, 728), (1024, 560), (683, 420)])
def test_nothing_is_cut_at_any_width(desk, record, size):
    desk.open(record.record_id)
    desk.window.resize(*size)
    desk.qtbot.wait(50)
    assert desk.window.width() == size[0]
    card = desk.page.view
    assert card.widget().width() <= card.viewport().width() + 1


def test_a_difference_with_the_portal_is_shown_side_by_side(desk, record, catalog):
    desk.open(record.record_id)
    one = Conflict(1, "/tender/title", "Otro título", "Papelería para el trimestre", "edit", "op", NOW)
    view = replace(desk.page.binding.view, conflicts=(one,))
    desk.page.show_findings(view)
    assert desk.page.notice.isVisible()
    dialog = ConflictDialog(view, catalog, times_of("America/Cancun"), desk.window)
    decided = []
    dialog.decided.connect(lambda conflict, choice: decided.append((conflict, choice)))
    row = [dialog.model.item(0, column).text() for column in range(3)]
    assert row == ["Qué se compra o construye", "Papelería para el trimestre", "Otro título"]
    dialog._decide("theirs")
    assert decided == [(one, "theirs")]
    dialog.deleteLater()


def test_long_texts_and_rows_are_compared_whole_and_without_the_names_of_the_program(desk, record, catalog):
    desk.open(record.record_id)
    text = "Se compra papel. " * 80
    award = {"_key": "aaaaaaaaaa", "id": "A-1", "title": "Adjudicación a la mejor oferta", "status": "active"}
    found = (
        Conflict(1, "/tender/description", f"{text}Y tóner. <b>x</b>", text, "changed", "", NOW),
        Conflict(2, "/awards/@aaaaaaaaaa", award, None, "row_changed", "", NOW),
    )
    view = replace(desk.page.binding.view, conflicts=found)
    dialog = ConflictDialog(view, catalog, times_of("America/Cancun"), desk.window)
    ours, theirs = dialog.compared.sides
    assert (ours.toPlainText(), theirs.toPlainText()) == (text, f"{text}Y tóner. <b>x</b>")
    assert [part.cursor.selectedText() for part in theirs.extraSelections()] == ["Y tóner. <b>x</b>"]
    assert ours.extraSelections() == []
    dialog.choose(1)
    assert ours.toPlainText() == dialog.model.item(1, 1).text() == "(sin este renglón)"
    assert dialog.model.item(1, 2).text() == "Adjudicación a la mejor oferta"
    assert "A-1" in theirs.toPlainText()
    assert "_key" not in theirs.toPlainText()
    assert not dialog.other.isEnabled()
    dialog.choose(0)
    assert dialog.other.isEnabled()
    dialog.resize(640, 300)
    dialog.show()
    desk.settle()
    assert ours.isVisible()
    assert dialog.table.height() > 60
    dialog.close()
    dialog.deleteLater()


def test_home_tells_what_was_given_back_and_why(new_desk, folder):
    with opened(folder) as app:
        record_id = app.capture.create("Papelería").record_id
        app.capture.save_fields(record_id, [FieldEdit("/tender/id", "P-1")])
        app.review.submit([record_id])
        app.review.return_to_draft([record_id], "Falta la versión pública")
    desk = new_desk()
    desk.window.go("home")
    desk.settle()
    texts = [label.toolTip() or label.text() for label in desk.window.home.tasks.findChildren(QLabel)]
    assert "DEVUELTOS POR QUIEN REVISA" in texts
    assert any("Falta la versión pública" in text for text in texts)
    assert sum("Papelería" in text for text in texts) == 1


def test_the_dialog_that_chooses_a_file_speaks_spanish(desk):
    dialog = QFileDialog(desk.window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"&Buscar en:", "&Tipo de archivo:", "&Nombre del archivo:"} <= said
    assert {"Cancelar", "&Abrir"} <= {button.text() for button in dialog.findChildren(QPushButton)}
    assert dialog.iconProvider().type(QFileInfo(str(desk.folder))) == "Carpeta"
