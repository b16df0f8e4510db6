"""Works the real window with keys: `python -m tests.journeys.window_driver DATA`, one order a line on stdin.

An order is a JSON list, verb first; the answer is one JSON object a line: what is on screen once it is done.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from capture_app.bootstrap import build
from forms.catalog import load_catalog
from tests.faults import mutating
from tests.journeys.window_filling import Filling
from ui.application import Program, prepare
from ui.main_window import MainWindow
from ui.window_state import read_state

ROOMY = (1366, 768)  # where the panel with the acts is not folded away
PATIENCE_MS = 20_000
LOOK_MS = 5
MOST_STEPS = 60
NO_KEY = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Driver(QObject):
    """Takes orders on the main thread."""

    ordered = Signal(str)

    def __init__(self, program: Program, folder: Path) -> None:
        super().__init__()
        self._program = program
        self._folder = folder
        self.ordered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Runs in a thread of its own; the end of stdin ends it."""
        for line in sys.stdin:
            self.ordered.emit(line)

    def _take(self, line: str) -> None:
        verb, *arguments = json.loads(line)
        try:
            answer = getattr(self, f"do_{verb}")(*arguments)
        except Exception:  # noqa: BLE001 - told to the test, which fails with it
            answer = {"error": f"{traceback.format_exc()}\non screen: {list(self._texts())}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

    # ---- what a person does ----

    def do_open(self, ocid: str) -> dict[str, Any]:
        """Look for a record by its identifier and open it with Enter."""
        window = self._window()
        self.do_look(ocid)
        QTest.keyClick(focus(), Qt.Key.Key_Down)
        QTest.keyClick(focus(), Qt.Key.Key_Return)
        until(lambda: window.process.binding is not None and window.process.binding.view.ocid == ocid)
        return {"title": window.process.header.title.toolTip()}

    def do_turn_away(self, ocid: str, text: str) -> dict[str, Any]:
        """Open a record from the list and, before it has come, go back to look for another one."""
        window = self._window()
        self.do_look(ocid)
        QTest.keyClick(focus(), Qt.Key.Key_Down)
        QTest.keyClick(focus(), Qt.Key.Key_Return)
        QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
        QTest.keyClick(focus(), Qt.Key.Key_A, CONTROL)
        until(lambda: not self._program.jobs.busy)
        type_text(text)
        until(lambda: not self._program.jobs.busy)
        return {"looked_for": window.processes.search_box.text()}

    def do_look(self, ocid: str) -> dict[str, Any]:
        """Look for a record by its identifier."""
        window = self._window()
        until(lambda: not self._program.jobs.busy)
        QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
        until(lambda: focus_name().startswith("Buscar"))
        QTest.keyClicks(focus(), ocid)
        until(lambda: [row.ocid for row in window.processes.model.rows] == [ocid])
        return {}

    def do_type(self, name: str, text: str) -> dict[str, Any]:
        """Go to the field of that name, write over what it says, wait until it is safe."""
        self._reach(name)
        QTest.keyClick(focus(), Qt.Key.Key_A, CONTROL)
        type_text(text)
        until(lambda: self._saved() and text_of(focus()) == text)
        return {"saved": self._saved(), "text": text_of(focus())}

    def do_hurry(self, text: str) -> dict[str, Any]:
        """Go on typing where the caret is, and wait for nothing."""
        type_text(text)
        return {"text": text_of(focus())}

    def do_fields(self, *names: str) -> dict[str, Any]:
        """What the fields of those names show, and what the help says of each."""
        shown = {}
        for name in names:
            self._reach(name)
            shown[name] = {"text": text_of(focus()), "help": self._window().process.panel.help.help.text()}
        return shown

    def do_where(self) -> dict[str, Any]:
        """Where the person is, once the window has written it down."""
        window = self._window()
        until(lambda: window.process.binding is not None and window.state().path != "")
        until(lambda: read_state(self._folder).path == window.state().path)
        binding, spot = window.process.binding, window.process.spot
        assert binding is not None
        place = {"ocid": binding.view.ocid, "stage": spot.step, "section": spot.section, "path": window.state().path}
        return {**place, "field": focus_name(), "text": text_of(focus())}

    def do_publish(self) -> dict[str, Any]:
        """Publicar…, then the main button of the confirmation; wait for the portal's answer."""
        window = self._window()
        press_in_panel(window, "Publicar…")
        until(lambda: confirmed("Publicar y enviar ahora"))
        until(lambda: window.exchange.isVisible() and window.exchange.send_button.isEnabled() and self._answered())
        return {"said": " ".join(self._answered())}

    def do_send(self, cancel: bool = False) -> dict[str, Any]:
        """Enviar ahora, looking at the bar; with `cancel`, Cancelar once part of it has gone."""
        window, seen = self._window(), []
        page = window.exchange
        until(lambda: not self._program.jobs.busy)
        QTest.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
        until(lambda: focus() is page.send_button and page.send_button.isEnabled())

        def look(progress: Any) -> None:
            seen.append((progress.done, progress.total, page.cancel_button.isVisible()))
            if cancel and 0 < progress.done < progress.total:
                QTest.keyClick(page.cancel_button, Qt.Key.Key_Space)

        page.relay.told.connect(look)
        QTest.keyClick(focus(), Qt.Key.Key_Space)
        until(lambda: not page.send_button.isEnabled())
        until(lambda: page.send_button.isEnabled() and not self._program.jobs.busy)
        page.relay.told.disconnect(look)
        counts = {name: int(tile.number.text().replace(",", "")) for name, tile in page.tiles.items()}
        button = page.banner.button
        return {
            "seen": seen,
            "counts": counts,
            "sum": page._sum.text(),
            "said": page.banner.text.text(),
            "button": button.text() if button.isVisible() else "",
            "connection": window.rail.connection.accessibleName(),
        }

    def do_register(self, record_type: str, title: str, typed: list[list[str]]) -> dict[str, Any]:
        """A new record of a register, filled from the first field to the last and left to be published."""
        window, record = self._window(), load_catalog().record_types[record_type]
        filling = Filling(window, focus, until, type_text)
        filling.begin(record)
        filling.fill(record, title, typed)
        until(self._saved)
        binding = window.process.binding
        assert binding is not None
        until(lambda: binding.state.kind == "saved" and not self._program.jobs.busy)
        press_in_panel(window, "Publicar…")
        until(lambda: confirmed("Publicar al enviar"))
        until(lambda: binding.view.status == "approved")
        return {"ocid": binding.view.ocid, "problems": window.process.panel.heading.text()}

    def do_close(self) -> dict[str, Any]:
        QTimer.singleShot(0, self._window().close)
        return {}

    # ---- what is on screen ----

    def _window(self) -> MainWindow:
        until(lambda: self._program.window is not None and self._program.window.isVisible())
        window = self._program.window
        assert window is not None
        window.activateWindow()
        until(window.isActiveWindow)
        return window

    def _reach(self, name: str) -> None:
        """With the keyboard alone: section after section, then field after field."""
        window = self._window()
        until(lambda: window.process.binding is not None and focus() is not None)
        for _ in range(MOST_STEPS):
            if any(widget.accessibleName() == name for widget in visible(window.process.view)):
                break
            QTest.keyClick(focus(), Qt.Key.Key_PageDown, CONTROL)
        for _ in range(MOST_STEPS):
            if focus_name() == name:
                return
            QTest.keyClick(focus(), Qt.Key.Key_Tab)
        raise AssertionError(f"the keyboard does not reach «{name}», it is at «{focus_name()}»")

    def _saved(self) -> str:
        return next((text for text in self._texts() if text.startswith("Guardado ")), "")

    def _answered(self) -> list[str]:
        return [text for text in self._texts() if "acuse." in text or "guardado en esta computadora" in text]

    def _texts(self) -> Iterator[str]:
        window = self._program.window
        for label in window.findChildren(QLabel) if window is not None else ():
            if label.isVisible() and label.text():
                yield label.text()


def until(condition: Callable[[], Any], patience_ms: int = PATIENCE_MS) -> None:
    """Let the program run until something is so; AssertionError when it never is."""
    if condition():
        return
    loop, look, patience = QEventLoop(), QTimer(), QTimer()
    look.setInterval(LOOK_MS)
    look.timeout.connect(lambda: loop.quit() if condition() else None)
    patience.setSingleShot(True)
    patience.timeout.connect(lambda: loop.exit(1))
    look.start()
    patience.start(patience_ms)
    failed = loop.exec()
    look.stop()
    assert not failed, "it never came"


def visible(parent: QWidget) -> Iterator[QWidget]:
    return (widget for widget in parent.findChildren(QWidget) if widget.isVisible())


def buttons_named(parent: QWidget, name: str) -> Iterator[QPushButton]:
    """The buttons of a name that a person sees."""
    buttons = (widget for widget in visible(parent) if isinstance(widget, QPushButton))
    return (widget for widget in buttons if widget.accessibleName() == name)


def press_in_panel(window: QWidget, name: str) -> None:
    """An act of the panel beside the form, that a small screen folds away."""
    window.resize(*ROOMY)
    until(lambda: any(buttons_named(window, name)))
    QTest.keyClick(named(window, name), Qt.Key.Key_Space)


def named(parent: QWidget, name: str) -> QPushButton:
    """The button of a name."""
    return next(buttons_named(parent, name))


def confirmed(name: str) -> bool:
    """Press the button of a dialog, once there is one; a dialog has an event loop of its own."""
    dialog = QApplication.activeModalWidget()
    if dialog is None:
        return False
    QTest.keyClick(named(dialog, name), Qt.Key.Key_Space)
    return True


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None, "nothing has the focus"
    return found


def focus_name() -> str:
    found = QApplication.focusWidget()
    return found.accessibleName() if found is not None else ""


def type_text(text: str) -> None:
    """One key after another; the test keyboard has only ASCII, so other letters come as a dead key brings them."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(focus(), letter)
            continue
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focus(), QKeyEvent(kind, ord(letter.upper()), NO_KEY, letter))


def text_of(widget: QWidget) -> str:
    """What a line or a text of several lines says."""
    read: Any = getattr(widget, "toPlainText", None) or getattr(widget, "text", None)
    return str(read()) if read is not None else ""


def main() -> int:
    mutating.apply_from_environment()
    folder = Path(sys.argv[1])
    application = QApplication(sys.argv[:1])
    prepare(application)
    program = Program(application, lambda: build(folder), folder)
    sys.excepthook = program.caught
    driver = Driver(program, folder)
    threading.Thread(target=driver.listen, daemon=True).start()
    program.begin()
    code = application.exec()
    program.jobs.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
