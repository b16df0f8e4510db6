"""What goes wrong when two programs work on one office, or an answer is lost: it must not."""

from __future__ import annotations

import json

import pytest

from capture_app.changes import FieldEdit
from capture_app.errors import CaptureError
from sync.errors import TransportFailed
from tests.journeys.desktop import Desktop
from tests.journeys.files import INVENTED_OCID, invented_file


def test_an_export_beside_the_window_has_every_record_once(stranger, tmp_path, monkeypatch):
    for number in range(3):
        stranger.captura("import", invented_file(tmp_path, f"ocds-xs1qbl-inventado-{number:04d}"))
    with stranger.opened() as window, stranger.opened(read_only=True) as reader:
        body = reader.capture.body

        def moved_meanwhile(name):
            oldest = window.capture.search()[-1]
            window.capture.save_fields(oldest.id, [FieldEdit("/tender/title", f"Cambió {oldest.ocid}")])
            return body(name)

        monkeypatch.setattr(reader.capture, "body", moved_meanwhile)
        reader.exporting.export("jsonl", tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["ocid"] for line in lines) == [f"ocds-xs1qbl-inventado-{n:04d}" for n in range(3)]


def test_a_check_beside_a_send_raises_no_false_alarm(desktop, tmp_path, monkeypatch):
    from capture_app.store import checks

    desktop.captura("import", invented_file(tmp_path))
    desktop.captura("send")
    desktop.captura("set", INVENTED_OCID, "/tender/title", "Otro")
    with desktop.opened() as window, desktop.opened(read_only=True) as reader:
        real = checks.meta.get

        def get(connection, *name):
            if connection is reader.outbox._desk.connection:
                window.outbox.next_batch(500, 1_000_000)
            return real(connection, *name)

        monkeypatch.setattr(checks.meta, "get", get)
        assert reader.check().bad == ()


def test_a_record_that_says_nothing_is_not_published(stranger, tmp_path):
    bare = {"ocid": "ocds-xs1qbl-vacio-0003", "id": "1", "date": "2026-01-01T00:00:00Z"}
    (tmp_path / "bare.json").write_text(json.dumps(bare), encoding="utf-8")
    stranger.captura("import", tmp_path / "bare.json")
    stranger.say("publish", "ocds-xs1qbl-vacio-0003", code=1)


def test_an_enrolment_whose_answer_was_lost_can_be_repeated_with_the_same_code(portal, tmp_path, monkeypatch):
    from sync import client

    real, code = client.enrol, portal.new_code()

    def cut(*arguments):
        real(*arguments)
        raise TransportFailed("cut")

    made = Desktop(tmp_path / "office")
    monkeypatch.setattr(client, "enrol", cut)
    monkeypatch.setattr(portal, "new_code", lambda: code)
    with pytest.raises(CaptureError):
        made.enrol(portal)
    monkeypatch.setattr(client, "enrol", real)
    made.enrol(portal)
    assert made.captura("send")["pending"] == 0
