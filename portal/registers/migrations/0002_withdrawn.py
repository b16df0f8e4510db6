from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="withdrawn_reason",
            field=models.TextField(blank=True),
        ),
    ]
