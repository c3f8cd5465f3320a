from django.db import migrations, models

# As the notice's file of 2020 has them; campaigns made from it have the same label.
LABEL, OTHER_NAMES = "青创联盟新增会员数", "新…会员、吸收…会员、发展…会员"
HELP = "总结里说到这个数字时用的词，用顿号隔开；中间隔着别的字的写省略号，如：新…会员。"


def fill_in_words(apps, schema_editor):
    details = apps.get_model("activities", "KindDetail").objects
    details.filter(column="new_member_count", label=LABEL, other_names="").update(other_names=OTHER_NAMES)


class Migration(migrations.Migration):
    dependencies = [("activities", "0008_log_by_kind")]

    operations = [
        migrations.AddField(
            model_name="kinddetail",
            name="other_names",
            field=models.CharField(blank=True, help_text=HELP, max_length=100, verbose_name="文中的叫法"),
        ),
        migrations.AddField(
            model_name="kinddetail",
            name="unit",
            field=models.CharField(
                blank=True, help_text="文字里跟在数字后面；留空用通用的。", max_length=10, verbose_name="单位"
            ),
        ),
        migrations.AddField(
            model_name="kindfigure",
            name="other_names",
            field=models.CharField(blank=True, help_text=HELP, max_length=100, verbose_name="文中的叫法"),
        ),
        migrations.RunPython(fill_in_words, migrations.RunPython.noop),
    ]
