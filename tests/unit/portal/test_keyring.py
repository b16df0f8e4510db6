"""The portal's own keys in its folder: changed in one moment, kept to open, let go."""

from __future__ import annotations

import os

import pytest

from portal.config.files import HomeMissing
from portal.config.home import PortalHome
from portal.config.keyring import STEPS_FILE, KeyRefused, Keyring
from sync import keys, portal_keys
from sync.fingerprints import fingerprint

AT, LATER = "2026-03-21T06:00:00Z", "2027-03-21T06:00:00Z"


@pytest.fixture
def home(tmp_path) -> PortalHome:
    found = PortalHome(tmp_path)
    found.prepare()
    return found


def signs(ring: Keyring) -> str:
    """The key that verifies what it signs now."""
    signature = ring.signer.sign(b"x")
    assert keys.verify(keys.from_text(ring.public), b"x", signature)
    return ring.public


def test_a_new_key_signs_and_the_one_before_hands_over(home):
    before = signs(home.keyring)
    step = home.keyring.change(AT)
    assert (step.before, step.follows, step.at) == (before, signs(home.keyring), AT)
    assert portal_keys.is_signed_by_both(step)
    assert home.keyring.steps == (step,)


def test_whoever_serves_already_notices(home):
    serving = Keyring(home.folder)
    before = signs(serving)
    home.keyring.change(AT)
    assert signs(serving) == home.keyring.public != before
    home.keyring.change(LATER)
    assert signs(serving) == home.keyring.public
    assert [step.at for step in serving.steps] == [AT, LATER]


def test_one_that_fell_into_other_hands_hands_nothing_over(home):
    step = home.keyring.change(AT, vouched=False)
    assert (step.signature, portal_keys.is_signed_by_both(step)) == ("", False)
    assert signs(home.keyring) == step.follows


def test_every_key_opens_until_it_is_let_go(home):
    first = home.keyring.public
    second = home.keyring.change(AT).follows
    third = home.keyring.change(LATER).follows
    assert list(home.keyring.every_private()) == [third, second, first]
    assert home.keyring.retire(fingerprint(first)) == first
    assert list(home.keyring.every_private()) == [third, second]
    assert home.is_ready
    with pytest.raises(KeyRefused, match="in_use"):
        home.keyring.retire(fingerprint(third))
    for said in (fingerprint(first), "1234"):
        with pytest.raises(KeyRefused, match="unknown"):
            home.keyring.retire(said)
    PortalHome(home.folder).prepare()
    assert list(Keyring(home.folder).every_private()) == [third, second]


def test_a_change_that_is_cut_before_its_last_step_changes_nothing(home, monkeypatch):
    before = signs(home.keyring)

    def cut(*_):
        raise OSError(28, "no space")

    monkeypatch.setattr("portal.config.keyring.replace_whole", cut)
    with pytest.raises(OSError, match="no space"):
        home.keyring.change(AT)
    assert (signs(Keyring(home.folder)), Keyring(home.folder).steps) == (before, ())


def test_secrets_are_for_their_owner_and_a_missing_one_is_said(home):
    step = home.keyring.change(AT)
    names = {path.name for path in home.folder.glob("portal*")}
    assert len(names) == 3
    assert STEPS_FILE in names
    assert os.name == "nt" or {path.stat().st_mode & 0o777 for path in home.folder.iterdir()} == {0o600}
    for path in home.folder.glob(f"portal-{fingerprint(step.follows)[:4]}*.key"):
        path.unlink()
    assert not PortalHome(home.folder).is_ready
    with pytest.raises(HomeMissing, match="falta portal-"):
        _ = Keyring(home.folder).signer
