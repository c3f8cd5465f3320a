import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_packages_go_up"),
    ]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="form_uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="表单编号"),
        ),
    ]
