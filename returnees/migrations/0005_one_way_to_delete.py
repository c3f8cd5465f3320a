from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returnees", "0004_lists_and_exports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="returnee",
            name="deleted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="删除时间"),
        ),
    ]
