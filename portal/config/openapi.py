"""The portal's interface for programs, as an OpenAPI document: addresses from the table of addresses, the rest here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, get_resolver
from django.views.decorators.http import require_safe

from portal.config.address import portal_address
from portal.publication.downloads import JSON_TYPE, LINES_TYPE, open_to_all
from portal.publication.search import NAMES
from portal.registers.asked import NAMES as FILTER_NAMES
from portal.registers.downloads import CSV_TYPE
from sync import wire

HTML, ZIP, TEXT = "text/html; charset=utf-8", "application/zip", "text/plain; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANY = "application/octet-stream"
SEARCH = tuple(key for _, key in NAMES)
FILTERS = tuple(key for _, key in FILTER_NAMES)
ENVELOPE_STATUSES = (200, 400, 401, 403, 409, 413, 415, 429, 503)
_PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_KINDS = {"uuid": {"type": "string", "format": "uuid"}, "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}}


@dataclass(frozen=True)
class Told:
    """What is said of an address: in words, what it answers, what may be asked after «?»."""

    words: str
    kind: str = HTML
    asked: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (200, 400, 404)
    takes: str = ""


def _envelope(words: str) -> Told:
    return Told(words, wire.CONTENT_TYPE, (), ENVELOPE_STATUSES, wire.CONTENT_TYPE)


# By the name of the address; who must sign in is not here, but for the addresses of programs.
TOLD = {
    "home": Told("Expedientes publicados: búsqueda, filtros y lista", asked=(*SEARCH, "pagina")),
    "release": Told("Estado completo publicado de un expediente (compiled release)", JSON_TYPE),
    "release_package": Told("Publicaciones de un expediente, en orden (release package)", JSON_TYPE),
    "record": Told("Publicaciones, estado completo e historia de cada dato (record)", JSON_TYPE),
    "record_package": Told("Lo anterior dentro de su paquete (record package)", JSON_TYPE),
    "process_csv": Told("Estado publicado de un expediente en CSV, un archivo por lista", ZIP),
    "process_xlsx": Told("Estado publicado de un expediente en Excel, una hoja por lista", XLSX),
    "process": Told("Página de un expediente"),
    "one_release": Told("Una publicación, tal como se emitió", JSON_TYPE),
    "registers": Told("Índice de los registros"),
    "register": Told("Lista de un registro", asked=(*FILTERS, "orden", "pagina")),
    "register_json": Told("Un registro: todo, o lo que se pida", JSON_TYPE, FILTERS),
    "register_xlsx": Told("Lo mismo en Excel, una hoja por lista", XLSX, FILTERS),
    "register_tables": Told("Lo mismo en CSV, un archivo por lista", ZIP, FILTERS),
    "register_csv": Told("Lo mismo en CSV, un renglón cada uno", CSV_TYPE, FILTERS),
    "entry": Told("Página de un renglón de un registro", statuses=(200, 400, 404, 410)),
    "entry_json": Told("Un renglón de un registro", JSON_TYPE, statuses=(200, 400, 404, 410)),
    "data": Told("Página de datos abiertos"),
    "everything": Told(
        "Los expedientes, todos o los que se pidan, un compiled release por renglón", LINES_TYPE, SEARCH
    ),
    "everything_csv": Told("Lo mismo en CSV", ZIP, SEARCH),
    "everything_xlsx": Told("Lo mismo en Excel", XLSX, SEARCH),
    "openapi": Told("Este documento", JSON_TYPE),
    "day_heads": Told("Cabezas diarias de las historias, firmadas", "application/jsonl; charset=utf-8"),
    "key_steps": Told("Cambios de la llave con que firma el portal", "application/jsonl; charset=utf-8"),
    "verifier": Told("Programa que comprueba una historia", "text/x-python; charset=utf-8"),
    "about": Told("Acerca del portal"),
    "robots": Told("Lo que leen los robots", TEXT),
    "sitemap": Told("Mapa del sitio", "application/xml; charset=utf-8"),
    "health": Told("Si el portal responde y su base con él", "application/json", statuses=(200, 400, 503)),
    "public_file": Told("Un archivo publicado, por su huella SHA-256", ANY),
    "exchange": _envelope("Envío y recepción de una computadora (cap-sync/2, sobre firmado)"),
    "enrol": _envelope("Inscripción de una computadora o de la firma de una persona (cap-sync/2, sobre firmado)"),
    "blob": _envelope("Una parte de un archivo (cap-sync/2, sobre firmado)"),
    "keys": _envelope("Con qué llave firma el portal y cómo llegó a ella (cap-sync/2, sobre firmado)"),
    "first_exchange": _envelope("Lo mismo de una computadora sin actualizar (cap-sync/1)"),
    "first_enrol": _envelope("Inscripción desde una computadora sin actualizar (cap-sync/1)"),
    "first_blob": _envelope("Una parte de un archivo de una computadora sin actualizar (cap-sync/1)"),
}
FOR_PEOPLE = ("sign_in", "sign_out", "office", "file", "admin", "admin_office", "admin_revoke")


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return open_to_all(JsonResponse(document(portal_address(request)), content_type=JSON_TYPE))


def document(address: str) -> dict[str, Any]:
    """The document for a portal at an address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Captura Abierta: portal", "version": wire.PROTO.rpartition("/")[2]},
        "servers": [{"url": address}],
        "paths": {
            _path(pattern): _item(pattern, TOLD[pattern.name]) for pattern in addresses() if pattern.name in TOLD
        },
    }


def addresses() -> Iterator[URLPattern]:
    """Every address of the portal."""
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern)
        yield pattern


def _path(pattern: URLPattern) -> str:
    return "/" + _PARAMETER.sub(r"{\g<name>}", str(pattern.pattern))


def _item(pattern: URLPattern, told: Told) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": pattern.name,
        "summary": told.words,
        "parameters": [*_in_path(pattern), *map(_in_query, told.asked)],
        "responses": {str(status): _answer(status, told) for status in told.statuses},
    }
    if not told.takes:
        return {"get": operation}
    body = {"required": True, "content": {told.takes: {"schema": {"type": "string", "format": "binary"}}}}
    return {"post": {**operation, "requestBody": body}}


def _in_path(pattern: URLPattern) -> Iterator[dict[str, Any]]:
    for found in _PARAMETER.finditer(str(pattern.pattern)):
        schema = _KINDS.get(found["kind"] or "str", {"type": "string", "minLength": 1})
        yield {"name": found["name"], "in": "path", "required": True, "schema": schema}


def _in_query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}


def _answer(status: int, told: Told) -> dict[str, Any]:
    """Who sends an envelope is answered in one; what is not there is told on a page."""
    words = {200: "Bien", 404: "No existe", 410: "Se retiró", 429: "No hay lugar: vuelva después de Retry-After"}
    described: dict[str, Any] = {"description": words.get(status, "No se aceptó")}
    if status == 429:
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "segundos"}}
        return described
    kind = told.kind if told.takes or status in (200, 410, 503) else HTML
    return {**described, "content": {kind.partition(";")[0]: {}}}
