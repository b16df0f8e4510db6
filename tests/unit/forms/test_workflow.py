"""Lawful transitions."""

from __future__ import annotations

import pytest

from forms.upgrades import FORMS_VERSION, NewerForms, upgrade
from forms.workflow import TRANSITIONS, Act, Policy, Role, Status, acts, allowed, is_self_review

LAWFUL = {
    ("draft", "submit"): "in_review",
    ("in_review", "return"): "draft",
    ("approved", "return"): "draft",
    ("approved", "submit"): "in_review",
    ("in_review", "approve"): "approved",
    ("approved", "publish"): "approved",
    ("draft", "withdraw"): "draft",
    ("in_review", "withdraw"): "draft",
    ("approved", "withdraw"): "draft",
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INSTRUCTOR])
@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("status", list(Status))
def test_one_person_may_do_every_lawful_act(status: Status, act: Act, role: Role) -> None:
    expected = LAWFUL.get((status.value, act.value))
    assert allowed(status, act, role, Policy.ONE_PERSON, is_author=True) == expected


@pytest.mark.parametrize("policy", list(Policy))
def test_an_instructor_decides_nothing(policy: Policy) -> None:
    assert {allowed(status, act, Role.INSTRUCTOR, policy) for status in Status for act in Act} == {None}


def test_only_who_captured_reviews_the_own_work() -> None:
    assert is_self_review("approve", "one_person", is_author=True)
    assert not is_self_review("approve", "one_person", is_author=False)
    assert not is_self_review("submit", "one_person", is_author=True)
    assert not is_self_review("approve", "two_persons", is_author=True)


@pytest.mark.parametrize(
    ("status", "act", "role", "is_author", "result"),
    [
        ("draft", "submit", "capturista", True, "in_review"),
        ("in_review", "approve", "capturista", False, None),
        ("in_review", "approve", "revisor", False, "approved"),
        ("in_review", "approve", "revisor", True, None),
        ("in_review", "approve", "administrador", True, None),
        ("in_review", "return", "revisor", True, "draft"),
        ("approved", "publish", "capturista", False, None),
        ("approved", "publish", "administrador", False, "approved"),
        ("draft", "publish", "administrador", False, None),
    ],
)
def test_two_persons(status: str, act: str, role: str, is_author: bool, result: str | None) -> None:
    assert allowed(status, act, role, "two_persons", is_author=is_author) == result


def test_unknown_words_are_never_allowed() -> None:
    assert allowed("draft", "submit", "visitante", "one_person") is None
    assert allowed("draft", "submit", "revisor", "anarchy") is None
    assert allowed("lost", "submit", "revisor", "one_person") is None


def test_acts_on_offer() -> None:
    assert acts("in_review", "revisor", "two_persons") == ("return", "approve")
    assert acts("in_review", "capturista", "two_persons") == ()
    assert acts("approved", "revisor", "two_persons") == ("return", "publish")
    assert acts("approved", "revisor", "two_persons", is_changed=True) == ("return", "submit")


def test_the_table_has_no_two_results() -> None:
    keys = [(step.status, step.act, step.role) for step in TRANSITIONS]
    assert len(set(keys)) == len(keys)


def test_upgrade_gives_a_copy_and_refuses_newer_bodies() -> None:
    body = {"tender": {"title": "x"}}
    assert upgrade(body, FORMS_VERSION) == body
    assert upgrade(body, FORMS_VERSION) is not body
    with pytest.raises(NewerForms):
        upgrade(body, FORMS_VERSION + 1)


def test_what_is_public_can_be_withdrawn_from_any_status_and_is_offered_only_then() -> None:
    assert {allowed(status, "withdraw", "revisor", "two_persons", is_author=True) for status in Status} == {"draft"}
    assert allowed("approved", "withdraw", "capturista", "two_persons") is None
    assert "withdraw" not in acts("approved", "revisor", "two_persons")
    assert "withdraw" in acts("approved", "revisor", "two_persons", is_withdrawable=True)
