"""What is published, as OCDS: one process, one release, everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from capture_app.ocds import package
from capture_app.ocds.dates import utc_text
from capture_app.ocds.record import build_record
from portal.config.address import absolute, portal_address
from portal.intake import storage
from portal.publication.models import Process, Release
from portal.publication.pages import find_process
from portal.publication.search import Query, chosen
from sync import canonical

JSON_TYPE = "application/json; charset=utf-8"
LINES_TYPE = "application/x-ndjson; charset=utf-8"
SAFE_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
LINES_AT_ONCE = 200
R = TypeVar("R", HttpResponse, StreamingHttpResponse)


@require_safe
def release(request: HttpRequest, ocid: str) -> HttpResponse:
    """The whole published state: the compiled release."""
    process = find_process(ocid)
    return _answer(process, storage.unpack_bytes(process.compiled), "release")


@require_safe
def release_package(request: HttpRequest, ocid: str) -> HttpResponse:
    process = find_process(ocid)
    head = _head(request, process, "release-package.json")
    return _answer(process, canonical.encode(package.release_package(_releases(process), head)), "release-package")


@require_safe
def record(request: HttpRequest, ocid: str) -> HttpResponse:
    process = find_process(ocid)
    return _answer(process, canonical.encode(build_record(process.ocid, _releases(process))), "record")


@require_safe
def record_package(request: HttpRequest, ocid: str) -> HttpResponse:
    process = find_process(ocid)
    head = _head(request, process, "record-package.json")
    records = [build_record(process.ocid, _releases(process))]
    packages = [_address(request, process, "release-package.json")]
    return _answer(process, canonical.encode(package.record_package(records, head, packages)), "record-package")


@require_safe
def one_release(request: HttpRequest, release_id: str) -> HttpResponse:
    """A release exactly as it was minted, also one archived by a restatement."""
    row = Release.objects.select_related("process").filter(release_id=release_id).first()
    if row is None:
        raise Http404
    return _answer(row.process, storage.unpack_bytes(row.content), row.release_id)


@require_safe
def everything(request: HttpRequest) -> StreamingHttpResponse:
    """Every compiled release that is asked for, one a line."""
    response = StreamingHttpResponse(_lines(Query.read(request.GET.dict())), content_type=LINES_TYPE)
    name = f"contrataciones-{timezone.localdate():%Y-%m-%d}.jsonl"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return open_to_all(response)


def _lines(query: Query) -> Iterator[bytes]:
    rows = chosen(query).order_by("ocid").values_list("compiled", flat=True)
    for compiled in rows.iterator(chunk_size=LINES_AT_ONCE):
        yield storage.unpack_bytes(compiled) + b"\n"


def _releases(process: Process) -> list[dict[str, Any]]:
    return [row.value for row in process.releases.filter(is_archived=False).order_by("number")]


def _address(request: HttpRequest, process: Process, name: str) -> str:
    return absolute(request, f"/proceso/{quote(process.ocid, safe='')}/{name}")


def _head(request: HttpRequest, process: Process, name: str) -> package.PackageHead:
    publisher = package.Publisher(process.office.name, uri=portal_address(request) + "/")
    return package.PackageHead(_address(request, process, name), publisher, utc_text(process.published_at))


def _answer(process: Process, content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=JSON_TYPE)
    whole = name if name.startswith(process.ocid) else f"{process.ocid}-{name}"
    safe = "".join(letter if letter in SAFE_NAME else "_" for letter in whole)
    response.headers["Content-Disposition"] = f'inline; filename="{safe}.json"'
    response.headers["ETag"] = f'"{canonical.digest(content)[:32]}"'
    return open_to_all(response)


def open_to_all(response: R) -> R:
    """Anyone's page may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
