"""Entries of registers as JSON: what the portal gives, and sanctions of both generations of System 3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.desktop import Desktop

FIRST = {
    "id": "abc-1",
    "fechaCaptura": "2025-03-04T10:00:00Z",
    "expediente": "PRA-1/2025",
    "institucionDependencia": {"nombre": "Municipio inventado", "siglas": "-"},
    "particularSancionado": {
        "nombreRazonSocial": "Obras Ficticias, S.A.",
        "rfc": "OFI090801RT5",
        "tipoPersona": "M",
        "objetoSocial": "Dato no proporcionado",
    },
    "tipoSancion": [
        {"clave": "I", "valor": "Inhabilitado"},
        {"clave": "I", "valor": "Indemnización por daños y perjuicios"},
        {"clave": "O", "OTRO": "Otro"},
    ],
    "multa": {"monto": 150000.5, "moneda": {"clave": "MXN", "valor": "Peso mexicano"}},
    "inhabilitacion": {"plazo": "1 año", "fechaInicial": "2025-03-01", "fechaFinal": "2026-03-01"},
}
SECOND = {
    "uuid": "f0e1",
    "fecha": "2025-06-01",
    "expediente": "FG-7/2025",
    "datosGenerales": {
        "nombres": "Persona",
        "primerApellido": "Inventada",
        "segundoApellido": "Nueve",
        "curp": "IENP800101HQRNVR09",
        "rfc": "IENP800101AB1",
        "domicilioMexico": {"nombreVialidad": "Calle Ceiba", "numeroExterior": "12"},
    },
    "dondeCometioLaFalta": {"nombreEntePublico": "Municipio inventado", "siglasEntePublico": "MI"},
    "faltaCometida": [{"clave": "SOBORNO", "descripcionHechos": "Ofreció dinero"}, {"clave": "OTRO", "valor": "Otra"}],
    "resolucion": {
        "tituloResolucion": "Resolución 7",
        "fechaNotificacion": "2025-05-20",
        "autoridadResolutora": "Tribunal inventado",
        "urlResolucion": "https://ejemplo.mx/7",
    },
    "tipoSancion": [
        {
            "clave": "INHABILITACION",
            "inhabilitacion": {
                "plazoAnios": 1,
                "plazoMeses": 0,
                "plazoDias": 15,
                "fechaInicial": "2025-06-01",
                "fechaFinal": "2026-06-15",
            },
        },
        {"clave": "SANCION_ECONOMICA", "sancionEconomica": {"monto": 80000, "moneda": "MXN"}},
        {"clave": "OTRO", "otro": {"denominacionSancion": "Amonestación por escrito"}},
    ],
}


@pytest.fixture
def desk(tmp_path: Path) -> Desktop:
    made = Desktop(tmp_path / "office")
    made.begin()
    return made


def taken(desk: Desktop, document: Any, code: int = 0) -> dict[str, Any]:
    file = desk.folder.parent / "sanciones.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    report: dict[str, Any] = desk.captura("import", file, code=code)
    return report


def entries(desk: Desktop) -> list[dict[str, Any]]:
    listed = desk.captura("list", "--type", "sanctioned_supplier")
    return [desk.captura("show", row["ocid"]) for row in listed]


@pytest.mark.parametrize("document", [FIRST, [FIRST], {"pagination": {"totalRows": 1}, "results": [FIRST]}])
def test_an_answer_of_the_platform_becomes_entries(desk: Desktop, document: Any) -> None:
    assert taken(desk, document)["totals"]["stored"] == 1
    (entry,) = entries(desk)
    assert entry["particularSancionado"]["nombreRazonSocial"] == "Obras Ficticias, S.A."
    assert "objetoSocial" not in entry["particularSancionado"]
    assert entry["institucionDependencia"] == {"nombre": "Municipio inventado"}
    assert entry["fechaCaptura"] == "2025-03-04"
    assert [(row["clave"], row["valor"]) for row in entry["tipoSancion"]] == [
        ("I", "Inhabilitado"),
        ("O", "Indemnización por daños y perjuicios"),
        ("O", "Otro"),
    ]
    assert taken(desk, document)["totals"]["unchanged"] == 1


def test_a_record_of_the_capture_tool_of_2025_becomes_an_entry_without_home_and_population_key(desk: Desktop) -> None:
    assert taken(desk, [SECOND])["totals"]["stored"] == 1
    (entry,) = entries(desk)
    person = entry["particularSancionado"]
    assert (person["nombreRazonSocial"], person["tipoPersona"]) == ("Persona Inventada Nueve", "F")
    assert entry["inhabilitacion"] == {
        "plazo": "1 año 15 días",
        "fechaInicial": "2025-06-01",
        "fechaFinal": "2026-06-15",
    }
    assert (entry["tipoFalta"], entry["causaMotivoHechos"]) == ("Soborno; Otra", "Ofreció dinero")
    assert entry["multa"] == {"monto": 80000, "moneda": {"clave": "MXN"}}
    assert [row["valor"] for row in entry["tipoSancion"]] == [
        "Inhabilitado",
        "Sanción económica",
        "Amonestación por escrito",
    ]
    assert not [word for word in ("IENP800101HQRNVR09", "Ceiba") if word in json.dumps(entry)]


def test_what_cannot_be_read_is_refused_by_place_and_the_rest_is_taken(desk: Desktop) -> None:
    report = taken(desk, {"results": [FIRST, "nada", {"particularSancionado": {"rfc": "OFI090801RT5"}}]}, code=1)
    assert (report["totals"]["stored"], report["totals"]["refused"]) == (1, 2)
    assert {problem["place"] for problem in report["files"][0]["problems"]} == {"/results/1", "/results/2"}


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"recordType": "desconocido", "id": "x", "data": {"title": "a"}}, "refused.entry.unknown_type"),
        ({"recordType": "regulation", "id": "x"}, "refused.entry.no_data"),
        ({"recordType": "contracting_process", "id": "x", "data": {"tender": {}}}, "refused.entry.unknown_type"),
    ],
)
def test_a_record_of_no_register_is_refused_in_words(desk: Desktop, record: dict[str, Any], code: str) -> None:
    report = taken(desk, record, code=1)
    (problem,) = report["files"][0]["problems"]
    assert (problem["code"], report["totals"]["refused"]) == (code, 1)
    assert problem["message"]


def test_a_record_with_a_strange_id_gets_a_name_of_its_own(desk: Desktop) -> None:
    document = {
        "recordType": "regulation",
        "records": [{"recordType": "regulation", "id": "../../x", "data": {"title": "N"}}],
    }
    assert taken(desk, document)["totals"]["stored"] == 1
    (listed,) = desk.captura("list", "--type", "regulation")
    assert listed["ocid"].startswith("ZAP-regulation-")
