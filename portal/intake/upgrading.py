"""After a new edition of the law: the bodies kept here move as every desk moves its own, so that both stay equal."""

from __future__ import annotations

from forms.upgrades import FORMS_VERSION, upgrade
from portal.accounts.models import Office
from portal.intake import storage
from portal.intake.models import Record
from portal.intake.projection import columns_of
from portal.intake.writing import one_batch
from sync import canonical, wire


def upgrade_records() -> int:
    """Every record of an older edition, each office in one transaction; how many. Versions and order stay."""
    return sum(map(_upgrade_office, Office.objects.all()))


def _upgrade_office(office: Office) -> int:
    with one_batch():
        older = Record.rows.for_office(office).filter(forms_version__lt=FORMS_VERSION)
        found = list(older.iterator(chunk_size=200))
        for row in found:
            _upgrade(row)
    return len(found)


def _upgrade(row: Record) -> None:
    body = upgrade(row.content, row.forms_version)
    encoded = canonical.encode(body)
    row.body, row.body_hash = storage.pack_bytes(encoded), canonical.digest(encoded)
    row.forms_version = FORMS_VERSION
    row.mark = wire.record_mark(str(row.record_id), row.version, row.status, row.folio, row.body_hash)
    for name, value in columns_of(body, row.record_type).items():
        setattr(row, name, value)
    row.save()
