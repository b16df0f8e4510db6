"""The amounts of records to the cent, as those of what is published: SQLite has no decimals."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

import portal.publication.amounts
from portal.intake import storage
from portal.intake.projection import columns_of


def read_again(apps: Any, schema_editor: object) -> None:
    """The amounts of the records that are here, from their bodies."""
    records = apps.get_model("intake", "Record")._base_manager
    for row in records.only("record_type", "body").iterator(chunk_size=200):
        amount = columns_of(storage.unpack(row.body), row.record_type)["amount"]
        records.filter(pk=row.pk).update(amount=amount)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0014_outcomes_of_operations")]

    operations: ClassVar = [
        migrations.AlterField("record", "amount", portal.publication.amounts.AmountField()),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
