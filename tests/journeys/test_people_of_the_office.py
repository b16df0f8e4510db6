"""Two people share a computer: each signs in, warnings are answered for, and publishing says what goes out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.journeys.test_command_line import FIXTURES, OCID, Within
from tests.office import begin

GOOD, REASON = "cuatro palabras de ejemplo", "Es el teléfono del almacén municipal."


@pytest.fixture
def captura(tmp_path: Path) -> Within:
    return Within(begin(tmp_path / "datos"))


def test_people_with_passwords_sign_in_and_without_them_a_name_is_enough(
    captura: Within, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captura.run("user", "add", "Ana Inventada", "--role", "administrador")
    assert captura.json("new", "public_debt", "--user", "Ana Inventada")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n"))
    people = captura.json("user", "password", "Ana Inventada")
    assert people == [
        {"name": "Ana Inventada", "role": "administrador", "has_password": True, "waits": 0, "signs": False}
    ]
    assert "Hay que entrar con contraseña" in captura.run("new", "public_debt", code=1).stderr
    assert captura.json("list") == []
    secret = tmp_path / "clave.txt"
    secret.write_text("no es esta\n", encoding="utf-8")
    monkeypatch.setenv("CAPTURA_PASSWORD_FILE", str(secret))
    assert "no son correctos" in captura.run("new", "public_debt", code=1).stderr
    secret.write_text(f"{GOOD}\n", encoding="utf-8")
    captura.run("new", "public_debt")
    assert captura.json("user", "list")["self_reviews"] == {"total": 0, "without_reason": 0}
    texts = [file.read_bytes() for file in captura.folder.rglob("*") if file.is_file()]
    assert not any(GOOD.encode() in text for text in texts)


def test_a_warning_is_answered_for_and_publishing_says_what_goes_out(captura: Within) -> None:
    captura.run("import", FIXTURES / "direct_purchase.json")
    captura.run("set", OCID, "/tender/description", "Papel para oficinas; pedirlo al almacén, tel. 983 123 4567.")
    found = [item for item in captura.json("validate", "--ocid", OCID) if item["code"] == "personal.found"]
    assert [item["pointer"] for item in found] == ["/tender/description"]
    preview = captura.json("publish", OCID, "--preview")
    assert [item["pointer"] for item in preview["personal"]] == ["/tender/description"]
    assert captura.json("show", OCID)["tender"]["description"]
    captura.run("justify", OCID, "/tender/description", "personal.found", REASON)
    found = [item for item in captura.json("validate", "--ocid", OCID) if item["code"] == "personal.found"]
    assert [item["justification"] for item in found] == [REASON]
    assert captura.json("publish", OCID, "--preview")["personal"] == []
    assert "no hay un aviso" in captura.run("justify", OCID, "/tender", "rfc.invalid", REASON, code=2).stderr


def test_the_office_decides_what_each_outlet_says_of_persons(captura: Within) -> None:
    captura.run("settings", "persons_pnt", "all mask")
    assert captura.json("settings")["persons_pnt"] == "all mask"
    captura.run("settings", "persons_pnt", "everybody", code=2)
    assert captura.json("settings")["persons_pnt"] == "all mask"
