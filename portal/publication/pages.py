"""The public pages."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from capture_app.ocds.package import LICENSE
from portal.config.address import absolute
from portal.publication.figures import by_stage, by_year, figures
from portal.publication.models import Process
from portal.publication.search import Query, filters, find
from portal.sections.process_view import ProcessView
from portal.sections.table import build_sections

PAGE_SIZE = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What it is, the search, how much there is, and the list."""
    query = Query.read(request.GET.dict())
    paginator = Paginator(find(query), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("pagina"))
    context = {
        "query": query,
        "filters": filters(query),
        "figures": figures(),
        "charts": (("Por etapa alcanzada", by_stage()), ("Por año", by_year())) if query.is_empty else (),
        "page": page,
        "found": paginator.count,
        "previous": query.address(page.number - 1) if page.has_previous() else "",
        "next": query.address(page.number + 1) if page.has_next() else "",
        "is_unfilled": query.is_empty and not paginator.count,
    }
    return render(request, "home.html", context)


def find_process(ocid: str) -> Process:
    """The published process of an ocid; 404 without one."""
    process = Process.objects.select_related("office").filter(ocid=ocid).first()
    if process is None:
        raise Http404
    return process


@require_safe
def process(request: HttpRequest, ocid: str) -> HttpResponse:
    """One process: header, stepper and the sections of the table."""
    row = find_process(ocid)
    view = ProcessView.of(row)
    context = {"process": row, "view": view, "sections": build_sections(view)}
    return render(request, "process.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    context = {
        "count": Process.objects.count(),
        "newest": Process.objects.order_by("-published_at").first(),
        "license": LICENSE,
        "address": absolute(request, "/datos/paquete.jsonl"),
    }
    return render(request, "data.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"name": settings.PORTAL_NAME})
