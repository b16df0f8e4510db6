"""Hard stops on the size of files and functions, with an exception list that only shrinks."""

from __future__ import annotations

from statistics import median, quantiles

from tests.house.source import ROOMS, files, functions, length, name_of

LONGEST_FILE = 500
LONGEST_FUNCTION = 80
FILE_LIMITS = {"ui/main_window.py": 300, "capture_app/bootstrap.py": 150}
EXCEPTIONS: dict[str, int] = {}


def _lines(path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_no_file_is_over_its_limit():
    limits = {**FILE_LIMITS, **EXCEPTIONS}
    over = {name_of(path): _lines(path) for path in files() if _lines(path) > limits.get(name_of(path), LONGEST_FILE)}
    assert not over


def test_exceptions_are_still_needed():
    assert all(_lines(path) > LONGEST_FILE for path in files() if name_of(path) in EXCEPTIONS)


def test_files_are_short_in_the_middle():
    for room in ROOMS:
        sizes = [_lines(path) for path in files(room) if path.name != "__init__.py"]
        assert not sizes or median(sizes) < 120, f"{room}: {median(sizes)}"


def test_no_function_is_over_its_limit():
    over = {
        f"{name_of(path)}:{node.name}": length(node)
        for path in files()
        for node in functions(path)
        if length(node) > LONGEST_FUNCTION
    }
    assert not over


def test_functions_are_short_in_the_middle_and_at_the_ninetieth():
    sizes = [length(node) for path in files() for node in functions(path)]
    assert median(sizes) < 9
    assert quantiles(sizes, n=10)[-1] < 30
