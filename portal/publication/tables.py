"""What is published as spreadsheets, with the exporters of the desktop: one process, or everything."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.registry import Exporter, exporter_of
from capture_app.ocds.dates import utc_text
from capture_app.ocds.package import PackageHead, Publisher
from portal.config.address import absolute, portal_address
from portal.publication.downloads import LINES_AT_ONCE, SAFE_NAME, open_to_all
from portal.publication.models import Process
from portal.publication.pages import find_process
from portal.publication.search import Query, chosen


@require_safe
def process_csv(request: HttpRequest, ocid: str) -> StreamingHttpResponse:
    return _one(request, ocid, exporter_of("csv"))


@require_safe
def process_xlsx(request: HttpRequest, ocid: str) -> StreamingHttpResponse:
    return _one(request, ocid, exporter_of("xlsx"))


@require_safe
def everything_csv(request: HttpRequest) -> StreamingHttpResponse:
    return _everything(request, exporter_of("csv"))


@require_safe
def everything_xlsx(request: HttpRequest) -> StreamingHttpResponse:
    return _everything(request, exporter_of("xlsx"))


def _one(request: HttpRequest, ocid: str, exporter: Exporter) -> StreamingHttpResponse:
    process = find_process(ocid)
    publisher = Publisher(process.office.name, uri=portal_address(request) + "/")
    head = PackageHead(absolute(request, process.get_absolute_url()), publisher, utc_text(process.published_at))
    processes = iter([ExportProcess(process.ocid, (process.content,))])
    name = "".join(letter if letter in SAFE_NAME else "_" for letter in process.ocid)
    return _answer(exporter, exporter.write(processes, head), name)


def _everything(request: HttpRequest, exporter: Exporter) -> StreamingHttpResponse:
    newest = Process.objects.order_by("-published_at").first()
    changed_at = utc_text(newest.published_at if newest else timezone.now())
    publisher = Publisher(settings.PORTAL_NAME, uri=portal_address(request) + "/")
    head = PackageHead(absolute(request, request.get_full_path()), publisher, changed_at)
    return _answer(
        exporter, exporter.write(_published(Query.read(request.GET.dict())), head), f"contrataciones-{changed_at[:10]}"
    )


def _published(query: Query) -> Iterator[ExportProcess]:
    for process in chosen(query).order_by("ocid").iterator(chunk_size=LINES_AT_ONCE):
        yield ExportProcess(process.ocid, (process.content,))


def _answer(exporter: Exporter, pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=exporter.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{exporter.suffix}"'
    return open_to_all(response)
