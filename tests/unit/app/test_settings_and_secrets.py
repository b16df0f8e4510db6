"""Settings hold no secret; keys are where only their owner reads them."""

from __future__ import annotations

import os
import stat
import uuid
from datetime import UTC, datetime

import pytest

from capture_app.commands.joining import init
from capture_app.errors import BadInput, NotEnrolled, NotFound, Refused
from capture_app.ids import RandomIds, read_stamp, stamp, uuid7
from capture_app.secrets import FileSecrets, KeyFile, config_folder, device_key_name, find_secrets
from capture_app.settings import change_settings, new_settings, read_settings, refuse_begun, write_settings
from sync.wire import EnrolReply


def test_settings_come_back_as_written(tmp_path):
    settings = new_settings("MB", 'Municipio "de" \\ Laguna\nAzul', "ocds-xs1qbl, ocds-213czf", "Ana Ñ")
    write_settings(tmp_path, settings)
    assert read_settings(tmp_path) == settings
    assert settings.ocid_prefixes == ("ocds-xs1qbl", "ocds-213czf")
    assert not list(tmp_path.glob("*.tmp"))
    with pytest.raises(Refused):
        refuse_begun(tmp_path)


WRONG = [("", "ocds-xs1qbl", "Ana"), ("M B", "ocds-xs1qbl", "Ana"), ("MB", "otro", "Ana"), ("MB", "ocds-xs1qbl", " ")]


@pytest.mark.parametrize(("code", "prefix", "user"), WRONG)
def test_settings_that_cannot_be_are_refused(code, prefix, user):
    with pytest.raises(BadInput):
        new_settings(code, "Municipio", prefix, user)


def test_a_folder_without_office_and_a_broken_file_are_told_apart(tmp_path):
    with pytest.raises(NotFound):
        read_settings(tmp_path)
    for text in ("office_code = ", "office_code = 'MB'"):
        (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
        with pytest.raises(BadInput):
            read_settings(tmp_path)


def test_an_enrolment_of_another_office_is_refused():
    settings = new_settings("MB", "Municipio", "ocds-xs1qbl", "Ana")
    reply = EnrolReply(
        device_id="d", office_code="MX", office_name="N", ocid_prefixes=[], user="u", portal_key="k", epoch="e"
    )
    with pytest.raises(Refused):
        settings.enrolled_at("http://127.0.0.1", reply)


@pytest.mark.skipif(os.name != "posix", reason="permission bits are of POSIX")
def test_a_key_file_is_for_its_owner_alone(tmp_path):
    secrets = FileSecrets(tmp_path / "keys")
    assert secrets.get("a") is None
    secrets.put("a", b"\x00\xff")
    assert secrets.get("a") == b"\x00\xff"
    assert stat.S_IMODE((tmp_path / "keys" / "a.key").stat().st_mode) == 0o600
    assert str(tmp_path) in secrets.place


def test_scripts_name_their_key_file(tmp_path, monkeypatch):
    monkeypatch.setenv("CAPTURA_KEY_FILE", str(tmp_path / "llave"))
    settings = new_settings("MB", "Municipio", "ocds-xs1qbl", "Ana")
    secrets = find_secrets()
    assert isinstance(secrets, KeyFile)
    secrets.put(device_key_name(settings), b"k")
    assert (tmp_path / "llave").exists()
    assert secrets.get(device_key_name(settings)) == b"k"
    (tmp_path / "llave").write_text("no es base64!", encoding="ascii")
    with pytest.raises(BadInput):
        secrets.get(device_key_name(settings))


def test_the_configuration_folder_may_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("CAPTURA_CONFIG_DIR", str(tmp_path))
    assert config_folder() == tmp_path
    assert isinstance(find_secrets(), FileSecrets)


def test_identifiers_have_their_form():
    ids = RandomIds()
    record_id = uuid.UUID(ids.record_id())
    assert (record_id.version, record_id.variant) == (7, uuid.RFC_4122)
    key = ids.row_key()
    assert len(key) == 10
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert uuid7(1).int >> 80 == 1


def test_moments_are_utc_and_sort_as_text():
    moment = datetime(2026, 3, 20, 15, 0, 0, 5, tzinfo=UTC)
    assert stamp(moment) == "2026-03-20T15:00:00.000005Z"
    assert read_stamp(stamp(moment)) == moment


def test_what_an_office_decides_is_changed_or_refused_whole(tmp_path):
    write_settings(tmp_path, new_settings("MB", "Municipio", "ocds-xs1qbl", "Ana"))
    assert change_settings(tmp_path, "persons_pnt", "all mask").policies.of("pnt").text == "all mask"
    assert change_settings(tmp_path, "complaint_url", "https://denuncias.ejemplo").complaint_url
    pins = ("A" * 43 + "=", "B" * 43 + "=")
    assert change_settings(tmp_path, "portal_pins", ", ".join(pins)).pins == pins
    before = read_settings(tmp_path)
    for name, value in (
        ("persons_pnt", "everybody"),
        ("complaint_url", "javascript:alert(1)"),
        ("approval", "nobody"),
        ("sending", "sometimes"),
        ("portal_key", "x"),
        ("portal_pins", "A" * 43 + "="),
        ("portal_pins", "A" * 43 + "= " + "A" * 43 + "="),
        ("portal_pins", "A" * 43 + "= corta="),
    ):
        with pytest.raises(BadInput):
            change_settings(tmp_path, name, value)
    assert read_settings(tmp_path) == before


@pytest.mark.parametrize(
    ("address", "said"),
    [("127.0.0.1:9", "No hay comunicación con esa dirección"), ("ftp://a b", "no está completa")],
)
def test_an_address_is_said_without_its_first_letters_and_a_wrong_one_is_named(tmp_path, address, said):
    with pytest.raises(NotEnrolled) as refused:
        init(tmp_path / "nueva", "MB", "Municipio", "ocds-xs1qbl", "Ana", address, "abc-def")
    assert refused.value.place == "portal_url"
    assert said in refused.value.message_es
    assert not (tmp_path / "nueva").exists()
