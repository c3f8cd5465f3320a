from django.db import migrations, models

# What was code until now: of every campaign that is there.
WORDS_OF_2020 = {"public_name": "返乡青年征集", "audience": "家乡在内蒙古"}


def describe_campaigns(apps, schema_editor):
    apps.get_model("organization", "Campaign").objects.update(**WORDS_OF_2020)


class Migration(migrations.Migration):
    dependencies = [("organization", "0008_campaigns_and_committees_end")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="audience",
            field=models.CharField(
                blank=True,
                help_text="公开页面上年龄前面的话，如：家乡在内蒙古。留空只写年龄。",
                max_length=40,
                verbose_name="面向",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="public_name",
            field=models.CharField(
                blank=True,
                help_text="公开页面和海报上“归巢”后面的几个字，如：返乡青年征集。",
                max_length=20,
                verbose_name="页头的叫法",
            ),
        ),
        migrations.RunPython(describe_campaigns, migrations.RunPython.noop, elidable=True),
    ]
