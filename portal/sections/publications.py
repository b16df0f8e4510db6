"""Every time the process was published, and where each release can be downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.publication.models import Release
from portal.sections.process_view import ProcessView

TAG_WORDS = {
    "planning": "planeación",
    "planningUpdate": "cambios en la planeación",
    "tender": "procedimiento",
    "tenderUpdate": "cambios en el procedimiento",
    "tenderAmendment": "modificación del procedimiento",
    "tenderCancellation": "cancelación del procedimiento",
    "award": "adjudicación",
    "awardUpdate": "cambios en la adjudicación",
    "awardCancellation": "cancelación de la adjudicación",
    "contract": "contrato",
    "contractUpdate": "cambios en el contrato",
    "contractAmendment": "convenio modificatorio",
    "contractTermination": "terminación del contrato",
    "implementation": "ejecución y pagos",
    "implementationUpdate": "cambios en la ejecución y los pagos",
}


@dataclass(frozen=True)
class Publication:
    number: int
    moment: datetime
    words: str
    release_id: str
    sha256: str
    is_archived: bool


def build(view: ProcessView) -> tuple[Publication, ...]:
    """The newest first."""
    return tuple(_publication(row) for row in view.releases())


def _publication(row: Release) -> Publication:
    words = ", ".join(TAG_WORDS.get(tag, tag) for tag in row.tags.split())
    moment = datetime.fromisoformat(row.date)
    return Publication(row.number, moment, words.capitalize(), row.release_id, row.sha256, row.is_archived)
