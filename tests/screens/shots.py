"""What is photographed: each picture has a name and the way to come to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import structs
from PySide6.QtWidgets import QLabel

from capture_app.changes import Conflict
from capture_app.services.users import User
from capture_app.words import say as told
from tests.municipal_tables import COMPRAS
from tests.screens.offices import SANCTIONED, told_record, unfinished_record, works_record
from tests.screens.stage import Stage
from ui.dialogs.authorities_dialog import InFile
from ui.dialogs.sign_in_dialog import SignInDialog
from ui.form.attachment import AttachmentLine
from ui.form.recovery import Recovered
from ui.idle_lock import lock_when_idle
from ui.pages.exchange_page import read_status

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ocds"
SECTIONS = {"planning": "budget", "tender": "general", "award": "suppliers", "contract": "value"}
INVENTED_FOLDER = "/home/municipio/Captura Abierta"
WHEN = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
DIFFERENCES = (
    ("/tender/title", "Papelería para oficinas municipales", "Papelería y tóner para oficinas municipales"),
    ("/tender/status", "complete", "active"),
)
WHO = (User("María Canul", "administrador", True, 0), User("Luis Chan", "revisor", True, 0))
Way = Callable[[Stage], None]


def _page(name: str) -> Way:
    return lambda stage: stage.go(name)


def _told(stage: Stage, step: str = "tender", section: str = "general") -> None:
    stage.record(told_record(stage.office), step, section)


def _unfinished(stage: Stage) -> None:
    stage.record(unfinished_record(stage.office), "tender", "general")


def _problem(stage: Stage) -> None:
    _unfinished(stage)
    stage.window.process.step_problem(1)
    stage.settle()


def _document(stage: Stage) -> None:
    _told(stage, "tender", "documents")
    block = next(block for block in stage.window.process.view.grid.blocks if block.field.group == "document")
    block.open_row(block._paths()[0])
    stage.settle()


def _look(stage: Stage) -> None:
    _document(stage)
    stage.window.process.findChild(AttachmentLine).look_button.click()
    stage.settle()


def _works(section: str, stage: Stage) -> None:
    stage.record(works_record(stage.office), "implementation", section)


def _supplier(stage: Stage) -> None:
    stage.go("suppliers")
    stage.window.suppliers.search_box.setText(SANCTIONED)
    stage.settle()


def _panels(stage: Stage) -> None:
    _told(stage)
    stage.window.process.panel.act_chosen.emit("papers")
    stage.settle()


def _guided(stage: Stage) -> None:
    _told(stage)
    stage.window.process.mode.switch()
    stage.settle()


def _imported(files: Callable[[Path], list[Path]], stage: Stage) -> None:
    stage.go("import")
    stage.window.importing.take(files(stage.office))
    stage.settle()


def _checked(stage: Stage) -> None:
    """Before anything is stored: what would be new, what is not understood, what cannot be read."""
    names = ("two_awards_record", "odd_values", "edition_1_0", "direct_purchase", "broken_invalid")
    _imported(lambda _office: [FIXTURES / f"{name}.json" for name in names], stage)


def _done(stage: Stage) -> None:
    _checked(stage)
    stage.window.importing.import_button.click()
    stage.settle()


def _no_connection(stage: Stage) -> None:
    stage.go("exchange")
    stage.window.exchange.send()
    stage.settle()


def _palette(stage: Stage) -> None:
    _told(stage)
    stage.window.deeds.palette()
    stage.settle()


def _keys(stage: Stage) -> None:
    stage.go("home")
    stage.window.deeds.keys()
    stage.settle()


def _act(act: str, way: Way, stage: Stage) -> None:
    way(stage)
    stage.window.acts.act(act, stage.window.process.current_view())
    stage.settle()


def _locked(stage: Stage) -> None:
    _told(stage)
    settings = stage.window._settings
    lock = lock_when_idle(stage.window, stage.jobs, settings, stage.window.process.flush, lambda: 0.0)
    assert lock is not None
    lock.lock()
    assert lock.dialog is not None
    lock.dialog.finished.connect(lambda _result: lock.end())
    stage.settle()


def _settings(stage: Stage) -> None:
    """The folder of the pictures is a passing one: an office's own stands in its place."""
    stage.go("settings")
    labels = stage.window.settings_page.findChildren(QLabel)
    for label in labels:
        label.setText(label.text().replace(str(stage.office), INVENTED_FOLDER))
    stage.settle()


def _office(deed: str, stage: Stage) -> None:
    _settings(stage)
    stage.window.settings_page.ask(deed)
    stage.settle()


def _found_in_catalogue(stage: Stage) -> None:
    _office("catalogues", stage)
    dialog = stage.dialog()
    dialog.name.setCurrentIndex(dialog.name.findData("spending_classifier"))
    dialog.search.setText("materiales")
    stage.settle()


def _person(stage: Stage) -> None:
    _office("people", stage)
    stage.dialog()._ask("add")
    stage.settle()


def _put_back(stage: Stage) -> None:
    _office("backups", stage)
    stage.dialog()._compare()
    stage.settle()


def _certificate(stage: Stage) -> None:
    _office("authorities", stage)
    stage.dialog()._ask(InFile(b"", InventedCertificate()))
    stage.settle()


def _strip(stage: Stage, **news: Any) -> None:
    """Over a record, what came of an exchange nobody looked at."""
    _told(stage)
    stage.window.strip._told = False  # told once
    found: list[Any] = []
    stage.jobs.store(read_status, done=found.append)
    stage.settle()
    stage.window.exchange.status_known.emit(replace(found[0], **news))
    stage.settle()


def _sign_in(stage: Stage) -> None:
    stage.go("home")
    SignInDialog(stage.jobs, InventedDoor(), WHO[0].name, stage.window).open()
    stage.settle()


def _recovered(stage: Stage) -> None:
    _told(stage)
    stage.window.process.recovered.show_recovered(Recovered(12, WHEN))
    stage.settle()


def _conflict(stage: Stage) -> None:
    _told(stage)
    view = stage.window.process.current_view()
    assert view is not None
    found = [Conflict(at, path, theirs, ours, "", "", WHEN) for at, (path, theirs, ours) in enumerate(DIFFERENCES)]
    stage.window.acts.show_notice(structs.replace(view, conflicts=tuple(found)))
    stage.settle()


def _export(stage: Stage) -> None:
    _told(stage)
    stage.window.deeds.export()
    stage.settle()


class InventedCertificate:
    fingerprint, subject, until, pem = "3F:9A:0C:D1" * 8, "CN=Portal de contrataciones (INVENTADO)", WHEN, ""


class InventedDoor:
    """Shows who could enter and lets nobody in."""

    def people(self) -> tuple[User, ...]:
        return WHO

    def sign_in(self, name: str, password: str) -> None:
        raise NotImplementedError

    def unlock(self, recovery: str) -> bool:
        raise NotImplementedError

    def put_back(self, copy: Path) -> tuple[int, Path | None]:
        raise NotImplementedError


EMPTY: dict[str, Way] = {
    f"{name}-vacio": _page(page)
    for name, page in {
        "inicio": "home",
        "expedientes": "processes",
        "registros": "registers",
        "proveedores": "suppliers",
        "importar": "import",
        "revision": "review",
        "enviar": "exchange",
    }.items()
}
FILLED: dict[str, Way] = {
    "inicio": _page("home"),
    "expedientes": _page("processes"),
    **{f"expediente-{step}": partial(_told, step=step, section=section) for step, section in SECTIONS.items()},
    "expediente-implementation": partial(_told, step="implementation", section="payments"),
    "expediente-estimaciones": partial(_works, "estimates"),
    "expediente-documento": _document,
    "documento": _look,
    "documentos-por-etapa": _panels,
    "expediente-nuevo": _unfinished,
    "expediente-problema": _problem,
    "guiado": _guided,
    "registros": _page("registers"),
    "proveedores": _page("suppliers"),
    "proveedor-sancionado": _supplier,
    "capacitacion": _page("training"),
    "revision": _page("review"),
    "enviar": _page("exchange"),
    "enviar-sin-enlace": _no_connection,
    "ajustes": _settings,
    "paleta": _palette,
    "teclas": _keys,
    "publicar": partial(_act, "publish", _told),
    "publicar-con-errores": partial(_act, "publish", _unfinished),
    "historial": partial(_act, "history", _told),
    "diferencias": _conflict,
    "exportar": _export,
    "importar-con-problemas": partial(_imported, lambda _office: [FIXTURES / "broken_invalid.json"]),
    "importar-revision": _checked,
    "importar-tabla-nueva": partial(_imported, lambda office: [COMPRAS.write(office.parent)]),
    "importar-hecho": _done,
    "usuarios": partial(_office, "people"),
    "usuario-nuevo": _person,
    "montos": partial(_office, "figures"),
    "catalogos": _found_in_catalogue,
    "respaldos": partial(_office, "backups"),
    "reponer-respaldo": _put_back,
    "certificados": partial(_office, "authorities"),
    "certificado": _certificate,
    "disco-lleno": partial(_strip, disk_is_full=True),
    "base-reparada": partial(_strip, rebuilt=told("rebuilt.done", file="captura-dañada.sqlite3")),
    "recuperado": _recovered,
    "entrar": _sign_in,
    "bloqueo": _locked,  # the last: it opens for nobody
}
