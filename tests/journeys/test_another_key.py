"""The key with which a computer signs is changed while something waits: it goes on with the same operations."""

from __future__ import annotations

import pytest

from capture_app.errors import CaptureError
from sync import client
from sync.errors import TransportFailed
from tests.journeys.files import invented_file
from tests.journeys.test_by_memory_stick import stick, take_batch

__all__ = ["stick"]
OCID = "ocds-xs1qbl-inventado-0001"
fault = pytest.mark.fault(30, "the nonce is refused in the middle of an exchange")


@fault
def test_what_waits_goes_out_under_the_new_key_and_what_was_written_before_still_counts(
    desktop, portal, tmp_path, stick
):
    desktop.captura("import", invented_file(tmp_path, OCID))
    written = desktop.captura("stick", "write", "--out", stick)
    said = desktop.captura("send", "--new-key")
    assert (said["acked"], said["pending"]) == (1, 0)
    assert portal.stats()["devices"] == 1
    assert take_batch(portal, stick, *written["files"])["duplicate"] == 1
    desktop.captura("set", OCID, "/tender/title", "Con la otra llave")
    assert desktop.captura("send")["acked"] == 1
    assert desktop.captura("check")["bad"] == []


def test_a_receipt_that_was_sealed_to_the_key_before_is_still_opened(desktop, portal, tmp_path, stick):
    desktop.captura("import", invented_file(tmp_path, OCID))
    taken = take_batch(portal, stick, *desktop.captura("stick", "write", "--out", stick)["files"])
    with desktop.opened() as app:
        app.exchange.change_key()
        app.exchange.change_key()
    assert desktop.captura("stick", "take", *taken["receipts"])["operations"] == 1
    status = desktop.captura("status")
    assert (status["acked"], status["pending"]) == (1, 0)


@fault
@pytest.mark.parametrize("heard", [True, False])
def test_an_answer_that_is_lost_shuts_nobody_out(desktop, portal, tmp_path, monkeypatch, heard):
    """Whether the portal heard of the new key or not, the next exchange goes on with the one that it knows."""
    real = client.change_key

    def lost(*given):
        if heard:
            real(*given)
        raise TransportFailed("cut")

    desktop.captura("import", invented_file(tmp_path, OCID))
    with desktop.opened() as app:
        monkeypatch.setattr(client, "change_key", lost)
        with pytest.raises(CaptureError):
            app.exchange.change_key()
        assert app.exchange.send().acked == 1
        monkeypatch.setattr(client, "change_key", real)
        app.exchange.change_key()
        assert app.exchange.send().stopped is None
    assert portal.stats()["devices"] == 1
