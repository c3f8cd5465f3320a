from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0010_names_in_one_spelling"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["at"], name="auditevent_by_time"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["act", "at"], name="auditevent_by_act"),
        ),
    ]
