"""The registers as data: one record, or a whole register as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.registry import register_exporter
from capture_app.ocds.dates import utc_text
from capture_app.ocds.package import LICENSE, PackageHead, Publisher
from forms.record_type import RecordType
from forms.register import Register
from portal.config.address import absolute, portal_address
from portal.publication.downloads import JSON_TYPE, SAFE_NAME, open_to_all
from portal.registers.asked import Asked
from portal.registers.models import Entry
from portal.registers.pages import GONE, address_of, find_entry, find_register
from portal.registers.tables import csv_lines
from sync import canonical

CSV_TYPE = "text/csv; charset=utf-8"
ROWS_AT_ONCE = 200


@require_safe
def register_json(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every record of a register, streamed as one JSON document."""
    record, register = find_register(slug)
    asked = _asked(request)
    withdrawn = Entry.objects.withdrawn().filter(record_type=record.id)
    head = {
        "recordType": record.id,
        "title": register.title_plural,
        "uri": absolute(request, f"{address_of(register)}datos.json{asked.download}"),
        "license": LICENSE,
        **({"filter": asked.narrowing} if asked.is_narrowed else {}),
        "withdrawn": [_withdrawn_record(row) for row in withdrawn],
    }
    response = StreamingHttpResponse(_document(head, _rows(asked, record), request), content_type=JSON_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{_name(register, request)}.json"'
    return open_to_all(response)


@require_safe
def register_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every record of a register, one a line, for a spreadsheet."""
    record, register = find_register(slug)
    lines = csv_lines(_rows(_asked(request), record).iterator(chunk_size=ROWS_AT_ONCE), record)
    response = StreamingHttpResponse((line.encode() for line in lines), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(register, request)}.csv"'
    return open_to_all(response)


@require_safe
def register_xlsx(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The register as a workbook with a sheet for each list; the desktop reads it back."""
    return _tables(request, slug, "xlsx")


@require_safe
def register_tables(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The register as linked CSV tables in one file, for other programs; the desktop reads it back."""
    return _tables(request, slug, "csv")


def _tables(request: HttpRequest, slug: str, name: str) -> StreamingHttpResponse:
    record, register = find_register(slug)
    exporter, rows = register_exporter(name, record), _rows(_asked(request), record)
    newest = rows.order_by("-published_at").first()
    changed_at = utc_text(newest.published_at if newest else timezone.now())
    publisher = Publisher(settings.PORTAL_NAME, uri=portal_address(request) + "/")
    head = PackageHead(absolute(request, address_of(register)), publisher, changed_at)
    entries = (ExportProcess(row.code, (), body=row.value) for row in rows.iterator(chunk_size=ROWS_AT_ONCE))
    response = StreamingHttpResponse(exporter.write(entries, head), content_type=exporter.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(register, request)}{exporter.suffix}"'
    return open_to_all(response)


def _name(register: Register, request: HttpRequest) -> str:
    """What the file is called: the register, and that it is not all of it."""
    asked = _asked(request)
    said = [register.public, *(asked.narrowing[key] for key in ("ente", "anio") if key in asked.narrowing)]
    parts = [*said, "busqueda"] if asked.text else said
    return "".join(letter if letter in SAFE_NAME else "_" for letter in "-".join(parts))


@require_safe
def entry_json(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    row, _, _ = find_entry(slug, code)
    is_gone = row.withdrawn_at is not None
    content = canonical.encode(_withdrawn_record(row) if is_gone else _public_record(row, request))
    response = HttpResponse(content, content_type=JSON_TYPE, status=GONE if is_gone else None)
    safe = "".join(letter if letter in SAFE_NAME else "_" for letter in row.code)
    response.headers["Content-Disposition"] = f'inline; filename="{safe}.json"'
    response.headers["ETag"] = f'"{canonical.digest(content)[:32]}"'
    return open_to_all(response)


def _asked(request: HttpRequest) -> Asked:
    """What is to be downloaded, in the words of the list's address; its order has no say here."""
    return Asked.read(request.GET.dict(), has_amounts=False)


def _rows(asked: Asked, record: RecordType) -> QuerySet[Entry]:
    return asked.rows(record.id).order_by("code")


def _document(head: dict[str, Any], rows: QuerySet[Entry], request: HttpRequest) -> Iterator[bytes]:
    """The head's members, then the records one by one."""
    yield canonical.encode(head)[:-1] + b',"records":['
    for number, row in enumerate(rows.iterator(chunk_size=ROWS_AT_ONCE)):
        yield (b"," if number else b"") + canonical.encode(_public_record(row, request))
    yield b"]}"


def _withdrawn_record(row: Entry) -> dict[str, Any]:
    """What is left of a record that was public: that it was, until when, and why no more."""
    since = "" if row.withdrawn_at is None else utc_text(row.withdrawn_at)
    return {"id": row.code, "recordType": row.record_type, "dateWithdrawn": since, "reason": row.withdrawn_reason}


def _public_record(row: Entry, request: HttpRequest) -> dict[str, Any]:
    """The snapshot with what names it; ``data`` is what the law of its type says, and nothing else."""
    return {
        "id": row.code,
        "recordType": row.record_type,
        "folio": row.folio,
        "office": {"id": row.office.code, "name": row.office.name},
        "datePublished": utc_text(row.published_at),
        "publication": row.number,
        "uri": absolute(request, row.get_absolute_url()),
        "data": row.value,
    }
