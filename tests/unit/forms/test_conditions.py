"""The expression language of the law."""

from __future__ import annotations

from typing import Any

import pytest

from forms.conditions import ConditionError, parse

BODY: dict[str, Any] = {
    "tender": {"procurementMethod": "open", "hasEnquiries": True, "numberOfTenderers": 3, "title": ""},
    "parties": [{"roles": ["buyer"]}, {"roles": ["supplier", "payee"]}],
    "awards": [{"status": "active", "value": {"amount": 1}}, {"status": "pending"}],
}


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ('/tender/procurementMethod == "open"', "", True),
        ('/tender/procurementMethod != "open"', "", False),
        ('/tender/none != "open"', "", True),
        ('/tender/procurementMethod in ["open", "selective"]', "", True),
        ('/tender/procurementMethod not in ["open"]', "", False),
        ("/tender/hasEnquiries", "", True),
        ("/tender/hasEnquiries == true", "", True),
        ("/tender/hasEnquiries == 1", "", False),
        ("/tender/numberOfTenderers == 3.0", "", True),
        ("present /tender/title", "", False),
        ("present /awards", "", True),
        ("not present /awards/*/date", "", True),
        ('./status == "active"', "/awards/0", True),
        ('./status == "active"', "/awards/1", False),
        ("present ./value", "/awards/1", False),
        ('/awards/*/status == "active"', "/awards/1", False),
        ('/awards/*/status == "active"', "", True),
        ('./roles in ["supplier"]', "/parties/1", True),
        ('"supplier" in ./roles', "/parties/0", False),
        ('./status == "x" or ./status == "active" and present ./value', "/awards/0", True),
        ('(./status == "x" or ./status == "active") and not present ./value', "/awards/0", False),
        ("not not present ./value", "/awards/0", True),
        (r'/tender/procurementMethod == "op\en"', "", True),
    ],
)
def test_holds(text: str, scope: str, expected: bool) -> None:
    assert parse(text).holds(BODY, scope) is expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ('/a == "b', 6),
        ("/a ==", 5),
        ("/a == b", 6),
        ("present", 7),
        ('present "a"', 8),
        ("/a /b", 3),
        ("(/a", 3),
        ('/a in ["x" "y"]', 11),
        ("/a and", 6),
        ("__import__", 0),
        ("/a & /b", 3),
        ("/a not /b", 7),
    ],
)
def test_errors_name_the_position(text: str, position: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.position == position


def test_parsed_once() -> None:
    assert parse("present /a") is parse("present /a")
    assert parse("present ./a and /b").pointers == ("./a", "/b")


@pytest.mark.parametrize("odd", [None, [], "x", 3, {"tender": []}, {"tender": {"procurementMethod": [{}]}}])
def test_odd_bodies_do_not_hurt(odd: Any) -> None:
    assert parse('/tender/procurementMethod == "open" or present /tender/*/x').holds(odd) is False
