"""Calls that have one place, or none."""

from __future__ import annotations

import ast

from tests.house.source import dotted, files, name_of, tree

BROAD_EXCEPT_PLACES = {"ui/jobs.py", "ui/application.py", "portal/config/middleware.py"}
BANNED = {
    "ui": {"time.sleep", "QApplication.processEvents", "QCoreApplication.processEvents", "QTest.qWait", "open"},
    "capture_app": {"time.sleep", "datetime.utcnow"},
    "forms": {"open", "time.sleep", "datetime.now", "date.today"},
    "sync": {"datetime.utcnow", "pickle.loads"},
    "portal": {"datetime.utcnow", "mark_safe", "RawSQL"},
}
EVERYWHERE = {"eval", "exec", "pickle.load", "pickle.loads", "yaml.load", "os.system"}


def _calls(room: str):
    for path in files(room):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield path, node, dotted(node.func)


def test_no_banned_call():
    found = [
        f"{name_of(path)}:{node.lineno} {name}"
        for room, banned in BANNED.items()
        for path, node, name in _calls(room)
        if name in banned | EVERYWHERE or name.endswith(".processEvents")
    ]
    assert not found


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or dotted(handler.type) in ("Exception", "BaseException")


def test_broad_except_has_three_places():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in files()
        if name_of(path) not in BROAD_EXCEPT_PLACES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in ("Exception", "BaseException"))
    ]
    assert not found


def test_one_transaction_function():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in files("capture_app")
        if name_of(path) != "capture_app/store/connection.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.upper().startswith("BEGIN")
    ]
    assert not found


def test_no_print_outside_the_command_lines():
    allowed = ("capture_app/commands/", "capture_app/__main__.py", "portal/commands.py")
    found = [
        f"{name_of(path)}:{node.lineno}"
        for room in ("forms", "capture_app", "sync", "ui", "portal")
        for path, node, name in _calls(room)
        if name == "print" and not name_of(path).startswith(allowed)
    ]
    assert not found


def test_no_network_modules_outside_courier_and_portal():
    banned = {"urllib.request", "http.client", "ftplib", "smtplib", "asyncio"}
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in files("forms", "capture_app", "ui")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and banned & ({alias.name for alias in node.names} | {getattr(node, "module", None)})
    ]
    assert not found
