from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="process",
            name="persons",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
