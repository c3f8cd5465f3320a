import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The log goes by the rows; keys, and the proxy models of the five kinds that were code, go."""

    dependencies = [("activities", "0007_kinds_of_campaigns")]

    operations = [
        migrations.RemoveField(model_name="activity", name="kind_key"),
        migrations.RemoveField(model_name="zeroreport", name="kind_key"),
        migrations.RemoveField(model_name="activityimport", name="kind_key"),
        migrations.AlterField(
            model_name="activity",
            name="kind",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="activities.activitykind",
                verbose_name="类别",
            ),
        ),
        migrations.AlterField(
            model_name="activityimport",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="activities.activitykind",
                verbose_name="类别",
            ),
        ),
        migrations.AlterField(
            model_name="zeroreport",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="zero_reports",
                to="activities.activitykind",
                verbose_name="类别",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="shape",
            field=models.CharField(
                choices=[
                    ("outreach", "发放宣传（渠道、次数、份数）"),
                    ("contact", "联系走访（人数、新增会员）"),
                    ("meeting", "会议活动（场次、人数、主题）"),
                    ("tally", "其他计数（只用自定的数字）"),
                ],
                editable=False,
                max_length=12,
                verbose_name="记录类型",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=[
                    "campaign",
                    "state",
                    "kind",
                    "committee",
                    "channels",
                    "channel_other",
                    "distribution_count",
                    "visited_count",
                    "new_member_count",
                    "session_count",
                    "participant_count",
                ],
                name="activity_annex2",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=[
                    "campaign",
                    "kind",
                    "-held_on",
                    "-id",
                    "deleted_at",
                    "committee",
                    "state",
                    "place",
                    "remark",
                    "topic",
                    "co_hosts",
                    "speaker",
                    "channel_other",
                ],
                name="activity_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("co_hosts__isnull", True),
                        ("new_member_count__isnull", True),
                        ("participant_count__isnull", True),
                        ("session_count__isnull", True),
                        ("shape", "outreach"),
                        ("site_kind__isnull", True),
                        ("speaker__isnull", True),
                        ("speaker_post__isnull", True),
                        ("topic__isnull", True),
                        ("visited_count__isnull", True),
                    ),
                    models.Q(
                        ("channel_other__isnull", True),
                        ("channels__isnull", True),
                        ("copy_count__isnull", True),
                        ("distribution_count__isnull", True),
                        ("participant_count__isnull", True),
                        ("session_count__isnull", True),
                        ("shape", "contact"),
                        ("site_kind__isnull", True),
                        ("speaker__isnull", True),
                        ("speaker_post__isnull", True),
                        ("topic__isnull", True),
                    ),
                    models.Q(
                        ("channel_other__isnull", True),
                        ("channels__isnull", True),
                        ("copy_count__isnull", True),
                        ("distribution_count__isnull", True),
                        ("new_member_count__isnull", True),
                        ("shape", "meeting"),
                        ("visited_count__isnull", True),
                    ),
                    models.Q(
                        ("channel_other__isnull", True),
                        ("channels__isnull", True),
                        ("copy_count__isnull", True),
                        ("distribution_count__isnull", True),
                        ("new_member_count__isnull", True),
                        ("participant_count__isnull", True),
                        ("session_count__isnull", True),
                        ("shape", "tally"),
                        ("site_kind__isnull", True),
                        ("speaker__isnull", True),
                        ("speaker_post__isnull", True),
                        ("visited_count__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="activity_columns_fit_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True),
                    models.Q(("distribution_count__isnull", False), ("shape", "outreach")),
                    models.Q(("shape", "contact"), ("visited_count__isnull", False)),
                    models.Q(("session_count__isnull", False), ("shape", "meeting")),
                    ("shape", "tally"),
                    _connector="OR",
                ),
                name="activity_held_is_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("channels", None), models.Q(("channels", ""), _negated=True), _connector="OR"),
                name="activity_channels_not_blank",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["campaign", "kind", "committee", "held_on"], name="activity_by_day"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["campaign", "kind", "state", "-held_on", "-id"],
                name="activity_listed_by_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="zeroreport",
            constraint=models.UniqueConstraint(
                fields=("campaign", "committee", "kind"),
                name="zeroreport_once",
                violation_error_message="这一类已经报过零。",
            ),
        ),
        migrations.DeleteModel(
            name="Lecture",
        ),
        migrations.DeleteModel(
            name="Letter",
        ),
        migrations.DeleteModel(
            name="Symposium",
        ),
        migrations.DeleteModel(
            name="Tour",
        ),
        migrations.DeleteModel(
            name="Visit",
        ),
    ]
