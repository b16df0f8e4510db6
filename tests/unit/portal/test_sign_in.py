"""Passwords of the office page cannot be guessed by trying."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.unit.portal.site import Site


@pytest.fixture(autouse=True)
def _no_tries_left_over(site: Site):
    cache.clear()
    yield
    cache.clear()


def _try(site: Site, password: str, address: str = "127.0.0.1"):
    form = {"username": "ana", "password": password}
    return site.client.post("/entrar/", form, REMOTE_ADDR=address)


def _person(site: Site) -> None:
    from portal.accounts.models import User

    User.objects.create_user("ana", password="correcto-caballo-1")


def test_after_twenty_wrong_passwords_even_the_right_one_waits(site: Site):
    _person(site)
    assert {_try(site, f"mala-{number}").status_code for number in range(20)} == {200}
    refused = _try(site, "correcto-caballo-1")
    assert refused.status_code == 429
    assert "demasiados intentos" in refused.content.decode()


def test_a_colleague_elsewhere_still_enters(site: Site):
    _person(site)
    for number in range(25):
        _try(site, f"mala-{number}")
    assert _try(site, "correcto-caballo-1", address="127.0.0.2").status_code == 302
