"""Every page, section and dialog for somebody who does not see or sees little: names, order of the Tab key, contrast;
and no place of the standard on any of them, nor a word that is no Spanish of an office."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.exceptions import TimeoutError as LayoutNotReady

from capture_app.changes import Aside, Conflict, Document, FieldEdit, PagePicture
from capture_app.services.authorities import Trusted
from capture_app.services.backups import Backup
from capture_app.services.users import User
from forms.marks import NOTES
from tests.gui.screen_reading import against_reading, faint, nameless, texts
from tests.house.test_forms_complete import FORBIDDEN
from tests.office import opened
from ui.dialogs.absence_dialog import AbsenceDialog
from ui.dialogs.acuse_dialog import AcuseDialog
from ui.dialogs.aside_dialog import AsideDialog
from ui.dialogs.authorities_dialog import AuthoritiesDialog
from ui.dialogs.authority_dialog import AuthorityDialog
from ui.dialogs.backups_dialog import BackupsDialog, Copies
from ui.dialogs.catalogues_dialog import CataloguesDialog, read_catalogues
from ui.dialogs.conflict_dialog import ConflictDialog
from ui.dialogs.document_dialog import DocumentDialog
from ui.dialogs.edition_dialog import EditionDialog
from ui.dialogs.enrol_dialog import EnrolDialog
from ui.dialogs.export_dialog import ExportDialog
from ui.dialogs.figures_dialog import FiguresDialog, read_lines
from ui.dialogs.first_run_dialog import FirstRunDialog
from ui.dialogs.guides_dialog import GuidesDialog, read_answers
from ui.dialogs.history_dialog import HistoryDialog, read_history
from ui.dialogs.join_dialog import JoinDialog
from ui.dialogs.keys_dialog import KeysDialog
from ui.dialogs.later_data_dialog import LaterDataDialog
from ui.dialogs.mappings_dialog import MappingsDialog
from ui.dialogs.name_dialog import NameDialog
from ui.dialogs.note_dialog import NoteDialog
from ui.dialogs.notes_dialog import NotesDialog
from ui.dialogs.palette_dialog import PaletteDialog
from ui.dialogs.papers_dialog import PapersDialog, read_papers
from ui.dialogs.people_dialog import PeopleDialog
from ui.dialogs.person_dialog import PersonDialog, read_people
from ui.dialogs.protect_dialog import ProtectDialog
from ui.dialogs.publish_dialog import PublishDialog, check_before
from ui.dialogs.record_notes_dialog import RecordNotesDialog
from ui.dialogs.recovery_dialog import RecoveryDialog
from ui.dialogs.sign_in_dialog import SignInDialog
from ui.dialogs.signature_dialog import SignatureDialog
from ui.dialogs.sure_dialog import SureDialog
from ui.error_text import ErrorText
from ui.main_window import RAIL
from ui.theme import apply_theme
from ui.times import times_of

CTRL = Qt.KeyboardModifier.ControlModifier
TIMES = times_of("America/Cancun")
LAYOUT_MS = 2000
NOW = datetime(2026, 3, 20, 15, tzinfo=UTC)
PLACES = re.compile(r"(?<![\w./:])/(?:tender|planning|awards|contracts|parties|buyer|bids|_\w+)\b|\b\w+\[\]")
# Of what is no Spanish: the program's own keys of messages, and words of its code.
KEYS = re.compile(r"\b(?:[a-z]+_[a-z_]+|None|True|False|null|undefined)\b|\{[a-z]*\}")


def members_of_the_standard(catalog: Any) -> re.Pattern[str]:
    """Names of members that are no word: with a capital inside."""
    names = {item.name for record in catalog.record_types.values() for item in record.walk()}
    return re.compile(r"\b(?:" + "|".join(sorted(name for name in names if re.search("[a-z][A-Z]", name))) + r")\b")


def wrong(window: QWidget, catalog: Any) -> list[str]:
    """What is amiss with a window, in words."""
    found = [f"no name: {item}" for item in nameless(window)]
    found += [f"against reading: {item}" for item in against_reading(window)]
    members = members_of_the_standard(catalog)
    for text in dict.fromkeys(texts(window)):
        for pattern in (PLACES, members, KEYS, FORBIDDEN):
            found += [f"word: {text[:80]!r}: {item.group()}" for item in [pattern.search(text)] if item]
    return found


def told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{place}: {item}" for place, items in found.items() for item in items)


@pytest.fixture
def filled(desk, record) -> Any:
    """An office with a record that has something wrong, a supplier twice, and an entry of a register."""
    with opened(desk.folder) as app:
        app.capture.save_fields(
            record.record_id,
            [
                FieldEdit("/tender/id", "EXP-1"),
                FieldEdit("/tender/procurementMethod", "direct"),
                FieldEdit("/tender/mainProcurementCategory", "goods"),
                FieldEdit("/parties/@aaaaaaaaaa", _party("Papelería Inventada del Sureste", "PIS180312AB4"), "row_add"),
                FieldEdit("/parties/@bbbbbbbbbb", _party("Papeleria Inventada del Sureste"), "row_add"),
            ],
        )
        app.capture.create("Reglamento inventado", "regulation")
    return desk


def _party(name: str, rfc: str = "") -> dict[str, Any]:
    identifier = {"identifier": {"scheme": "MX-RFC", "id": rfc}} if rfc else {}
    return {"id": name, "name": name, "roles": ["supplier"], **identifier}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_has_names_order_contrast_and_words_of_the_office(filled, catalog, qapp, dark):
    apply_theme(qapp, dark)
    found = {}
    for page in RAIL:
        filled.window.go(page)
        filled.settle()
        found[page] = [*wrong(filled.window, catalog), *(f"faint: {item}" for item in faint(filled.window))]
    filled.open(filled.window.process.record_id or _first(filled))
    found["record"] = [f"faint: {item}" for item in faint(filled.window)]
    filled.page.mode.switch()
    filled.settle()
    found["questions"] = [*wrong(filled.window, catalog), *(f"faint: {item}" for item in faint(filled.window))]
    apply_theme(qapp, False)
    assert not any(found.values()), told(found)


def colours_in(lines: Any) -> set[str]:
    """Of the signs before the lines, where they are whole."""
    model = lines.model()
    icons = (model.index(row, 0).data(Qt.ItemDataRole.DecorationRole) for row in range(model.rowCount()))
    images = [icon.pixmap(16).toImage() for icon in icons]
    pixels = (image.pixelColor(x, y) for image in images for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_signs_follow_the_theme_while_the_window_is_open(filled, qapp):
    filled.open(_first(filled))
    lists = (filled.page.sections, filled.page.panel.problems)
    light = [colours_in(one) for one in lists]
    apply_theme(qapp, True)
    gc.collect()
    dark = [colours_in(one) for one in lists]
    apply_theme(qapp, False)
    assert all(light)
    assert all(dark)
    assert not any(before & after for before, after in zip(light, dark, strict=True))


def _first(desk: Any) -> str:
    with opened(desk.folder, read_only=True) as app:
        found: str = app.capture.search()[0].id
        return found


def test_every_section_has_names_order_and_words_of_the_office(desk, record, catalog):
    desk.open(record.record_id, "planning", "")
    with_rows, found = 0, {}
    for _ in range(60):
        for block in desk.page.view.grid.blocks if desk.page.view.grid else ():
            if hasattr(block, "add_button"):
                block.add_button.click()
                with_rows += 1
        if desk.page.empty.isVisible():
            desk.page._empty_button.click()
        with suppress(LayoutNotReady):
            desk.qtbot.waitUntil(lambda: not against_reading(desk.window), timeout=LAYOUT_MS)
        found[desk.page.spot.section] = wrong(desk.window, catalog)
        at = desk.page.spot
        desk.key(Qt.Key.Key_PageDown, CTRL)
        if desk.page.spot == at:
            break
    assert not any(found.values()), told(found)
    assert desk.page.spot.step == "implementation"
    assert with_rows > 20
    desk.saved()


def test_the_place_in_the_standard_is_told_when_it_is_asked_for(desk, record, catalog):
    desk.open(record.record_id)
    assert not any(PLACES.search(text) for text in texts(desk.window))
    desk.key(Qt.Key.Key_I, CTRL)
    assert any("tender" in text and "title" in text for text in texts(desk.page.panel))


# ---- dialogs ----


class NoDoor:
    def people(self) -> tuple[Any, ...]:
        return ()

    def sign_in(self, name: str, password: str) -> None:
        raise AssertionError

    def unlock(self, recovery: str) -> bool:
        raise AssertionError

    def put_back(self, copy: Path) -> tuple[int, Path | None]:
        raise AssertionError


class Certificate:
    fingerprint, subject, until, pem = ":".join(["AB"] * 32), "CN=Portal inventado", NOW, ""


def read(desk: Any, task: Callable[..., Any], *args: Any) -> Any:
    found: list[Any] = []
    desk.jobs.store(task, *args, done=found.append)
    desk.settle()
    return found[0]


def _view(desk: Any) -> Any:
    view = desk.page.binding.view
    one = Conflict(1, "/tender/title", "Otro título", "Papelería", "edit", "op", NOW)
    aside = Aside("/tender/status", "inventado", "code.unknown", "a.json", "0" * 64)
    said = {"/tender/title": [{"by": "Luis", "at": NOW.isoformat(), "text": "Falta el año"}]}
    return replace(view, conflicts=(one,), aside=(aside,), body={**view.body, NOTES: said})


def _drawn(document: Any, page: int, width: int, done: Any, failed: Any) -> None:
    done(PagePicture(b"\xff\xff\xff" * 100, 10, 10, 0, 2))


DIALOGS: dict[str, Callable[[Any, Any], QWidget]] = {
    "absence": lambda desk, _: AbsenceDialog("Objeto", None, desk.window),
    "acuse": lambda desk, _: AcuseDialog(desk.jobs, "pnt.xlsx", ("pnt-a", "2026-1"), NOW.date(), desk.window),
    "aside": lambda desk, law: AsideDialog(_view(desk), law, desk.window),
    "authorities": lambda desk, _: AuthoritiesDialog(
        desk.jobs, (Trusted("AB:CD", "CN=Portal", "2026-03-20", "Ana"),), desk.window._settings, desk.window
    ),
    "authority": lambda desk, _: AuthorityDialog(desk.jobs, b"", Certificate(), desk.window),
    "backups": lambda desk, _: BackupsDialog(
        desk.jobs, Copies(((Backup(Path("x"), NOW, 1024, "diario"), 1),)), desk.window._settings, desk.window
    ),
    "catalogues": lambda desk, _: CataloguesDialog(
        desk.jobs, read(desk, read_catalogues), desk.window._settings, NOW.date(), desk.window
    ),
    "conflict": lambda desk, law: ConflictDialog(_view(desk), law, TIMES, desk.window),
    "document": lambda desk, _: DocumentDialog(
        Document("aaaaaaaaaa", "0" * 64, "", "bases.pdf", "application/pdf", 100), _drawn, desk.window
    ),
    "edition": lambda desk, _: EditionDialog(desk.jobs, "public_bodies", Path("areas.csv"), NOW.date(), desk.window),
    "enrol": lambda desk, _: EnrolDialog(desk.jobs, lambda *_: None, "", desk.window),
    "export": lambda desk, _: ExportDialog(desk.jobs, desk.page.record_id, NOW.date(), desk.window),
    "figures": lambda desk, _: FiguresDialog(desk.jobs, read(desk, read_lines), desk.window),
    "first_run": lambda desk, _: FirstRunDialog(desk.jobs, lambda *_: None, Path("/datos")),
    "guides": lambda desk, law: GuidesDialog(read(desk, read_answers, desk.page.record_id), law, desk.window),
    "history": lambda desk, law: HistoryDialog(read(desk, read_history, desk.page.record_id), law, TIMES, desk.window),
    "join": lambda desk, _: JoinDialog(desk.jobs, read(desk, lambda app: app.suppliers.look_alikes()), desk.window),
    "keys": lambda desk, _: KeysDialog("process", desk.window),
    "later_data": lambda desk, _: LaterDataDialog(
        desk.window, ErrorText("Algo pasó.", "", ""), desk.jobs, Path("/datos")
    ),
    "mappings": lambda desk, _: MappingsDialog(desk.jobs, desk.window),
    "name": lambda desk, _: NameDialog("Guardar como plantilla", "Nombre de la plantilla", desk.window),
    "note": lambda desk, _: NoteDialog("return", desk.window),
    "notes": lambda desk, _: NotesDialog(
        "Objeto", [{"by": "Ana", "at": NOW.isoformat(), "text": "x"}], TIMES, desk.window
    ),
    "palette": lambda desk, _: PaletteDialog(desk.jobs, "palette", "record", [], lambda _id: None, desk.window),
    "papers": lambda desk, law: PapersDialog(desk.jobs, read(desk, read_papers, desk.page.record_id), law, desk.window),
    "people": lambda desk, _: PeopleDialog(desk.jobs, read(desk, read_people), desk.window._settings, desk.window),
    "person": lambda desk, _: PersonDialog(
        desk.jobs, "password", User("Ana", "revisor", True, 0), desk.window, asks_old=True, note="Nota."
    ),
    "protect": lambda desk, _: ProtectDialog(desk.jobs, "Municipio inventado", False, desk.window),
    "publish": lambda desk, law: PublishDialog(
        read(desk, check_before, desk.page.record_id), law, desk.window._settings, desk.window
    ),
    "record_notes": lambda desk, law: RecordNotesDialog(_view(desk), law, TIMES, desk.window),
    "recovery": lambda desk, _: RecoveryDialog(desk.jobs, NoDoor(), False, desk.window),
    "signature": lambda desk, _: SignatureDialog(desk.jobs, "Ana", desk.window),
    "sign_in": lambda desk, _: SignInDialog(desk.jobs, NoDoor(), "Ana"),
    "sure": lambda desk, _: SureDialog("undo", desk.window, names="Objeto"),
}


def test_every_dialog_is_looked_at():
    folder = Path(__file__).resolve().parents[2] / "ui" / "dialogs"
    assert {file.stem.removesuffix("_dialog") for file in folder.glob("*_dialog.py")} == set(DIALOGS)


def test_every_dialog_has_names_order_contrast_and_words_of_the_office(filled, catalog, qapp):
    filled.open(_first(filled))
    found: dict[str, list[str]] = {}
    for dark in (False, True):
        apply_theme(qapp, dark)
        for name, make in DIALOGS.items():
            dialog = make(filled, catalog)
            dialog.open()
            filled.settle()
            amiss = [f"faint: {item}" for item in faint(dialog)]
            if not dark:
                amiss += wrong(dialog, catalog)
                amiss += [f"cut: {item}" for item in squeezed(dialog)]
                amiss += [] if leaves_by_escape(filled, dialog) else ["Escape does not leave"]
            found[f"{name} {dark}"] = amiss
            dialog.close()
            dialog.deleteLater()
    apply_theme(qapp, False)
    assert not any(found.values()), told(found)


def squeezed(dialog: QWidget) -> list[str]:
    """Texts and lines that got less height than they need."""
    layout = dialog.layout()
    assert layout is not None
    layout.activate()
    labels = [label for label in dialog.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
    lines = [line for line in dialog.findChildren(QLineEdit) if line.isVisible()]
    cut = [label.text() for label in labels if label.height() < label.heightForWidth(label.width()) - 1]
    return cut + [line.accessibleName() for line in lines if line.height() < line.minimumSizeHint().height() - 1]


def leaves_by_escape(desk: Any, dialog: QWidget) -> bool:
    dialog.activateWindow()
    desk.qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
    return not dialog.isVisible()
