"""A second implementer's first day: docs/protocol.md and a portal, and nothing of the product on this side."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.protocol import messages, smallest
from tests.protocol.reader import sha256, write_json
from tests.protocol.smallest import SmallestDesktop
from tests.unit.portal.site import Site, database, portal_home, site

__all__ = ["database", "portal_home", "site"]
TITLE = "/tender/title"
ENROLMENTS = 30


@pytest.fixture
def another(site: Site) -> Callable[[], SmallestDesktop]:
    """Another computer of one office, enrolled."""
    from django.utils import timezone

    from portal.accounts.enrolment import give_code
    from portal.accounts.models import Membership, User

    def post(path: str, data: bytes) -> bytes:
        answer = site.client.post(path, data, content_type="application/cap-sync+zstd")
        content: bytes = answer.content
        return content

    office = site.office()
    person = User.objects.create(username="ana")
    Membership.objects.create(user=person, office=office, role="administrador")

    def enrolled() -> SmallestDesktop:
        desktop = SmallestDesktop(post)
        desktop.enrol(give_code(office, person, timezone.now())[0])
        return desktop

    return enrolled


@pytest.fixture
def desktops(another: Callable[[], SmallestDesktop]) -> tuple[SmallestDesktop, SmallestDesktop]:
    return another(), another()


def test_what_is_signed_may_have_any_bytes(another: Callable[[], SmallestDesktop]) -> None:
    """Every fourth signature has a byte that looks like the beginning of a message."""
    assert len({another().home["device_id"] for _ in range(ENROLMENTS)}) == ENROLMENTS


def test_what_one_captures_the_other_has(desktops: tuple[SmallestDesktop, SmallestDesktop]) -> None:
    ana, beto = desktops
    record_id = str(uuid.uuid4())
    created = ana.seal(record_id, "create", [["set", TITLE, "Compra de papel", ""]])
    assert ana.send(created) == [{"code": "applied", "version": 1}]
    assert ana.send(created) == [{"code": "duplicate", "first": "applied", "version": 1}]
    (state,) = beto.exchange()["records"]
    assert (state["record_id"], state["body"]) == (record_id, {"tender": {"title": "Compra de papel"}})
    was = sha256(write_json("Compra de papel"))[:16]
    changed = beto.seal(
        record_id, "patch", [["set", TITLE, "Compra de papel \x01 «bond»\u2028", was]], state["version"]
    )
    assert beto.send(changed) == [{"code": "applied", "version": 2}]
    late = ana.seal(record_id, "patch", [["set", TITLE, "Papel", was]], 1)
    (result,) = ana.send(late)
    assert (result["code"], [sorted(one) for one in result["conflicts"]]) == ("conflict", [["ours", "path", "theirs"]])
    (state,) = ana.exchange(wanted=[record_id])["records"]
    assert state["body"] == {"tender": {"title": "Compra de papel \x01 «bond»\u2028"}}


def test_an_operation_that_says_more_than_the_protocol_is_refused(
    desktops: tuple[SmallestDesktop, SmallestDesktop],
) -> None:
    ana, _ = desktops
    operation = ana.seal(str(uuid.uuid4()), "create", [["set", TITLE, "x", ""]])
    with pytest.raises(ValueError, match="bad_hash"):
        ana.send({**operation, "more": 1})


def test_it_imports_nothing_of_the_product() -> None:
    tree = ast.parse(Path(smallest.__file__).read_text(encoding="utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert {name.split(".")[0] for name in named} & {"sync", "forms", "portal", "capture_app", "ui"} == set()


def test_the_page_of_messages_is_of_today() -> None:
    assert messages.PAGE.read_text(encoding="utf-8") == messages.page(), "python -m tests.protocol.messages"
