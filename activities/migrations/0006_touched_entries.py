from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0005_lists_and_exports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["campaign", "updated_at"], name="activity_touched"),
        ),
    ]
