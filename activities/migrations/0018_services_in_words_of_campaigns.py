from django.db import migrations, models

from organization.region import words

LABELS = {
    "loan_referral": f"{words.loan}推荐",
    "training": "培训",
    "lead_goose": "领头雁培养人选",
    "job_information": "就业信息",
    "ticket_help": "购票协助",
}


def make_lists(apps, schema_editor):
    """Every campaign so far has the kinds of services that were the same for all of them."""
    campaigns = apps.get_model("organization", "Campaign").objects
    lists, choices = (apps.get_model("activities", name).objects for name in ("LogList", "LogChoice"))
    for campaign in campaigns.order_by("pk"):
        log_list = lists.create(campaign=campaign, key="service_kind")
        choices.bulk_create(
            choices.model(log_list=log_list, code=code, label=label, position=position)
            for position, (code, label) in enumerate(LABELS.items(), start=1)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0017_lists_of_campaigns"),
        ("organization", "0037_words_of_the_region"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="loglist",
            options={
                "ordering": ["campaign", "pk"],
                "verbose_name": "记录选项",
                "verbose_name_plural": "记录选项",
            },
        ),
        migrations.RemoveConstraint(model_name="loglist", name="loglist_key_known"),
        migrations.AlterField(
            model_name="loglist",
            name="key",
            field=models.CharField(
                choices=[("channels", "发放渠道"), ("site_kind", "考察对象"), ("service_kind", "服务种类")],
                max_length=20,
                verbose_name="选项表",
            ),
        ),
        migrations.AddConstraint(
            model_name="loglist",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__in", ["channels", "site_kind", "service_kind"])),
                name="loglist_key_known",
            ),
        ),
        migrations.RunPython(make_lists, migrations.RunPython.noop),
    ]
