from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returnees", "0003_follow_up"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="returnee",
            name="returnee_by_home",
        ),
        migrations.AddIndex(
            model_name="returnee",
            index=models.Index(
                fields=["campaign", "home_committee", "state", "status", "age", "industry", "submitted_at", "entrance"],
                name="returnee_counted_by_home",
            ),
        ),
    ]
