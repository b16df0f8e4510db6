from django.db import migrations

import portal.publication.amounts
from portal.intake import storage
from portal.publication.projection import columns_of
from portal.publication.stubs import without_stubs


def read_again(apps, schema_editor):
    """The amounts of what was published before, from what was published."""
    process_model = apps.get_model("publication", "Process")
    for process in process_model.objects.only("ocid", "folio", "compiled").iterator(chunk_size=200):
        columns = columns_of(without_stubs(storage.unpack(process.compiled)), process.ocid, process.folio)
        amounts = {name: columns[name] for name in ("amount", "contracted")}
        process_model.objects.filter(pk=process.pk).update(**amounts)


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0003_public_files"),
    ]

    operations = [
        migrations.AlterField("process", "amount", portal.publication.amounts.AmountField()),
        migrations.AlterField("process", "contracted", portal.publication.amounts.AmountField()),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
