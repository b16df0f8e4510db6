"""To what the acts of a stage belong: the process itself, each award, or each contract; and when they are due."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forms.acts.setting import is_live
from forms.members import Row, objects, part, rows, text

_VOID = ("unsuccessful", "cancelled")
_LISTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "award": ("awards", "/documents"),
        "contract": ("contracts", "/documents"),
        "implementation": ("contracts", "/implementation/documents"),
    }
)
_DELIVERED = ("transactions", "documents", "estimates", "progress", "milestones")


@dataclass(frozen=True, slots=True)
class Host:
    """The object an act belongs to, and the list where its document should stand."""

    pointer: str
    node: Row
    folder: str


def hosts_of(body: Row, stage: str) -> list[Host]:
    """The hosts of a stage; of one not begun, the place where its first will stand."""
    if stage not in _LISTS:
        return [Host(f"/{stage}", part(body, stage), f"/{stage}/documents")]
    name, folder = _LISTS[stage]
    found = [Host(at, row, at + folder) for at, row in rows(body, "", name) if text(row, "status") not in _VOID]
    return found or [Host(f"/{name}/0", {}, f"/{name}/0{folder}")]


def is_due(body: Row, stage: str, host: Host) -> bool:
    """Whether what the stage should leave is due: the stage after it has begun, or all is over."""
    if stage in ("planning", "tender"):
        return bool(_decided(body))
    if stage == "award":
        return bool(host.node) and bool(rows(body, "", "contracts"))
    works = part(host.node, "implementation")
    is_over = text(host.node, "status") == "terminated" or text(works, "status") == "concluded"
    return is_over or (stage == "contract" and any(works.get(name) for name in _DELIVERED))


def _decided(body: Row) -> bool:
    """Whether somebody was chosen, or nobody could be."""
    awarded = any(is_live(row) for row in objects(body, "awards"))
    return awarded or bool(rows(body, "", "contracts")) or text(part(body, "tender"), "status") in _VOID
