import activities.models.kind
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The kinds become rows of their campaign; what refers to one by its key keeps that until the next migration."""

    dependencies = [
        ("activities", "0005_lists_and_exports"),
        ("organization", "0007_campaign_carries_its_form"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="用在网址和数据里，定了不再改，如 job_fair。",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]*\\Z", "只用小写字母、数字和下划线，以字母开头，如 job_fair。"
                            ),
                            activities.models.kind.refuse_reserved_key,
                        ],
                        verbose_name="代码",
                    ),
                ),
                (
                    "label",
                    models.CharField(help_text="汇总表里的叫法，如：招聘会。", max_length=40, verbose_name="名称"),
                ),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("outreach", "发放宣传（渠道、次数、份数）"),
                            ("contact", "联系走访（人数、新增会员）"),
                            ("meeting", "会议活动（场次、人数、主题）"),
                            ("tally", "其他计数（只用自定的数字）"),
                        ],
                        help_text="这一类活动计什么数，有记录以后不能改。",
                        max_length=12,
                        verbose_name="记录类型",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="次序",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="停用后不再记新的，已有的记录照常计数。", verbose_name="启用"
                    ),
                ),
                (
                    "other_names",
                    models.CharField(
                        blank=True,
                        help_text="总结里说到它时用的词，用顿号隔开，如：走访、走进青年。",
                        max_length=200,
                        verbose_name="文中的叫法",
                    ),
                ),
                (
                    "sentence_pattern",
                    models.TextField(
                        blank=True,
                        help_text="选填。第一行以 # 开头的，是它所在一节的小标题；"
                        "下一行是开展了的句子，再下一行是报零时的句子。"
                        "{session_count} 这样的代码换成数字，{period}、{name}、{most}、{topics} 等换成起止日期、叫法、"
                        "最多的旗县、主题。留空用通用的句子。",
                        verbose_name="总结草稿的句子",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动类别",
                "verbose_name_plural": "活动类别",
                "ordering": ["campaign", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EntryFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "value",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(9999999)], verbose_name="数字"
                    ),
                ),
            ],
            options={
                "verbose_name": "自定数字的值",
                "verbose_name_plural": "自定数字的值",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="KindDetail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "column",
                    models.CharField(
                        choices=[
                            ("channels", "发放渠道"),
                            ("channel_other", "其他渠道"),
                            ("distribution_count", "发放次数"),
                            ("copy_count", "发放份数"),
                            ("visited_count", "联系走访人数"),
                            ("new_member_count", "新增会员数"),
                            ("session_count", "活动场次"),
                            ("participant_count", "参与人数"),
                            ("topic", "主题"),
                            ("speaker", "主讲人"),
                            ("speaker_post", "主讲人单位职务"),
                            ("site_kind", "考察对象"),
                            ("co_hosts", "联合举办单位"),
                            ("place", "地点"),
                            ("is_online", "线上"),
                        ],
                        max_length=20,
                        verbose_name="内容",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(default=False, help_text="已开展的记录须填。", verbose_name="必填"),
                ),
                (
                    "label",
                    models.CharField(blank=True, help_text="留空用通用的叫法。", max_length=20, verbose_name="名称"),
                ),
                ("help_text", models.CharField(blank=True, max_length=100, verbose_name="填写说明")),
            ],
            options={
                "verbose_name": "所问的内容",
                "verbose_name_plural": "所问的内容",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="KindFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="定了不再改，如 job_count。",
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]*\\Z", "只用小写字母、数字和下划线，以字母开头，如 job_fair。"
                            )
                        ],
                        verbose_name="代码",
                    ),
                ),
                ("label", models.CharField(help_text="如：提供岗位数。", max_length=20, verbose_name="名称")),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="文字里跟在数字后面，如：个、人。", max_length=10, verbose_name="单位"
                    ),
                ),
                ("help_text", models.CharField(blank=True, max_length=100, verbose_name="填写说明")),
                (
                    "is_required",
                    models.BooleanField(default=False, help_text="已开展的记录须填。", verbose_name="必填"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="次序",
                    ),
                ),
            ],
            options={
                "verbose_name": "自定数字",
                "verbose_name_plural": "自定数字",
                "ordering": ["position", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="activity",
            name="activity_held_is_counted",
        ),
        migrations.RemoveConstraint(
            model_name="activity",
            name="activity_letter_has_channel",
        ),
        migrations.RemoveConstraint(
            model_name="activity",
            name="activity_columns_fit_kind",
        ),
        migrations.RemoveConstraint(
            model_name="zeroreport",
            name="zeroreport_kind_known",
        ),
        migrations.RemoveIndex(
            model_name="activity",
            name="activity_annex2",
        ),
        migrations.RemoveIndex(
            model_name="activity",
            name="activity_listed",
        ),
        migrations.RemoveIndex(model_name="activity", name="activity_by_day"),
        migrations.RemoveIndex(model_name="activity", name="activity_listed_by_state"),
        migrations.RemoveConstraint(model_name="zeroreport", name="zeroreport_once"),
        migrations.RenameField(
            model_name="activity",
            old_name="letter_channels",
            new_name="channels",
        ),
        migrations.RenameField(
            model_name="activity",
            old_name="letter_channel_other",
            new_name="channel_other",
        ),
        migrations.RenameField(
            model_name="activity",
            old_name="kind",
            new_name="kind_key",
        ),
        migrations.RenameField(
            model_name="zeroreport",
            old_name="kind",
            new_name="kind_key",
        ),
        migrations.RenameField(
            model_name="activityimport",
            old_name="kind",
            new_name="kind_key",
        ),
        migrations.AlterModelOptions(
            name="activity",
            options={
                "ordering": ["-held_on", "-pk"],
                "permissions": [("export_activity", "可以说明用途后导出各类活动的全部记录")],
                "verbose_name": "活动",
                "verbose_name_plural": "活动",
            },
        ),
        migrations.AlterField(
            model_name="activity",
            name="channels",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="发放渠道"),
        ),
        migrations.AlterField(
            model_name="activity",
            name="co_hosts",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="联合举办单位"),
        ),
        migrations.AlterField(
            model_name="activity",
            name="copy_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(9999999)],
                verbose_name="发放份数",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="distribution_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(9999999)],
                verbose_name="发放次数",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="new_member_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(9999999)],
                verbose_name="新增会员数",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="participant_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(9999999)],
                verbose_name="参与人数",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="session_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(9999999)],
                verbose_name="活动场次",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="speaker",
            field=models.CharField(blank=True, max_length=50, null=True, verbose_name="主讲人"),
        ),
        migrations.AlterField(
            model_name="activity",
            name="speaker_post",
            field=models.CharField(blank=True, max_length=60, null=True, verbose_name="主讲人单位职务"),
        ),
        migrations.AlterField(
            model_name="activity",
            name="visited_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(9999999)],
                verbose_name="联系走访人数",
            ),
        ),
        migrations.AddField(
            model_name="activitykind",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kinds",
                to="organization.campaign",
                verbose_name="年度",
            ),
        ),
        migrations.AddField(
            model_name="entryfigure",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entry_figures",
                to="activities.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="kinddetail",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="details",
                to="activities.activitykind",
                verbose_name="活动类别",
            ),
        ),
        migrations.AddField(
            model_name="kindfigure",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="figures",
                to="activities.activitykind",
                verbose_name="活动类别",
            ),
        ),
        migrations.AddField(
            model_name="entryfigure",
            name="figure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entry_figures",
                to="activities.kindfigure",
                verbose_name="自定数字",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitykind",
            constraint=models.UniqueConstraint(
                fields=("campaign", "key"),
                name="activitykind_key_once",
                violation_error_message="这个年度已有这个代码的类别。",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitykind",
            constraint=models.UniqueConstraint(
                fields=("campaign", "label"),
                name="activitykind_label_once",
                violation_error_message="这个年度已有这个名称的类别。",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitykind",
            constraint=models.CheckConstraint(
                condition=models.Q(("shape__in", ["outreach", "contact", "meeting", "tally"])),
                name="activitykind_shape_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="kinddetail",
            constraint=models.UniqueConstraint(
                fields=("kind", "column"), name="kinddetail_once", violation_error_message="这一项已经有了。"
            ),
        ),
        migrations.AddConstraint(
            model_name="kinddetail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "column__in",
                        [
                            "channels",
                            "channel_other",
                            "distribution_count",
                            "copy_count",
                            "visited_count",
                            "new_member_count",
                            "session_count",
                            "participant_count",
                            "topic",
                            "speaker",
                            "speaker_post",
                            "site_kind",
                            "co_hosts",
                            "place",
                            "is_online",
                        ],
                    )
                ),
                name="kinddetail_column_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="kindfigure",
            constraint=models.UniqueConstraint(
                fields=("kind", "key"), name="kindfigure_key_once", violation_error_message="这个代码已经有了。"
            ),
        ),
        migrations.AddConstraint(
            model_name="kindfigure",
            constraint=models.UniqueConstraint(
                fields=("kind", "label"), name="kindfigure_label_once", violation_error_message="这个名称已经有了。"
            ),
        ),
        migrations.AddIndex(
            model_name="entryfigure",
            index=models.Index(fields=["figure", "activity", "value"], name="entryfigure_summed"),
        ),
        migrations.AddConstraint(
            model_name="entryfigure",
            constraint=models.UniqueConstraint(fields=("activity", "figure"), name="entryfigure_once"),
        ),
        migrations.AddConstraint(
            model_name="entryfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__lte", 9999999)), name="entryfigure_value_limit"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="kind",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="activities.activitykind",
                verbose_name="类别",
            ),
        ),
        migrations.AddField(
            model_name="zeroreport",
            name="kind",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="zero_reports",
                to="activities.activitykind",
                verbose_name="类别",
            ),
        ),
        migrations.AddField(
            model_name="activityimport",
            name="kind",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="activities.activitykind",
                verbose_name="类别",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="shape",
            field=models.CharField(default="", editable=False, max_length=12, verbose_name="记录类型"),
        ),
    ]
