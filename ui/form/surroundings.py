"""What the widgets of one record may ask about, taken from its binding."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from capture_app.errors import NotFound
from capture_app.ids import RandomIds
from forms.catalog import Catalog
from forms.pointers import KEY, get
from ui.form.binding import RecordBinding
from ui.form.widget_table import make_field
from ui.form.widgets.base_field import DIRECTORY, Organization, Surroundings
from ui.jobs import Jobs

MOST_KNOWN = 12


def organizations_of(body: Mapping[str, object]) -> tuple[Organization, ...]:
    """The parties of a record, in their order."""
    rows = get(body, "/parties")
    found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return tuple(
        Organization(
            key=str(row.get(KEY) or ""),
            id=str(row.get("id") or row.get(KEY) or ""),
            name=str(row.get("name") or get(row, "/identifier/legalName") or row.get("id") or ""),
            rfc=str(get(row, "/identifier/id") or ""),
            roles=tuple(str(role) for role in row.get("roles") or () if isinstance(row.get("roles"), list)),
        )
        for row in found
    )


def surroundings(
    catalog: Catalog,
    today: Callable[[], date],
    binding: Callable[[], RecordBinding | None],
    is_pinned: Callable[[str], bool],
    jobs: Jobs,
) -> Surroundings:
    """`binding` gives the record on screen at the moment of asking; catalogues are searched in the store lane."""

    def organizations() -> tuple[Organization, ...]:
        current = binding()
        return organizations_of(current.body) if current is not None else ()

    def search(name: str, text: str, bring: Callable[[tuple[Any, ...]], None]) -> None:
        jobs.store(look_up, name, text, done=bring)

    return Surroundings(catalog, today, organizations, RandomIds().row_key, make_field, is_pinned, search)


def look_up(app: Any, name: str, text: str) -> tuple[Any, ...]:
    """The best of a catalogue, or of the office's own directory; nothing where it cannot be searched."""
    if name == DIRECTORY:
        return tuple(app.capture.known_parties(text, limit=MOST_KNOWN))
    try:
        return tuple(app.catalogues.search(name, text))
    except NotFound:
        return ()
