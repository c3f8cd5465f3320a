import activities.models.kind
import activities.models.work_entry
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import organization.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("activities", "0001_activities_and_zero_reports"),
        ("activities", "0002_imports"),
        ("activities", "0003_photos_and_undo"),
        ("activities", "0004_services_groups_headcounts_publicity"),
        ("activities", "0005_lists_and_exports"),
        ("activities", "0006_kinds_as_rows"),
        ("activities", "0007_kinds_of_campaigns"),
        ("activities", "0008_log_by_kind"),
        ("activities", "0009_words_of_figures"),
        ("activities", "0010_confirmed_figures"),
        ("activities", "0011_index_planned_entries"),
        ("activities", "0012_links_are_completed"),
        ("activities", "0013_trainings_have_titles_and_photos"),
        ("activities", "0014_one_text_to_search"),
    ]

    initial = True

    dependencies = [
        ("organization", "0022_own_acts_by_committee"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                        help_text="选填。第一行以 # 开头的，是它所在一节的小标题；下一行是开展了的句子，再下一行是报零时的句子。{session_count} 这样的代码换成数字，{period}、{name}、{most}、{topics} 等换成起止日期、叫法、最多的旗县、主题。留空用通用的句子。",
                        verbose_name="总结草稿的句子",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kinds",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动类别",
                "verbose_name_plural": "活动类别",
                "ordering": ["campaign", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "key"),
                        name="activitykind_key_once",
                        violation_error_message="这个年度已有这个代码的类别。",
                    ),
                    models.UniqueConstraint(
                        fields=("campaign", "label"),
                        name="activitykind_label_once",
                        violation_error_message="这个年度已有这个名称的类别。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shape__in", ["outreach", "contact", "meeting", "tally"])),
                        name="activitykind_shape_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=43, unique=True)),
                ("uploaded_at", models.DateTimeField(default=organization.clock.now, verbose_name="上传时间")),
                ("content_digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("imported_at", models.DateTimeField(null=True, verbose_name="导入时间")),
                ("created_count", models.PositiveIntegerField(null=True, verbose_name="新增")),
                ("changed_count", models.PositiveIntegerField(null=True, verbose_name="修改")),
                ("skipped_count", models.PositiveIntegerField(null=True, verbose_name="已存在")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.activitykind",
                        verbose_name="类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "Excel 导入",
                "verbose_name_plural": "Excel 导入",
                "ordering": ["-pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("changed_count", None),
                                ("created_count", None),
                                ("imported_at", None),
                                ("skipped_count", None),
                            ),
                            models.Q(
                                ("changed_count__isnull", False),
                                ("created_count__isnull", False),
                                ("imported_at__isnull", False),
                                ("skipped_count__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="activityimport_counted_once_imported",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "计划"), ("held", "已开展"), ("cancelled", "已取消")],
                        default="held",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="日期")),
                (
                    "held_until",
                    models.DateField(
                        blank=True,
                        help_text="只知道一段时间的合计时，填这段时间的最后一天。",
                        null=True,
                        verbose_name="合计至",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("is_online", models.BooleanField(default=False, verbose_name="线上")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "distribution_count",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="发放次数",
                    ),
                ),
                (
                    "copy_count",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="发放份数",
                    ),
                ),
                (
                    "visited_count",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="联系走访人数",
                    ),
                ),
                (
                    "new_member_count",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="新增会员数",
                    ),
                ),
                (
                    "session_count",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="活动场次",
                    ),
                ),
                (
                    "participant_count",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="参与人数",
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=80, null=True, verbose_name="主题")),
                ("speaker", models.CharField(blank=True, max_length=50, null=True, verbose_name="主讲人")),
                ("speaker_post", models.CharField(blank=True, max_length=60, null=True, verbose_name="主讲人单位职务")),
                (
                    "site_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cluster", "产业聚集区"),
                            ("company", "重大招商企业"),
                            ("project", "重点建设工程"),
                            ("incubator", "青年创业孵化器"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        null=True,
                        verbose_name="考察对象",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="记录时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="最后修改时间"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="organization.committee",
                        verbose_name="开展单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后修改人",
                    ),
                ),
                ("co_hosts", models.CharField(blank=True, max_length=120, null=True, verbose_name="联合举办单位")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
                (
                    "deleted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "entry_uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="表单编号"),
                ),
                ("channels", models.CharField(blank=True, max_length=120, null=True, verbose_name="发放渠道")),
                ("channel_other", models.CharField(blank=True, max_length=20, null=True, verbose_name="其他渠道")),
                (
                    "kind",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="activities.activitykind",
                        verbose_name="类别",
                    ),
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
                        editable=False,
                        max_length=12,
                        verbose_name="记录类型",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
                ("confirmed_figures", models.TextField(blank=True, editable=False, verbose_name="核对过的数字")),
                (
                    "searched_text",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Concat(
                            models.F("topic"),
                            models.Value("\n", output_field=models.TextField()),
                            models.F("place"),
                            models.Value("\n", output_field=models.TextField()),
                            models.F("remark"),
                            models.Value("\n", output_field=models.TextField()),
                            models.F("co_hosts"),
                            models.Value("\n", output_field=models.TextField()),
                            models.F("speaker"),
                            models.Value("\n", output_field=models.TextField()),
                            models.F("channel_other"),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                        verbose_name="可检索的文字",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动",
                "verbose_name_plural": "活动",
                "ordering": ["-held_on", "-pk"],
                "permissions": [("export_activity", "可以说明用途后导出各类活动的全部记录")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="activity_deleted",
                    ),
                    models.Index(fields=["campaign", "updated_at"], name="activity_touched"),
                    models.Index(
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
                    models.Index(fields=["campaign", "kind", "committee", "held_on"], name="activity_by_day"),
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["campaign", "kind", "state", "-held_on", "-id"],
                        name="activity_listed_by_state",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("state", "planned")),
                        fields=["committee", "campaign", "held_on"],
                        name="activity_planned",
                    ),
                    models.Index(
                        fields=[
                            "campaign",
                            "kind",
                            "-held_on",
                            "-id",
                            "deleted_at",
                            "committee",
                            "state",
                            "searched_text",
                        ],
                        name="activity_listed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_until", None), ("held_until__gte", models.F("held_on")), _connector="OR"
                        ),
                        name="activity_period_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("copy_count", None), ("copy_count__lte", 9999999), _connector="OR"),
                        name="activity_copy_count_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("distribution_count", None), ("distribution_count__lte", 9999999), _connector="OR"
                        ),
                        name="activity_distribution_count_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_member_count", None), ("new_member_count__lte", 9999999), _connector="OR"
                        ),
                        name="activity_new_member_count_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("participant_count", None), ("participant_count__lte", 9999999), _connector="OR"
                        ),
                        name="activity_participant_count_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session_count", None), ("session_count__lte", 9999999), _connector="OR"),
                        name="activity_session_count_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visited_count", None), ("visited_count__lte", 9999999), _connector="OR"),
                        name="activity_visited_count_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deleted_at", None), ("deleted_by", None)),
                            models.Q(("deleted_at__isnull", False), ("deleted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="activity_deleted_by_somebody",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channels", None), models.Q(("channels", ""), _negated=True), _connector="OR"
                        ),
                        name="activity_channels_not_blank",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by", None), ("confirmed_figures", "")),
                            models.Q(
                                models.Q(("confirmed_figures", ""), _negated=True), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="activity_figures_confirmed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("completed_at", models.DateTimeField(default=organization.clock.now, verbose_name="标记时间")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="其后第一次修改")),
                ("handed_back_at", models.DateTimeField(null=True, verbose_name="退回时间")),
                ("handed_back_reason", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="organization.committee",
                        verbose_name="团委",
                    ),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="标记人",
                    ),
                ),
                (
                    "handed_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="退回人",
                    ),
                ),
            ],
            options={
                "verbose_name": "填完标记",
                "verbose_name_plural": "填完标记",
                "ordering": ["committee__path", "number"],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "committee", "number"), name="completion_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_back_at", None), ("handed_back_by", None), ("handed_back_reason", "")),
                            models.Q(
                                ("handed_back_at__isnull", False),
                                ("handed_back_by__isnull", False),
                                models.Q(("handed_back_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="completion_handed_back_with_a_word",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
                (
                    "remark",
                    activities.models.work_entry.PlainText(
                        blank=True, help_text="不写身份证号和银行卡号。", max_length=200, verbose_name="备注"
                    ),
                ),
                (
                    "entry_uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="表单编号"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="记录时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="最后修改时间"),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("entrepreneurs", "外出创业"),
                            ("workers", "外出务工"),
                            ("students", "在外学生"),
                            ("residents", "常驻青年"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                (
                    "youth_count",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(9999999)], verbose_name="人数"
                    ),
                ),
                ("counted_on", models.DateField(help_text="这些人数是哪一天的。", verbose_name="截至日期")),
                ("is_current", models.BooleanField(default=False, editable=False, verbose_name="现行")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="填报单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后修改人",
                    ),
                ),
            ],
            options={
                "verbose_name": "青年人数",
                "verbose_name_plural": "青年人数",
                "ordering": ["committee__path", "category", "-counted_on", "-pk"],
                "abstract": False,
                "default_permissions": ("view", "add", "delete"),
                "indexes": [models.Index(fields=["campaign", "committee", "category"], name="headcount_by_category")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deleted_at", None), ("deleted_by", None)),
                            models.Q(("deleted_at__isnull", False), ("deleted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="headcount_deleted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("category__in", ["entrepreneurs", "workers", "students", "residents"])),
                        name="headcount_category_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("youth_count__lte", 9999999)), name="headcount_youth_count_limit"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_current", False), ("deleted_at", None), _connector="OR"),
                        name="headcount_current_not_deleted",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("campaign", "committee", "category"),
                        name="headcount_one_current",
                    ),
                ],
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
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="activities.activitykind",
                        verbose_name="活动类别",
                    ),
                ),
                (
                    "other_names",
                    models.CharField(
                        blank=True,
                        help_text="总结里说到这个数字时用的词，用顿号隔开；中间隔着别的字的写省略号，如：新…会员。",
                        max_length=100,
                        verbose_name="文中的叫法",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="文字里跟在数字后面；留空用通用的。", max_length=10, verbose_name="单位"
                    ),
                ),
            ],
            options={
                "verbose_name": "所问的内容",
                "verbose_name_plural": "所问的内容",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "column"), name="kinddetail_once", violation_error_message="这一项已经有了。"
                    ),
                    models.CheckConstraint(
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
                ],
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
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="activities.activitykind",
                        verbose_name="活动类别",
                    ),
                ),
                (
                    "other_names",
                    models.CharField(
                        blank=True,
                        help_text="总结里说到这个数字时用的词，用顿号隔开；中间隔着别的字的写省略号，如：新…会员。",
                        max_length=100,
                        verbose_name="文中的叫法",
                    ),
                ),
            ],
            options={
                "verbose_name": "自定数字",
                "verbose_name_plural": "自定数字",
                "ordering": ["position", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "key"), name="kindfigure_key_once", violation_error_message="这个代码已经有了。"
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "label"),
                        name="kindfigure_label_once",
                        violation_error_message="这个名称已经有了。",
                    ),
                ],
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
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_figures",
                        to="activities.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_figures",
                        to="activities.kindfigure",
                        verbose_name="自定数字",
                    ),
                ),
            ],
            options={
                "verbose_name": "自定数字的值",
                "verbose_name_plural": "自定数字的值",
                "default_permissions": (),
                "indexes": [models.Index(fields=["figure", "activity", "value"], name="entryfigure_summed")],
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "figure"), name="entryfigure_once"),
                    models.CheckConstraint(condition=models.Q(("value__lte", 9999999)), name="entryfigure_value_limit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32, unique=True, verbose_name="文件名")),
                ("width", models.PositiveIntegerField(verbose_name="宽（像素）")),
                ("height", models.PositiveIntegerField(verbose_name="高（像素）")),
                ("byte_count", models.PositiveIntegerField(verbose_name="字节数")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("uploaded_at", models.DateTimeField(default=organization.clock.now, verbose_name="上传时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "照片",
                "verbose_name_plural": "照片",
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["digest"], name="photo_digest")],
            },
        ),
        migrations.CreateModel(
            name="ActivityPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caption", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_photos",
                        to="activities.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activity_uses",
                        to="activities.photo",
                        verbose_name="照片",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动照片",
                "verbose_name_plural": "活动照片",
                "ordering": ["position", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "photo"),
                        name="activityphoto_once",
                        violation_error_message="这张照片已在这条记录里。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Publicity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
                (
                    "remark",
                    activities.models.work_entry.PlainText(
                        blank=True, help_text="不写身份证号和银行卡号。", max_length=200, verbose_name="备注"
                    ),
                ),
                (
                    "entry_uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="表单编号"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="记录时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="最后修改时间"),
                ),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("wechat_account", "微信公众号"),
                            ("weibo", "微博"),
                            ("short_video", "短视频平台"),
                            ("website", "网站、客户端"),
                            ("newspaper", "报纸"),
                            ("television", "电视"),
                            ("radio", "广播"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="宣传平台",
                    ),
                ),
                ("title", activities.models.work_entry.PlainText(max_length=120, verbose_name="标题")),
                (
                    "link",
                    models.CharField(
                        blank=True,
                        help_text="网址；报纸、电视、广播没有链接的留空。",
                        max_length=500,
                        verbose_name="链接",
                    ),
                ),
                ("published_on", models.DateField(verbose_name="发布日期")),
                (
                    "read_count",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="选填；不知道的留空，留空不等于 0。",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="阅读量",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="填报单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后修改人",
                    ),
                ),
            ],
            options={
                "verbose_name": "宣传报道",
                "verbose_name_plural": "宣传报道",
                "ordering": ["-published_on", "-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["campaign", "committee", "medium"], name="publicity_by_medium"),
                    models.Index(fields=["campaign", "published_on"], name="publicity_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deleted_at", None), ("deleted_by", None)),
                            models.Q(("deleted_at__isnull", False), ("deleted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="publicity_deleted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "medium__in",
                                [
                                    "wechat_account",
                                    "weibo",
                                    "short_video",
                                    "website",
                                    "newspaper",
                                    "television",
                                    "radio",
                                    "other",
                                ],
                            )
                        ),
                        name="publicity_medium_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("link", ""),
                            ("link__startswith", "http://"),
                            ("link__startswith", "https://"),
                            _connector="OR",
                        ),
                        name="publicity_link_is_web_address",
                        violation_error_message="请填写完整的网址，如 https://mp.weixin.qq.com/s/……。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("read_count", None), ("read_count__lte", 9999999), _connector="OR"),
                        name="publicity_read_count_limit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None), models.Q(("link", ""), _negated=True)),
                        fields=("campaign", "committee", "link"),
                        name="publicity_link_once",
                        violation_error_message="这个链接已经登记过。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
                (
                    "remark",
                    activities.models.work_entry.PlainText(
                        blank=True, help_text="不写身份证号和银行卡号。", max_length=200, verbose_name="备注"
                    ),
                ),
                (
                    "entry_uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="表单编号"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="记录时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="最后修改时间"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("loan_referral", "青创易贷推荐"),
                            ("training", "培训"),
                            ("lead_goose", "领头雁培养人选"),
                            ("job_information", "就业信息"),
                            ("ticket_help", "购票协助"),
                        ],
                        max_length=16,
                        verbose_name="服务种类",
                    ),
                ),
                ("served_on", models.DateField(verbose_name="日期")),
                (
                    "people_count",
                    models.PositiveIntegerField(
                        help_text="这次服务到的青年人数，只记人数。",
                        validators=[
                            django.core.validators.MinValueValidator(1, "至少 1 人。"),
                            django.core.validators.MaxValueValidator(9999999),
                        ],
                        verbose_name="人数",
                    ),
                ),
                ("partner_departments", models.CharField(blank=True, max_length=120, verbose_name="合作部门")),
                (
                    "loan_status",
                    models.CharField(
                        blank=True,
                        choices=[("referred", "已推荐"), ("granted", "已放款"), ("refused", "没有办成")],
                        max_length=10,
                        null=True,
                        verbose_name="贷款状态",
                    ),
                ),
                (
                    "loan_band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("up_to_50k", "5 万元及以下"),
                            ("up_to_100k", "5 万以上至 10 万元"),
                            ("up_to_200k", "10 万以上至 20 万元"),
                            ("up_to_500k", "20 万以上至 50 万元"),
                            ("over_500k", "50 万元以上"),
                        ],
                        max_length=10,
                        null=True,
                        verbose_name="每笔金额",
                    ),
                ),
                ("training_tags", models.CharField(blank=True, max_length=120, null=True, verbose_name="培训内容")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="填报单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后修改人",
                    ),
                ),
                (
                    "title",
                    activities.models.work_entry.PlainText(
                        blank=True,
                        help_text="培训才填，如：肉牛养殖技术培训班。",
                        max_length=60,
                        verbose_name="培训名称",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务记录",
                "verbose_name_plural": "服务记录",
                "ordering": ["-served_on", "-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["campaign", "committee", "kind"], name="service_by_kind"),
                    models.Index(fields=["campaign", "served_on"], name="service_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deleted_at", None), ("deleted_by", None)),
                            models.Q(("deleted_at__isnull", False), ("deleted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="service_deleted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["loan_referral", "training", "lead_goose", "job_information", "ticket_help"])
                        ),
                        name="service_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people_count__gte", 1), ("people_count__lte", 9999999)),
                        name="service_people_counted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "loan_referral"), ("loan_status__in", ["referred", "granted", "refused"])
                            ),
                            models.Q(
                                models.Q(("kind", "loan_referral"), _negated=True),
                                ("loan_band", None),
                                ("loan_status", None),
                            ),
                            _connector="OR",
                        ),
                        name="service_loan_has_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "training"),
                                ("training_tags__isnull", False),
                                models.Q(("training_tags", ""), _negated=True),
                            ),
                            models.Q(models.Q(("kind", "training"), _negated=True), ("training_tags", None)),
                            _connector="OR",
                        ),
                        name="service_training_has_tag",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "training"), ("title", ""), _connector="OR"),
                        name="service_title_of_training",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caption", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_uses",
                        to="activities.photo",
                        verbose_name="照片",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_photos",
                        to="activities.service",
                        verbose_name="服务记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务照片",
                "verbose_name_plural": "服务照片",
                "ordering": ["position", "pk"],
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "photo"),
                        name="servicephoto_once",
                        violation_error_message="这张照片已在这条记录里。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WechatGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
                (
                    "remark",
                    activities.models.work_entry.PlainText(
                        blank=True, help_text="不写身份证号和银行卡号。", max_length=200, verbose_name="备注"
                    ),
                ),
                (
                    "entry_uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="表单编号"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="记录时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="最后修改时间"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leaders", "直属团组织和嘎查村团支部负责人群"),
                            ("members", "团员青年群"),
                            ("outside_workers", "在外创业务工青年群"),
                            ("outside_students", "在外学生群"),
                        ],
                        max_length=16,
                        verbose_name="群的种类",
                    ),
                ),
                ("name", activities.models.work_entry.PlainText(max_length=60, verbose_name="群名称")),
                (
                    "owner",
                    activities.models.work_entry.PlainText(
                        help_text="岗位或姓名，如：团委副书记。不写手机号。", max_length=40, verbose_name="群主"
                    ),
                ),
                (
                    "member_count",
                    models.PositiveSmallIntegerField(
                        help_text="只记人数，不记成员名单；人数变了请随时修改。",
                        validators=[
                            django.core.validators.MinValueValidator(1, "至少 1 人。"),
                            django.core.validators.MaxValueValidator(2000, "一个群最多 2000 人；几个群请分开登记。"),
                        ],
                        verbose_name="群成员数",
                    ),
                ),
                ("created_on", models.DateField(help_text="往年建的群照填当时的日期。", verbose_name="建群日期")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="填报单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后修改人",
                    ),
                ),
            ],
            options={
                "verbose_name": "微信群",
                "verbose_name_plural": "微信群",
                "ordering": ["committee__path", "kind", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["campaign", "committee", "kind"], name="wechatgroup_by_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deleted_at", None), ("deleted_by", None)),
                            models.Q(("deleted_at__isnull", False), ("deleted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="wechatgroup_deleted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["leaders", "members", "outside_workers", "outside_students"])),
                        name="wechatgroup_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("member_count__gte", 1), ("member_count__lte", 2000)),
                        name="wechatgroup_members_counted",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("campaign", "committee", "kind", "name"),
                        name="wechatgroup_once",
                        violation_error_message="这个群已经登记过。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ZeroReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reported_at", models.DateTimeField(default=organization.clock.now, verbose_name="报告时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zero_reports",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zero_reports",
                        to="organization.committee",
                        verbose_name="团委",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报告人",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zero_reports",
                        to="activities.activitykind",
                        verbose_name="类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "零报告",
                "verbose_name_plural": "零报告",
                "ordering": ["committee__path", "kind"],
                "default_permissions": ("view", "add", "delete"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "committee", "kind"),
                        name="zeroreport_once",
                        violation_error_message="这一类已经报过零。",
                    )
                ],
            },
        ),
    ]
