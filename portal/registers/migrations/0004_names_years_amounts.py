from django.db import migrations, models

import portal.publication.amounts
from forms.catalog import load_catalog
from forms.register import amount_in, year_in
from portal.intake import storage
from portal.publication.amounts import fits
from portal.registers.publishing import name_key


def read_again(apps, schema_editor):
    """Name to sort by, year and amount of what was published before, from what was published."""
    entry_model, law = apps.get_model("registers", "Entry"), load_catalog().record_types
    for entry in entry_model.objects.filter(withdrawn_at=None).iterator(chunk_size=200):
        record = law.get(entry.record_type)
        if record is None or record.register is None:
            continue
        shown = storage.unpack(entry.content)
        amount, _ = amount_in(shown, record.register)
        entry_model.objects.filter(pk=entry.pk).update(
            name_key=name_key(entry.title),
            year=year_in(shown, record.register),
            amount=amount if fits(amount) else None,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0003_mentions"),
    ]

    operations = [
        migrations.AddField("entry", "name_key", models.CharField(blank=True, max_length=255)),
        migrations.AddField("entry", "year", models.IntegerField(null=True)),
        migrations.AlterField("entry", "amount", portal.publication.amounts.AmountField()),
        migrations.AddIndex("entry", models.Index(fields=["record_type", "name_key", "code"], name="entry_by_name")),
        migrations.AddIndex("entry", models.Index(fields=["record_type", "year"], name="entry_year")),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
