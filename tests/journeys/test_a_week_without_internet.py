"""The link is down for days: the office works all the same, nothing goes missing, and later all goes out, once."""

from __future__ import annotations

import pytest

from tests.journeys.files import JALISCO, invented_file
from tests.journeys.windows import Window

TITLE = "Escrito sin internet & guardado"
WORDS = ("En esta computadora", "Enviando", "En el portal", "Necesita su atención")


def test_everything_stays_here_and_is_sent_once_when_the_portal_comes_back(desktop, portal, tmp_path):
    portal.stop()
    first, second = "ocds-xs1qbl-inventado-0001", "ocds-xs1qbl-inventado-0002"
    desktop.captura("import", invented_file(tmp_path, first), invented_file(tmp_path, second))
    desktop.captura("set", first, "/tender/title", TITLE)
    desktop.captura("publish", first)
    assert four_words(desktop) == {**dict.fromkeys(WORDS, 0), "En esta computadora": 5}

    failed = desktop.say("send", code=3)
    assert failed.value["acked"] == 0
    assert failed.value["pending"] == 5
    assert failed.err.strip()
    assert four_words(desktop) == {**dict.fromkeys(WORDS, 0), "En esta computadora": 5}
    desktop.captura("set", first, "/tender/description", "También esto se escribió después de intentar enviar")
    desktop.captura("set", second, "/tender/title", "El segundo expediente")
    assert desktop.captura("show", first)["tender"]["title"] == TITLE
    assert desktop.captura("check")["bad"] == []

    portal.start()
    assert portal.status_of(f"/proceso/{first}/") == 404
    desktop.captura("send")
    total = sum(four_words(desktop).values())
    assert four_words(desktop) == {**dict.fromkeys(WORDS, 0), "En el portal": total}
    assert portal.stats()["operations"] == total
    assert portal.stats()["records"] == 2
    assert portal.download(first, "release")["tender"]["title"] == TITLE
    assert "después de intentar" not in str(portal.download(first, "release"))
    assert portal.status_of(f"/proceso/{second}/") == 404

    again = desktop.captura("send")
    assert (again["sent"], again["acked"], again["pending"]) == (0, 0, 0)
    assert portal.stats()["operations"] == total


def test_a_real_contract_waits_for_the_portal_through_a_kill_of_the_window(shared, desktop, portal):
    portal.stop()
    desktop.captura("import", shared / JALISCO)
    (summary,) = desktop.captura("list")
    with Window(desktop.folder) as window:
        window.do("open", summary["ocid"])
        window.do("type", "Qué se compra o construye", TITLE)
        said = window.do("publish")["said"]
        assert "guardado en esta computadora" in said
        window.kill()
    assert desktop.captura("status")["acked"] == 0
    assert desktop.captura("show", summary["ocid"])["tender"]["title"] == TITLE
    portal.start()
    sent = desktop.captura("send")
    assert (sent["acked"], sent["pending"], portal.stats()["operations"]) == (4, 0, 4)
    assert portal.download(summary["ocid"], "release")["tender"]["title"] == TITLE


def test_a_computer_that_no_portal_knows_keeps_everything(tmp_path, stranger):
    stranger.captura("import", invented_file(tmp_path))
    refused = stranger.say("send", code=1)
    assert "no está dada de alta" in refused.err
    assert four_words(stranger)["En esta computadora"] == 1


@pytest.mark.fault(1, "killed after a key, before the save")
def test_what_was_shown_as_saved_outlives_a_kill_in_the_middle_of_a_word(tmp_path, stranger):
    stranger.captura("import", invented_file(tmp_path))
    (summary,) = stranger.captura("list")
    with Window(stranger.folder) as window:
        window.do("open", summary["ocid"])
        window.do("type", "Objeto", "Esto ya decía Guardado")
        window.do("hurry", "; esto todavía no")
        window.kill()
    kept = stranger.captura("show", summary["ocid"])["tender"]["description"]
    assert "Esto ya decía Guardado; esto todavía no".startswith(kept)
    assert kept.startswith("Esto ya decía Guardado")
    assert stranger.captura("check")["bad"] == []


def test_what_nobody_could_read_and_the_last_key_before_closing_are_there_the_next_day(tmp_path, stranger):
    stranger.captura("import", invented_file(tmp_path))
    (summary,) = stranger.captura("list")
    with Window(stranger.folder) as window:
        window.do("open", summary["ocid"])
        window.do("type", "Objeto", "Dicho de una vez")
        window.do("type", "Fecha de firma", "31 de febrero")
        window.do("type", "Objeto del contrato", "Hasta")
        window.do("hurry", " la última letra")
        window.close()
    body = stranger.captura("show", summary["ocid"])
    assert body["contracts"][0]["description"] == "Hasta la última letra"
    assert body["contracts"][0]["dateSigned"] == "2026-03-04T00:00:00-05:00"
    with Window(stranger.folder) as window:
        window.do("open", summary["ocid"])
        assert window.do("fields", "Fecha de firma")["Fecha de firma"]["text"] == "31 de febrero"
    assert stranger.say("publish", summary["ocid"], code=1).err


def four_words(desktop) -> dict[str, int]:
    """What `captura status` says to a person."""
    lines = (line.partition(": ") for line in desktop.tell("status").splitlines())
    return {word: int(number.replace(",", "")) for word, _, number in lines if word in WORDS}
