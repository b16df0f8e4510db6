from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="conflict",
            options={},
        ),
    ]
