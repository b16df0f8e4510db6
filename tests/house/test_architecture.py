"""What import-linter cannot see: folders without __init__.py, dotted strings, names, threads, mutable state."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import ROOMS, ROOT, dotted, files, name_of, tree

BANNED_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|misc|common)(?:_|$)")
EMPTY_INITS = [f"{room}/__init__.py" for room in ROOMS]
UI_ENDINGS = {
    "pages": "_page.py",
    "dialogs": "_dialog.py",
    "models": "_model.py",
    "widgets": "_field.py",
}


@pytest.mark.parametrize("room", ROOMS)
def test_every_folder_with_python_is_a_package(room):
    folders = {path.parent for path in (ROOT / room).rglob("*.py")}
    assert not [name_of(folder) for folder in folders if not (folder / "__init__.py").exists()]


@pytest.mark.parametrize("name", EMPTY_INITS)
def test_the_rooms_own_init_files_are_empty(name):
    assert not tree(ROOT / name).body


def test_django_strings_stay_inside_the_portal():
    pattern = re.compile(r"^(forms|capture_app|sync|ui)\.[a-z_.]+$")
    found = [
        f"{name_of(path)}: {node.value}"
        for path in files("portal")
        if "config" in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.match(node.value)
    ]
    assert not found


def test_no_file_has_a_drawer_name():
    assert not [name_of(path) for path in files() if BANNED_NAMES.search(path.stem)]


def test_ui_files_end_by_kind():
    wrong = [
        name_of(path)
        for path in files("ui")
        if path.parent.name in UI_ENDINGS
        and path.name != "__init__.py"
        and not path.name.endswith(UI_ENDINGS[path.parent.name])
    ]
    assert not wrong


def test_only_jobs_starts_threads_in_the_window():
    makers = ("threading.Thread", "QThread", "QtCore.QThread", "QThreadPool", "concurrent.futures.ThreadPoolExecutor")
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in files("ui", "forms", "capture_app")
        if name_of(path) != "ui/jobs.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) in makers
    ]
    assert not found


def _module_mutables(module: ast.Module) -> set[str]:
    kinds = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
    names: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, kinds):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return names


def _changed_names(path: Path) -> set[str]:
    """Names a function changes in place or declares global."""
    changers = {"append", "extend", "add", "update", "pop", "clear", "setdefault", "remove", "insert"}
    changed: set[str] = set()
    for function in ast.walk(tree(path)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        local = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                changed.update(node.names)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in changers:
                changed.update({dotted(node.func.value)} - local)
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                changed.update({dotted(node.value)} - local)
    return changed


def test_no_module_level_mutable_state():
    found = {name_of(path): sorted(_module_mutables(tree(path)) & _changed_names(path)) for path in files()}
    assert not {name: names for name, names in found.items() if names}
