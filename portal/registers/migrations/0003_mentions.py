import django.db.models.deletion
from django.db import migrations, models

from portal.intake import storage
from portal.registers.mentions import said_in


def keep_mentions(apps, schema_editor):
    """What the records published before name."""
    entry_model, mention = apps.get_model("registers", "Entry"), apps.get_model("registers", "Mention")
    for entry in entry_model.objects.filter(withdrawn_at=None).iterator(chunk_size=200):
        found = dict.fromkeys(said_in(storage.unpack(entry.content)))
        mention.objects.bulk_create(mention(entry=entry, kind=kind, value=value) for kind, value in found)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0002_withdrawn"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("value", models.CharField(max_length=255)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="registers.entry"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["value", "kind"], name="mention_of")],
            },
        ),
        migrations.RunPython(keep_mentions, migrations.RunPython.noop),
    ]
