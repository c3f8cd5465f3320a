import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0008_log_by_kind"),
        ("organization", "0007_campaign_carries_its_form"),
        ("reports", "0002_packages_go_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnexColumn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="定了不再改，如 fair_session_count。",
                        max_length=50,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]*\\Z", "只用小写字母、数字和下划线，以字母开头，如 fair_session_count。"
                            )
                        ],
                        verbose_name="代码",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="次序",
                    ),
                ),
                (
                    "content",
                    models.CharField(
                        choices=[
                            ("serial", "序号"),
                            ("name", "单位名称"),
                            ("figure", "数字"),
                            ("channels", "渠道"),
                            ("blank", "空着打印"),
                        ],
                        default="figure",
                        max_length=10,
                        verbose_name="内容",
                    ),
                ),
                (
                    "heading_1",
                    models.CharField(
                        help_text="左右相邻、写法相同的会合并。", max_length=30, verbose_name="第一层表头"
                    ),
                ),
                ("heading_2", models.CharField(blank=True, max_length=30, verbose_name="第二层表头")),
                ("heading_3", models.CharField(blank=True, max_length=30, verbose_name="第三层表头")),
                (
                    "figure",
                    models.CharField(
                        blank=True,
                        help_text="这一类活动的哪个数字：如 session_count，或自定数字的代码。",
                        max_length=30,
                        verbose_name="数字",
                    ),
                ),
                (
                    "width",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="以半角字符计。",
                        validators=[
                            django.core.validators.MinValueValidator(4),
                            django.core.validators.MaxValueValidator(80),
                        ],
                        verbose_name="列宽",
                    ),
                ),
                (
                    "meaning",
                    models.CharField(
                        blank=True, help_text="写在表的说明里，供填报的人看。", max_length=120, verbose_name="怎样计数"
                    ),
                ),
            ],
            options={
                "verbose_name": "附件2的列",
                "verbose_name_plural": "附件2的列",
                "ordering": ["campaign", "position"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="packagephoto",
            name="packagephoto_three_places",
        ),
        migrations.RemoveConstraint(
            model_name="submissionphoto",
            name="submissionphoto_three_places",
        ),
        migrations.RenameField(
            model_name="submissionentry",
            old_name="letter_channel_other",
            new_name="channel_other",
        ),
        migrations.RenameField(
            model_name="submissionentry",
            old_name="letter_channels",
            new_name="channels",
        ),
        migrations.AlterField(
            model_name="submissionentry",
            name="visited_count",
            field=models.PositiveIntegerField(null=True, verbose_name="联系走访人数"),
        ),
        migrations.AlterField(
            model_name="submissionentry",
            name="new_member_count",
            field=models.PositiveIntegerField(null=True, verbose_name="新增会员数"),
        ),
        migrations.AddField(
            model_name="submissionentry",
            name="own_figures",
            field=models.JSONField(default=dict, verbose_name="自定数字"),
        ),
        migrations.AlterField(
            model_name="submissionentry",
            name="kind",
            field=models.CharField(max_length=20, verbose_name="类别"),
        ),
        migrations.AddConstraint(
            model_name="packagephoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1), ("position__lte", 9)), name="packagephoto_nine_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="submissionphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1), ("position__lte", 9)), name="submissionphoto_nine_places"
            ),
        ),
        migrations.AddField(
            model_name="annexcolumn",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annex_columns",
                to="organization.campaign",
                verbose_name="年度",
            ),
        ),
        migrations.AddField(
            model_name="annexcolumn",
            name="kind",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annex_columns",
                to="activities.activitykind",
                verbose_name="活动类别",
            ),
        ),
        migrations.AddConstraint(
            model_name="annexcolumn",
            constraint=models.UniqueConstraint(
                fields=("campaign", "key"), name="annexcolumn_key_once", violation_error_message="这个代码已经有了。"
            ),
        ),
        migrations.AddConstraint(
            model_name="annexcolumn",
            constraint=models.UniqueConstraint(
                fields=("campaign", "position"),
                name="annexcolumn_position_once",
                violation_error_message="这个次序已经有了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="annexcolumn",
            constraint=models.UniqueConstraint(
                condition=models.Q(("content", "serial")),
                fields=("campaign",),
                name="annexcolumn_one_serial",
                violation_error_message="“序号”只能有一列。",
            ),
        ),
        migrations.AddConstraint(
            model_name="annexcolumn",
            constraint=models.UniqueConstraint(
                condition=models.Q(("content", "name")),
                fields=("campaign",),
                name="annexcolumn_one_name",
                violation_error_message="“单位名称”只能有一列。",
            ),
        ),
        migrations.AddConstraint(
            model_name="annexcolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content", "figure"), ("kind__isnull", False), models.Q(("figure", ""), _negated=True)),
                    models.Q(("content", "channels"), ("figure", ""), ("kind__isnull", False)),
                    models.Q(("content__in", ("serial", "name", "blank")), ("figure", ""), ("kind", None)),
                    _connector="OR",
                ),
                name="annexcolumn_names_what_it_counts",
                violation_error_message="“数字”列要指明活动类别和数字，“渠道”列要指明活动类别，其他的列都留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="annexcolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("heading_1", ""), _negated=True),
                    models.Q(models.Q(("heading_2", ""), _negated=True), ("heading_3", ""), _connector="OR"),
                ),
                name="annexcolumn_headings_from_the_top",
                violation_error_message="表头从第一层写起，中间不能空一层。",
            ),
        ),
    ]
