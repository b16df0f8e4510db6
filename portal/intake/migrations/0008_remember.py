from django.db import migrations

from portal.intake.memory import Telling
from portal.intake.storage import unpack

AT_ONCE = 200


def remember_records(apps, schema_editor):
    """What every record already here leaves in the memory of its office."""
    records = apps.get_model("intake", "Record")._base_manager
    kept = [apps.get_model("intake", name)._base_manager for name in ("PastAward", "Listing")]
    wanted = records.only("office_id", "record_id", "record_type", "ocid", "body").order_by("pk")
    for row in wanted.iterator(chunk_size=AT_ONCE):
        telling = Telling(row.record_id, row.record_type, row.ocid, unpack(row.body))
        for manager, found in zip(kept, (telling.awards(), telling.listings()), strict=True):
            manager.bulk_create([manager.model(office_id=row.office_id, **columns) for columns in found])


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0007_memory"),
    ]

    operations = [
        migrations.RunPython(remember_records, migrations.RunPython.noop),
    ]
