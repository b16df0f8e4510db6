"""What became of a device's operations is counted from an index alone; the one of the device by itself is in others."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0005_former_keys"), ("intake", "0013_words_on_files")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="storedoperation",
            name="device",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.device"
            ),
        ),
        migrations.AddIndex(
            model_name="storedoperation",
            index=models.Index(fields=["office", "device", "code", "sequence"], name="operation_outcome"),
        ),
    ]
