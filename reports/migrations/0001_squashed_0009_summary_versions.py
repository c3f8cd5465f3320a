import django.core.validators
import django.db.models.deletion
import organization.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0001_packages"),
        ("reports", "0002_packages_go_up"),
        ("reports", "0003_annex_columns"),
        ("reports", "0004_columns_of_campaigns"),
        ("reports", "0005_words_of_states"),
        ("reports", "0006_day_and_words_of_a_return"),
        ("reports", "0007_names_in_one_spelling"),
        ("reports", "0008_numbers_of_drafts"),
        ("reports", "0009_summary_versions"),
    ]

    initial = True

    dependencies = [
        ("activities", "0014_one_text_to_search"),
        ("organization", "0022_own_acts_by_committee"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StampedScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32, unique=True, verbose_name="文件名")),
                (
                    "extension",
                    models.CharField(choices=[("jpg", "JPG"), ("pdf", "PDF")], max_length=4, verbose_name="格式"),
                ),
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
                "verbose_name": "盖章扫描件",
                "verbose_name_plural": "盖章扫描件",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("extension__in", ["jpg", "pdf"])), name="stampedscan_extension_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("printed_name", models.CharField(max_length=40, verbose_name="表中名称")),
                ("position", models.PositiveSmallIntegerField(verbose_name="表中次序")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="organization.committee",
                        verbose_name="报送单位",
                    ),
                ),
                ("contact_revision", models.PositiveIntegerField(default=0, editable=False)),
                ("extended_to", models.DateField(blank=True, null=True, verbose_name="延期至")),
                ("extension_reason", models.CharField(blank=True, max_length=200, verbose_name="延期原因")),
                ("filled_by_name", models.CharField(blank=True, max_length=50, verbose_name="填表人")),
                (
                    "filled_by_phone",
                    models.CharField(
                        blank=True, help_text="手机号，或带区号的座机。", max_length=30, verbose_name="联系电话"
                    ),
                ),
                (
                    "is_summary_draft",
                    models.BooleanField(default=False, editable=False, verbose_name="总结是未改的草稿"),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "未开始"),
                            ("in_progress", "填写中"),
                            ("submitted", "待审核"),
                            ("returned", "退回修改中"),
                            ("accepted", "已确认"),
                        ],
                        default="not_started",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("summary_revision", models.PositiveIntegerField(default=0, editable=False)),
                ("summary_text", models.TextField(blank=True, verbose_name="文字总结")),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="reports.stampedscan",
                        verbose_name="盖章扫描件",
                    ),
                ),
                ("wanted_on", models.DateField(editable=False, null=True, verbose_name="要求重新报送的日期")),
                ("drafted_numbers", models.JSONField(default=dict, editable=False, verbose_name="草稿里数字的来处")),
                ("summary_written_at", models.DateTimeField(editable=False, null=True, verbose_name="总结最后写于")),
                (
                    "summary_written_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="总结最后由谁写",
                    ),
                ),
            ],
            options={
                "verbose_name": "报送材料",
                "verbose_name_plural": "报送材料",
                "ordering": ["position"],
                "permissions": [
                    ("submit_package", "可以填写、报送本单位的报送材料"),
                    ("review_package", "可以退回、确认、重新打开报送材料，延长期限"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "committee"), name="package_one_per_committee"),
                    models.UniqueConstraint(
                        fields=("campaign", "position"),
                        name="package_position_unique",
                        violation_error_message="这个年度的表中已有这个次序。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["not_started", "in_progress", "submitted", "returned", "accepted"])
                        ),
                        name="package_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("filled_by_phone", ""),
                            (
                                "filled_by_phone__regex",
                                "^(1[3-9][0-9]{9}|((010|02[0-9]|0[3-9][0-9]{2})-)?[0-9]{7,8}(-[0-9]{1,6})?)$",
                            ),
                            _connector="OR",
                        ),
                        name="package_phone_plausible",
                        violation_error_message="联系电话应为手机号或座机。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("extended_to", None), ("extension_reason", "")),
                            models.Q(("extended_to__isnull", False), models.Q(("extension_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="package_extended_with_a_reason",
                        violation_error_message="延期须写明原因。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_summary_draft", False), models.Q(("summary_text", ""), _negated=True), _connector="OR"
                        ),
                        name="package_draft_has_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wanted_on", None), ("state", "returned"), _connector="OR"),
                        name="package_wanted_while_returned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("summary_written_at", None), ("summary_written_by", None)),
                            models.Q(("summary_written_at__isnull", False), ("summary_written_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="package_summary_written_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        verbose_name="计入的团委",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credits",
                        to="reports.package",
                        verbose_name="报送材料",
                    ),
                ),
            ],
            options={
                "verbose_name": "计入范围",
                "verbose_name_plural": "计入范围",
                "ordering": ["committee__path"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "committee"),
                        name="credit_one_row_per_committee",
                        violation_error_message="这个团委已计入另一行。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PackagePhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="位置")),
                (
                    "caption",
                    models.CharField(blank=True, help_text="时间、地点、内容。", max_length=80, verbose_name="说明"),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="reports.package",
                        verbose_name="报送材料",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_uses",
                        to="activities.photo",
                        verbose_name="照片",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "报送照片",
                "verbose_name_plural": "报送照片",
                "ordering": ["position"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("package", "position"), name="packagephoto_one_per_place"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 9)), name="packagephoto_nine_places"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="催报内容")),
                ("sent_at", models.DateTimeField(default=organization.clock.now, verbose_name="催报时间")),
                (
                    "form_uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="表单编号"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "packages",
                    models.ManyToManyField(related_name="reminders", to="reports.package", verbose_name="催报的单位"),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="催报人",
                    ),
                ),
            ],
            options={
                "verbose_name": "催报",
                "verbose_name_plural": "催报",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次报送")),
                ("submitted_at", models.DateTimeField(default=organization.clock.now, verbose_name="报送时间")),
                ("submitted_on", models.DateField(verbose_name="报送日期")),
                ("due_on", models.DateField(verbose_name="当时的截止日期")),
                ("printed_name", models.CharField(max_length=40, verbose_name="表中名称")),
                ("filled_by_name", models.CharField(max_length=50, verbose_name="填表人")),
                ("filled_by_phone", models.CharField(max_length=30, verbose_name="联系电话")),
                ("summary_text", models.TextField(verbose_name="文字总结")),
                ("figures", models.JSONField(default=dict, verbose_name="附件2数据")),
                ("zero_reports", models.JSONField(default=list, verbose_name="零报告")),
                ("returnee_counts", models.JSONField(default=list, verbose_name="问卷统计")),
                ("entry_count", models.PositiveIntegerField(default=0, verbose_name="记录数")),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="reports.package",
                        verbose_name="报送材料",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="reports.stampedscan",
                        verbose_name="盖章扫描件",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报送人",
                    ),
                ),
                ("explanations", models.JSONField(null=True, verbose_name="没有修改的说明")),
                ("drafted_numbers", models.JSONField(default=dict, editable=False, verbose_name="草稿里数字的来处")),
            ],
            options={
                "verbose_name": "报送",
                "verbose_name_plural": "报送",
                "ordering": ["package__position", "number"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("package", "number"), name="submission_numbered")],
            },
        ),
        migrations.CreateModel(
            name="StateChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("not_started", "未开始"),
                            ("in_progress", "填写中"),
                            ("submitted", "待审核"),
                            ("returned", "退回修改中"),
                            ("accepted", "已确认"),
                        ],
                        max_length=12,
                        verbose_name="原状态",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("not_started", "未开始"),
                            ("in_progress", "填写中"),
                            ("submitted", "待审核"),
                            ("returned", "退回修改中"),
                            ("accepted", "已确认"),
                        ],
                        max_length=12,
                        verbose_name="新状态",
                    ),
                ),
                ("at", models.DateTimeField(default=organization.clock.now, verbose_name="时间")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("parts", models.CharField(blank=True, max_length=80, verbose_name="涉及部分")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="state_changes",
                        to="reports.package",
                        verbose_name="报送材料",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.submission",
                        verbose_name="所据报送",
                    ),
                ),
                ("wanted_on", models.DateField(null=True, verbose_name="要求重新报送的日期")),
            ],
            options={
                "verbose_name": "状态变化",
                "verbose_name_plural": "状态变化",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_state", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="statechange_returned_with_a_reason",
                        violation_error_message="退回、重新打开须写明原因。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wanted_on", None), ("to_state", "returned"), _connector="OR"),
                        name="statechange_wanted_with_a_return",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="类别")),
                ("held_on", models.DateField(verbose_name="日期")),
                ("held_until", models.DateField(null=True, verbose_name="合计至")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("topic", models.CharField(max_length=80, null=True, verbose_name="主题")),
                ("distribution_count", models.PositiveIntegerField(null=True, verbose_name="发放次数")),
                ("copy_count", models.PositiveIntegerField(null=True, verbose_name="发放份数")),
                ("visited_count", models.PositiveIntegerField(null=True, verbose_name="联系走访人数")),
                ("new_member_count", models.PositiveIntegerField(null=True, verbose_name="新增会员数")),
                ("session_count", models.PositiveIntegerField(null=True, verbose_name="活动场次")),
                ("participant_count", models.PositiveIntegerField(null=True, verbose_name="参与人数")),
                (
                    "activity",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="所属旗县",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="开展单位",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="reports.submission",
                        verbose_name="报送",
                    ),
                ),
                ("channel_other", models.CharField(max_length=20, null=True, verbose_name="其他渠道")),
                ("channels", models.CharField(max_length=120, null=True, verbose_name="发放渠道")),
                ("own_figures", models.JSONField(default=dict, verbose_name="自定数字")),
            ],
            options={
                "verbose_name": "报送的记录",
                "verbose_name_plural": "报送的记录",
                "ordering": ["submission", "kind", "held_on", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "activity"), name="submissionentry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="位置")),
                (
                    "caption",
                    models.CharField(blank=True, help_text="时间、地点、内容。", max_length=80, verbose_name="说明"),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_uses",
                        to="activities.photo",
                        verbose_name="照片",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="reports.submission",
                        verbose_name="报送",
                    ),
                ),
            ],
            options={
                "verbose_name": "报送的照片",
                "verbose_name_plural": "报送的照片",
                "ordering": ["position"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "position"), name="submissionphoto_one_per_place"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 9)),
                        name="submissionphoto_nine_places",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SummaryVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="文字总结")),
                ("is_draft", models.BooleanField(default=False, verbose_name="是未改的草稿")),
                ("drafted_numbers", models.JSONField(default=dict, verbose_name="草稿里数字的来处")),
                ("written_at", models.DateTimeField(null=True, verbose_name="最后写于")),
                (
                    "replaced_by",
                    models.CharField(
                        choices=[("draft", "生成了新草稿"), ("person", "换人接着写"), ("earlier", "恢复了以前的文字")],
                        max_length=10,
                        verbose_name="为何留存",
                    ),
                ),
                ("kept_at", models.DateTimeField(default=organization.clock.now, verbose_name="留存时间")),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summary_versions",
                        to="reports.package",
                        verbose_name="报送材料",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后由谁写",
                    ),
                ),
            ],
            options={
                "verbose_name": "以前的文字",
                "verbose_name_plural": "以前的文字",
                "ordering": ["-pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="summaryversion_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("replaced_by__in", ["draft", "person", "earlier"])),
                        name="summaryversion_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("written_at", None), ("written_by", None)),
                            models.Q(("written_at__isnull", False), ("written_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="summaryversion_written_by_and_at",
                    ),
                ],
            },
        ),
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
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annex_columns",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annex_columns",
                        to="activities.activitykind",
                        verbose_name="活动类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件2的列",
                "verbose_name_plural": "附件2的列",
                "ordering": ["campaign", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "key"),
                        name="annexcolumn_key_once",
                        violation_error_message="这个代码已经有了。",
                    ),
                    models.UniqueConstraint(
                        fields=("campaign", "position"),
                        name="annexcolumn_position_once",
                        violation_error_message="这个次序已经有了。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("content", "serial")),
                        fields=("campaign",),
                        name="annexcolumn_one_serial",
                        violation_error_message="“序号”只能有一列。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("content", "name")),
                        fields=("campaign",),
                        name="annexcolumn_one_name",
                        violation_error_message="“单位名称”只能有一列。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content", "figure"), ("kind__isnull", False), models.Q(("figure", ""), _negated=True)
                            ),
                            models.Q(("content", "channels"), ("figure", ""), ("kind__isnull", False)),
                            models.Q(("content__in", ("serial", "name", "blank")), ("figure", ""), ("kind", None)),
                            _connector="OR",
                        ),
                        name="annexcolumn_names_what_it_counts",
                        violation_error_message="“数字”列要指明活动类别和数字，“渠道”列要指明活动类别，其他的列都留空。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("heading_1", ""), _negated=True),
                            models.Q(models.Q(("heading_2", ""), _negated=True), ("heading_3", ""), _connector="OR"),
                        ),
                        name="annexcolumn_headings_from_the_top",
                        violation_error_message="表头从第一层写起，中间不能空一层。",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Package",
            name="credited_committees",
            field=models.ManyToManyField(
                related_name="+", through="reports.Credit", to="organization.committee", verbose_name="计入范围"
            ),
        ),
    ]
