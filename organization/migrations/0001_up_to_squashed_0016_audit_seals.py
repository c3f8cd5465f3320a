import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import organization.clock
import organization.models.campaign
import organization.text_places
import uuid
from django.conf import settings
from django.db import migrations, models


# The name stands behind 0001_tree_accounts_campaigns: what depends on the app's first migration finds that one, which a
# database of an earlier release has applied.
class Migration(migrations.Migration):
    replaces = [
        ("organization", "0001_tree_accounts_campaigns"),
        ("organization", "0002_accounts_and_responsibles"),
        ("organization", "0003_acts_of_staff"),
        ("organization", "0004_acts_of_sending_up"),
        ("organization", "0005_operation_runs"),
        ("organization", "0006_groups_by_key"),
        ("organization", "0007_campaign_carries_its_form"),
        ("organization", "0008_campaigns_and_committees_end"),
        ("organization", "0009_public_words"),
        ("organization", "0010_names_in_one_spelling"),
        ("organization", "0011_events_by_time"),
        ("organization", "0012_committees_in_letters"),
        ("organization", "0013_tries_by_browser"),
        ("organization", "0014_password_changed_at"),
        ("organization", "0015_session_generation"),
        ("organization", "0016_audit_seals"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(unique=True, verbose_name="封条号")),
                ("sealed_at", models.DateTimeField(verbose_name="封存时间")),
                ("first_event", models.PositiveBigIntegerField(verbose_name="最小序号")),
                ("last_event", models.PositiveBigIntegerField(verbose_name="最大序号")),
                ("reach", models.PositiveBigIntegerField(verbose_name="封至序号")),
                ("event_count", models.PositiveIntegerField(verbose_name="条数")),
                ("members", models.BinaryField(verbose_name="所封记录")),
                ("remark", models.CharField(blank=True, max_length=100, verbose_name="备注")),
                ("previous_digest", models.CharField(max_length=64, verbose_name="前一封条摘要")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
            ],
            options={
                "verbose_name": "审计封条",
                "verbose_name_plural": "审计封条",
                "ordering": ["-number"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["sealed_at"], name="auditseal_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("event_count__gt", 0),
                            ("last_event__gte", models.F("first_event")),
                            ("reach__gte", models.F("last_event")),
                        ),
                        name="auditseal_numbers_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("is_current", models.BooleanField(default=False, editable=False, verbose_name="当前年度")),
                ("name", models.CharField(max_length=120, verbose_name="活动名称")),
                ("theme", models.CharField(max_length=60, verbose_name="活动主题")),
                ("issuer", models.CharField(blank=True, max_length=60, verbose_name="发文单位")),
                ("document_number", models.CharField(blank=True, max_length=40, verbose_name="文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="发文日期")),
                ("questionnaire_title", models.CharField(max_length=60, verbose_name="问卷名称")),
                ("annex2_label", models.CharField(default="附件：", max_length=20, verbose_name="附件标识")),
                ("annex2_title", models.CharField(max_length=80, verbose_name="汇总表标题")),
                ("starts_on", models.DateField(verbose_name="活动开始日期")),
                ("ends_on", models.DateField(verbose_name="活动结束日期")),
                (
                    "opens_at",
                    models.DateTimeField(
                        blank=True, help_text="留空表示随时可填。", null=True, verbose_name="问卷开放时间"
                    ),
                ),
                (
                    "closes_at",
                    models.DateTimeField(
                        blank=True, help_text="留空表示不截止。", null=True, verbose_name="问卷截止时间"
                    ),
                ),
                (
                    "package_due_on",
                    models.DateField(help_text="至当日 24 时（北京时间）。", verbose_name="报送截止日期"),
                ),
                (
                    "locks_at",
                    models.DateTimeField(blank=True, help_text="留空表示不锁定。", null=True, verbose_name="锁定时间"),
                ),
                (
                    "anonymise_on",
                    models.DateField(
                        blank=True,
                        help_text="个人信息保存到这一天，之后删除或匿名化。",
                        null=True,
                        verbose_name="匿名化日期",
                    ),
                ),
                ("centre_name", models.CharField(max_length=60, verbose_name="报送单位")),
                ("contact_name", models.CharField(blank=True, max_length=40, verbose_name="联系人")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("letter_title", models.CharField(default="致青年的一封信", max_length=60, verbose_name="慰问信标题")),
                ("letter_text", models.TextField(blank=True, help_text="空行分段。", verbose_name="慰问信正文")),
                (
                    "mongolian_text",
                    models.TextField(
                        blank=True,
                        help_text="选填：经蒙古语文部门审定的传统蒙古文（Unicode）。系统不翻译、不改写；留空则不显示。",
                        validators=[organization.models.campaign.reject_private_use],
                        verbose_name="蒙古文标题",
                    ),
                ),
                ("questionnaire_revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "annex2_signing_line",
                    models.CharField(
                        default="填表人：{name}｜联系电话：{phone}｜{seal}",
                        help_text="用“｜”分成几段；{name}、{phone}、{day}、{seal} 处填入填表人、电话、日期和盖章栏。",
                        max_length=120,
                        validators=[organization.text_places.KnownPlaces("name", "phone", "day", "seal")],
                        verbose_name="填表行",
                    ),
                ),
                ("asks_for_returnee_counts", models.BooleanField(default=True, verbose_name="要问卷统计")),
                ("asks_for_scan", models.BooleanField(default=True, verbose_name="要盖章扫描件")),
                (
                    "benefits",
                    models.TextField(
                        blank=True, help_text="首页上列出；空行分段，每段的首行作小标题。", verbose_name="能帮青年什么"
                    ),
                ),
                (
                    "committee_seal",
                    models.CharField(
                        blank=True, default="盖章：", max_length=30, verbose_name="盖章栏（报送单位的表）"
                    ),
                ),
                (
                    "complaints",
                    models.CharField(
                        blank=True,
                        help_text="电话或邮箱，写在个人信息处理说明下面。",
                        max_length=120,
                        verbose_name="投诉举报方式",
                    ),
                ),
                ("has_letter", models.BooleanField(default=True, verbose_name="有致青年的一封信")),
                ("has_total_row", models.BooleanField(default=True, verbose_name="汇总表有合计行")),
                (
                    "invitation",
                    models.CharField(
                        blank=True,
                        help_text="首页和海报上的一两句话，如：家乡在等您。",
                        max_length=120,
                        verbose_name="邀请语",
                    ),
                ),
                ("is_trial", models.BooleanField(default=False, editable=False, verbose_name="试用")),
                (
                    "key",
                    models.CharField(
                        error_messages={"unique": "这个代码已经用过。"},
                        help_text="用在网址里，定了不再改，如 2021；一年有几次的，如 2021-summer。",
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]*\\Z", "只用小写字母、数字和短横，如 2021 或 2021-summer。"
                            )
                        ],
                        verbose_name="代码",
                    ),
                ),
                (
                    "oldest_age",
                    models.PositiveSmallIntegerField(default=45, help_text="周岁。", verbose_name="最大年龄"),
                ),
                (
                    "photo_count",
                    models.PositiveSmallIntegerField(default=3, help_text="0 表示不要照片。", verbose_name="照片张数"),
                ),
                (
                    "region_seal",
                    models.CharField(blank=True, default="盖章：", max_length=30, verbose_name="盖章栏（汇总表）"),
                ),
                ("shows_theme_in_annex2", models.BooleanField(default=True, verbose_name="标题上方印活动主题")),
                (
                    "state",
                    models.CharField(
                        choices=[("preparing", "筹备"), ("open", "进行中"), ("closed", "已结束")],
                        default="preparing",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "short_name",
                    models.CharField(
                        blank=True,
                        help_text="文件名里用，如：返乡创业青年月活动。留空用“活动”。",
                        max_length=40,
                        verbose_name="活动简称",
                    ),
                ),
                (
                    "material_name",
                    models.CharField(
                        blank=True,
                        help_text="给中心的邮件里用。留空用简称加“材料”。",
                        max_length=40,
                        verbose_name="材料的叫法",
                    ),
                ),
                (
                    "summary_opening",
                    models.CharField(
                        blank=True,
                        help_text="选填。{document}、{committee}、{theme}、{year}、{name} 换成文号、单位、主题、年份、活动简称。",
                        max_length=200,
                        validators=[
                            organization.text_places.KnownPlaces("document", "committee", "theme", "year", "name")
                        ],
                        verbose_name="总结草稿的首句",
                    ),
                ),
                (
                    "summary_length",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="0 表示不要总结。", verbose_name="总结字数"
                    ),
                ),
                (
                    "youngest_age",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="周岁；未满 14 周岁的，法律规定须经监护人同意，一律不收。",
                        verbose_name="最小年龄",
                    ),
                ),
                (
                    "youth_until_age",
                    models.PositiveSmallIntegerField(
                        default=35, help_text="周岁；超过的可以填写，单独统计。", verbose_name="“青年”至"
                    ),
                ),
                ("erase_on", models.DateField(blank=True, editable=False, null=True, verbose_name="试用内容清除日期")),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        help_text="公开页面上年龄前面的话，如：家乡在内蒙古。留空只写年龄。",
                        max_length=40,
                        verbose_name="面向",
                    ),
                ),
                (
                    "public_name",
                    models.CharField(
                        blank=True,
                        help_text="公开页面和海报上“归巢”后面的几个字，如：返乡青年征集。",
                        max_length=20,
                        verbose_name="页头的叫法",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动年度",
                "verbose_name_plural": "活动年度",
                "ordering": ["-year", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)), fields=("is_current",), name="campaign_one_current"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("ends_on"))),
                        name="campaign_starts_before_end",
                        violation_error_message="活动结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at", None),
                            ("closes_at", None),
                            ("opens_at__lt", models.F("closes_at")),
                            _connector="OR",
                        ),
                        name="campaign_opens_before_close",
                        violation_error_message="问卷截止时间应晚于开放时间。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("anonymise_on", None), ("anonymise_on__gt", models.F("ends_on")), _connector="OR"
                        ),
                        name="campaign_anonymises_after_end",
                        violation_error_message="匿名化日期应晚于活动结束日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2999)),
                        name="campaign_year_plausible",
                        violation_error_message="年度应为四位数，如 2020。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("youngest_age__gte", 14),
                            ("youth_until_age__gte", models.F("youngest_age")),
                            ("oldest_age__gte", models.F("youth_until_age")),
                            ("oldest_age__lte", 99),
                        ),
                        name="campaign_ages_in_order",
                        violation_error_message="年龄应依次为：最小（不小于 14）、“青年”至、最大（不大于 99）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("photo_count__lte", 9)),
                        name="campaign_photos_at_most_nine",
                        violation_error_message="照片最多 9 张。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["preparing", "open", "closed"])), name="campaign_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("erase_on", None), ("is_trial", True), _connector="OR"),
                        name="campaign_only_trials_erased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Committee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("region", "自治区"),
                            ("league_city", "盟市"),
                            ("county", "旗县市区"),
                            ("township", "苏木乡镇"),
                            ("direct", "直属"),
                        ],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                (
                    "gb_code",
                    models.CharField(
                        blank=True,
                        help_text="GB/T 2260 六位代码；开发区、直属团组织没有代码，留空。",
                        max_length=6,
                        null=True,
                        validators=[django.core.validators.RegexValidator("^[0-9]{6}$", "行政区划代码应为六位数字。")],
                        verbose_name="行政区划代码",
                    ),
                ),
                (
                    "place_name",
                    models.CharField(
                        help_text="附件2“盟市”栏的写法，如：包头市。", max_length=40, verbose_name="地名或单位名"
                    ),
                ),
                ("name", models.CharField(help_text="如：共青团包头市委员会。", max_length=60, verbose_name="全称")),
                (
                    "short_name",
                    models.CharField(help_text="如：包头团市委、兴安盟团委。", max_length=40, verbose_name="简称"),
                ),
                (
                    "sort_order",
                    models.PositiveSmallIntegerField(
                        help_text="在同一上级之下的次序，1–999。",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(999),
                        ],
                        verbose_name="排序",
                    ),
                ),
                ("path", models.CharField(editable=False, max_length=64, verbose_name="树路径")),
                (
                    "is_separately_planned",
                    models.BooleanField(
                        default=False,
                        help_text="可在某一年度的附件2中单列一行（满洲里、二连浩特）。",
                        verbose_name="计划单列市",
                    ),
                ),
                (
                    "administered_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="代管单位单列时，本地随之计入（扎赉诺尔区由满洲里市代管）。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="administered",
                        to="organization.committee",
                        verbose_name="代管单位",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organization.committee",
                        verbose_name="上级团委",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="撤并日期")),
                (
                    "succeeded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="撤并后由它接手未办结的个案和账号。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="organization.committee",
                        verbose_name="并入",
                    ),
                ),
                ("initials", models.CharField(default="", editable=False, max_length=200, verbose_name="拼音首字母")),
                ("pinyin", models.CharField(default="", editable=False, max_length=600, verbose_name="拼音")),
            ],
            options={
                "verbose_name": "团委",
                "verbose_name_plural": "团委",
                "ordering": ["path"],
                "constraints": [
                    models.UniqueConstraint(fields=("path",), name="committee_path_unique"),
                    models.UniqueConstraint(
                        fields=("gb_code",),
                        name="committee_gb_code_unique",
                        violation_error_code="unique",
                        violation_error_message="这个行政区划代码已被使用。",
                    ),
                    models.UniqueConstraint(
                        fields=("parent", "sort_order"),
                        name="committee_order_unique",
                        violation_error_message="同一上级之下已有这个排序号。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("level", "region")),
                        fields=("level",),
                        name="committee_one_region",
                        violation_error_message="自治区一级只能有一个团委。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "region"), ("parent", None)),
                            models.Q(models.Q(("level", "region"), _negated=True), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="committee_parent_unless_region",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gb_code", None), ("gb_code__regex", "^[0-9]{6}$"), _connector="OR"),
                        name="committee_gb_code_six_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sort_order__gte", 1), ("sort_order__lte", 999)),
                        name="committee_order_three_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on", None), ("succeeded_by", None)),
                            models.Q(
                                ("ended_on__isnull", False),
                                ("succeeded_by__isnull", False),
                                models.Q(("succeeded_by", models.F("pk")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="committee_ended_with_a_successor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "这个用户名已被使用。"},
                        help_text="英文字母、数字和 @ . + - _。",
                        max_length=40,
                        unique=True,
                        validators=[django.contrib.auth.validators.ASCIIUsernameValidator()],
                        verbose_name="用户名",
                    ),
                ),
                ("full_name", models.CharField(blank=True, max_length=50, verbose_name="姓名")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("region_manager", "自治区管理员"),
                            ("region_viewer", "自治区查看员"),
                            ("league_city_staff", "盟市工作人员"),
                            ("county_staff", "旗县工作人员"),
                            ("auditor", "审计员"),
                            ("system_administrator", "系统管理员"),
                        ],
                        max_length=24,
                        verbose_name="角色",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="停用后，对方的下一次操作即被拒绝。", verbose_name="启用"
                    ),
                ),
                ("must_change_password", models.BooleanField(default=False, editable=False, verbose_name="须修改密码")),
                (
                    "created_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="创建时间"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        blank=True,
                        help_text="没有所属团委的账号看不到任何内容。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="organization.committee",
                        verbose_name="所属团委",
                    ),
                ),
                (
                    "password_changed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="修改密码时间"),
                ),
                ("session_generation", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "账号",
                "verbose_name_plural": "账号",
                "ordering": ["committee__path", "username"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "region_manager",
                                    "region_viewer",
                                    "league_city_staff",
                                    "county_staff",
                                    "auditor",
                                    "system_administrator",
                                ],
                            )
                        ),
                        name="account_role_known",
                        violation_error_message="没有这个角色。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(unique=True, verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来源地址")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("sign_in", "登录"),
                            ("sign_in_failed", "登录失败"),
                            ("sign_in_alarm", "登录告警"),
                            ("sessions_end", "退出其他登录"),
                            ("password_change", "修改密码"),
                            ("account_create", "新建账号"),
                            ("account_change", "修改账号"),
                            ("account_deactivate", "停用账号"),
                            ("account_reactivate", "恢复账号"),
                            ("slip_reissue", "重发密码条"),
                            ("responsible_change", "登记负责人"),
                            ("committee_create", "新建团组织"),
                            ("committee_change", "修改团组织"),
                            ("committee_end", "撤并团组织"),
                            ("campaign_create", "新建年度"),
                            ("campaign_change", "修改年度"),
                            ("campaign_prepare", "准备年度"),
                            ("campaign_open", "开启年度"),
                            ("campaign_close", "结束年度"),
                            ("campaign_current", "设为当前年度"),
                            ("trial_reset", "清空试用年度"),
                            ("rows_separate", "计划单列市单列"),
                            ("rows_rejoin", "取消单列"),
                            ("withdrawal", "本人撤回"),
                            ("quarantine_release", "核实为有效"),
                            ("activity_delete", "删除活动记录"),
                            ("activity_restore", "恢复活动记录"),
                            ("completion_mark", "标记本级已填完"),
                            ("completion_hand_back", "退回填完标记"),
                            ("quarantine_reject", "判为机器填写"),
                            ("quarantine_again", "退回待核实"),
                            ("phone_shown", "显示手机号"),
                            ("returnee_merge", "合并重复问卷"),
                            ("returnee_split", "取消合并"),
                            ("duplicate_dismiss", "确认不是重复"),
                            ("duplicate_reopen", "重新列为疑似重复"),
                            ("returnee_correct", "代为更正问卷"),
                            ("returnee_withdraw", "代为撤回问卷"),
                            ("returnee_delete", "删除误填问卷"),
                            ("returnee_restore", "恢复已删除问卷"),
                            ("returnee_erase", "到期清除已删除问卷"),
                            ("follow_up_hand_over", "移交跟进个案"),
                            ("data_provided", "向合作部门提供信息"),
                            ("membership_confirm", "确认青创联盟会员"),
                            ("entry_delete", "删除记录"),
                            ("entry_restore", "恢复记录"),
                            ("own_answers_export", "导出自设问题回答"),
                            ("annex2_download", "下载附件2"),
                            ("activity_import", "导入活动记录"),
                            ("activity_export", "导出活动记录"),
                            ("package_submit", "报送材料"),
                            ("package_take_back", "撤回报送"),
                            ("package_return", "退回报送材料"),
                            ("package_accept", "确认报送材料"),
                            ("package_reopen", "重新打开报送材料"),
                            ("package_extend", "延长报送期限"),
                            ("package_download", "下载报送材料"),
                            ("consolidated_download", "下载汇总工作簿"),
                            ("reminder_sent", "记录催报"),
                            ("full_export", "导出全部记录"),
                            ("full_export_end", "导出全部记录结束"),
                        ],
                        max_length=24,
                        verbose_name="操作",
                    ),
                ),
                ("object_type", models.CharField(blank=True, max_length=60, verbose_name="对象类型")),
                ("object_id", models.CharField(blank=True, max_length=40, verbose_name="对象编号")),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "result",
                    models.CharField(
                        choices=[("done", "成功"), ("refused", "拒绝")], max_length=8, verbose_name="结果"
                    ),
                ),
                (
                    "previous_digest",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="前一条摘要"),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="团委",
                    ),
                ),
            ],
            options={
                "verbose_name": "审计记录",
                "verbose_name_plural": "审计记录",
                "ordering": ["-sequence"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["at"], name="auditevent_by_time"),
                    models.Index(fields=["act", "at"], name="auditevent_by_act"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("object_id", ""), ("object_type", "")),
                            models.Q(
                                models.Q(("object_type", ""), _negated=True), models.Q(("object_id", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="auditevent_object_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LoginTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_digest", models.CharField(max_length=64)),
                ("address", models.GenericIPAddressField(null=True)),
                ("tried_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("browser", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "verbose_name": "登录尝试",
                "verbose_name_plural": "登录尝试",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["name_digest", "tried_at"], name="logintry_by_name"),
                    models.Index(fields=["tried_at"], name="logintry_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("erase_entries", "清除已删除的记录"),
                            ("erase_records", "清除已删除的问卷"),
                            ("forget_imports", "清除未确认的导入"),
                            ("clear_sessions", "清除已结束的会话"),
                            ("erase_trials", "清除到期的试用内容"),
                            ("seal_audit", "封存审计记录"),
                            ("verify_audit", "核对审计记录"),
                        ],
                        max_length=24,
                        verbose_name="操作",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="结束时间")),
                ("result", models.CharField(max_length=300, verbose_name="结果")),
                ("succeeded", models.BooleanField(verbose_name="是否成功")),
            ],
            options={
                "verbose_name": "运行记录",
                "verbose_name_plural": "运行记录",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["name", "-id"], name="operationrun_latest_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("finished_at__gte", models.F("started_at"))),
                        name="operationrun_finished_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.CharField(
                        help_text="如 2020-2；青年提交时会记下所同意的版本。", max_length=20, verbose_name="版本"
                    ),
                ),
                ("text", models.TextField(help_text="空行分段；每段的首行作小标题。", verbose_name="正文")),
                (
                    "published_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="发布时间"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacy_notices",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "个人信息处理说明",
                "verbose_name_plural": "个人信息处理说明",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "version"),
                        name="privacynotice_version_once",
                        violation_error_message="这个版本号已经用过，请换一个。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsible",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, verbose_name="负责人")),
                (
                    "phone",
                    models.CharField(help_text="手机号，或带区号的座机。", max_length=30, verbose_name="联系电话"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibles",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibles",
                        to="organization.committee",
                        verbose_name="团委",
                    ),
                ),
            ],
            options={
                "verbose_name": "负责人",
                "verbose_name_plural": "负责人",
                "ordering": ["committee__path"],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "committee"),
                        name="responsible_one_each",
                        violation_error_message="这个团委本年度已经登记了负责人，请直接修改。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="responsible_named",
                        violation_error_message="请填负责人姓名。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "phone__regex",
                                "^(1[3-9][0-9]{9}|((010|02[0-9]|0[3-9][0-9]{2})-)?[0-9]{7,8}(-[0-9]{1,6})?)$",
                            )
                        ),
                        name="responsible_phone_plausible",
                        violation_error_message="联系电话应为手机号或座机。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_uuid", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="表单编号")),
                ("made_at", models.DateTimeField(default=organization.clock.now, verbose_name="发放时间")),
                ("slip_count", models.PositiveIntegerField(verbose_name="张数")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发放人",
                    ),
                ),
            ],
            options={
                "verbose_name": "密码条",
                "verbose_name_plural": "密码条",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
    ]
