"""The addresses of ``cap-sync``: plain views; who sends is proved by the envelope's signature, not by a session."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from importlib import resources

import msgspec
from django.contrib.auth.decorators import login_required
from django.db import InternalError, OperationalError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.models import Office
from portal.intake import envelope, heads
from portal.intake.blobs import is_whole, place_of, take_slice
from portal.intake.exchange import enrol, exchange, tell_keys
from portal.intake.models import DocumentFile
from portal.intake.refusals import RETRY_SECONDS, RequestRefused

LOG = logging.getLogger("portal.intake")
CANNOT_WRITE = (OperationalError, InternalError)  # full, busy, gone; PostgreSQL calls being read-only internal
Service = Callable[[bytes, datetime], tuple[msgspec.Struct, str]]


@csrf_exempt
@require_POST
def exchange_view(request: HttpRequest) -> HttpResponse:
    return _serve(request, exchange, "sync-reply", envelope.MAX_REQUEST_BYTES)


@csrf_exempt
@require_POST
def blob_view(request: HttpRequest) -> HttpResponse:
    return _serve(request, take_slice, "blob-reply", envelope.MAX_REQUEST_BYTES)


@login_required
@require_GET
def file_view(request: HttpRequest, sha256: str) -> FileResponse:
    """An original, for the people of its office and nobody else."""
    mine = Office.objects.filter(memberships__user__username=request.user.get_username())
    for office in mine:
        link = DocumentFile.rows.for_office(office).filter(Q(sha256=sha256) | Q(public_sha256=sha256)).first()
        if link is not None and is_whole(office, sha256):
            response = FileResponse(place_of(office, sha256).open("rb"), as_attachment=True, filename=link.name)
            response.headers["Content-Type"] = "application/octet-stream"
            return response
    raise Http404


@csrf_exempt
@require_POST
def enrol_view(request: HttpRequest) -> HttpResponse:
    return _serve(request, enrol, "enrol-reply", envelope.MAX_ENROL_BYTES)


@csrf_exempt
@require_POST
def keys_view(request: HttpRequest) -> HttpResponse:
    return _serve(request, tell_keys, "keys-reply", envelope.MAX_ENROL_BYTES)


@require_GET
def key_steps_view(request: HttpRequest) -> StreamingHttpResponse:
    """Every change of the portal's key, for whoever wants to keep them."""
    return StreamingHttpResponse(heads.key_lines(), content_type="application/jsonl; charset=utf-8")


@require_GET
def day_heads_view(request: HttpRequest) -> StreamingHttpResponse:
    """Every daily head, for whoever wants to keep them; days that are over are signed first."""
    heads.close_days(timezone.now())
    return StreamingHttpResponse(heads.day_lines(), content_type="application/jsonl; charset=utf-8")


@require_GET
def verifier_view(request: HttpRequest) -> HttpResponse:
    """The program that checks a history, to run alone."""
    text = resources.files("sync").joinpath("verifier.py").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/x-python; charset=utf-8")


def _serve(request: HttpRequest, service: Service, kind: str, most: int) -> HttpResponse:
    try:
        data = envelope.read_request(request, most)
    except RequestRefused as refused:
        return envelope.refuse(refused, envelope.how_asked(b""))
    return respond(data, service, kind, timezone.now())


def respond(data: bytes, service: Service, kind: str, now: datetime) -> HttpResponse:
    """The signed answer to the bytes of a request: all that the portal does with them, at a given moment."""
    try:
        reply, _ = service(data, now)
    except RequestRefused as refused:
        LOG.info("refused %s", refused.code)
        return envelope.refuse(refused, envelope.how_asked(data))
    except CANNOT_WRITE:
        LOG.exception("database not available")
        return envelope.refuse(RequestRefused("retry_later", RETRY_SECONDS), envelope.how_asked(data))
    return envelope.answer(kind, reply, envelope.how_asked(data))
