from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_names_in_one_spelling")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="drafted_numbers",
            field=models.JSONField(default=dict, editable=False, verbose_name="草稿里数字的来处"),
        )
        for model in ("package", "submission")
    ]
