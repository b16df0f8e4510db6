"""What the journeys import: a real record, or an invented one where the real ones are not there."""

from __future__ import annotations

import json
from pathlib import Path

JALISCO = "data/samples/jalisco/records/ocds-xs1qbl-SFIN-03-0007-00-2017.json"
INVENTED = Path(__file__).resolve().parents[1] / "fixtures" / "ocds" / "direct_purchase.json"
INVENTED_OCID = "ocds-xs1qbl-inventado-0001"


def invented_file(folder: Path, ocid: str = INVENTED_OCID, **tender: object) -> Path:
    """The invented purchase as a file, with an identifier of the journeys' office."""
    package = json.loads(INVENTED.read_text(encoding="utf-8"))
    (release,) = package["releases"]
    release["ocid"] = ocid
    release["tender"] |= tender
    file = folder / f"{ocid}.json"
    file.write_text(json.dumps(package), encoding="utf-8")
    return file
