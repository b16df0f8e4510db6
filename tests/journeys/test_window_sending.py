"""Ana sends from the window to a real portal: she sees it move, stops it, loses the link, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

from tests.journeys.desktop import Desktop
from tests.journeys.files import INVENTED
from tests.journeys.windows import Window

RECORDS = 330


def many_records(folder: Path) -> Path:
    """The invented purchase many times over, more than one trip takes."""
    package = json.loads(INVENTED.read_text(encoding="utf-8"))
    (release,) = package["releases"]
    releases = []
    for number in range(RECORDS):
        tender = {**release["tender"], "description": f"Compra inventada {number}. " + "Con todo su detalle. " * 80}
        releases.append({**release, "ocid": f"ocds-xs1qbl-inventado-{number:04}", "tender": tender})
    file = folder / "muchos.json"
    file.write_text(json.dumps({**package, "releases": releases}), encoding="utf-8")
    return file


def adds_up(said: dict[str, object], desktop: Desktop) -> None:
    """Four words, whose sum is what is said below and what the store has."""
    counts = said["counts"]
    assert isinstance(counts, dict)
    total = sum(counts.values())
    assert f"{total:,} cambio" in str(said["sum"])
    status = desktop.captura("status")
    assert (status["pending"], status["sent"], status["acked"]) == (
        counts["here"], counts["sending"], counts["at_portal"],
    )  # fmt: skip


def test_what_is_sent_is_seen_to_move_and_may_be_stopped_half_way(desktop, portal, tmp_path):
    desktop.captura("import", many_records(tmp_path))
    with Window(desktop.folder) as window:
        stopped = window.do("send", True)
        assert any(0 < done < total and shown for done, total, shown in stopped["seen"])
        assert 0 < stopped["counts"]["at_portal"] < RECORDS
        assert "guardado en esta computadora" in stopped["said"]
        assert stopped["button"] == "Intentar de nuevo"
        adds_up(stopped, desktop)
        rest = window.do("send", False)
        done = [number for number, _, _ in rest["seen"]]
        assert done == sorted(done)
        assert rest["counts"] == {"here": 0, "sending": 0, "at_portal": RECORDS, "attention": 0}
        assert "acuse" in rest["said"]
        adds_up(rest, desktop)
        window.close()
    assert portal.stats()["operations"] == RECORDS


def test_without_a_link_the_page_says_what_happened_what_is_safe_and_what_to_do(desktop, portal, tmp_path):
    desktop.captura("import", many_records(tmp_path))
    portal.stop()
    with Window(desktop.folder) as window:
        said = window.do("send", False)
        assert "no se pudo conectar" in said["said"].lower() or "conexión" in said["said"].lower()
        assert "guardado en esta computadora" in said["said"]
        assert said["button"] == "Intentar de nuevo"
        assert said["connection"] == "Sin conexión"
        assert said["counts"]["here"] == RECORDS
        adds_up(said, desktop)
        portal.start()
        again = window.do("send", False)
        assert again["counts"]["at_portal"] == RECORDS
        assert again["connection"].startswith("Último acuse")
        window.close()
