"""Whether the portal answers and its database with it."""

from __future__ import annotations

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse

from forms.upgrades import FORMS_VERSION
from portal.publication.models import Process
from sync.wire import PROTO


def health(request: HttpRequest) -> JsonResponse:
    try:
        published = Process.objects.count()
    except OperationalError:
        return JsonResponse({"estado": "sin base de datos"}, status=503)
    content = {
        "estado": "bien",
        "publicados": published,
        "protocolo": PROTO,
        "forms_version": FORMS_VERSION,
        "epoch": settings.PORTAL_EPOCH,
    }
    response = JsonResponse(content)
    response.headers["Cache-Control"] = "no-store"
    return response
