"""What robots read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.config.address import absolute, portal_address
from portal.config.menu import MENU
from portal.publication.models import Process
from portal.registers.models import Entry

MOST_ADDRESSES = 49_000


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = (
        "User-agent: *",
        "Disallow: /oficina/",
        "Disallow: /entrar/",
        "Disallow: /sync/",
        f"Sitemap: {absolute(request, '/sitemap.xml')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    rows = Process.objects.only("ocid", "published_at").order_by("-published_at")[:MOST_ADDRESSES]
    entries = Entry.objects.shown().only("code", "record_type", "published_at")[: MOST_ADDRESSES - len(rows)]
    context = {
        "base": portal_address(request),
        "pages": [path for _, path, _ in MENU],
        "processes": [*rows, *entries],
    }
    return render(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")
