from django.db import migrations, models

from organization.pinyin import spell_committee


def spell(apps, schema_editor):
    committees = apps.get_model("organization", "Committee").objects.using(schema_editor.connection.alias)
    rows = list(committees.only("place_name", "short_name"))
    for row in rows:
        row.initials, row.pinyin = spell_committee(row.place_name, row.short_name)
    committees.bulk_update(rows, ["initials", "pinyin"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("organization", "0011_events_by_time")]

    operations = [
        migrations.AddField(
            model_name="committee",
            name="initials",
            field=models.CharField(default="", editable=False, max_length=200, verbose_name="拼音首字母"),
        ),
        migrations.AddField(
            model_name="committee",
            name="pinyin",
            field=models.CharField(default="", editable=False, max_length=600, verbose_name="拼音"),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop, elidable=True),
    ]
