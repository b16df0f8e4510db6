"""The sections of a process page, in order: one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.sections import acts, eight_answers, named_in, publications, stages, timeline
from portal.sections.process_view import ProcessView


@dataclass(frozen=True)
class PortalSection:
    """``build`` gives what the template shows, or nothing and the section is left out."""

    id: str
    title: str
    build: Callable[[ProcessView], Any]
    template: str


SECTIONS = (
    PortalSection("respuestas", "Las ocho respuestas", eight_answers.build, "sections/eight_answers.html"),
    PortalSection("fechas", "Fechas clave", timeline.build, "sections/timeline.html"),
    PortalSection("actos", "Actos y documentos", acts.build, "sections/acts.html"),
    PortalSection("etapas", "Etapas", stages.build, "sections/stages.html"),
    PortalSection("registros", "En los registros", named_in.build, "sections/named_in.html"),
    PortalSection("publicaciones", "Publicaciones", publications.build, "sections/publications.html"),
)


@dataclass(frozen=True)
class Built:
    id: str
    title: str
    template: str
    content: Any


def build_sections(view: ProcessView) -> tuple[Built, ...]:
    built = ((section, section.build(view)) for section in SECTIONS)
    return tuple(Built(item.id, item.title, item.template, content) for item, content in built if content)
