from django.db import migrations, models

from portal.intake import storage
from portal.publication.ending import ending_of
from portal.publication.stubs import without_stubs


def read_again(apps, schema_editor):
    """How what was published before ended, from what was published."""
    process_model = apps.get_model("publication", "Process")
    for process in process_model.objects.only("compiled").iterator(chunk_size=200):
        ending = ending_of(without_stubs(storage.unpack(process.compiled)))
        if ending:
            process_model.objects.filter(pk=process.pk).update(ending=ending)


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0004_exact_amounts"),
    ]

    operations = [
        migrations.AddField("process", "ending", models.CharField(blank=True, max_length=32)),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
