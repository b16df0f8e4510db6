"""Files that the public may have: named in what is published, served by their content, never the original of what holds
personal data nor a file of a document that is not public (any more)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forms.documents import public_content
from forms.pointers import KEY
from portal.accounts.models import Office
from portal.intake.blobs import is_whole, place_of
from portal.intake.models import DocumentFile
from portal.publication.models import Process, PublicFile
from portal.registers.models import Entry
from sync import canonical

FOLDER = "archivo"
SHOWN_AS_IS = frozenset(("application/pdf", "image/png", "image/jpeg"))
_NAMED = re.compile(rf"/{FOLDER}/([0-9a-f]{{64}})")
_SOON = "El archivo todavía viene en camino desde la oficina. Vuelva a intentarlo más tarde."


def with_urls(body: dict[str, Any], office: Office, record_id: uuid.UUID) -> dict[str, Any]:
    """The body with the address of the public version in every document that has one; a new object."""
    links = {link.row_key: link for link in DocumentFile.rows.for_office(office).filter(record_id=record_id)}
    if not links or not settings.PORTAL_URL:
        return body
    return {name: _with_urls(member, links) for name, member in body.items()}


def _with_urls(value: Any, links: Mapping[str, DocumentFile]) -> Any:
    if isinstance(value, list):
        return [_with_urls(item, links) for item in value]
    if not isinstance(value, dict):
        return value
    link = links.get(value.get(KEY, ""))
    shown = {name: _with_urls(member, links) for name, member in value.items()}
    public = public_content(value, link.sha256, link.public_sha256, link.media_type) if link else ""
    return {**shown, "url": f"{settings.PORTAL_URL}/{FOLDER}/{public}"} if public else shown


def keep_public(office: Office, record_id: uuid.UUID) -> None:
    """Serve from now on the files that the public state of a record names, and those alone."""
    states = [row.content for row in Process.objects.filter(record_id=record_id)]
    states += [row.value for row in Entry.objects.filter(record_id=record_id)]
    named = set(_NAMED.findall(canonical.encode(states).decode()))
    rows = PublicFile.objects.filter(office=office, record_id=record_id)
    rows.exclude(sha256__in=named).delete()
    known = set(rows.values_list("sha256", flat=True))
    links = DocumentFile.rows.for_office(office).filter(record_id=record_id)
    types = {sha: link.media_type for link in links for sha in (link.public_sha256, link.sha256)}
    PublicFile.objects.bulk_create(
        [
            PublicFile(office=office, record_id=record_id, sha256=sha256, media_type=types.get(sha256, ""))
            for sha256 in sorted(named - known)
            if sha256 in types
        ]
    )


@require_safe
def public_file_view(request: HttpRequest, sha256: str) -> HttpResponse | FileResponse:
    """A file that something published names. Its name is made here: that of the office may say more than it should."""
    row = PublicFile.objects.filter(sha256=sha256).select_related("office").first()
    if row is None:
        raise Http404
    if not is_whole(row.office, sha256):
        return HttpResponse(_SOON, status=404, content_type="text/plain; charset=utf-8")
    link = DocumentFile.rows.for_office(row.office).filter(record_id=row.record_id, sha256=sha256).first()
    ending = PurePath(link.name).suffix[:8] if link else ""
    response = FileResponse(
        place_of(row.office, sha256).open("rb"), as_attachment=True, filename=f"documento-{sha256[:12]}{ending}"
    )
    response.headers["Content-Type"] = row.media_type if row.media_type in SHOWN_AS_IS else "application/octet-stream"
    return response
